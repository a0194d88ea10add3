use super::Message;
use crate::chat::Pair;
use crate::chat::permission::{self, Action};
use crate::error::{Class, Problem, catalogue};
use crate::notification::notify_mentioned;
use crate::port::{SendContext, StoreError, Tx};
use crate::{Actor, ChatId, ClientId, Event, MessageText, Timestamp};

/// Sends a message.
#[derive(Clone, Debug)]
pub struct SendMessage {
    /// Where to.
    pub chat: ChatId,
    /// The sender's own name of it, for exactly one message however often it is sent.
    pub client_id: ClientId,
    /// What it says.
    pub text: MessageText,
    /// Now.
    pub at: Timestamp,
}

/// The message as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// True when an earlier try had stored it already.
    pub replayed: bool,
}

/// Written again before the group's pause was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this group is in slow mode; wait a little")]
pub struct TooSoon {
    /// When the same may work, in milliseconds.
    pub wait_ms: u32,
}

impl Problem for TooSoon {
    fn class(&self) -> Class {
        Class::RateLimited
    }

    fn code(&self) -> &'static str {
        "slow_mode"
    }

    fn retry_after_ms(&self) -> Option<u32> {
        Some(self.wait_ms)
    }
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// No such chat, or the sender isn't in it.
    #[error("no such chat")]
    NotFound,
    /// The sender blocks the other.
    #[error("you block this person; unblock them to write")]
    BlockedByYou,
    /// The other takes no messages from the sender; why is theirs to know.
    #[error("this person takes no messages from you")]
    NotAccepted,
    /// The sender has given this client id to another message.
    #[error("this client_id belongs to another message")]
    ClientIdReused,
    /// Only admins write in this group.
    #[error("only admins write in this group")]
    AdminsOnly,
    /// The group is in slow mode.
    #[error(transparent)]
    Slow(#[from] TooSoon),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(SendError {
    NotFound => NotFound "chat_not_found",
    BlockedByYou => Forbidden "blocked_by_you",
    NotAccepted => Forbidden "not_accepted",
    ClientIdReused => Conflict "client_id_reused",
    AdminsOnly => Forbidden "admins_only",
} inner Slow, Store);

/// Whether a group's settings let the sender write now.
fn check_group(context: &SendContext, now: Timestamp) -> Result<(), SendError> {
    let settings = &context.chat.settings;
    if !permission::may(settings, context.role, Action::Write) {
        return Err(SendError::AdminsOnly);
    }
    let hurries =
        settings.slow_mode_s > 0 && !permission::may(settings, context.role, Action::WriteAtOnce);
    let Some(last) = context.sent_at.filter(|_| hurries) else {
        return Ok(());
    };
    let wait_ms = last.plus_ms(settings.slow_ms()).since(now);
    match u32::try_from(wait_ms) {
        Ok(wait_ms) if wait_ms > 0 => Err(TooSoon { wait_ms }.into()),
        _ => Ok(()),
    }
}

/// Stores a message as the next of its chat, once per `(sender, client_id)`.
///
/// # Errors
/// When the sender isn't in the chat or may not write in it now, a block stands in a direct chat, or the sender has used the client id for another message.
pub fn send(tx: &mut dyn Tx, actor: &Actor, cmd: SendMessage) -> Result<Sent, SendError> {
    let context = tx.send_context(cmd.chat, actor.user, &cmd.client_id)?;
    let context = context.ok_or(SendError::NotFound)?;
    if let Some(message) = context.replay {
        let same = message.chat == cmd.chat && message.text == cmd.text;
        return if same {
            Ok(Sent { message, replayed: true })
        } else {
            Err(SendError::ClientIdReused)
        };
    }
    check_group(&context, cmd.at)?;
    let mut chat = context.chat;
    if let Some(pair) = chat.pair.filter(Pair::is_closed) {
        let own = pair.blocks(actor.user);
        return Err(if own { SendError::BlockedByYou } else { SendError::NotAccepted });
    }
    chat.last_seq = chat.last_seq.next();
    chat.activity_at = chat.activity_at.max(cmd.at);
    let message = Message {
        chat: chat.id,
        seq: chat.last_seq,
        rev: chat.take_rev(),
        sender: actor.user,
        client_id: cmd.client_id,
        text: cmd.text,
        sent_at: cmd.at,
    };
    tx.append(&chat, &message)?;
    if chat.settings.slow_mode_s > 0 {
        tx.note_sent(chat.id, actor.user, cmd.at)?;
    }
    tx.emit(Event::MessageNew { message: message.clone() });
    notify_mentioned(tx, &message)?;
    Ok(Sent { message, replayed: false })
}
