//! What becomes of messages after they were sent.

use crate::Failure;
use crate::door::{Body, MessagePath, Signed};
use crate::limits::Limit;
use actix_web::HttpResponse;
use actix_web::web::Json;
use domain::MessageText;
use domain::message::{self, DeleteMessage, EditMessage};
use domain::port::Lane;

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
