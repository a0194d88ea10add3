use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use domain::{Class, Problem};
use std::fmt;
use wire::ReplyError;

/// An answer that isn't what was asked for: the one shape of errors on every door.
#[derive(Clone, Debug)]
pub struct Failure {
    class: Class,
    status: StatusCode,
    code: &'static str,
    detail: String,
    field: Option<&'static str>,
    retry_after_ms: Option<u32>,
}

/// The one place where a class becomes a status.
fn status_of(class: Class) -> StatusCode {
    match class {
        Class::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Class::Unauthenticated => StatusCode::UNAUTHORIZED,
        Class::Forbidden => StatusCode::FORBIDDEN,
        Class::NotFound => StatusCode::NOT_FOUND,
        Class::Conflict => StatusCode::CONFLICT,
        Class::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Class::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Class::Overloaded | Class::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Class::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl Failure {
    pub(crate) fn new(class: Class, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            class,
            status: status_of(class),
            code,
            detail: detail.into(),
            field: None,
            retry_after_ms: None,
        }
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn with_field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    pub(crate) fn not_found() -> Self {
        Self::new(Class::NotFound, "not_found", "there is nothing here")
    }

    pub(crate) fn chat_not_found() -> Self {
        Self::new(Class::NotFound, "chat_not_found", "no such chat")
    }

    pub(crate) fn message_not_found() -> Self {
        Self::new(Class::NotFound, "message_not_found", "no such message")
    }

    pub(crate) fn user_not_found() -> Self {
        Self::new(Class::NotFound, "user_not_found", "no such user")
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(Class::Unauthenticated, "unauthenticated", "log in first")
    }

    pub(crate) fn invalid(field: &'static str, detail: impl Into<String>) -> Self {
        Self::new(Class::Invalid, "invalid_field", detail).with_field(field)
    }

    pub(crate) fn rate_limited(retry_after_ms: u32) -> Self {
        let detail = "too many tries; wait a little";
        let mut failure = Self::new(Class::RateLimited, "rate_limited", detail);
        failure.retry_after_ms = Some(retry_after_ms);
        failure
    }

    pub(crate) fn export_busy() -> Self {
        let detail = "one export at a time: wait until the other is over, or end it";
        let mut failure = Self::new(Class::RateLimited, "export_busy", detail);
        failure.retry_after_ms = Some(5_000);
        failure
    }

    pub(crate) fn stopping() -> Self {
        let mut failure = Self::new(Class::Unavailable, "unavailable", "the server is stopping");
        failure.retry_after_ms = Some(1_000);
        failure
    }

    /// A fault of ours: logged with its cause, told without.
    pub(crate) fn broken(what: &'static str, cause: &dyn fmt::Display) -> Self {
        tracing::error!(what, %cause, "internal error");
        Self::new(Class::Internal, "internal", "something went wrong on the server")
    }

    /// The same on the socket.
    pub(crate) fn reply(&self) -> ReplyError {
        ReplyError {
            code: self.code.to_owned(),
            detail: self.detail.clone(),
            temporary: self.is_temporary(),
            retry_after_ms: self.retry_after_ms,
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    pub(crate) fn class(&self) -> Class {
        self.class
    }

    fn is_temporary(&self) -> bool {
        matches!(self.class, Class::RateLimited | Class::Overloaded | Class::Unavailable)
    }
}

impl<E: Problem> From<E> for Failure {
    fn from(error: E) -> Self {
        if error.class() == Class::Internal {
            return Self::broken(error.code(), &error);
        }
        let mut failure = Self::new(error.class(), error.code(), error.to_string());
        if error.class() == Class::Unavailable {
            tracing::warn!(cause = %error, "database unavailable");
            "the database is away; try again in a moment".clone_into(&mut failure.detail);
        }
        failure.field = error.field();
        failure.retry_after_ms = error.retry_after_ms();
        failure
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let body = wire::Problem {
            kind: "about:blank".to_owned(),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.detail.clone(),
            field: self.field.map(str::to_owned),
            temporary: self.is_temporary(),
            retry_after_ms: self.retry_after_ms,
            request_id: None,
        };
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(ms) = self.retry_after_ms {
            response.insert_header((header::RETRY_AFTER, ms.div_ceil(1_000).max(1).to_string()));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        response.body(serde_json::to_vec(&body).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::port::{StoreError, StoreFault};

    #[test]
    fn every_class_has_its_status() {
        for (class, status) in [
            (Class::Invalid, 422),
            (Class::Unauthenticated, 401),
            (Class::Forbidden, 403),
            (Class::NotFound, 404),
            (Class::Conflict, 409),
            (Class::TooLarge, 413),
            (Class::RateLimited, 429),
            (Class::Overloaded, 503),
            (Class::Unavailable, 503),
            (Class::Internal, 500),
        ] {
            assert_eq!(status_of(class).as_u16(), status);
        }
    }

    #[test]
    fn causes_of_the_database_stay_inside() {
        for fault in [StoreFault::Broken, StoreFault::Unavailable] {
            let failure = Failure::from(StoreError::new("op", fault, "SELECT secret FROM t"));
            assert!(!failure.to_string().contains("SELECT"), "{failure}");
        }
    }
}
