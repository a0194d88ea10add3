//! What one keeps of chats for oneself.

use crate::Failure;
use crate::door::{Body, ChatPath, Signed};
use actix_web::HttpResponse;
use actix_web::web::Json;
use domain::chat::{self, Draft, KeepChat, Kept};
use domain::port::Lane;
use domain::{MessageText, Seq};

async fn change(signed: &Signed, cmd: KeepChat) -> Result<Kept, Failure> {
    let lane = Lane::User(signed.actor.user);
    signed.write(lane, move |tx, actor| chat::keep(tx, actor, cmd.clone())).await
}

/// Pins a chat to the top of one's list, puts it away, or marks it as unread; what is missing stays.
#[utoipa::path(patch, path = "/api/v1/chats/{chat_id}/kept", tag = "chats", params(("chat_id" = i64, Path)), request_body = wire::KeptPatch,
    responses((status = 200, body = wire::ChatKept), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn keep(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Body(body): Body<wire::KeptPatch>,
) -> Result<Json<wire::ChatKept>, Failure> {
    let wire::KeptPatch { pinned, archived, unread } = body;
    let cmd = KeepChat { pinned, archived, unread, ..KeepChat::of(chat, signed.services().now()) };
    Ok(Json(change(&signed, cmd).await?.into()))
}

/// Keeps what one began to write; nothing but blanks is none.
#[utoipa::path(put, path = "/api/v1/chats/{chat_id}/draft", tag = "chats", params(("chat_id" = i64, Path)), request_body = wire::NewDraft,
    responses((status = 200, body = wire::ChatKept), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn draft(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Body(body): Body<wire::NewDraft>,
) -> Result<Json<wire::ChatKept>, Failure> {
    let at = signed.services().now();
    let draft = if body.text.trim().is_empty() {
        None
    } else {
        let (text, reply_to) = (MessageText::parse(&body.text)?, body.reply_to.map(Seq));
        Some(Draft { text, reply_to, at })
    };
    let cmd = KeepChat { draft: Some(draft), ..KeepChat::of(chat, at) };
    Ok(Json(change(&signed, cmd).await?.into()))
}

/// Forgets what one began to write.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/draft", tag = "chats", params(("chat_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn forget(
    signed: Signed,
    ChatPath(chat): ChatPath,
) -> Result<HttpResponse, Failure> {
    let cmd = KeepChat { draft: Some(None), ..KeepChat::of(chat, signed.services().now()) };
    change(&signed, cmd).await?;
    Ok(HttpResponse::NoContent().finish())
}
