use super::StoreError;
use crate::admin::{AuditEntry, AuditId, NewAudit, PeopleQuery};
use crate::{Handle, SessionId, Timestamp, User, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions of administrators.
pub trait AdminRead {
    /// People who have an account by username, after `after`.
    fn people(
        &mut self,
        query: &PeopleQuery,
        after: Option<&Handle>,
        limit: usize,
    ) -> Answer<Vec<User>>;
    /// The audit log before an entry, newest first.
    fn audit_log(&mut self, before: Option<AuditId>, limit: usize) -> Answer<Vec<AuditEntry>>;
}

/// Changes by administrators.
pub trait AdminWrite {
    /// Locks a person's row until the transaction ends.
    fn lock_user(&mut self, id: UserId) -> Answer<Option<User>>;
    /// Locks the rows of all administrators and of one more person, by id, and answers them as they
    /// are once locked: some may no longer be administrators.
    fn lock_administration(&mut self, about: UserId) -> Answer<Vec<User>>;
    /// Writes `is_admin` and `suspended_at` of a locked person.
    fn set_rights(&mut self, user: &User) -> Answer<()>;
    /// Ends all of a person's sessions that are not yet ended, and answers them.
    fn revoke_every_session(&mut self, user: UserId, at: Timestamp) -> Answer<Vec<SessionId>>;
    /// Adds to the audit log.
    fn append_audit(&mut self, entry: &NewAudit) -> Answer<()>;
}
