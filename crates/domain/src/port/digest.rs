use super::StoreError;
use crate::digest::Absence;
use crate::{Chat, Membership, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about people who were away.
pub trait DigestRead {
    /// People who want digests and may be written to, by id, after `after`.
    fn absences(&mut self, after: Option<UserId>, limit: usize) -> Answer<Vec<Absence>>;
    /// The same of one person.
    fn absence(&mut self, user: UserId) -> Answer<Option<Absence>>;
    /// The person's chats with unread messages that are not muted at `now`, newest activity first.
    fn waiting_chats(
        &mut self,
        user: UserId,
        now: Timestamp,
        limit: usize,
    ) -> Answer<Vec<(Chat, Membership)>>;
    /// How many notifications the person has not read, and when the newest of them came.
    fn waiting_notices(&mut self, user: UserId) -> Answer<(i64, Option<Timestamp>)>;
}

/// Changes about people who were away.
pub trait DigestWrite {
    /// Writes when a person, whose row is locked, got a digest.
    fn stamp_digest(&mut self, user: UserId, at: Timestamp) -> Answer<()>;
}
