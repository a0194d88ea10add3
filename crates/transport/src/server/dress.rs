use super::idle::{Answer, Busy, Watch};
use crate::identity::Services;
use crate::limits::Ledger;
use crate::{Failure, Listener};
use actix_web::ResponseError;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use domain::Class;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What no page of ours needs is not allowed to any.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The page to try the API on styles itself inline; it runs no inline script.
const DOCS_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Gives every request an id and every response its headers; refuses heads that are too large.
pub(super) async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<Answer>, actix_web::Error> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let watch = request.conn_data::<Arc<Watch>>().map(Arc::clone);
    let busy = watch.as_ref().map(Busy::new);
    let docs = request.path().starts_with("/api/docs");
    let private = request.path().starts_with("/api/v1");
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let ledger = Ledger::of(request.request());
    let mut response = match too_large(&request) {
        Some(failure) => request.into_response(failure.error_response()),
        None => next.call(request).await?.map_into_boxed_body(),
    };
    tracing::debug!(request.id = id, %method, path, status = response.status().as_u16(), "request");
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "no-referrer");
    put(header::CONTENT_SECURITY_POLICY, if docs { DOCS_CSP } else { CSP });
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if private {
        put(header::CACHE_CONTROL, "no-store");
    }
    ledger.write(headers);
    headers.insert(HeaderName::from_static("x-request-id"), HeaderValue::from(id));
    if let Some(watch) = watch.filter(|_| response.status() == StatusCode::SWITCHING_PROTOCOLS) {
        watch.release();
    }
    Ok(response.map_body(|_, body| Answer { body, busy }))
}

/// Refuses a head beyond what is configured, before anything looks at it.
fn too_large(request: &ServiceRequest) -> Option<Failure> {
    let listener: Listener = request.app_data::<Data<Services>>()?.options.listener;
    let url = request.uri().path_and_query().map_or(0, |url| url.as_str().len());
    if url > listener.url_bytes {
        let detail = format!("an address has at most {} bytes", listener.url_bytes);
        let failure = Failure::new(Class::TooLarge, "uri_too_long", detail);
        return Some(failure.with_status(StatusCode::URI_TOO_LONG));
    }
    let all = request.headers().iter();
    let size: usize = all.map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let detail = || format!("the header has at most {} bytes", listener.header_bytes);
    (size > listener.header_bytes).then(|| {
        Failure::new(Class::TooLarge, "header_too_large", detail())
            .with_status(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    })
}
