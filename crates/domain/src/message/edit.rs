use super::change::{ChangeError, find_living, may_write, open};
use super::history::visible;
use super::{HistoryError, Message};
use crate::notification::{mentions, notify_named};
use crate::port::{Read, StoreError, Tx};
use crate::{Actor, ChatId, Event, Handle, MessageText, Seq, Timestamp, UserId};

/// Most versions of a message that are kept, the present one among them. The first always is.
pub const MAX_VERSIONS: usize = 20;

/// Gives a message another text.
#[derive(Clone, Debug)]
pub struct EditMessage {
    /// Where.
    pub chat: ChatId,
    /// Which.
    pub seq: Seq,
    /// What it says from now on.
    pub text: MessageText,
    /// For how many milliseconds a message may be edited; `None` for ever.
    pub window_ms: Option<i64>,
    /// Now.
    pub at: Timestamp,
}

/// What a message said once, or says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its words.
    pub text: MessageText,
    /// Since when it said so.
    pub at: Timestamp,
}

/// Gives a message another text and keeps what it said before. The same text changes nothing.
///
/// # Errors
/// When the actor isn't in the chat, didn't write the message, comes too late, or could not send there, or it
/// is deleted.
pub fn edit(tx: &mut dyn Tx, actor: &Actor, cmd: EditMessage) -> Result<Message, ChangeError> {
    let (mut chat, me) = open(tx, actor, cmd.chat)?;
    may_write(&chat, &me)?;
    let mut message = find_living(tx, &me, &chat, cmd.seq)?;
    if message.sender != actor.user {
        return Err(ChangeError::NotYours);
    }
    if cmd.window_ms.is_some_and(|window| cmd.at.0 - message.sent_at.0 >= window) {
        return Err(ChangeError::TooLate);
    }
    if message.text == cmd.text {
        return Ok(message);
    }
    let since = message.edited_at.unwrap_or(message.sent_at);
    let before = Version { text: std::mem::replace(&mut message.text, cmd.text), at: since };
    message.edited_at = Some(cmd.at.max(since));
    message.rev = chat.take_rev();
    let names = new_names(tx, &message, &before)?;
    tx.put_edit(&chat, &message, &before)?;
    // What everybody is told shows nothing as the actor alone sees it.
    let told = tx.messages(UserId::NOBODY, chat.id, cmd.seq, cmd.seq)?.pop();
    let told = told.ok_or_else(|| StoreError::lost("edit"))?;
    tx.emit(Event::MessageEdited { message: told });
    notify_named(tx, &message, &names, cmd.at)?;
    Ok(message)
}

/// Whom the message names now and known in no version before.
fn new_names(
    tx: &mut dyn Tx,
    message: &Message,
    before: &Version,
) -> Result<Vec<Handle>, StoreError> {
    let mut names = mentions(message.text.as_str());
    if !names.is_empty() {
        let mut known = mentions(before.text.as_str());
        for version in tx.versions(message.chat, message.seq)? {
            known.extend(mentions(version.text.as_str()));
        }
        names.retain(|name| !known.contains(name));
    }
    Ok(names)
}

/// Every version of a message that is kept, oldest first; the last is what it says now. Nothing of one that
/// is deleted.
///
/// # Errors
/// When the reader isn't in the chat, or there is no such message.
pub fn versions(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    seq: Seq,
) -> Result<Vec<Version>, HistoryError> {
    let message = visible(read, actor, chat, seq)?;
    if message.deleted.is_some() {
        return Ok(Vec::new());
    }
    let mut all = read.versions(chat, seq)?;
    let at = message.edited_at.unwrap_or(message.sent_at);
    all.push(Version { text: message.text, at });
    Ok(all)
}
