//! Frames from server to client.

use crate::problem::ReplyError;
use crate::{
    Account, Announcement, Chat, ChatKept, Contact, GroupInfo, Hello, Line, Member, Message, Mute,
    Notification, NotificationSettings, Reaction, SyncPage, User,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A push `{"ev":"message.new",…}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "ev")]
pub enum Push {
    /// The first frame of every socket.
    #[serde(rename = "hello")]
    Hello(Hello),
    /// A message.
    #[serde(rename = "message.new")]
    MessageNew {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// The message.
        message: Message,
    },
    /// A message says something else.
    #[serde(rename = "message.edited")]
    MessageEdited {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// The message now.
        message: Message,
    },
    /// A message was deleted for everyone: its text is empty, its edits are gone.
    #[serde(rename = "message.deleted")]
    MessageDeleted {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// Which.
        seq: i64,
        /// Who did it.
        by: i64,
        /// When.
        #[serde(with = "crate::time::at")]
        #[schema(value_type = String, format = DateTime)]
        at: i64,
    },
    /// Somebody reacted to a message, or no longer does.
    #[serde(rename = "reaction.changed")]
    ReactionChanged {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// To which message.
        seq: i64,
        /// Who.
        user_id: i64,
        /// How.
        emoji: String,
        /// They do now.
        on: bool,
        /// When.
        #[serde(with = "crate::time::at")]
        #[schema(value_type = String, format = DateTime)]
        at: i64,
        /// All reactions to the message now, by first use, without `me`.
        reactions: Vec<Reaction>,
    },
    /// A message was pinned to its chat, or is no longer.
    #[serde(rename = "pin.changed")]
    PinChanged {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// Which.
        seq: i64,
        /// It is pinned now.
        pinned: bool,
        /// Who did it.
        by: i64,
        /// When.
        #[serde(with = "crate::time::at")]
        #[schema(value_type = String, format = DateTime)]
        at: i64,
    },
    /// One came into this chat and hears it from here on.
    #[serde(rename = "chat.new")]
    ChatNew {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// The change of one's own stream.
        user_rev: i64,
        /// The chat as one sees it.
        chat: Box<Chat>,
    },
    /// The chat's own fields changed.
    #[serde(rename = "chat.changed")]
    ChatChanged {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// The title now.
        title: Option<String>,
        /// What it tells of itself now.
        #[serde(flatten)]
        info: Box<GroupInfo>,
        /// What the conversation shows of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<Box<Line>>,
    },
    /// People came in.
    #[serde(rename = "member.added")]
    MemberAdded {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// Who.
        members: Vec<Member>,
        /// How many are in it now.
        member_count: i64,
        /// What the conversation shows of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<Box<Line>>,
    },
    /// Somebody's role changed.
    #[serde(rename = "member.changed")]
    MemberChanged {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// The member now.
        member: Member,
        /// What the conversation shows of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<Box<Line>>,
    },
    /// Somebody left or was removed; if it is oneself, nothing comes from this chat any more.
    #[serde(rename = "member.removed")]
    MemberRemoved {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// Who went.
        user_id: i64,
        /// Who did it; the same person when they left.
        by: i64,
        /// How many are left.
        member_count: i64,
        /// What the conversation shows of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<Box<Line>>,
    },
    /// Somebody's read cursor moved on.
    #[serde(rename = "read")]
    Read {
        /// Where.
        chat_id: i64,
        /// The change.
        rev: i64,
        /// Whose.
        user_id: i64,
        /// Everything up to here is read.
        seq: i64,
        /// When.
        #[serde(with = "crate::time::at")]
        #[schema(value_type = String, format = DateTime)]
        at: i64,
        /// The change of one's own stream, where only one's own devices are told; `rev` is 0 then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_rev: Option<i64>,
    },
    /// How many reports wait; only administrators hear it.
    #[serde(rename = "reports.open")]
    ReportsOpen {
        /// How many.
        open: i64,
    },
    /// Everybody is told something.
    #[serde(rename = "announcement")]
    Announcement {
        /// What, and until when.
        announcement: Announcement,
    },
    /// An announcement was taken back.
    #[serde(rename = "announcement.over")]
    AnnouncementOver {
        /// Which.
        id: i64,
    },
    /// Somebody is typing; good for five seconds.
    #[serde(rename = "typing")]
    Typing {
        /// Where.
        chat_id: i64,
        /// Who.
        user_id: i64,
    },
    /// Somebody came or went.
    #[serde(rename = "presence")]
    Presence {
        /// Who.
        user_id: i64,
        /// At least one connection lives.
        online: bool,
        /// When the last connection closed.
        #[serde(with = "crate::time::maybe")]
        #[schema(value_type = Option<String>, format = DateTime)]
        last_seen: Option<i64>,
    },
    /// Somebody asks to be friends, or a request is gone without a friendship.
    #[serde(rename = "friend.request")]
    FriendRequest {
        /// The change of one's own stream.
        user_rev: i64,
        /// The contact now.
        contact: Box<Contact>,
    },
    /// A request was accepted: they are friends.
    #[serde(rename = "friend.accepted")]
    FriendAccepted {
        /// The change of one's own stream.
        user_rev: i64,
        /// The contact now.
        contact: Box<Contact>,
    },
    /// A friendship ended.
    #[serde(rename = "friend.removed")]
    FriendRemoved {
        /// The change of one's own stream.
        user_rev: i64,
        /// The contact now.
        contact: Box<Contact>,
    },
    /// One blocks somebody, or does no longer. The other hears nothing of it.
    #[serde(rename = "block.changed")]
    BlockChanged {
        /// The change of one's own stream.
        user_rev: i64,
        /// The contact now.
        contact: Box<Contact>,
    },
    /// Somebody's account changed: one's own, that of somebody with whom one shares a chat, or that of one
    /// of one's contacts.
    #[serde(rename = "user.changed")]
    UserChanged {
        /// What others see of the person now.
        user: Box<User>,
        /// The change of one's own stream; missing where it is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_rev: Option<i64>,
        /// One's own account now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<Box<Account>>,
        /// The contact now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contact: Option<Box<Contact>>,
    },
    /// One muted a chat, or no longer, on one of one's devices.
    #[serde(rename = "chat.muted")]
    ChatMuted {
        /// Which.
        chat_id: i64,
        /// The change of one's own stream.
        user_rev: i64,
        /// Null when one hears of it again.
        mute: Option<Mute>,
    },
    /// One deleted a message for oneself, on one of one's devices.
    #[serde(rename = "message.hidden")]
    MessageHidden {
        /// Where.
        chat_id: i64,
        /// Which.
        seq: i64,
        /// The change of one's own stream.
        user_rev: i64,
    },
    /// One cleared the history of a chat for oneself, on one of one's devices.
    #[serde(rename = "history.cleared")]
    HistoryCleared {
        /// Which chat.
        chat_id: i64,
        /// Everything up to here is gone for oneself.
        cleared_seq: i64,
        /// So are the lines up to this `rev` of the chat.
        cleared_rev: i64,
        /// The change of one's own stream.
        user_rev: i64,
    },
    /// One keeps something else of a chat for oneself, on one of one's devices.
    #[serde(rename = "chat.kept")]
    ChatKept {
        /// The change of one's own stream.
        user_rev: i64,
        /// What one keeps of it now.
        #[serde(flatten)]
        kept: Box<ChatKept>,
    },
    /// One changed how one wants to hear of things.
    #[serde(rename = "notification.settings")]
    NotificationSettings {
        /// The change of one's own stream.
        user_rev: i64,
        /// The settings now.
        settings: Box<NotificationSettings>,
    },
    /// Something came into one's list of notifications.
    #[serde(rename = "notification.new")]
    NotificationNew {
        /// The change of one's own stream.
        user_rev: i64,
        /// How many are unread with it.
        unread: i64,
        /// What it is.
        notification: Box<Notification>,
    },
    /// One has read notifications, on one of one's devices.
    #[serde(rename = "notification.read")]
    NotificationRead {
        /// The change of one's own stream.
        user_rev: i64,
        /// How many are unread still.
        unread: i64,
        /// Which.
        ids: Vec<i64>,
        /// When.
        #[serde(with = "crate::time::at")]
        #[schema(value_type = String, format = DateTime)]
        at: i64,
    },
    /// This session was ended; the socket closes with 4401.
    #[serde(rename = "session.revoked")]
    SessionRevoked {
        /// Which.
        session_id: i64,
    },
    /// This account was suspended; the socket closes with 4401.
    #[serde(rename = "account.suspended")]
    AccountSuspended {},
    /// A page of what was missed.
    #[serde(rename = "sync")]
    Sync(SyncPage),
    /// Everything asked for by `sync` has come; from here on it is live.
    #[serde(rename = "synced")]
    Synced {},
}

/// The text of a push.
pub fn encode_event(push: &Push) -> Vec<u8> {
    encode(push)
}

/// The text of a good answer: `{"id":7,"ok":{…}}`.
pub fn encode_ok<T: Serialize>(id: u64, ok: &T) -> Vec<u8> {
    #[derive(Serialize)]
    struct Reply<'a, T> {
        id: u64,
        ok: &'a T,
    }
    encode(&Reply { id, ok })
}

/// The text of a bad answer: `{"id":7,"error":{…}}`; without `id` when none could be read.
pub fn encode_error(id: Option<u64>, error: &ReplyError) -> Vec<u8> {
    #[derive(Serialize)]
    struct Reply<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<u64>,
        error: &'a ReplyError,
    }
    encode(&Reply { id, error })
}

#[expect(clippy::expect_used, reason = "our types have string keys and no failing serializer")]
fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    serde_json::to_writer(&mut out, value).expect("encodable");
    out
}
