//! Ops that change messages.

use super::ops::submit;
use crate::Failure;
use crate::identity::Services;
use crate::limits::{Key, Limit};
use domain::message::{self, EditMessage};
use domain::port::Lane;
use domain::{ChatId, MessageText, Seq};
use realtime::Connection;
use std::sync::Arc;

pub(super) fn edit(
    services: &Services,
    connection: &Connection,
    body: &wire::EditMessage,
) -> Result<EditMessage, Failure> {
    services.limits.check(Limit::Messages, &Key::Person(connection.actor.user))?;
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
