//! Pages and assets of the web client.

use crate::Failure;
use crate::Mail;
use crate::door::{Visitor, read_cookie};
use crate::identity::Services;
use crate::limits::Limit;
use crate::rest::accounts::same;
use crate::rest::server::policy_now;
use crate::ways::{Way, resource, show};
use ::web::{AppPage, Entry, EntryPage, LetterPage};
use actix_web::dev::HttpServiceFactory;
use actix_web::http::header;
use actix_web::middleware::Compress;
use actix_web::web::{self, Redirect, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Responder};
use domain::Class;
use domain::policy::Registration;
use std::sync::Arc;

/// Every page. Assets are compressed; pages are not, for they hold a secret (BREACH).
pub(crate) fn routes(config: &mut ServiceConfig) {
    for path in ["/", "/c/{chat_id}", "/g/{code}", "/admin", "/admin/{section}"] {
        config.service(resource(path, vec![show().to(app)]));
    }
    config
        .service(resource("/login", vec![show().to(login)]))
        .service(resource("/register", vec![show().to(register)]))
        .service(resource("/forgot", vec![show().to(forgot)]))
        .service(resource("/reset", vec![show().to(reset)]))
        .service(resource("/confirm", vec![show().to(confirm)]))
        .service(resource("/unsubscribe", vec![show().to(unsubscribe)]))
        .service(resource("/join/{code}", vec![show().to(join)]))
        .service(resource("/setup", vec![show().to(setup)]))
        .service(packed("/assets/{version}/{path:.*}", show().to(asset)))
        .service(packed("/sw.js", show().to(service_worker)))
        .service(resource("/manifest.webmanifest", vec![show().to(manifest)]))
        .service(resource("/favicon.svg", vec![show().to(favicon)]))
        .service(resource("/favicon.ico", vec![show().to(favicon)]));
}

/// A compressed one.
fn packed(path: &str, way: Way) -> impl HttpServiceFactory + 'static {
    resource(path, vec![way]).wrap(Compress::default())
}

/// Personal pages are never kept by caches in between.
const PERSONAL: (header::HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

fn html(body: String) -> HttpResponse {
    HttpResponse::Ok().insert_header(PERSONAL).content_type("text/html; charset=utf-8").body(body)
}

async fn app(visitor: Visitor, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let services = visitor.services();
    let Some(csrf) = csrf_of(services, &request).await? else {
        let login = Redirect::to(login_before(request.path())).see_other().respond_to(&request);
        return Ok(login
            .customize()
            .insert_header(PERSONAL)
            .respond_to(&request)
            .map_into_boxed_body());
    };
    let (server_name, digests) = (&services.options.server_name, services.options.digests);
    Ok(html(::web::app(&AppPage { csrf: &csrf, server_name, digests })))
}

/// The log-in page that leads back to a page of the app, named by its path alone: plain letters below
/// one slash can be no other site's address.
fn login_before(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte);
    let ours = path.len() > 1 && !path.contains("//") && path.bytes().all(plain);
    if ours { format!("/login?next={path}") } else { "/login".to_owned() }
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

async fn entry(visitor: &Visitor, entry: Entry<'_>) -> Result<HttpResponse, Failure> {
    let registration_open =
        policy_now(visitor.services()).await?.registration == Registration::Open;
    let options = &visitor.services().options;
    let (mail, server_name) = (options.mail != Mail::Off, &options.server_name);
    Ok(html(::web::entry(&EntryPage { entry, registration_open, mail, server_name })))
}

async fn login(visitor: Visitor) -> Result<HttpResponse, Failure> {
    entry(&visitor, Entry::Login).await
}

async fn register(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let mode = policy_now(visitor.services()).await?.registration;
    let page = match mode {
        Registration::Open => Entry::Register { code: "" },
        Registration::Invite => Entry::NeedsInvitation,
        Registration::Closed => Entry::Closed,
    };
    entry(&visitor, page).await
}

/// Signing up by an invitation; those that can't be used all look alike.
async fn join(visitor: Visitor, code: web::Path<String>) -> Result<HttpResponse, Failure> {
    visitor.limit(Limit::Join)?;
    let services = visitor.services();
    let (hash, now) = (services.identity.codes.hash(&code).unwrap_or_default(), services.now());
    let defaults = services.options.policy;
    let admitted = services
        .database
        .read(move |read| domain::invitation::admit(read, defaults, Some(&hash), now))
        .await;
    let page = match admitted {
        Ok(()) => Entry::Register { code: &code },
        Err(failure) if failure.class() == Class::Forbidden => Entry::Closed,
        Err(failure) if failure.class() == Class::NotFound => Entry::BadInvitation,
        Err(failure) => return Err(failure),
    };
    entry(&visitor, page).await
}

fn letter(visitor: &Visitor, page: LetterPage) -> HttpResponse {
    let options = &visitor.services().options;
    html(::web::letter(page, options.mail != Mail::Off, &options.server_name))
}

/// Only where letters are sent.
async fn forgot(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let sends = visitor.services().options.mail != Mail::Off;
    std::future::ready(sends.then(|| letter(&visitor, LetterPage::Forgot)))
        .await
        .ok_or_else(Failure::not_found)
}

async fn reset(visitor: Visitor) -> HttpResponse {
    std::future::ready(letter(&visitor, LetterPage::Reset)).await
}

async fn confirm(visitor: Visitor) -> HttpResponse {
    std::future::ready(letter(&visitor, LetterPage::Confirm)).await
}

async fn unsubscribe(visitor: Visitor) -> HttpResponse {
    std::future::ready(letter(&visitor, LetterPage::Unsubscribe)).await
}

#[derive(serde::Deserialize)]
struct SetUp {
    token: String,
}

async fn setup(visitor: Visitor, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let given = web::Query::<SetUp>::from_query(request.query_string());
    let given = given.map_err(|_| Failure::not_found())?.into_inner();
    let right = visitor.services().options.setup_token.as_deref();
    let good = right.is_some_and(|right| same(right, &given.token));
    let admin = visitor.services().database.read(|read| read.has_admin()).await?;
    if !good || admin {
        return Err(Failure::not_found());
    }
    entry(&visitor, Entry::Setup { token: &given.token }).await
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logging_in_leads_back_to_our_own_pages_alone() {
        for path in ["/c/12", "/g/K7QM-2PXA-9RTB", "/admin/users"] {
            assert_eq!(login_before(path), format!("/login?next={path}"));
        }
        for path in ["/", "/g//evil.example", "//evil.example", "/g/%0d%0aSet-Cookie", "/g/a?b=c"] {
            assert_eq!(login_before(path), "/login", "{path}");
        }
    }
}
