//! Passwords and addresses of mail: changing, forgetting, confirming.

use super::confirm::confirmed;
use crate::door::{Body, Guest, Signed};
use crate::identity::Services;
use crate::limits::Limit;
use crate::{Failure, Mail};
use actix_web::{HttpRequest, HttpResponse};
use auth::{LinkToken, Password};
use domain::account::{self, AccountError, ChangeEmail, ChangePassword, ResetPassword};
use domain::port::Lane;
use domain::{Class, Email, User};

/// Asks for a link for a new password. The answer is the same whether anybody has the address.
#[utoipa::path(post, path = "/api/v1/password-resets", tag = "passwords", request_body = wire::LetterRequest, security(()),
    responses((status = 202), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn ask_reset(
    guest: Guest,
    Body(body): Body<wire::LetterRequest>,
) -> Result<HttpResponse, Failure> {
    let (email, key) = letter(&guest, &body)?;
    let (services, at) = (guest.services(), guest.services().now());
    let ask = move |tx: &mut dyn domain::port::Tx| account::ask_reset(tx, &email, &key, at);
    services.database.write(Lane::Any, ask).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Asks for another letter to confirm an address. The answer is the same whether anybody waits for one.
#[utoipa::path(post, path = "/api/v1/email-confirmations", tag = "passwords", request_body = wire::LetterRequest, security(()),
    responses((status = 202), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn ask_confirmation(
    guest: Guest,
    Body(body): Body<wire::LetterRequest>,
) -> Result<HttpResponse, Failure> {
    let (email, key) = letter(&guest, &body)?;
    let (services, at) = (guest.services(), guest.services().now());
    let ask = move |tx: &mut dyn domain::port::Tx| account::ask_confirmation(tx, &email, &key, at);
    services.database.write(Lane::Any, ask).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Whom a letter is asked for, and a name for the request.
fn letter(guest: &Guest, body: &wire::LetterRequest) -> Result<(Email, String), Failure> {
    let services = guest.services();
    if services.options.mail == Mail::Off {
        return Err(mail_off());
    }
    guest.limit(Limit::Letters)?;
    Ok((Email::parse(&body.email)?, uuid::Uuid::new_v4().to_string()))
}

pub(super) fn mail_off() -> Failure {
    let detail = "this server sends no mail; ask its operator";
    Failure::new(Class::Forbidden, "mail_off", detail)
}

/// Sets a new password by a link that was sent, once; every session ends.
#[utoipa::path(put, path = "/api/v1/password-resets/{token}", tag = "passwords", request_body = wire::PasswordReset, security(()),
    params(("token" = String, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn reset(
    guest: Guest,
    request: HttpRequest,
    Body(body): Body<wire::PasswordReset>,
) -> Result<HttpResponse, Failure> {
    let services = guest.services();
    guest.limit(Limit::Links)?;
    let (hash, at) = (link_hash(&request)?, services.now());
    let asked = hash.clone();
    // Looked at before hashing: whoever guesses costs no more than a look.
    let user = services.database.read(move |read| account::whose_reset(read, &asked, at)).await?;
    let password_hash = hashed(services, &user, &body.password, "password").await?;
    let letter = services.options.mail != Mail::Off;
    let cmd = ResetPassword { hash, password_hash, letter, at };
    let lane = Lane::User(user.id);
    services.database.write(lane, move |tx| account::reset_password(tx, &cmd)).await?;
    services.limits.right_login(user.handle.as_str(), guest.address);
    services.limits.right_login(user.email.as_str(), guest.address);
    Ok(HttpResponse::NoContent().finish())
}

/// Confirms an address by a link that was sent to it, once.
#[utoipa::path(put, path = "/api/v1/email-confirmations/{token}", tag = "passwords", security(()),
    params(("token" = String, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn confirm(guest: Guest, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let services = guest.services();
    guest.limit(Limit::Links)?;
    let (hash, at) = (link_hash(&request)?, services.now());
    let confirm = move |tx: &mut dyn domain::port::Tx| account::confirm_email(tx, &hash, at);
    services.database.write(Lane::Any, confirm).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn link_hash(request: &HttpRequest) -> Result<Vec<u8>, Failure> {
    let token = request.match_info().get("token").unwrap_or_default();
    LinkToken::hash_of(token).ok_or_else(|| AccountError::LinkInvalid.into())
}

/// Hashes a new password of somebody, whose own words it may not be made of.
async fn hashed(
    services: &Services,
    user: &User,
    text: &str,
    field: &'static str,
) -> Result<String, Failure> {
    let words = [user.handle.as_str(), user.email.as_str(), user.display_name.as_str()];
    let password =
        Password::parse(text, &words).map_err(|error| Failure::from(error).with_field(field))?;
    Ok(services.identity.pool.hash(password).await?)
}

/// Changes one's own password; every other session ends.
#[utoipa::path(put, path = "/api/v1/users/me/password", tag = "passwords", request_body = wire::PasswordChange,
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn change_password(
    signed: Signed,
    Body(body): Body<wire::PasswordChange>,
) -> Result<HttpResponse, Failure> {
    let services = signed.services();
    let known = Known::by(&signed, &body.old_password, "old_password").await?;
    let password_hash = hashed(services, &known.user, &body.new_password, "new_password").await?;
    let letter = services.options.mail != Mail::Off;
    let at = services.now();
    let cmd = ChangePassword { password_hash, verified_hash: known.hash, letter, at };
    let lane = Lane::User(signed.actor.user);
    signed.write(lane, move |tx, actor| account::change_password(tx, actor, &cmd)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Asks for another address for oneself: it is taken once a letter to it has been answered. A server that
/// sends no mail takes it at once (200).
#[utoipa::path(put, path = "/api/v1/users/me/email", tag = "passwords", request_body = wire::EmailChange,
    responses((status = 202, body = wire::Account), (status = 200, body = wire::Account), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn change_email(
    signed: Signed,
    Body(body): Body<wire::EmailChange>,
) -> Result<HttpResponse, Failure> {
    let services = signed.services();
    let email = Email::parse(&body.email)?;
    let known = Known::by(&signed, &body.password, "password").await?;
    let confirm = services.options.mail != Mail::Off;
    let asked = email.as_str().to_owned();
    let at = services.now();
    let cmd = ChangeEmail { email, verified_hash: known.hash, confirm, at };
    let lane = Lane::User(signed.actor.user);
    let user = signed.write(lane, move |tx, actor| account::change_email(tx, actor, &cmd)).await?;
    let pending_email = Some(asked).filter(|asked| confirm && *asked != user.email.as_str());
    let answer = wire::Account { pending_email, ..user.into() };
    let mut response = if confirm { HttpResponse::Accepted() } else { HttpResponse::Ok() };
    Ok(response.json(answer))
}

/// Somebody signed in who has shown that they know their password.
struct Known {
    user: User,
    hash: String,
}

impl Known {
    /// Wrong ones count like those of signing in.
    async fn by(signed: &Signed, password: &str, field: &'static str) -> Result<Self, Failure> {
        let about = |failure: Failure| match failure.code() {
            "wrong_password" => failure.with_field(field),
            _ => failure,
        };
        let hash = confirmed(signed, password).await.map_err(about)?;
        let user = signed.read(|read, actor| read.user(actor.user)).await?;
        Ok(Self { user: user.ok_or_else(Failure::unauthenticated)?, hash })
    }
}
