//! The contract as documents: OpenAPI 3.1 of the routes, AsyncAPI 3.0 of the socket.

mod asyncapi;
mod openapi;

use crate::ways::{resource, show};
use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use actix_web::web::{Bytes, ServiceConfig};
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

const OPENAPI: &str = "/api/openapi.json";

/// Written when first asked for: as a tree it takes megabytes, and most servers are never asked.
static OPENAPI_TEXT: LazyLock<Bytes> =
    LazyLock::new(|| openapi::Api::openapi().to_json().unwrap_or_default().into());

/// The documents and the page to try them on.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/api/asyncapi.json", vec![show().to(asyncapi)]))
        .service(resource(OPENAPI, vec![show().to(openapi)]))
        .service(SwaggerUi::new("/api/docs/{_:.*}").config(Config::from(OPENAPI)));
}

async fn openapi() -> HttpResponse {
    let text = std::future::ready(OPENAPI_TEXT.clone()).await;
    HttpResponse::Ok().content_type(ContentType::json()).body(text)
}

async fn asyncapi() -> HttpResponse {
    HttpResponse::Ok().json(std::future::ready(asyncapi::document()).await)
}
