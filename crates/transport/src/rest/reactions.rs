//! Reactions to messages.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{MessagePath, Params, ReactionPath, Signed};
use crate::limits::Limit;
use actix_web::web::Json;
use domain::message::{self, React, WhoReacted};
use domain::port::Lane;
use domain::{Emoji, UserId};
use serde::Deserialize;

/// What `GET …/reactions` takes.
#[derive(Deserialize)]
pub(crate) struct Which {
    emoji: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Who reacted to a message, by emoji and user id.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/messages/{seq}/reactions", tag = "messages",
    params(("chat_id" = i64, Path), ("seq" = i64, Path), ("emoji" = Option<String>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::ReactingList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    signed: Signed,
    MessagePath { chat, seq }: MessagePath,
    Params(which): Params<Which>,
) -> Result<Json<wire::ReactingList>, Failure> {
    let paging = Paging::new(which.cursor, which.limit);
    let (limit, cursor) = (paging.limit()?, paging.cursor()?);
    let emoji = which.emoji.as_deref().map(Emoji::parse).transpose()?;
    let bad = || Failure::invalid("cursor", "this cursor is none of ours");
    let after = cursor.map(|text| place(&text).ok_or_else(bad)).transpose()?;
    let which = WhoReacted { chat, seq, emoji, after };
    let found =
        signed.read(move |read, actor| message::who_reacted(read, actor, &which, limit + 1));
    let mut found = found.await?;
    let next_cursor =
        cut(&mut found, limit, |last| format!("{}.{}", last.user, last.emoji.as_str()));
    Ok(Json(wire::ReactingList { items: found.into_iter().map(Into::into).collect(), next_cursor }))
}

/// Where a page ended: a person, a dot, an emoji.
fn place(text: &str) -> Option<(Emoji, UserId)> {
    let (user, emoji) = text.split_once('.')?;
    Some((Emoji::parse(emoji).ok()?, UserId(user.parse().ok()?)))
}

/// Reacts to a message with one emoji; once more changes nothing.
#[utoipa::path(put, path = "/api/v1/chats/{chat_id}/messages/{seq}/reactions/{emoji}", tag = "messages", params(("chat_id" = i64, Path), ("seq" = i64, Path), ("emoji" = String, Path)),
    responses((status = 200, body = wire::ReactionState), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn add(
    signed: Signed,
    path: ReactionPath,
) -> Result<Json<wire::ReactionState>, Failure> {
    react(&signed, path, true).await
}

/// Takes a reaction back; once more changes nothing.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/messages/{seq}/reactions/{emoji}", tag = "messages", params(("chat_id" = i64, Path), ("seq" = i64, Path), ("emoji" = String, Path)),
    responses((status = 200, body = wire::ReactionState), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn remove(
    signed: Signed,
    path: ReactionPath,
) -> Result<Json<wire::ReactionState>, Failure> {
    react(&signed, path, false).await
}

async fn react(
    signed: &Signed,
    path: ReactionPath,
    on: bool,
) -> Result<Json<wire::ReactionState>, Failure> {
    signed.limit(Limit::Reactions, 1)?;
    let ReactionPath { message: MessagePath { chat, seq }, emoji } = path;
    let cmd = React { chat, seq, emoji, on, at: signed.services().now() };
    let done =
        signed.write(Lane::Chat(chat), move |tx, actor| message::react(tx, actor, cmd.clone()));
    Ok(Json(done.await?.into()))
}
