use crate::{ChatId, NotificationId, Rev, Seq, Timestamp, UserBrief, UserId};

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody asks to be friends.
    FriendRequest,
    /// Somebody accepted a friend request.
    FriendAccepted,
    /// Somebody brought the person into a group.
    AddedToGroup,
    /// Somebody invites the person into a group.
    GroupInvitation,
    /// Somebody asks to come into a group that the person looks after.
    JoinRequest,
    /// Somebody named the person in a message.
    Mention,
    /// Somebody answered a message of the person.
    Reply,
    /// Security: another device signed in.
    SignIn,
    /// Security: the password was changed.
    PasswordChanged,
    /// Security: an administrator ended all sessions.
    SignedOut,
}

impl Kind {
    /// Whether it is about the safety of the account.
    pub fn is_security(self) -> bool {
        matches!(self, Self::SignIn | Self::PasswordChanged | Self::SignedOut)
    }
}

/// A notification as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its place in the list; a newer one has a greater id.
    pub id: NotificationId,
    /// The change of the person's own stream that last touched it.
    pub rev: Rev,
    /// What it is about.
    pub kind: Kind,
    /// Who caused it.
    pub actor: Option<UserBrief>,
    /// The chat that it is about.
    pub chat: Option<ChatId>,
    /// The message that it is about.
    pub seq: Option<Seq>,
    /// What else is to be said: the group's title then, or how the device calls itself.
    pub detail: Option<String>,
    /// When.
    pub at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// A notification on its way to one or several people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotification {
    /// What it is about.
    pub kind: Kind,
    /// Who causes it.
    pub actor: Option<UserId>,
    /// The chat that it is about.
    pub chat: Option<ChatId>,
    /// The message that it is about.
    pub seq: Option<Seq>,
    /// What else is to be said.
    pub detail: Option<String>,
    /// Now.
    pub at: Timestamp,
}

impl NewNotification {
    /// One that somebody causes.
    pub fn by(actor: UserId, kind: Kind, at: Timestamp) -> Self {
        Self { actor: Some(actor), ..Self::security(kind, at) }
    }

    /// One about the person's own account.
    pub fn security(kind: Kind, at: Timestamp) -> Self {
        Self { kind, actor: None, chat: None, seq: None, detail: None, at }
    }

    /// The same about a chat.
    #[must_use]
    pub fn in_chat(self, chat: ChatId) -> Self {
        Self { chat: Some(chat), ..self }
    }

    /// The same with a detail.
    #[must_use]
    pub fn saying(self, detail: &str) -> Self {
        Self { detail: Some(detail.to_owned()), ..self }
    }
}

/// Some of a person's notifications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotificationFilter {
    /// All.
    All,
    /// This one and all older ones.
    UpTo(NotificationId),
    /// These.
    These(Vec<NotificationId>),
}
