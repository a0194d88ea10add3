use super::StoreError;
use crate::mail::{Link, LinkId, NewLink, Purpose};
use crate::{Email, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about links in letters.
pub trait LinkRead {
    /// The link that holds what has this SHA-256.
    fn link_by_hash(&mut self, hash: &[u8]) -> Answer<Option<Link>>;
    /// One link.
    fn link(&mut self, id: LinkId) -> Answer<Option<Link>>;
    /// The link that a job made.
    fn link_of_job(&mut self, job: i64) -> Answer<Option<Link>>;
    /// How many links of a kind were made for a mailbox since.
    fn count_links(&mut self, email: &Email, purpose: Purpose, since: Timestamp) -> Answer<i64>;
    /// The newest link of a person that is not spent and works at `now`.
    fn open_link(&mut self, user: UserId, purpose: Purpose, now: Timestamp)
    -> Answer<Option<Link>>;
}

/// Changes of links and addresses.
pub trait LinkWrite {
    /// Stores a link.
    fn insert_link(&mut self, new: &NewLink) -> Answer<Link>;
    /// Gives a link what it holds, and its time from now on.
    fn seal_link(&mut self, id: LinkId, hash: &[u8], expires_at: Timestamp) -> Answer<()>;
    /// Makes a link useless; false when it was so already.
    fn spend_link(&mut self, id: LinkId, at: Timestamp) -> Answer<bool>;
    /// Makes all of a person's links of a kind useless.
    fn spend_links(&mut self, user: UserId, purpose: Purpose, at: Timestamp) -> Answer<()>;
    /// Writes a person's address and that it was confirmed, or not. A taken address is a `Conflict`.
    fn set_email(
        &mut self,
        user: UserId,
        email: &Email,
        verified_at: Option<Timestamp>,
    ) -> Answer<()>;
}
