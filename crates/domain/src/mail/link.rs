use crate::port::{StoreError, Tx};
use crate::{Email, Timestamp, UserId};

/// The number of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub i64);

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To choose a new password.
    Password,
    /// To show that one reads mail at an address.
    Address,
    /// None: a note that a mailbox was told of somebody who tried to register with its address.
    Taken,
}

impl Purpose {
    /// How long a link works once it is sent: a password's for 15 minutes, an address's for a day; how long
    /// a mailbox is told nothing more, for an hour.
    pub const fn lives_ms(self) -> i64 {
        match self {
            Self::Password => 15 * 60_000,
            Self::Address => 24 * 3_600_000,
            Self::Taken => 3_600_000,
        }
    }
}

/// A link to be kept.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// Whose account it is about.
    pub user: UserId,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it goes, and the address that it proves.
    pub email: Email,
    /// SHA-256 of what it holds; `None` until it is sent.
    pub hash: Option<Vec<u8>>,
    /// The job that makes it.
    pub job: Option<i64>,
    /// Now.
    pub at: Timestamp,
}

/// A link that works once.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub id: LinkId,
    /// Whose account it is about.
    pub user: UserId,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it goes, and the address that it proves.
    pub email: Email,
    /// SHA-256 of what it holds; `None` until it is sent.
    pub hash: Option<Vec<u8>>,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// When it was used or replaced.
    pub spent_at: Option<Timestamp>,
}

impl Link {
    /// Whether it still works for this at `now`.
    pub fn works(&self, purpose: Purpose, now: Timestamp) -> bool {
        self.purpose == purpose && self.spent_at.is_none() && now < self.expires_at
    }
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("id", &self.id)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// Links of one kind that a mailbox gets within an hour.
pub const RESETS_AN_HOUR: i64 = 2;
/// And within a day.
pub const RESETS_A_DAY: i64 = 5;

/// Whether a mailbox has had its links of this kind for now.
pub(crate) fn is_flooded(
    tx: &mut dyn Tx,
    email: &Email,
    purpose: Purpose,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let since = |hours: i64| now.plus_ms(-hours * 3_600_000);
    Ok(tx.count_links(email, purpose, since(1))? >= RESETS_AN_HOUR
        || tx.count_links(email, purpose, since(24))? >= RESETS_A_DAY)
}

/// Makes all of a person's links of one kind useless.
pub(crate) fn revoke_links(
    tx: &mut dyn Tx,
    user: UserId,
    purpose: Purpose,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.spend_links(user, purpose, at)
}
