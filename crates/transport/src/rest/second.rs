//! Two-step sign-in: codes of an authenticator, and recovery codes.

use super::confirm::confirmed;
use crate::Failure;
use crate::door::{Administrator, Body, Signed, UserRef};
use crate::limits::Limit;
use actix_web::{HttpResponse, web::Json};
use auth::{SecondFactorError, renew};
use domain::admin;
use domain::port::{Lane, StoreError, Tx};
use domain::{Actor, Class, User};
use qrcode::{Color, QrCode};
use std::sync::Arc;

/// Whether one's own sign-in takes a second step.
#[utoipa::path(get, path = "/api/v1/users/me/totp", tag = "account",
    responses((status = 200, body = wire::TwoFactor), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn state(signed: Signed) -> Result<Json<wire::TwoFactor>, Failure> {
    let state = signed.read(|read, actor| {
        let factor = read.second_factor(actor.user)?;
        let enabled = factor.is_some_and(|factor| factor.confirmed_at.is_some());
        let recovery_codes_left = read.recovery_codes(actor.user)?;
        Ok::<_, StoreError>(wire::TwoFactor { enabled, recovery_codes_left })
    });
    Ok(Json(state.await?))
}

/// The actor's account, locked, if the password is still the one that was checked.
fn open(tx: &mut dyn Tx, actor: &Actor, hash: &str) -> Result<User, SecondFactorError> {
    let user = tx.lock_user(actor.user)?.filter(User::is_here);
    let same = tx.password_hash(actor.user)?.is_some_and(|now| now == hash);
    user.filter(|_| same).ok_or(SecondFactorError::WrongPassword)
}

/// Begins: answers what the authenticator is told.
#[utoipa::path(post, path = "/api/v1/users/me/totp", tag = "account", request_body = wire::Confirm,
    responses((status = 201, body = wire::NewTotp), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn begin(
    signed: Signed,
    Body(body): Body<wire::Confirm>,
) -> Result<HttpResponse, Failure> {
    let hash = confirmed(&signed, &body.password).await?;
    let services = Arc::clone(signed.services());
    let begun = signed.write(Lane::User(signed.actor.user), move |tx, actor| {
        let user = open(tx, actor, &hash)?;
        let account = user.handle.as_str();
        services.identity.second.begin(tx, user.id, account, &mut (services.random)())
    });
    let enrolment = begun.await?;
    let qr = qr_rows(&enrolment.uri)?;
    let told = wire::NewTotp { secret: enrolment.secret, uri: enrolment.uri, qr };
    Ok(HttpResponse::Created().json(told))
}

fn qr_rows(text: &str) -> Result<Vec<String>, Failure> {
    let code = QrCode::new(text).map_err(|error| Failure::broken("QR code", &error))?;
    let colors = code.to_colors();
    let row = |row: &[Color]| row.iter().map(|color| color.select('1', '0')).collect();
    Ok(colors.chunks(code.width()).map(row).collect())
}

/// Turns it on by the first right code; the recovery codes are shown this once.
#[utoipa::path(put, path = "/api/v1/users/me/totp", tag = "account", request_body = wire::TotpCode,
    responses((status = 200, body = wire::RecoveryCodes), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn confirm(
    signed: Signed,
    Body(body): Body<wire::TotpCode>,
) -> Result<Json<wire::RecoveryCodes>, Failure> {
    signed.services().limits.may_confirm(signed.actor.user)?;
    let (services, now) = (Arc::clone(signed.services()), signed.services().now());
    let done = signed.write(Lane::User(signed.actor.user), move |tx, actor| {
        tx.lock_user(actor.user)?;
        let random = &mut (services.random)();
        services.identity.second.confirm(tx, actor.user, &body.code, now, random)
    });
    let recovery_codes = counted(&signed, done.await)?;
    Ok(Json(wire::RecoveryCodes { recovery_codes }))
}

/// Counts wrong codes as wrong passwords are. Somebody is signed in, so it is no 401 here.
fn counted<T>(signed: &Signed, answer: Result<T, Failure>) -> Result<T, Failure> {
    answer.map_err(|failure| {
        if failure.code() != "totp_invalid" {
            return failure;
        }
        signed.services().limits.wrong_confirm(signed.actor.user);
        Failure::new(Class::Forbidden, "totp_invalid", SecondFactorError::Wrong.to_string())
    })
}

type Then<T> = fn(&mut dyn Tx, &Actor, &mut rand::rngs::ThreadRng) -> Result<T, StoreError>;

/// Does something that takes the password and a code.
async fn twice<T: Send + 'static>(
    signed: &Signed,
    body: wire::ConfirmTwice,
    then: Then<T>,
) -> Result<T, Failure> {
    signed.limit(Limit::Account, 1)?;
    let hash = confirmed(signed, &body.password).await?;
    let (services, now) = (Arc::clone(signed.services()), signed.services().now());
    let done = signed.write(Lane::User(signed.actor.user), move |tx, actor| {
        open(tx, actor, &hash)?;
        let on = tx.second_factor(actor.user)?.is_some_and(|factor| factor.confirmed_at.is_some());
        if !on {
            return Err(SecondFactorError::Off);
        }
        services.identity.second.pass(tx, actor.user, Some(&body.code), now)?;
        Ok(then(tx, actor, &mut (services.random)())?)
    });
    counted(signed, done.await)
}

/// Turns it off.
#[utoipa::path(delete, path = "/api/v1/users/me/totp", tag = "account", request_body = wire::ConfirmTwice,
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn end(
    signed: Signed,
    Body(body): Body<wire::ConfirmTwice>,
) -> Result<HttpResponse, Failure> {
    twice(&signed, body, |tx, actor, _| tx.drop_second_factor(actor.user)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Puts new recovery codes in the place of the old.
#[utoipa::path(post, path = "/api/v1/users/me/recovery-codes", tag = "account", request_body = wire::ConfirmTwice,
    responses((status = 200, body = wire::RecoveryCodes), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn codes(
    signed: Signed,
    Body(body): Body<wire::ConfirmTwice>,
) -> Result<Json<wire::RecoveryCodes>, Failure> {
    let renewed = twice(&signed, body, |tx, actor, random| renew(tx, actor.user, random));
    Ok(Json(wire::RecoveryCodes { recovery_codes: renewed.await? }))
}

/// Takes the second step away from somebody who lost their device and their recovery codes.
#[utoipa::path(delete, path = "/api/v1/admin/users/{user_id}/totp", tag = "admin", params(("user_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn take_away(
    administrator: Administrator,
    user: UserRef,
) -> Result<HttpResponse, Failure> {
    let id = user.of(administrator.signed());
    administrator.write(move |tx, by| admin::drop_second_factor(tx, by, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
