//! Messages and read cursors.

use super::page::page_size;
use crate::Failure;
use crate::door::{Body, ChatPath, Params, Signed};
use crate::limits::{Key, Limit};
use actix_web::{HttpRequest, HttpResponse, web::Json};
use domain::message::{self, History, MarkRead, SendMessage};
use domain::port::Lane;
use domain::{ClientId, MessageText, Seq};
use serde::Deserialize;

/// What `GET …/messages` takes.
#[derive(Deserialize)]
pub(crate) struct Window {
    limit: Option<usize>,
    before: Option<i64>,
    after: Option<i64>,
    around: Option<i64>,
}

impl Window {
    fn part(&self) -> Result<History, Failure> {
        match (self.before, self.after, self.around) {
            (None, None, None) => Ok(History::Latest),
            (Some(seq), None, None) => Ok(History::Before(Seq(seq))),
            (None, Some(seq), None) => Ok(History::After(Seq(seq))),
            (None, None, Some(seq)) => Ok(History::Around(Seq(seq))),
            _ => Err(Failure::invalid("before", "give one of before, after, around")),
        }
    }
}

/// A page of history, by seq.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/messages", tag = "messages",
    params(("chat_id" = i64, Path), ("limit" = Option<u32>, Query), ("before" = Option<i64>, Query), ("after" = Option<i64>, Query), ("around" = Option<i64>, Query)),
    responses((status = 200, body = wire::History), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Params(window): Params<Window>,
) -> Result<Json<wire::History>, Failure> {
    let (part, limit) = (window.part()?, page_size(window.limit)?);
    let page = signed.read(move |read, actor| message::history(read, actor, chat, part, limit));
    Ok(Json(page.await?.into()))
}

/// Sends a message. The same `client_id` again answers the same message with 200.
#[utoipa::path(post, path = "/api/v1/chats/{chat_id}/messages", tag = "messages",
    params(("chat_id" = i64, Path), ("Idempotency-Key" = Option<String>, Header, description = "Serves as client_id when the body has none")), request_body = wire::NewMessage,
    responses((status = 201, body = wire::Sent), (status = 200, body = wire::Sent), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn send(
    signed: Signed,
    ChatPath(chat): ChatPath,
    request: HttpRequest,
    Body(body): Body<wire::NewMessage>,
) -> Result<HttpResponse, Failure> {
    let services = signed.services();
    signed.limit(Limit::Messages, 1)?;
    signed.limit_by(Limit::ChatMessages, &Key::Talk(signed.actor.user, chat), 1)?;
    let key = request.headers().get("idempotency-key").and_then(|value| value.to_str().ok());
    let client_id = match body.client_id.as_deref().or(key) {
        Some(id) => ClientId::parse(id)?,
        None => ClientId::parse(&uuid::Uuid::new_v4().to_string())?,
    };
    let text = MessageText::parse(&body.text)?;
    let cmd =
        SendMessage { chat, client_id, text, reply_to: body.reply_to.map(Seq), at: services.now() };
    let sent =
        signed.write(Lane::Chat(chat), move |tx, actor| message::send(tx, actor, cmd.clone()));
    let sent = sent.await?;
    let mut response = if sent.replayed { HttpResponse::Ok() } else { HttpResponse::Created() };
    Ok(response.json(wire::Sent { message: sent.message.into(), replayed: sent.replayed }))
}

/// Moves one's read cursor; it never goes back.
#[utoipa::path(put, path = "/api/v1/chats/{chat_id}/read", tag = "messages", params(("chat_id" = i64, Path)), request_body = wire::ReadSet,
    responses((status = 200, body = wire::ReadState), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn mark_read(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Body(body): Body<wire::ReadSet>,
) -> Result<Json<wire::ReadState>, Failure> {
    if body.seq < 0 {
        return Err(Failure::invalid("seq", "seq must not be negative"));
    }
    let cmd = MarkRead { chat, seq: Seq(body.seq), at: signed.services().now() };
    let state = signed.write(Lane::Chat(chat), move |tx, actor| message::mark_read(tx, actor, cmd));
    Ok(Json(state.await?.into()))
}
