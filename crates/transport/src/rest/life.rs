//! What becomes of messages after they were sent.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{Body, MessagePath, Params, Signed};
use crate::limits::Limit;
use actix_web::HttpResponse;
use actix_web::web::Json;
use domain::message::{self, DeleteMessage, EditMessage};
use domain::port::Lane;
use domain::{MessageText, UserId};

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

/// Deletes a message for everyone: its words and all that hangs on them. Once more is as good as once.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/messages/{seq}", tag = "messages", params(("chat_id" = i64, Path), ("seq" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn delete(
    signed: Signed,
    MessagePath { chat, seq }: MessagePath,
) -> Result<HttpResponse, Failure> {
    signed.limit(Limit::Messages, 1)?;
    let cmd = DeleteMessage { chat, seq, at: signed.services().now() };
    let deleted = signed.write(Lane::Chat(chat), move |tx, actor| message::delete(tx, actor, cmd));
    deleted.await?;
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
