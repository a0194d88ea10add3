//! Newtypes for every number and name that identifies something.

use crate::text::InvalidText;
use std::fmt;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                Self(value)
            }
        }
    };
}

number!(
    /// A person's account; positive, below 2^53.
    UserId
);
number!(
    /// A direct chat or a group; positive, below 2^53.
    ChatId
);
number!(
    /// What two people have to do with each other; names the friend request between them too.
    ContactId
);
number!(
    /// A notification in its person's list: the change of their own stream that brought it.
    NotificationId
);
number!(
    /// One signed-in device; stands behind every token and cookie.
    SessionId
);
number!(
    /// The place of a message in its chat: 1, 2, 3 … without gaps.
    Seq
);
number!(
    /// A stream's change counter; every durable change takes the next one.
    Rev
);

impl UserId {
    /// Nobody: as whom one looks at what everybody sees alike.
    pub const NOBODY: Self = Self(0);
}

impl Seq {
    /// The place after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl Rev {
    /// The change after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Who acts: a person through one of their sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The person.
    pub user: UserId,
    /// The session that proves it.
    pub session: SessionId,
}

/// The sender's own name of a message: 1..=64 visible ASCII characters, best a UUID.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(String);

impl ClientId {
    /// Longest client id in bytes.
    pub const MAX: usize = 64;

    /// Takes a client id as the sender wrote it.
    ///
    /// # Errors
    /// When it is empty, too long or holds anything but visible ASCII.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        if text.is_empty() || text.len() > Self::MAX {
            return Err(InvalidText::length("client_id", 1, Self::MAX));
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(InvalidText::new("client_id", "must be visible ASCII characters"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes text that a store has already checked.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}
