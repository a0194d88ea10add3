//! Ops that change messages.

use super::ops::{refuse, submit};
use crate::Failure;
use crate::identity::Services;
use crate::limits::{Key, Limit};
use domain::message::{self, DeleteMessage, EditMessage, React};
use domain::port::Lane;
use domain::{ChatId, Emoji, MessageText, Seq};
use realtime::Connection;
use serde::Serialize;
use std::sync::Arc;

/// A good answer that says nothing.
#[derive(Serialize)]
struct Done {}

/// Changing a message counts as sending one.
pub(super) fn limited(services: &Services, connection: &Connection) -> Result<(), Failure> {
    services.limits.check(Limit::Messages, &Key::Person(connection.actor.user))
}

pub(super) fn edit(
    services: &Services,
    connection: &Connection,
    body: &wire::EditMessage,
) -> Result<EditMessage, Failure> {
    limited(services, connection)?;
    Ok(EditMessage {
        chat: ChatId(body.chat_id),
        seq: Seq(body.seq),
        text: MessageText::parse(&body.text)?,
        window_ms: services.options.edit_window_ms(),
        at: services.now(),
    })
}

pub(super) fn submit_edit(
    services: &Arc<Services>,
    connection: &Arc<Connection>,
    id: Option<u64>,
    cmd: EditMessage,
) {
    let actor = connection.actor;
    submit(services, connection, id, Lane::Chat(cmd.chat), move |tx| {
        message::edit(tx, &actor, cmd.clone()).map(wire::Message::from)
    });
}

pub(super) fn delete(
    services: &Arc<Services>,
    connection: &Arc<Connection>,
    id: Option<u64>,
    body: wire::MessageRef,
) {
    let actor = connection.actor;
    let cmd = DeleteMessage { chat: ChatId(body.chat_id), seq: Seq(body.seq), at: services.now() };
    submit(services, connection, id, Lane::Chat(cmd.chat), move |tx| {
        message::delete(tx, &actor, cmd).map(|()| Done {})
    });
}

pub(super) fn react(
    services: &Arc<Services>,
    connection: &Arc<Connection>,
    id: Option<u64>,
    body: &wire::ReactionOp,
    on: bool,
) {
    let actor = connection.actor;
    let limited = services.limits.check(Limit::Reactions, &Key::Person(actor.user));
    let emoji = limited.and_then(|()| Emoji::parse(&body.emoji).map_err(Failure::from));
    let emoji = match emoji {
        Ok(emoji) => emoji,
        Err(failure) => return refuse(connection, id, &failure),
    };
    let (chat, seq, at) = (ChatId(body.chat_id), Seq(body.seq), services.now());
    let cmd = React { chat, seq, emoji, on, at };
    submit(services, connection, id, Lane::Chat(chat), move |tx| {
        message::react(tx, &actor, cmd.clone()).map(wire::ReactionState::from)
    });
}
