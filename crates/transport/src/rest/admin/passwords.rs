//! New passwords for others.

use crate::door::{AsAdmin, Body, UserRef};
use crate::rest::passwords::mail_off;
use crate::{Failure, Mail};
use actix_web::HttpResponse;
use auth::LinkToken;
use domain::admin::{self, Handover};

/// Makes a link for a new password of somebody: shown once, or sent to them. Until it is used nothing
/// changes for them.
#[utoipa::path(post, path = "/api/v1/admin/users/{user_id}/password-reset", tag = "admin",
    params(("user_id" = i64, Path)), request_body = wire::NewResetLink,
    responses((status = 201, body = wire::ResetLink), (status = 202), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn reset(
    AsAdmin(administrator, Body(body)): AsAdmin<Body<wire::NewResetLink>>,
    user: UserRef,
) -> Result<HttpResponse, Failure> {
    let services = administrator.signed().services();
    let id = user.of(administrator.signed());
    if body.mail {
        if services.options.mail == Mail::Off {
            return Err(mail_off());
        }
        let letter = Handover::Letter;
        administrator.write(move |tx, by| admin::reset_password(tx, by, id, &letter)).await?;
        return Ok(HttpResponse::Accepted().finish());
    }
    let LinkToken { token, hash } = LinkToken::generate(&mut (services.random)());
    let hand = Handover::Hand(hash);
    let (_, expires_at) =
        administrator.write(move |tx, by| admin::reset_password(tx, by, id, &hand)).await?;
    let url = format!("{}/reset#{}", services.options.base_url, token.expose());
    Ok(HttpResponse::Created().json(wire::ResetLink { url, expires_at: expires_at.0 }))
}
