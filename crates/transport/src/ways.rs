//! Paths with their methods: whoever comes with another one is told which there are.

use crate::Failure;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, ResponseError, Route};
use actix_web::{guard, web};
use domain::Class;

/// Methods on their way to a handler.
pub(crate) struct Methods(&'static [Method]);

/// A handler and the methods that it answers.
pub(crate) type Way = (&'static [Method], Route);

impl Methods {
    /// Leads them to a handler.
    pub(crate) fn to<F, Args>(self, handler: F) -> Way
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let Self(methods) = self;
        let any = guard::fn_guard(move |context| methods.contains(&context.head().method));
        (methods, web::route().guard(any).to(handler))
    }
}

/// Reads.
pub(crate) fn get() -> Methods {
    Methods(&[Method::GET])
}

/// Reads a page or a file, or only asks about it: HEAD is GET without the body (RFC 9110, 9.3.2).
pub(crate) fn show() -> Methods {
    Methods(&[Method::GET, Method::HEAD])
}

/// Makes or does.
pub(crate) fn post() -> Methods {
    Methods(&[Method::POST])
}

/// Sets.
pub(crate) fn put() -> Methods {
    Methods(&[Method::PUT])
}

/// Changes parts.
pub(crate) fn patch() -> Methods {
    Methods(&[Method::PATCH])
}

/// Removes.
pub(crate) fn delete() -> Methods {
    Methods(&[Method::DELETE])
}

/// A path with all its methods; others get 405 and `Allow`.
pub(crate) fn resource(path: &str, ways: Vec<Way>) -> Resource {
    let names: Vec<&str> =
        ways.iter().flat_map(|(methods, _)| methods.iter()).map(Method::as_str).collect();
    let allow = names.join(", ");
    let other = move || std::future::ready(wrong_method(&allow));
    let all = ways.into_iter().fold(web::resource(path), |all, (_, route)| all.route(route));
    all.default_service(web::to(other))
}

/// The answer to a known path with another method.
fn wrong_method(allow: &str) -> HttpResponse {
    let failure = Failure::new(Class::Invalid, "method_not_allowed", "this path has other methods")
        .with_status(StatusCode::METHOD_NOT_ALLOWED);
    let mut answer = failure.error_response();
    if let Ok(allow) = HeaderValue::from_str(allow) {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}
