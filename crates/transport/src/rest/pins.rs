//! Messages that are pinned to their chats.

use crate::Failure;
use crate::door::{ChatPath, MessagePath, Signed};
use crate::limits::Limit;
use actix_web::web::Json;
use domain::message::{self, PinMessage};
use domain::port::Lane;

/// The messages that are pinned to a chat, the newest pin first.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/pins", tag = "messages", params(("chat_id" = i64, Path)),
    responses((status = 200, body = wire::PinList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    signed: Signed,
    ChatPath(chat): ChatPath,
) -> Result<Json<wire::PinList>, Failure> {
    let all = signed.read(move |read, actor| message::pins(read, actor, chat)).await?;
    Ok(Json(wire::PinList { items: all.into_iter().map(Into::into).collect() }))
}

/// Pins a message to its chat; once more changes nothing.
#[utoipa::path(put, path = "/api/v1/chats/{chat_id}/messages/{seq}/pin", tag = "messages", params(("chat_id" = i64, Path), ("seq" = i64, Path)),
    responses((status = 200, body = wire::Message), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn pin(signed: Signed, path: MessagePath) -> Result<Json<wire::Message>, Failure> {
    set(&signed, path, true).await
}

/// Takes a pin back; once more changes nothing.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/messages/{seq}/pin", tag = "messages", params(("chat_id" = i64, Path), ("seq" = i64, Path)),
    responses((status = 200, body = wire::Message), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn unpin(
    signed: Signed,
    path: MessagePath,
) -> Result<Json<wire::Message>, Failure> {
    set(&signed, path, false).await
}

async fn set(
    signed: &Signed,
    MessagePath { chat, seq }: MessagePath,
    on: bool,
) -> Result<Json<wire::Message>, Failure> {
    signed.limit(Limit::Messages, 1)?;
    let cmd = PinMessage { chat, seq, on, at: signed.services().now() };
    let done = signed.write(Lane::Chat(chat), move |tx, actor| message::pin(tx, actor, cmd));
    Ok(Json(done.await?.into()))
}
