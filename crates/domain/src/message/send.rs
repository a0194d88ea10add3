use super::change::{Shut, shut};
use super::{Message, Quote};
use crate::chat::permission::{self, Action};
use crate::error::{Class, Problem, catalogue};
use crate::notification::{notify_answered, notify_mentioned};
use crate::port::{SendContext, StoreError, Tx};
use crate::{Actor, Chat, ChatId, ChatKind, ClientId, Event, MessageText, Seq, Timestamp, UserId};

/// Sends a message.
#[derive(Clone, Debug)]
pub struct SendMessage {
    /// Where to.
    pub chat: ChatId,
    /// The sender's own name of it, for exactly one message however often it is sent.
    pub client_id: ClientId,
    /// What it says.
    pub text: MessageText,
    /// The message of the same chat that it answers.
    pub reply_to: Option<Seq>,
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
    /// There is no such message to answer, or it is deleted.
    #[error("there is no such message to reply to")]
    NothingToAnswer,
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
    NothingToAnswer => Invalid "reply_not_found",
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
/// When the sender isn't in the chat or may not write in it now, a block stands in a direct chat, there is
/// nothing to answer, or the sender has used the client id for another message.
pub fn send(tx: &mut dyn Tx, actor: &Actor, cmd: SendMessage) -> Result<Sent, SendError> {
    let context = tx.send_context(cmd.chat, actor.user, &cmd.client_id)?;
    let context = context.ok_or(SendError::NotFound)?;
    if let Some(message) = context.replay {
        return if is_same(tx, &message, &cmd)? {
            Ok(Sent { message, replayed: true })
        } else {
            Err(SendError::ClientIdReused)
        };
    }
    check_group(&context, cmd.at)?;
    let mut chat = context.chat;
    match shut(&chat, actor.user) {
        Some(Shut::ByYou) => return Err(SendError::BlockedByYou),
        Some(Shut::Otherwise) => return Err(SendError::NotAccepted),
        None => {}
    }
    let reply_to = match cmd.reply_to {
        Some(seq) => Some(quote(tx, &chat, actor.user, seq)?),
        None => None,
    };
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
        edited_at: None,
        deleted: None,
        reply_to,
        reactions: Vec::new(),
        pinned: None,
        hidden: false,
    };
    tx.append(&chat, &message)?;
    if chat.settings.slow_mode_s > 0 {
        tx.note_sent(chat.id, actor.user, cmd.at)?;
    }
    tx.emit(Event::MessageNew { message: message.clone() });
    let group = chat.kind == ChatKind::Group;
    let may_call_all = group && permission::may(&chat.settings, context.role, Action::MentionAll);
    let mentioned = notify_mentioned(tx, &message, may_call_all)?;
    notify_answered(tx, &message, &mentioned)?;
    Ok(Sent { message, replayed: false })
}

/// What a message shows of the one that it answers.
fn quote(tx: &mut dyn Tx, chat: &Chat, viewer: UserId, seq: Seq) -> Result<Quote, SendError> {
    let found = tx.messages(viewer, chat.id, seq, seq)?.pop();
    let me = tx.membership(chat.id, viewer)?.ok_or(SendError::NotFound)?;
    let found = found.filter(|message| message.deleted.is_none() && me.sees(message));
    found.as_ref().map(Quote::of).ok_or(SendError::NothingToAnswer)
}

/// Whether a stored message is what a command would have sent, whatever became of it since.
fn is_same(tx: &mut dyn Tx, message: &Message, cmd: &SendMessage) -> Result<bool, StoreError> {
    if message.chat != cmd.chat {
        return Ok(false);
    }
    if message.deleted.is_some() || message.hidden {
        // What it said is gone; whoever sends it once more would only say again what was taken back.
        return Ok(true);
    }
    if message.reply_to.as_ref().map(|quote| quote.seq) != cmd.reply_to {
        return Ok(false);
    }
    if message.edited_at.is_none() {
        return Ok(message.text == cmd.text);
    }
    let first = tx.versions(message.chat, message.seq)?.into_iter().next();
    Ok(first.is_some_and(|first| first.text == cmd.text))
}
