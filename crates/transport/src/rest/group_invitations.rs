//! Invitations into groups: for those who are not to be brought in at once.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{Body, Params, Signed, number};
use actix_web::{HttpRequest, HttpResponse, web::Json};
use domain::chat::{self, AnswerInvitation, JoinError, Joined};
use domain::port::Lane;

/// Into which groups one is invited, newest first.
#[utoipa::path(get, path = "/api/v1/group-invitations", tag = "groups",
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::GroupInvitationList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    signed: Signed,
    Params(paging): Params<Paging>,
) -> Result<Json<wire::GroupInvitationList>, Failure> {
    let (limit, before) = (paging.limit()?, paging.number()?);
    let found =
        signed.read(move |read, actor| read.group_invitations(actor.user, before, limit + 1));
    let mut invitations = found.await?;
    let next_cursor = cut(&mut invitations, limit, |one| one.id.to_string());
    let items = invitations.into_iter().map(Into::into).collect();
    Ok(Json(wire::GroupInvitationList { items, next_cursor }))
}

/// Accepts an invitation and answers the group, or declines it.
#[utoipa::path(put, path = "/api/v1/group-invitations/{invitation_id}", tag = "groups", request_body = wire::JoinAnswer,
    params(("invitation_id" = i64, Path)),
    responses((status = 200, body = wire::Chat), (status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn answer(
    signed: Signed,
    request: HttpRequest,
    Body(body): Body<wire::JoinAnswer>,
) -> Result<HttpResponse, Failure> {
    let id = number(&request, "invitation_id");
    let id = id.ok_or_else(|| Failure::from(JoinError::NoSuchInvitation))?;
    let accept = body.answer == wire::JoinDecision::Accept;
    let cmd = AnswerInvitation { id, accept, at: signed.services().now() };
    let lane = Lane::User(signed.actor.user);
    let done = signed.write(lane, move |tx, actor| chat::answer_invitation(tx, actor, cmd)).await?;
    let Some(Joined::Now(summary) | Joined::Before(summary)) = done else {
        return Ok(HttpResponse::NoContent().finish());
    };
    let chat = signed.sight().await?.show_chat(signed.services(), (*summary).into());
    Ok(HttpResponse::Ok().json(chat))
}
