//! What becomes of messages.

use super::World;
use crate::chat::{self, KeepChat, KeepError, Kept};
use crate::message::{self, ChangeError, ClearHistory, HideMessage, PinMessage, React, Reactions};
use crate::{Actor, ChatId, Emoji, Message, Seq};

impl World<'_> {
    /// Tries to put a reaction to a message, or to take it back.
    pub fn react(
        &self,
        actor: Actor,
        (chat, seq): (ChatId, i64),
        emoji: &str,
        on: bool,
    ) -> Result<Reactions, ChangeError> {
        let emoji = Emoji::parse(emoji).expect("an emoji");
        let cmd = React { chat, seq: Seq(seq), emoji, on, at: self.now() };
        self.run(move |tx| message::react(tx, &actor, cmd.clone()))
    }

    /// Tries to pin a message to its chat, or to take that back.
    pub fn pin(
        &self,
        actor: Actor,
        chat: ChatId,
        seq: i64,
        on: bool,
    ) -> Result<Message, ChangeError> {
        let cmd = PinMessage { chat, seq: Seq(seq), on, at: self.now() };
        self.run(move |tx| message::pin(tx, &actor, cmd))
    }

    /// Tries to delete a message for oneself.
    pub fn hide(&self, actor: Actor, chat: ChatId, seq: i64) -> Result<(), ChangeError> {
        let cmd = HideMessage { chat, seq: Seq(seq) };
        self.run(move |tx| message::hide(tx, &actor, cmd))
    }

    /// Tries to keep something of a chat.
    pub fn keep(&self, actor: Actor, cmd: KeepChat) -> Result<Kept, KeepError> {
        self.run(move |tx| chat::keep(tx, &actor, cmd.clone()))
    }

    /// Tries to clear a chat's history for oneself.
    pub fn clear(&self, actor: Actor, chat: ChatId) -> Result<Seq, ChangeError> {
        self.run(move |tx| message::clear(tx, &actor, ClearHistory { chat }))
    }
}
