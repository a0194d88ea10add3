//! What somebody missed: the current state of everything that changed since a `rev`.
//!
//! The rows themselves carry the change that last touched them, so the answer is compacted by
//! nature and bounded: there is no event log. One function serves reconnects, slow readers and
//! nodes that lost a hint. Applying live events and applying a sync give the same state.

use crate::port::{Read, StoreError};
use crate::{Actor, Chat, ChatId, ChatSummary, Member, Membership, Message, Rev, Seq};

/// Most messages that a client may have missed before it is told to start afresh.
pub const RESET_AFTER: i64 = 1_000;
/// How many of the newest messages come with a fresh start.
pub const RESET_PAGE: i64 = 50;

/// What changed in one chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatChanges {
    /// The chat as it is now.
    pub chat: Chat,
    /// The reader's row as it is now.
    pub me: Membership,
    /// Everything up to here is in this answer or came before; go on from here.
    pub upto: Rev,
    /// There is more after `upto`.
    pub more: bool,
    /// Too much was missed: forget the chat's messages and members, these are the newest.
    pub reset: bool,
    /// Changed messages by `rev`, ascending (by seq on a reset).
    pub messages: Vec<Message>,
    /// Changed members by `rev`, ascending; those who left have `left`.
    pub members: Vec<Member>,
}

/// What changed for one person: which chats they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserChanges {
    /// Everything up to here is in this answer or came before; go on from here.
    pub upto: Rev,
    /// There is more after `upto`.
    pub more: bool,
    /// Chats they came into.
    pub joined: Vec<ChatSummary>,
    /// Chats they left or were removed from.
    pub left: Vec<ChatId>,
}

/// The changes of a chat after `since`, at most `limit` rows of each kind.
///
/// `None` when the reader isn't in the chat. A `since` beyond the chat's newest change, as after a
/// restored backup, is a reset.
///
/// # Errors
/// Only the store's.
pub fn chat_changes(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    since: Rev,
    limit: usize,
) -> Result<Option<ChatChanges>, StoreError> {
    // The chat's head is read first: what changes later moves to a rev beyond it and comes live.
    let Some((chat, me)) = read.chat_for(chat, actor.user)? else {
        return Ok(None);
    };
    if since == chat.rev {
        return Ok(Some(unchanged(chat, me)));
    }
    let missed =
        if since > chat.rev { i64::MAX } else { read.count_changed(chat.id, since, RESET_AFTER)? };
    if missed >= RESET_AFTER {
        return reset(read, chat, me).map(Some);
    }
    let mut upto = chat.rev;
    let mut messages = read.changed_messages(chat.id, since, upto, limit)?;
    let mut members = read.changed_members(chat.id, since, upto, limit)?;
    if messages.len() == limit {
        upto = messages.last().map_or(upto, |m| m.rev);
    }
    if members.len() == limit {
        upto = upto.min(whole_changes(read, chat.id, since, &mut members)?);
    }
    messages.retain(|m| m.rev <= upto);
    members.retain(|m| m.rev <= upto);
    let more = upto < chat.rev;
    Ok(Some(ChatChanges { chat, me, upto, more, reset: false, messages, members }))
}

/// Ends a full page of members between two changes, because one change may touch many: answers the
/// last that is whole. A change larger than the page comes whole nevertheless.
fn whole_changes(
    read: &mut dyn Read,
    chat: ChatId,
    since: Rev,
    members: &mut Vec<Member>,
) -> Result<Rev, StoreError> {
    let last = members.last().map_or(since, |m| m.rev);
    if let Some(before) = members.iter().rev().map(|m| m.rev).find(|rev| *rev < last) {
        return Ok(before);
    }
    *members = read.changed_members(chat, since, last, crate::chat::MAX_MEMBERS)?;
    Ok(last)
}

fn unchanged(chat: Chat, me: Membership) -> ChatChanges {
    let upto = chat.rev;
    ChatChanges { chat, me, upto, more: false, reset: false, messages: vec![], members: vec![] }
}

fn reset(read: &mut dyn Read, chat: Chat, me: Membership) -> Result<ChatChanges, StoreError> {
    let upto = chat.rev;
    let first = Seq((chat.last_seq.0 - RESET_PAGE + 1).max(1));
    let messages = read.messages(chat.id, first, chat.last_seq)?;
    let members = read.members(chat.id, None, crate::chat::MAX_MEMBERS)?;
    Ok(ChatChanges { chat, me, upto, more: false, reset: true, messages, members })
}

/// The changes of a person's own stream after `since`, at most `limit` chats.
///
/// # Errors
/// Only the store's.
pub fn user_changes(
    read: &mut dyn Read,
    actor: &Actor,
    since: Rev,
    limit: usize,
) -> Result<UserChanges, StoreError> {
    let head = read.user_rev(actor.user)?;
    let rows = read.changed_memberships(actor.user, since, head, limit)?;
    let more = rows.len() == limit;
    let upto = if more { rows.last().map_or(head, |row| row.user_rev) } else { head };
    let (current, gone): (Vec<_>, Vec<_>) = rows.into_iter().partition(Membership::is_current);
    let ids: Vec<ChatId> = current.iter().map(|row| row.chat).collect();
    let joined = read.summaries(actor.user, &ids)?;
    let left = gone.iter().map(|row| row.chat).collect();
    Ok(UserChanges { upto, more, joined, left })
}
