//! Pages and assets of the web client.

use crate::Failure;
use crate::Registration;
use crate::door::{Guest, read_cookie};
use crate::identity::Services;
use crate::rest::accounts::same;
use ::web::{AppPage, Entry, EntryPage};
use actix_web::http::header;
use actix_web::middleware::Compress;
use actix_web::web::{self, Redirect, ServiceConfig, get, resource};
use actix_web::{HttpRequest, HttpResponse, Responder};
use std::sync::Arc;

/// Every page. Assets are compressed; pages are not, for they hold a secret (BREACH).
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/").route(get().to(app)))
        .service(resource("/c/{chat_id}").route(get().to(app)))
        .service(resource("/login").route(get().to(login)))
        .service(resource("/register").route(get().to(register)))
        .service(resource("/setup").route(get().to(setup)))
        .service(
            resource("/assets/{version}/{path:.*}")
                .wrap(Compress::default())
                .route(get().to(asset)),
        )
        .service(resource("/sw.js").wrap(Compress::default()).route(get().to(service_worker)))
        .service(resource("/manifest.webmanifest").route(get().to(manifest)))
        .service(resource("/favicon.svg").route(get().to(favicon)))
        .service(resource("/favicon.ico").route(get().to(favicon)));
}

/// Personal pages are never kept by caches in between.
const PERSONAL: (header::HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

fn html(body: String) -> HttpResponse {
    HttpResponse::Ok().insert_header(PERSONAL).content_type("text/html; charset=utf-8").body(body)
}

async fn app(guest: Guest, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let services = guest.services();
    let Some(csrf) = csrf_of(services, &request).await? else {
        let login = Redirect::to("/login").see_other().respond_to(&request);
        return Ok(login
            .customize()
            .insert_header(PERSONAL)
            .respond_to(&request)
            .map_into_boxed_body());
    };
    let server_name = &services.options.server_name;
    Ok(html(::web::app(&AppPage { csrf: &csrf, server_name })))
}

/// The CSRF token of whoever's cookie this is; `None` when nobody is signed in.
async fn csrf_of(
    services: &Arc<Services>,
    request: &HttpRequest,
) -> Result<Option<String>, Failure> {
    let Some(cookie) = read_cookie(request, &services.options) else {
        return Ok(None);
    };
    let proof = services.cookie(cookie).await?;
    let session = proof.and_then(|proof| proof.cookie);
    Ok(session.map(|s| services.identity.sessions.csrf_token(&s).into_exposed()))
}

fn entry(guest: &Guest, entry: Entry<'_>) -> HttpResponse {
    let options = &guest.services().options;
    let registration_open = options.registration == Registration::Open;
    html(::web::entry(&EntryPage { entry, registration_open, server_name: &options.server_name }))
}

async fn login(guest: Guest) -> HttpResponse {
    std::future::ready(entry(&guest, Entry::Login)).await
}

async fn register(guest: Guest) -> HttpResponse {
    std::future::ready(entry(&guest, Entry::Register)).await
}

#[derive(serde::Deserialize)]
struct SetUp {
    token: String,
}

async fn setup(guest: Guest, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let given = web::Query::<SetUp>::from_query(request.query_string());
    let given = given.map_err(|_| Failure::not_found())?.into_inner();
    let right = guest.services().options.setup_token.as_deref();
    let good = right.is_some_and(|right| same(right, &given.token));
    let admin = guest.services().database.read(|read| read.has_admin()).await?;
    if !good || admin {
        return Err(Failure::not_found());
    }
    Ok(entry(&guest, Entry::Setup { token: &given.token }))
}

/// Assets carry their version in the address, so that they may be kept for good.
async fn asset(path: web::Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let (version, path) = path.into_inner();
    let asset = std::future::ready(::web::asset(&path)).await.ok_or_else(Failure::not_found)?;
    let keep = if version == ::web::version() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, keep))
        .content_type(asset.mime)
        .body(asset.body.into_owned()))
}

async fn service_worker() -> HttpResponse {
    fixed("text/javascript; charset=utf-8", std::future::ready(::web::service_worker()).await)
}

async fn manifest() -> HttpResponse {
    fixed("application/manifest+json", std::future::ready(::web::manifest().to_owned()).await)
}

async fn favicon() -> HttpResponse {
    fixed("image/svg+xml", std::future::ready(::web::favicon().to_owned()).await)
}

fn fixed(mime: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type(mime.to_owned())
        .body(body)
}
