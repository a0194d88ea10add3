//! The contract as documents: OpenAPI 3.1 of the routes, AsyncAPI 3.0 of the socket.

mod asyncapi;
mod openapi;

use crate::ways::{resource, show};
use actix_web::HttpResponse;
use actix_web::web::ServiceConfig;
use utoipa::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

/// The documents and the page to try them on.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(resource("/api/asyncapi.json", vec![show().to(asyncapi)])).service(
        SwaggerUi::new("/api/docs/{_:.*}").url("/api/openapi.json", openapi::Api::openapi()),
    );
}

async fn asyncapi() -> HttpResponse {
    HttpResponse::Ok().json(std::future::ready(asyncapi::document()).await)
}
