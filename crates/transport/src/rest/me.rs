//! One's own account.

use super::confirm::confirmed;
use crate::Failure;
use crate::door::{Body, Signed, end_cookie};
use crate::limits::Limit;
use actix_web::{HttpResponse, web::Json};
use domain::account::{self, AccountError, Leave, UpdatePrivacy, UpdateProfile};
use domain::mail::Purpose;
use domain::port::{Lane, StoreError, Tx};
use domain::{
    Actor, Bio, DisplayName, Handle, InvalidText, Language, Status, StatusText, TimeZone, Timestamp,
};

/// One's own account.
#[utoipa::path(get, path = "/api/v1/users/me", tag = "account",
    responses((status = 200, body = wire::Account), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn account(signed: Signed) -> Result<Json<wire::Account>, Failure> {
    let now = signed.services().now();
    let found = signed.read(move |read, actor| {
        let pending = read.open_link(actor.user, Purpose::Address, now)?;
        Ok::<_, StoreError>((read.user(actor.user)?, pending))
    });
    let (user, pending) = found.await?;
    let user = user.ok_or_else(Failure::user_not_found)?;
    let pending = pending.map(|link| link.email).filter(|email| *email != user.email);
    let pending_email = pending.map(|email| email.as_str().to_owned());
    Ok(Json(wire::Account { pending_email, ..user.into() }))
}

/// Changes one's own profile; what is missing stays, what is null goes.
#[utoipa::path(patch, path = "/api/v1/users/me", tag = "account", request_body = wire::ProfilePatch,
    responses((status = 200, body = wire::Account), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn update(
    signed: Signed,
    Body(body): Body<wire::ProfilePatch>,
) -> Result<Json<wire::Account>, Failure> {
    signed.limit(Limit::Account, 1)?;
    let cmd = parse(body, signed.services().now())?;
    let changed = signed.write(Lane::User(signed.actor.user), move |tx, actor| {
        account::update_profile(tx, actor, cmd.clone())
    });
    Ok(Json(changed.await?.into()))
}

/// What a field becomes: stays, goes, or is parsed. An empty text goes too.
#[expect(clippy::option_option, reason = "missing, null and given are three things")]
pub(super) fn field<T>(
    given: Option<Option<String>>,
    parse: fn(&str) -> Result<T, InvalidText>,
) -> Result<Option<Option<T>>, InvalidText> {
    let text = given.map(|text| text.filter(|text| !text.trim().is_empty()));
    text.map(|text| text.as_deref().map(parse).transpose()).transpose()
}

fn parse(body: wire::ProfilePatch, at: Timestamp) -> Result<UpdateProfile, Failure> {
    let status = |status: wire::Status| {
        let until = status.until.map(Timestamp);
        Ok::<_, InvalidText>(Status { text: StatusText::parse(&status.text)?, until })
    };
    Ok(UpdateProfile {
        handle: body.username.as_deref().map(Handle::parse).transpose()?,
        display_name: body.display_name.as_deref().map(DisplayName::parse).transpose()?,
        bio: field(body.bio, Bio::parse)?,
        status: body.status.map(|given| given.map(status).transpose()).transpose()?,
        time_zone: field(body.time_zone, TimeZone::parse)?,
        language: field(body.language, Language::parse)?,
        at,
    })
}

/// Changes whom one lets see and do what; what is missing stays.
#[utoipa::path(put, path = "/api/v1/users/me/privacy", tag = "account", request_body = wire::PrivacyPatch,
    responses((status = 200, body = wire::Privacy), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn privacy(
    signed: Signed,
    Body(body): Body<wire::PrivacyPatch>,
) -> Result<Json<wire::Privacy>, Failure> {
    signed.limit(Limit::Account, 1)?;
    let cmd = UpdatePrivacy {
        messages: body.messages.map(Into::into),
        groups: body.groups.map(Into::into),
        presence: body.presence.map(Into::into),
        read_receipts: body.read_receipts,
        findable_by_email: body.findable_by_email,
    };
    let changed = signed.write(Lane::User(signed.actor.user), move |tx, actor| {
        account::update_privacy(tx, actor, cmd)
    });
    Ok(Json(changed.await?.privacy.into()))
}

type Going = fn(&mut dyn Tx, &Actor, &Leave) -> Result<(), AccountError>;

async fn leave(signed: &Signed, password: &str, go: Going) -> Result<HttpResponse, Failure> {
    let verified_hash = Some(confirmed(signed, password).await?);
    let cmd = Leave { verified_hash, at: signed.services().now() };
    let lane = Lane::User(signed.actor.user);
    signed.write(lane, move |tx, actor| go(tx, actor, &cmd)).await?;
    let mut response = HttpResponse::NoContent();
    Ok(response.cookie(end_cookie(&signed.services().options)).finish())
}

/// Makes one's account rest: every session ends, and nobody finds or writes to one until one signs in
/// again.
#[utoipa::path(post, path = "/api/v1/users/me/deactivation", tag = "account", request_body = wire::Confirm,
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn deactivate(
    signed: Signed,
    Body(body): Body<wire::Confirm>,
) -> Result<HttpResponse, Failure> {
    leave(&signed, &body.password, account::deactivate).await
}

/// Deletes one's account for good. What one wrote where others are stays, from "Deleted account".
#[utoipa::path(delete, path = "/api/v1/users/me", tag = "account", request_body = wire::Confirm,
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn delete(
    signed: Signed,
    Body(body): Body<wire::Confirm>,
) -> Result<HttpResponse, Failure> {
    leave(&signed, &body.password, account::delete).await
}
