use super::signed::services;
use crate::Failure;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, web};
use domain::Class;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::time::Duration;

/// Largest JSON body in bytes.
pub(crate) const MAX_BODY: usize = 256 * 1024;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let kind = kind.and_then(|v| v.split(';').next()).map(str::trim);
        // Anything but JSON is refused: a form or text/plain can be sent by any page.
        if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
            let detail = "send application/json";
            let failure = Failure::new(Class::Invalid, "unsupported_media_type", detail);
            let failure = failure.with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE);
            return Box::pin(ready(Err(failure)));
        }
        let bytes = web::Bytes::from_request(request, payload);
        let time = body_time(request);
        Box::pin(async move {
            let bytes = tokio::time::timeout(time, bytes).await.map_err(|_| too_late())?;
            parse(&bytes.map_err(|error| unreadable(&error))?).map(Self)
        })
    }
}

/// How long a body may take to arrive.
fn body_time(request: &HttpRequest) -> Duration {
    services(request).map_or(Duration::ZERO, |services| services.options.listener.body_time)
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(bytes).map_err(|error| {
        let detail = format!("the body could not be read: {error}");
        let failure = Failure::new(Class::Invalid, "invalid_body", detail);
        // Not JSON at all is 400; JSON of another shape is 422. A key that should be a number counts
        // as bad syntax to serde_json, so it is asked twice.
        let json = std::str::from_utf8(bytes)
            .is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
        if error.is_data() || json { failure } else { failure.with_status(StatusCode::BAD_REQUEST) }
    })
}

fn too_late() -> Failure {
    let detail = "the body took too long to arrive";
    Failure::new(Class::Invalid, "timeout", detail).with_status(StatusCode::REQUEST_TIMEOUT)
}

fn unreadable(error: &actix_web::Error) -> Failure {
    if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
        return Failure::new(Class::TooLarge, "payload_too_large", "a body has at most 256 KiB");
    }
    let detail = "the body could not be read";
    Failure::new(Class::Invalid, "invalid_body", detail).with_status(StatusCode::BAD_REQUEST)
}

/// The query string.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Params<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let params = web::Query::<T>::from_query(request.query_string());
        let invalid = |error| {
            let detail = format!("the query could not be read: {error}");
            Failure::new(Class::Invalid, "invalid_query", detail)
        };
        ready(params.map(|query| Self(query.into_inner())).map_err(invalid))
    }
}
