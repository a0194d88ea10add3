//! What somebody missed: the current state of everything that changed since a `rev`.
//!
//! The rows themselves carry the change that last touched them, so the answer is compacted by
//! nature and bounded: there is no event log. One function serves reconnects, slow readers and
//! nodes that lost a hint. Applying live events and applying a sync give the same state.

use crate::chat::{Kept, Line, MAX_LINES};
use crate::contact::Contact;
use crate::message::Hidden;
use crate::notification::{self, Notification};
use crate::port::{Read, StoreError};
use crate::quiet::Settings;
use crate::{Actor, Chat, ChatId, ChatSummary, Member, Membership, Message, Rev, Seq, User};

/// Most messages that a client may have missed before it is told to start afresh.
pub const RESET_AFTER: i64 = 1_000;
/// Most chats of a page of one's own stream that come whole, each with up to 200 people.
const MAX_JOINED: usize = 25;
/// How many of the newest messages come with a fresh start.
pub const RESET_PAGE: i64 = 50;

/// Whom the changes of a chat name as its members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Roster {
    /// Those who changed; who left has `left`.
    #[default]
    Changed,
    /// Everybody: who was known before is forgotten.
    Whole,
    /// Of a large group those who wrote the messages of this page: who was known before is forgotten, and
    /// who else is in it has to be asked for.
    Large,
}

impl Roster {
    /// Of a chat, for somebody who knows it up to `since`.
    fn of(chat: &Chat, since: Rev) -> Self {
        match chat {
            large if large.is_large() => Self::Large,
            // It was large since, or then: nobody was told of all.
            shrunk if since < shrunk.roster_rev => Self::Whole,
            _ => Self::Changed,
        }
    }
}

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
    /// What the chat tells of itself changed, or may have.
    pub edited: bool,
    /// Changed messages by `rev`, ascending (by seq on a reset).
    pub messages: Vec<Message>,
    /// Whom `members` names.
    pub roster: Roster,
    /// Changed members by `rev`, ascending; where the roster isn't the changes, current ones by id.
    pub members: Vec<Member>,
    /// New system lines by `rev`, ascending.
    pub lines: Vec<Line>,
}

/// What changed for one person: which chats, contacts and notifications they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserChanges {
    /// Everything up to here is in this answer or came before; go on from here.
    pub upto: Rev,
    /// There is more after `upto`.
    pub more: bool,
    /// Chats they came into, have muted or unmuted, whose history they cleared, or where they read on without
    /// telling others.
    pub joined: Vec<ChatSummary>,
    /// Chats they left or were removed from.
    pub left: Vec<ChatId>,
    /// Contacts that changed, by `rev`; those that are empty are none any more.
    pub contacts: Vec<Contact>,
    /// The person's own account, if it changed.
    pub account: Option<Box<User>>,
    /// Notifications that came or were read, by `rev` and id.
    pub notifications: Vec<Notification>,
    /// How many notifications are unread now.
    pub unread: i64,
    /// How they want to hear of things, if that changed.
    pub settings: Option<Settings>,
    /// Messages that they deleted for themselves, by `rev`.
    pub hidden: Vec<Hidden>,
    /// What they keep of chats otherwise than before, by `rev`.
    pub kept: Vec<Kept>,
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
        return reset(read, actor, chat, me).map(Some);
    }
    let mut upto = chat.rev;
    let mut messages = read.changed_messages(actor.user, chat.id, since, upto, limit)?;
    let roster = Roster::of(&chat, since);
    let mut members = match roster {
        Roster::Changed => read.changed_members(chat.id, since, upto, limit)?,
        Roster::Whole | Roster::Large => Vec::new(),
    };
    let mut lines = read.changed_lines(chat.id, since, upto, limit)?;
    if messages.len() == limit {
        upto = messages.last().map_or(upto, |m| m.rev);
    }
    if members.len() == limit {
        upto = upto.min(whole_changes(read, chat.id, since, &mut members)?);
    }
    if lines.len() == limit {
        upto = lines.last().map_or(upto, |line| upto.min(line.rev));
    }
    lines.retain(|line| line.rev <= upto && me.sees_line(line));
    messages.retain(|m| m.rev <= upto && m.seq > me.floor());
    members.retain(|m| m.rev <= upto);
    if roster != Roster::Changed {
        members = named(read, &chat, &messages)?;
    }
    let (reset, more, edited) = (false, upto < chat.rev, chat.meta_rev > since);
    let changes =
        ChatChanges { chat, me, upto, more, reset, edited, messages, roster, members, lines };
    Ok(Some(changes))
}

/// Everybody in a chat, or of a large group those who wrote `messages` and what these answer.
fn named(
    read: &mut dyn Read,
    chat: &Chat,
    messages: &[Message],
) -> Result<Vec<Member>, StoreError> {
    if !chat.is_large() {
        return read.members(chat.id, None, chat.most_shown());
    }
    let quoted = messages.iter().filter_map(|message| message.reply_to.as_ref());
    let mut writers: Vec<_> = messages.iter().map(|message| message.sender).collect();
    writers.extend(quoted.map(|quote| quote.sender));
    writers.sort_unstable();
    writers.dedup();
    read.members_among(chat.id, &writers)
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
    // One change brings in that many, and whoever makes the group.
    *members = read.changed_members(chat, since, last, crate::chat::MAX_ADDED + 1)?;
    Ok(last)
}

fn unchanged(chat: Chat, me: Membership) -> ChatChanges {
    let upto = chat.rev;
    ChatChanges {
        chat,
        me,
        upto,
        more: false,
        reset: false,
        edited: false,
        messages: vec![],
        roster: Roster::Changed,
        members: vec![],
        lines: vec![],
    }
}

fn reset(
    read: &mut dyn Read,
    actor: &Actor,
    chat: Chat,
    me: Membership,
) -> Result<ChatChanges, StoreError> {
    let upto = chat.rev;
    let first = Seq(chat.last_seq.0 - RESET_PAGE).max(me.floor()).next();
    let messages = read.messages(actor.user, chat.id, first, chat.last_seq)?;
    let members = named(read, &chat, &messages)?;
    let mut lines = read.lines(chat.id, Seq(first.0 - 1), Seq(i64::MAX), MAX_LINES)?;
    lines.retain(|line| me.sees_line(line));
    let roster = if chat.is_large() { Roster::Large } else { Roster::Whole };
    let (more, reset, edited) = (false, true, true);
    Ok(ChatChanges { chat, me, upto, more, reset, edited, messages, roster, members, lines })
}

/// The changes of a person's own stream after `since`, at most `limit` contacts and notifications and 25 chats;
/// of the latter more where one change marked as many.
///
/// # Errors
/// Only the store's.
pub fn user_changes(
    read: &mut dyn Read,
    actor: &Actor,
    since: Rev,
    limit: usize,
) -> Result<UserChanges, StoreError> {
    let user = read.user(actor.user)?;
    let head = user.as_ref().map_or(Rev(0), |user| user.rev);
    let most = limit.min(MAX_JOINED);
    let mut rows = read.changed_memberships(actor.user, since, head, most)?;
    let mut contacts = read.changed_contacts(actor.user, since, head, limit)?;
    let mut notifications = read.changed_notifications(actor.user, since, head, limit)?;
    let mut hidden = read.changed_hidden(actor.user, since, head, limit)?;
    let mut kept = read.changed_kept(actor.user, since, head, limit)?;
    // The page ends where the fullest of the lists does; each change touches one row.
    let mut upto = head;
    if rows.len() == most {
        upto = rows.last().map_or(upto, |row| upto.min(row.user_rev));
    }
    if contacts.len() == limit {
        upto = contacts.last().map_or(upto, |contact| upto.min(contact.rev));
    }
    if hidden.len() == limit {
        upto = hidden.last().map_or(upto, |one| upto.min(one.rev));
    }
    if kept.len() == limit {
        upto = kept.last().map_or(upto, |one| upto.min(one.rev));
    }
    if notifications.len() == limit {
        upto = upto.min(whole_marks(read, actor, since, &mut notifications)?);
    }
    rows.retain(|row| row.user_rev <= upto);
    hidden.retain(|one| one.rev <= upto);
    kept.retain(|one| one.rev <= upto);
    contacts.retain(|contact| contact.rev <= upto);
    notifications.retain(|notification| notification.rev <= upto);
    let more = upto < head;
    let (current, gone): (Vec<_>, Vec<_>) = rows.into_iter().partition(Membership::is_current);
    let ids: Vec<ChatId> = current.iter().map(|row| row.chat).collect();
    let joined = read.summaries(actor.user, &ids)?;
    let left = gone.iter().map(|row| row.chat).collect();
    let unread = read.unread_notifications(&[actor.user])?.first().map_or(0, |(_, count)| *count);
    let settings = read.notification_settings(actor.user)?;
    let settings = settings.filter(|settings| settings.rev > since && settings.rev <= upto);
    let told = |user: &User| since < user.account_rev && user.account_rev <= upto;
    let account = user.filter(told).map(Box::new);
    Ok(UserChanges {
        upto,
        more,
        joined,
        left,
        contacts,
        account,
        notifications,
        unread,
        settings,
        hidden,
        kept,
    })
}

/// Ends a full page of notifications between two changes, because one may mark many as read: answers the
/// last that is whole. A change larger than the page comes whole nevertheless.
fn whole_marks(
    read: &mut dyn Read,
    actor: &Actor,
    since: Rev,
    page: &mut Vec<Notification>,
) -> Result<Rev, StoreError> {
    let last = page.last().map_or(since, |n| n.rev);
    if let Some(before) = page.iter().rev().map(|n| n.rev).find(|rev| *rev < last) {
        return Ok(before);
    }
    *page = read.changed_notifications(actor.user, since, last, notification::MAX_KEPT)?;
    Ok(last)
}
