//! What somebody missed.

use crate::{
    Account, Chat, ChatKept, Contact, GroupInfo, Line, Member, Message, MessageRef, Notification,
    NotificationSettings, Role,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// `POST /sync` and the op `sync`: what the client has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SyncRequest {
    /// The newest `rev` of each chat that the client keeps, at most 1,000 chats.
    #[serde(default)]
    pub chats: BTreeMap<i64, i64>,
    /// The newest `rev` of the person's own stream; chats that one has come into or left since then
    /// are answered. Missing: the own stream is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<i64>,
}

/// A page of what changed. When `more`, ask again with the revs that came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SyncPage {
    /// The person's own stream, when it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserSync>,
    /// Chats with changes, in the order of their ids.
    pub chats: Vec<ChatSync>,
    /// Chats asked for that one isn't in (any more): forget them.
    pub gone: Vec<i64>,
    /// Something has more.
    pub more: bool,
}

/// A group with more members is large; `hello` tells it as `limits.whole_roster`.
pub const WHOLE_ROSTER: i64 = domain::chat::LARGE_ABOVE;

/// Whom `members` of a sync names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Roster {
    /// Those who changed; who is gone has `left`.
    #[default]
    Changed,
    /// Everybody: forget whom one knew.
    Whole,
    /// Of a large group those who wrote the messages that came: forget whom one knew, and ask for who else
    /// is in it.
    Large,
}

impl From<domain::sync::Roster> for Roster {
    fn from(roster: domain::sync::Roster) -> Self {
        match roster {
            domain::sync::Roster::Changed => Self::Changed,
            domain::sync::Roster::Whole => Self::Whole,
            domain::sync::Roster::Large => Self::Large,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn is_changed(roster: &Roster) -> bool {
    *roster == Roster::Changed
}

/// What changed in one chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChatSync {
    /// Which.
    pub chat_id: i64,
    /// Everything up to here is known now.
    pub rev: i64,
    /// There is more after `rev`.
    pub more: bool,
    /// Too much was missed: forget the chat's messages and members; these are the newest.
    pub reset: bool,
    /// The title now.
    pub title: Option<String>,
    /// What a group tells of itself and how it is run, if that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub info: Option<Box<GroupInfo>>,
    /// One's own role.
    pub role: Role,
    /// The newest message.
    pub last_seq: i64,
    /// One's own cursor.
    pub read_seq: i64,
    /// Messages after it that are not one's own.
    pub unread: i64,
    /// How many people are in it.
    pub member_count: i64,
    /// Changed messages by `rev`, ascending (by seq on a reset).
    pub messages: Vec<Message>,
    /// Whom `members` names; missing: those who changed.
    #[serde(default, skip_serializing_if = "is_changed")]
    pub roster: Roster,
    /// Changed members by `rev`, ascending; with another roster those who are in it now, by id.
    pub members: Vec<Member>,
    /// New system lines by `rev`, ascending.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
}

impl From<domain::sync::ChatChanges> for ChatSync {
    fn from(c: domain::sync::ChatChanges) -> Self {
        Self {
            chat_id: c.chat.id.0,
            rev: c.upto.0,
            more: c.more,
            reset: c.reset,
            unread: c.me.unread(c.chat.last_seq),
            info: (c.edited && c.chat.kind == domain::ChatKind::Group)
                .then(|| Box::new((c.chat.info, c.chat.settings).into())),
            role: c.me.role.into(),
            title: c.chat.title.map(|title| title.as_str().to_owned()),
            last_seq: c.chat.last_seq.0,
            read_seq: c.me.read_seq.0,
            member_count: c.chat.member_count,
            messages: c.messages.into_iter().map(Into::into).collect(),
            roster: c.roster.into(),
            members: c.members.into_iter().map(Into::into).collect(),
            lines: c.lines.into_iter().map(Into::into).collect(),
        }
    }
}

/// What changed in a person's own stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserSync {
    /// Everything up to here is known now.
    pub rev: i64,
    /// There is more after `rev`.
    pub more: bool,
    /// Chats that one came into, has muted or unmuted, cleared, or read without telling others.
    pub joined: Vec<Chat>,
    /// Chats that one left or was removed from.
    pub left: Vec<i64>,
    /// What one keeps of chats otherwise than before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<ChatKept>,
    /// Contacts that changed: friends, requests, blocks.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// One's own account, if it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Box<Account>>,
    /// Notifications that came or were read. At most the newest 500 are kept.
    #[serde(default)]
    pub notifications: Vec<Notification>,
    /// How many notifications are unread now.
    #[serde(default)]
    pub unread_notifications: i64,
    /// Messages that one deleted for oneself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<MessageRef>,
    /// How one wants to hear of things, if that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification_settings: Option<NotificationSettings>,
}

impl From<domain::sync::UserChanges> for UserSync {
    fn from(c: domain::sync::UserChanges) -> Self {
        Self {
            rev: c.upto.0,
            more: c.more,
            joined: c.joined.into_iter().map(Into::into).collect(),
            kept: c.kept.into_iter().map(Into::into).collect(),
            left: c.left.into_iter().map(|chat| chat.0).collect(),
            contacts: c.contacts.into_iter().map(Into::into).collect(),
            account: c.account.map(|user| Box::new((*user).into())),
            notifications: c.notifications.into_iter().map(Into::into).collect(),
            unread_notifications: c.unread,
            hidden: c
                .hidden
                .iter()
                .map(|one| MessageRef { chat_id: one.chat.0, seq: one.seq.0 })
                .collect(),
            notification_settings: c.settings.map(Into::into),
        }
    }
}
