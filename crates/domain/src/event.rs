//! What the world may learn once a command has been committed.

use crate::announcement::{Announcement, AnnouncementId};
use crate::chat::{Kept, Line};
use crate::contact::{Contact, ContactChange};
use crate::message::Reaction;
use crate::notification::Notification;
use crate::quiet::{Mute, Settings};
use crate::{
    Chat, ChatId, ChatSummary, Emoji, Member, Message, NotificationId, Rev, Seq, SessionId,
    Timestamp, User, UserId,
};

/// A durable change, told after COMMIT in commit order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A message for every member of its chat.
    MessageNew {
        /// The message; its `rev` is the event's.
        message: Message,
    },
    /// A message says something else, for every member of its chat.
    MessageEdited {
        /// The message after it; its `rev` is the event's.
        message: Message,
    },
    /// A message was deleted for everyone.
    MessageDeleted {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// Which.
        seq: Seq,
        /// Who did it.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// Somebody reacted to a message, or no longer does.
    ReactionChanged {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// To which.
        seq: Seq,
        /// Who.
        user: UserId,
        /// How.
        emoji: Emoji,
        /// They do now.
        on: bool,
        /// When.
        at: Timestamp,
        /// All reactions to the message after it, by first use.
        reactions: Vec<Reaction>,
    },
    /// A message was pinned to its chat, or is no longer.
    PinChanged {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// Which.
        seq: Seq,
        /// It is pinned now.
        pinned: bool,
        /// Who did it.
        by: UserId,
        /// When.
        at: Timestamp,
    },
    /// A chat that these people did not have before; they hear it from here on.
    ChatNew {
        /// The chat as each of them sees it: nothing unread.
        summary: Box<ChatSummary>,
        /// Who got it, each with the new `rev` of their own stream.
        joined: Vec<(UserId, Rev)>,
    },
    /// The chat's own fields changed, for every member.
    ChatChanged {
        /// The chat after the change; its `rev` is the event's.
        chat: Chat,
        /// What its conversation shows of it.
        line: Option<Box<Line>>,
    },
    /// People came into a group; for those who were there before, and for the new.
    MemberAdded {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// Who, ordered by id.
        members: Vec<Member>,
        /// How many are in it now.
        member_count: i64,
        /// What the conversation shows of it.
        line: Option<Box<Line>>,
    },
    /// Somebody's role changed.
    MemberChanged {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// The member after it.
        member: Member,
        /// What the conversation shows of it.
        line: Option<Box<Line>>,
    },
    /// Somebody left or was removed. They hear this and nothing after it.
    MemberRemoved {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// Who went.
        user: UserId,
        /// Who did it; the same person when they left.
        by: UserId,
        /// What the conversation shows of it.
        line: Option<Box<Line>>,
        /// How many are left.
        member_count: i64,
        /// The new `rev` of their own stream.
        user_rev: Rev,
    },
    /// Somebody's read cursor moved on.
    Read {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// Whose cursor.
        user: UserId,
        /// Everything up to here is read.
        seq: Seq,
        /// When.
        at: Timestamp,
    },
    /// Somebody read on who keeps it to themselves, or in a large group: for their own devices alone.
    ReadAlone {
        /// Where.
        chat: ChatId,
        /// Who.
        user: UserId,
        /// Everything up to here is read.
        seq: Seq,
        /// When.
        at: Timestamp,
        /// The new `rev` of their own stream.
        user_rev: Rev,
    },
    /// Somebody's own account changed: for themselves, and what others see of it for those who share a
    /// chat with them.
    UserChanged {
        /// The account after it; `account_rev` is the new `rev` of the person's own stream.
        user: Box<User>,
        /// Whether anything changed that others see.
        visible: bool,
        /// Their friends, if so.
        friends: Vec<UserId>,
    },
    /// What somebody has to do with somebody else changed, as the owner sees it.
    Contact {
        /// Who hears it; `contact.rev` is the new `rev` of their own stream.
        owner: UserId,
        /// What happened.
        change: ContactChange,
        /// The contact after it.
        contact: Box<Contact>,
    },
    /// A block stands between two people, or does no longer: neither hears of the other's coming, going
    /// and typing. Nobody is told.
    Veil {
        /// The person with the lower id.
        a: UserId,
        /// The other.
        b: UserId,
        /// Whether it stands.
        veiled: bool,
    },
    /// A person muted a chat, or no longer.
    ChatMuted {
        /// Who hears it.
        owner: UserId,
        /// Which.
        chat: ChatId,
        /// For how long; `None` when they hear of it again.
        mute: Option<Mute>,
        /// The new `rev` of their own stream.
        rev: Rev,
    },
    /// A person deleted a message for themselves.
    MessageHidden {
        /// Who hears it.
        owner: UserId,
        /// Where.
        chat: ChatId,
        /// Which.
        seq: Seq,
        /// The new `rev` of their own stream.
        rev: Rev,
    },
    /// A person cleared the history of a chat for themselves.
    HistoryCleared {
        /// Who hears it.
        owner: UserId,
        /// Which chat.
        chat: ChatId,
        /// Everything up to here is gone for them.
        seq: Seq,
        /// So are the system lines up to this change of the chat.
        chat_rev: Rev,
        /// The new `rev` of their own stream.
        rev: Rev,
    },
    /// A person keeps something else of a chat for themselves.
    ChatKept {
        /// Who hears it; `kept.rev` is the new `rev` of their own stream.
        owner: UserId,
        /// What they keep now.
        kept: Box<Kept>,
    },
    /// A person changed how they want to hear of things.
    QuietChanged {
        /// Who hears it; `settings.rev` is the new `rev` of their own stream.
        owner: UserId,
        /// The settings after it.
        settings: Box<Settings>,
    },
    /// Something came into a person's list of notifications.
    Notified {
        /// Who hears it; `notification.rev` is the new `rev` of their own stream.
        owner: UserId,
        /// How many are unread with it.
        unread: i64,
        /// What it is.
        notification: Box<Notification>,
    },
    /// A person has read notifications, on one of their devices.
    NotificationsRead {
        /// Who hears it.
        owner: UserId,
        /// The new `rev` of their own stream.
        rev: Rev,
        /// Which, by id.
        ids: Vec<NotificationId>,
        /// When.
        at: Timestamp,
        /// How many are unread still.
        unread: i64,
    },
    /// A device wants to be told while its page is closed. Nobody is told; this node looks out from here on.
    PushWanted,
    /// Work for later was taken on. Nobody is told; the workers of this node look for it.
    JobsWaiting,
    /// How many reports wait, for those who administer.
    ReportsOpen {
        /// Who hears it.
        admins: Vec<UserId>,
        /// How many.
        open: i64,
    },
    /// Everybody is told something.
    Announced {
        /// What.
        announcement: Announcement,
    },
    /// An announcement was taken back.
    AnnouncementOver {
        /// Which.
        id: AnnouncementId,
    },
    /// These sessions ended: their sockets close at once.
    SessionsRevoked {
        /// Whose.
        user: UserId,
        /// Which.
        sessions: Vec<SessionId>,
    },
    /// Somebody was shut out: their sockets are told so and close at once.
    AccountSuspended {
        /// Who.
        user: UserId,
        /// The sessions that ended by it.
        sessions: Vec<SessionId>,
    },
}

impl Event {
    /// The sessions that ended by this.
    pub fn ended_sessions(&self) -> &[SessionId] {
        match self {
            Self::SessionsRevoked { sessions, .. } | Self::AccountSuspended { sessions, .. } => {
                sessions
            }
            _ => &[],
        }
    }

    /// What the conversation shows of this between its messages.
    pub fn line(&self) -> Option<&Line> {
        match self {
            Self::ChatChanged { line, .. }
            | Self::MemberAdded { line, .. }
            | Self::MemberChanged { line, .. }
            | Self::MemberRemoved { line, .. } => line.as_deref(),
            _ => None,
        }
    }

    /// The same without a line, for tests that look at something else.
    #[cfg(feature = "testing")]
    pub(crate) fn drop_line(&mut self) {
        match self {
            Self::ChatChanged { line, .. }
            | Self::MemberAdded { line, .. }
            | Self::MemberChanged { line, .. }
            | Self::MemberRemoved { line, .. } => *line = None,
            _ => {}
        }
    }

    /// The chat whose members hear this; `None` for a person's own events.
    pub fn chat(&self) -> Option<(ChatId, Rev)> {
        match self {
            Self::MessageNew { message } | Self::MessageEdited { message } => {
                Some((message.chat, message.rev))
            }
            Self::ChatNew { summary, .. } => Some((summary.chat.id, summary.chat.rev)),
            Self::ChatChanged { chat, .. } => Some((chat.id, chat.rev)),
            Self::MemberAdded { chat, rev, .. }
            | Self::MessageDeleted { chat, rev, .. }
            | Self::ReactionChanged { chat, rev, .. }
            | Self::PinChanged { chat, rev, .. }
            | Self::MemberChanged { chat, rev, .. }
            | Self::MemberRemoved { chat, rev, .. }
            | Self::Read { chat, rev, .. } => Some((*chat, *rev)),
            Self::ReadAlone { .. }
            | Self::UserChanged { .. }
            | Self::Contact { .. }
            | Self::ChatMuted { .. }
            | Self::MessageHidden { .. }
            | Self::HistoryCleared { .. }
            | Self::ChatKept { .. }
            | Self::QuietChanged { .. }
            | Self::Notified { .. }
            | Self::NotificationsRead { .. }
            | Self::Veil { .. }
            | Self::JobsWaiting
            | Self::ReportsOpen { .. }
            | Self::Announced { .. }
            | Self::AnnouncementOver { .. }
            | Self::PushWanted
            | Self::SessionsRevoked { .. }
            | Self::AccountSuspended { .. } => None,
        }
    }
}
