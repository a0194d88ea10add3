//! What becomes of messages after they were sent.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{Body, ChatPath, MessagePath, Params, Signed};
use crate::limits::Limit;
use actix_web::HttpResponse;
use actix_web::web::Json;
use domain::message::{self, ClearHistory, DeleteMessage, EditMessage, HideMessage};
use domain::port::Lane;
use domain::{MessageText, UserId};
use serde::Deserialize;

/// Gives a message of one's own another text, for as long as that may be done.
#[utoipa::path(patch, path = "/api/v1/chats/{chat_id}/messages/{seq}", tag = "messages", params(("chat_id" = i64, Path), ("seq" = i64, Path)), request_body = wire::MessagePatch,
    responses((status = 200, body = wire::Message), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn edit(
    signed: Signed,
    MessagePath { chat, seq }: MessagePath,
    Body(body): Body<wire::MessagePatch>,
) -> Result<Json<wire::Message>, Failure> {
    signed.limit(Limit::Messages, 1)?;
    let services = signed.services();
    let (text, window_ms) = (MessageText::parse(&body.text)?, services.options.edit_window_ms());
    let cmd = EditMessage { chat, seq, text, window_ms, at: services.now() };
    let edited =
        signed.write(Lane::Chat(chat), move |tx, actor| message::edit(tx, actor, cmd.clone()));
    Ok(Json(edited.await?.into()))
}

/// What `DELETE …/messages/{seq}` takes.
#[derive(Deserialize)]
pub(crate) struct Whom {
    #[serde(rename = "for")]
    whom: Option<String>,
}

/// Deletes a message for everyone, with its words and all that hangs on them; or with `for=me` for oneself alone.
/// Once more is as good as once.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/messages/{seq}", tag = "messages",
    params(("chat_id" = i64, Path), ("seq" = i64, Path), ("for" = Option<String>, Query, description = "`everyone`, or `me`")),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn delete(
    signed: Signed,
    MessagePath { chat, seq }: MessagePath,
    Params(Whom { whom }): Params<Whom>,
) -> Result<HttpResponse, Failure> {
    signed.limit(Limit::Messages, 1)?;
    let at = signed.services().now();
    let lane = Lane::Chat(chat);
    match whom.as_deref() {
        None | Some("everyone") => {
            let cmd = DeleteMessage { chat, seq, at };
            signed.write(lane, move |tx, actor| message::delete(tx, actor, cmd)).await?;
        }
        Some("me") => {
            let cmd = HideMessage { chat, seq };
            signed.write(lane, move |tx, actor| message::hide(tx, actor, cmd)).await?;
        }
        Some(_) => return Err(Failure::invalid("for", "for must be everyone or me")),
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Clears a chat's history up to now for oneself alone.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/history", tag = "messages", params(("chat_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn clear(
    signed: Signed,
    ChatPath(chat): ChatPath,
) -> Result<HttpResponse, Failure> {
    let cmd = ClearHistory { chat };
    signed.write(Lane::Chat(chat), move |tx, actor| message::clear(tx, actor, cmd)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What a message said before, and says now.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/messages/{seq}/history", tag = "messages", params(("chat_id" = i64, Path), ("seq" = i64, Path)),
    responses((status = 200, body = wire::VersionList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn versions(
    signed: Signed,
    MessagePath { chat, seq }: MessagePath,
) -> Result<Json<wire::VersionList>, Failure> {
    let all = signed.read(move |read, actor| message::versions(read, actor, chat, seq)).await?;
    Ok(Json(wire::VersionList { items: all.into_iter().map(Into::into).collect() }))
}

/// Who has read a message and lets others see it, by user id.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/messages/{seq}/readers", tag = "messages",
    params(("chat_id" = i64, Path), ("seq" = i64, Path), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::ReaderList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn readers(
    signed: Signed,
    MessagePath { chat, seq }: MessagePath,
    Params(paging): Params<Paging>,
) -> Result<Json<wire::ReaderList>, Failure> {
    let (limit, after) = (paging.limit()?, paging.number()?.map(UserId));
    let found = signed
        .read(move |read, actor| message::readers(read, actor, (chat, seq), after, limit + 1));
    let mut found = found.await?;
    let next_cursor = cut(&mut found, limit, |last| last.user.to_string());
    Ok(Json(wire::ReaderList { items: found.into_iter().map(Into::into).collect(), next_cursor }))
}
