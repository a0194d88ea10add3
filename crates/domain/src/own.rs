//! What the server keeps of a person besides what they wrote, for the download of their own data.

use crate::{ChatId, Seq, Timestamp, UserId};

/// A kind of rows that a person leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trail {
    /// What a message of theirs said before it was edited.
    Versions,
    /// How they reacted to messages.
    Reactions,
    /// Which messages they deleted for themselves alone.
    Hidden,
    /// Which messages they deleted for everyone.
    Deletions,
    /// Which messages they pinned.
    Pins,
    /// How their read cursors moved.
    Reads,
    /// What they keep of chats: drafts.
    Kept,
    /// Changes of groups that they made, as system lines name them.
    Changes,
    /// Which groups keep them out.
    Bans,
    /// Whom they keep out of groups.
    BansSet,
    /// Into which groups they ask to come.
    Requests,
    /// Into which groups they are invited, and by whom.
    Invited,
    /// Whom they invited into groups.
    Inviting,
    /// Codes of groups that they made, without what is spelt: that opens a door.
    Codes,
    /// What they told everybody as administrators.
    Announcements,
    /// Links that were sent to them by mail, without what they hold.
    Letters,
}

impl Trail {
    /// All of them, in the order of the download.
    pub const ALL: [Self; 16] = [
        Self::Versions,
        Self::Reactions,
        Self::Hidden,
        Self::Deletions,
        Self::Pins,
        Self::Reads,
        Self::Kept,
        Self::Changes,
        Self::Bans,
        Self::BansSet,
        Self::Requests,
        Self::Invited,
        Self::Inviting,
        Self::Codes,
        Self::Announcements,
        Self::Letters,
    ];
}

/// A row that a person left: what of it there is depends on the [`Trail`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Where it stands in its trail; opaque.
    pub key: ([i64; 3], String),
    /// In which chat.
    pub chat: Option<ChatId>,
    /// At which message.
    pub seq: Option<Seq>,
    /// Who else is named.
    pub user: Option<UserId>,
    /// Words, an emoji or an address.
    pub text: Option<String>,
    /// Since when.
    pub at: Option<Timestamp>,
    /// Until when.
    pub until: Option<Timestamp>,
}

/// From which side an entry of the audit log names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// They did it.
    Actor,
    /// Somebody else did it to their account.
    Subject,
}
