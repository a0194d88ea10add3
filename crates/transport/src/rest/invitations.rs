//! Invitations: one's own below `/invitations`, everybody's below `/admin/invitations`.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{AsAdmin, Body, Params, Signed, number, origin_address};
use crate::limits::Limit;
use actix_web::{HttpRequest, HttpResponse, web::Json};
use domain::Note;
use domain::admin::Authority;
use domain::invitation::{self, InvitationError, NewInvitation};
use domain::port::Lane;

/// Invites: the code comes in this answer and never again.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "invitations", request_body = wire::NewInvitation,
    responses((status = 201, body = wire::MadeInvitation), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    signed: Signed,
    request: HttpRequest,
    Body(body): Body<wire::NewInvitation>,
) -> Result<HttpResponse, Failure> {
    signed.limit(Limit::Invitations, 1)?;
    let services = signed.services();
    let (code, code_hash) = services.identity.codes.make(&mut (services.random)());
    let note = body.note.as_deref().filter(|note| !note.trim().is_empty());
    let note = note.map(Note::parse).transpose()?;
    let (at, defaults) = (services.now(), services.options.policy);
    let expires_at = at.plus_ms(body.expires_in.saturating_mul(1_000).clamp(-1, i64::MAX / 4));
    let new = NewInvitation { code_hash, note, expires_at, max_uses: body.max_uses };
    let address = Some(origin_address(&request, services));
    let made = signed.write(Lane::User(signed.actor.user), move |tx, actor| {
        let by = Authority { actor: Some(*actor), address, at };
        let made = invitation::invite(tx, &by, defaults, &new)?;
        let me = tx.user(actor.user)?.map(|user| user.handle.as_str().to_owned());
        Ok::<_, InvitationError>((made, me))
    });
    let (made, me) = made.await?;
    let path = format!("/join/{}", code.expose());
    let invitation = wire::Invitation::new(made, me);
    let made = wire::MadeInvitation { invitation, code: code.into_exposed(), path };
    Ok(HttpResponse::Created().json(made))
}

/// One's own invitations, newest first, without their codes.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "invitations",
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::InvitationList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn own(
    signed: Signed,
    Params(paging): Params<Paging>,
) -> Result<Json<wire::InvitationList>, Failure> {
    let (limit, before) = (paging.limit()?, paging.number()?);
    let mut page =
        signed.read(move |read, actor| invitation::own(read, actor, before, limit + 1)).await?;
    let next_cursor = cut(&mut page.items, limit, |one| one.id.to_string());
    Ok(Json(wire::InvitationList::new(page, next_cursor)))
}

/// Everybody's invitations, newest first, without their codes.
#[utoipa::path(get, path = "/api/v1/admin/invitations", tag = "admin",
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::InvitationList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn all(
    AsAdmin(administrator, Params(paging)): AsAdmin<Params<Paging>>,
) -> Result<Json<wire::InvitationList>, Failure> {
    let (limit, before) = (paging.limit()?, paging.number()?);
    let found = administrator
        .read(move |read, actor| invitation::all(read, actor, before, limit + 1))
        .await?;
    let mut page = found;
    let next_cursor = cut(&mut page.items, limit, |one| one.id.to_string());
    Ok(Json(wire::InvitationList::new(page, next_cursor)))
}

/// Takes an invitation back: one's own, or anybody's as an administrator.
#[utoipa::path(delete, path = "/api/v1/invitations/{invitation_id}", tag = "invitations",
    params(("invitation_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn revoke(signed: Signed, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let id = number(&request, "invitation_id").ok_or(InvitationError::NotFound)?;
    let services = signed.services();
    let (at, address) = (services.now(), Some(origin_address(&request, services)));
    let revoked = signed.write(Lane::User(signed.actor.user), move |tx, actor| {
        let by = Authority { actor: Some(*actor), address, at };
        invitation::revoke(tx, &by, id)
    });
    revoked.await?;
    Ok(HttpResponse::NoContent().finish())
}
