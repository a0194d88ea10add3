use super::StoreError;
use crate::admin::{AuditEntry, AuditId};
use crate::own::{Side, Trace, Trail};
use crate::{Session, SessionId, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions of the download of one's own data that nobody else asks.
pub trait OwnRead {
    /// Rows of one kind that a person left, after one of them.
    fn traces(
        &mut self,
        user: UserId,
        trail: Trail,
        after: Option<&Trace>,
        limit: usize,
    ) -> Answer<Vec<Trace>>;
    /// Every device that the person ever signed in on, also those that are signed out, by id.
    fn devices(
        &mut self,
        user: UserId,
        after: Option<SessionId>,
        limit: usize,
    ) -> Answer<Vec<Session>>;
    /// Entries of the audit log that name the person, oldest first. What they did to themselves is theirs
    /// alone.
    fn deeds(
        &mut self,
        user: UserId,
        side: Side,
        after: AuditId,
        limit: usize,
    ) -> Answer<Vec<AuditEntry>>;
}
