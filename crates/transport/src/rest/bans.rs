//! Who is kept out of a group.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{ChatPath, Params, Signed, UserRef};
use actix_web::{HttpResponse, web::Json};
use domain::UserId;
use domain::chat::{self, BanMember};
use domain::port::Lane;

/// Who is kept out of a group, by id.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/bans", tag = "members",
    params(("chat_id" = i64, Path), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::BanList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Params(paging): Params<Paging>,
) -> Result<Json<wire::BanList>, Failure> {
    let (limit, after) = (paging.limit()?, paging.number()?.map(UserId));
    let found =
        signed.read(move |read, actor| chat::bans(read, actor, chat, after, limit + 1)).await;
    let mut bans = found?;
    let next_cursor = cut(&mut bans, limit, |ban| ban.user.id.to_string());
    Ok(Json(wire::BanList { items: bans.into_iter().map(Into::into).collect(), next_cursor }))
}

/// Takes somebody out of a group, if they are in it, and keeps them out.
#[utoipa::path(put, path = "/api/v1/chats/{chat_id}/bans/{user_id}", tag = "members",
    params(("chat_id" = i64, Path), ("user_id" = i64, Path)),
    responses((status = 200, body = wire::Ban), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn ban(
    signed: Signed,
    ChatPath(chat): ChatPath,
    user: UserRef,
) -> Result<Json<wire::Ban>, Failure> {
    let cmd = BanMember { chat, user: user.of(&signed), at: signed.services().now() };
    let ban = signed.write(Lane::Chat(chat), move |tx, actor| chat::ban(tx, actor, cmd));
    Ok(Json(ban.await?.into()))
}

/// Lets somebody in again; they don't come back by it.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/bans/{user_id}", tag = "members",
    params(("chat_id" = i64, Path), ("user_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn lift(
    signed: Signed,
    ChatPath(chat): ChatPath,
    user: UserRef,
) -> Result<HttpResponse, Failure> {
    let user = user.of(&signed);
    let lane = Lane::Chat(chat);
    signed.write(lane, move |tx, actor| chat::lift_ban(tx, actor, chat, user)).await?;
    Ok(HttpResponse::NoContent().finish())
}
