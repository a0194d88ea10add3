//! What a person is told apart from messages.

use crate::User;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// `user` asks to be friends.
    FriendRequest,
    /// `user` accepted a friend request.
    FriendAccepted,
    /// `user` brought one into the group `chat_id`.
    AddedToGroup,
    /// `user` invites one into the group `chat_id`.
    GroupInvitation,
    /// `user` asks to come into the group `chat_id`.
    JoinRequest,
    /// `user` named one in the message `seq` of `chat_id`.
    Mention,
    /// `user` answered a message of one's own with `seq` of `chat_id`.
    Reply,
    /// About the safety of the account; `notice` says what.
    Security,
}

/// What happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecurityNotice {
    /// A device signed in; `device` is how it calls itself.
    SignIn,
    /// The password was changed.
    PasswordChanged,
    /// An administrator ended all sessions.
    SignedOut,
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Notification {
    /// Names it among one's own; a newer one has a greater id.
    pub id: i64,
    /// What it is about.
    pub kind: NotificationKind,
    /// What happened, when it is about security.
    pub notice: Option<SecurityNotice>,
    /// Who caused it.
    pub user: Option<User>,
    /// The chat that it is about; one may have left it since.
    pub chat_id: Option<i64>,
    /// The title of that group when it happened.
    pub chat_title: Option<String>,
    /// The message that it is about.
    pub seq: Option<i64>,
    /// The device that signed in, as it calls itself.
    pub device: Option<String>,
    /// When it happened.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: i64,
    /// When it was read; null while it is unread.
    #[serde(with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub read_at: Option<i64>,
}

impl From<domain::notification::Notification> for Notification {
    fn from(n: domain::notification::Notification) -> Self {
        use domain::notification::Kind;
        let (kind, notice) = match n.kind {
            Kind::FriendRequest => (NotificationKind::FriendRequest, None),
            Kind::FriendAccepted => (NotificationKind::FriendAccepted, None),
            Kind::AddedToGroup => (NotificationKind::AddedToGroup, None),
            Kind::GroupInvitation => (NotificationKind::GroupInvitation, None),
            Kind::JoinRequest => (NotificationKind::JoinRequest, None),
            Kind::Mention => (NotificationKind::Mention, None),
            Kind::Reply => (NotificationKind::Reply, None),
            Kind::SignIn => (NotificationKind::Security, Some(SecurityNotice::SignIn)),
            Kind::PasswordChanged => {
                (NotificationKind::Security, Some(SecurityNotice::PasswordChanged))
            }
            Kind::SignedOut => (NotificationKind::Security, Some(SecurityNotice::SignedOut)),
        };
        let (device, chat_title) =
            if n.kind == Kind::SignIn { (n.detail, None) } else { (None, n.detail) };
        Self {
            id: n.id.0,
            kind,
            notice,
            // Who somebody is, not when they are there.
            user: n.actor.map(|actor| User { last_seen: None, ..actor.into() }),
            chat_id: n.chat.map(|chat| chat.0),
            chat_title,
            seq: n.seq.map(|seq| seq.0),
            device,
            created_at: n.at.0,
            read_at: n.read_at.map(|at| at.0),
        }
    }
}

/// A page of one's notifications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NotificationList {
    /// Newest first.
    pub items: Vec<Notification>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
    /// How many of all are unread.
    pub unread: i64,
}

/// `PUT /notifications/read`: exactly one of the three.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NotificationsToRead {
    /// Everything.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// This one and all older ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<i64>,
    /// These, at most 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<i64>>,
}

/// What is left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NotificationState {
    /// How many are unread.
    pub unread: i64,
}
