use super::change::{ChangeError, find_living, not_shut, open};
use super::history::member;
use super::{HistoryError, Message, Pin};
use crate::chat::permission::{self, Action};
use crate::port::{Read, Tx};
use crate::{Actor, Chat, ChatId, ChatKind, Event, Role, Seq, Timestamp};

/// Most pinned messages of one chat.
pub const MAX_PINS: usize = 50;

/// Pins a message to its chat, or takes that back.
#[derive(Clone, Copy, Debug)]
pub struct PinMessage {
    /// Where.
    pub chat: ChatId,
    /// Which.
    pub seq: Seq,
    /// Pins it; takes it back otherwise.
    pub on: bool,
    /// Now.
    pub at: Timestamp,
}

/// Whether a member with this role may pin: both of a direct chat, in a group as its settings say.
fn may_pin(chat: &Chat, role: Role) -> bool {
    chat.kind != ChatKind::Group || permission::may(&chat.settings, role, Action::Pin)
}

/// Pins a message to its chat, or takes that back. What is so already is no change.
///
/// # Errors
/// When the actor isn't in the chat or may not pin there, a block stands in a direct chat, the message isn't
/// there or is deleted, or enough are pinned.
pub fn pin(tx: &mut dyn Tx, actor: &Actor, cmd: PinMessage) -> Result<Message, ChangeError> {
    let (mut chat, me) = open(tx, actor, cmd.chat)?;
    if !may_pin(&chat, me.role) {
        return Err(ChangeError::MayNotPin);
    }
    not_shut(&chat, actor.user)?;
    let mut message = find_living(tx, &me, &chat, cmd.seq)?;
    if message.pinned.is_some() == cmd.on {
        return Ok(message);
    }
    if cmd.on && tx.pinned(actor.user, chat.id, MAX_PINS)?.len() >= MAX_PINS {
        return Err(ChangeError::TooManyPins);
    }
    let (by, at, seq, pinned) = (actor.user, cmd.at, cmd.seq, cmd.on);
    message.pinned = pinned.then_some(Pin { by, at });
    message.rev = chat.take_rev();
    tx.put_pin(&chat, &message)?;
    tx.emit(Event::PinChanged { chat: chat.id, rev: message.rev, seq, pinned, by, at });
    Ok(message)
}

/// The pinned messages of a chat, the newest pin first.
///
/// # Errors
/// When the reader isn't in the chat.
pub fn pins(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
) -> Result<Vec<Message>, HistoryError> {
    let me = member(read, actor, chat)?;
    let mut all = read.pinned(actor.user, chat, MAX_PINS)?;
    all.retain(|message| me.sees(message));
    Ok(all)
}
