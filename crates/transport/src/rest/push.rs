//! Browsers that want to be told while their page is closed.

use crate::Failure;
use crate::door::{Body, Signed};
use actix_web::{HttpResponse, web::Json};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Class;
use domain::port::Lane;
use domain::push::{Endpoint, NewSubscription, subscribe, unsubscribe};

/// Whether this device is told, and the server's key.
#[utoipa::path(get, path = "/api/v1/users/me/push-subscriptions", tag = "notifications",
    responses((status = 200, body = wire::PushState), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn state(signed: Signed) -> Result<Json<wire::PushState>, Failure> {
    let found = signed.read(|read, actor| read.subscription_of(actor.session));
    let subscribed = found.await?.is_some();
    let public_key = signed.services().options.push_key.clone();
    Ok(Json(wire::PushState { public_key, subscribed }))
}

/// Tells this device from here on, until its session ends. In place of what it asked for before.
#[utoipa::path(put, path = "/api/v1/users/me/push-subscriptions", tag = "notifications", request_body = wire::PushSubscription,
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn put(
    signed: Signed,
    Body(body): Body<wire::PushSubscription>,
) -> Result<HttpResponse, Failure> {
    let options = &signed.services().options;
    if options.push_key.is_none() {
        let detail = "this server tells no closed pages";
        return Err(Failure::new(Class::Conflict, "push_disabled", detail));
    }
    let new = NewSubscription {
        endpoint: Endpoint::parse(&body.endpoint, options.push_reach)?,
        public_key: key(&body.keys.p256dh, "p256dh", 65)?,
        secret: key(&body.keys.auth, "auth", 16)?,
        at: signed.services().now(),
    };
    let lane = Lane::User(signed.actor.user);
    signed.write(lane, move |tx, actor| subscribe(tx, actor, &new)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn key(text: &str, field: &'static str, bytes: usize) -> Result<Vec<u8>, Failure> {
    let found = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    let found = found.filter(|key| key.len() == bytes);
    // The first byte of an uncompressed point.
    let found = found.filter(|key| bytes != 65 || key.first() == Some(&4));
    found.ok_or_else(|| Failure::invalid(field, format!("must be {bytes} bytes in base64url")))
}

/// Tells this device no more.
#[utoipa::path(delete, path = "/api/v1/users/me/push-subscriptions", tag = "notifications",
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn delete(signed: Signed) -> Result<HttpResponse, Failure> {
    let lane = Lane::User(signed.actor.user);
    signed.write(lane, |tx, actor| unsubscribe(tx, actor.session)).await?;
    Ok(HttpResponse::NoContent().finish())
}
