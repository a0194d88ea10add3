use super::{AdminError, Authority, check};
use crate::job::JobId;
use crate::port::{Read, StoreError, Tx};
use crate::{Actor, Timestamp, User, UserId};

/// The place of an entry in the audit log; a later entry has a greater one.
pub type AuditId = i64;

/// What something was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A person's account.
    User(UserId),
    /// A setting of the server.
    Setting,
    /// An invitation.
    Invitation(i64),
    /// A report.
    Report(i64),
    /// An announcement.
    Announcement(i64),
    /// A job of the queue.
    Job(JobId),
}

impl Target {
    /// Its kind, as it is stored and told.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Setting => "setting",
            Self::Invitation(_) => "invitation",
            Self::Report(_) => "report",
            Self::Announcement(_) => "announcement",
            Self::Job(_) => "job",
        }
    }

    /// Its id, if there are several of its kind.
    pub fn id(&self) -> Option<i64> {
        match self {
            Self::User(id) => Some(id.0),
            Self::Setting => None,
            Self::Job(id) => Some(id.0),
            Self::Invitation(id) | Self::Report(id) | Self::Announcement(id) => Some(*id),
        }
    }
}

/// Something that was done, on its way into the log.
#[derive(Clone, Debug)]
pub struct NewAudit {
    /// On whose word.
    pub by: Authority,
    /// What, like `user.suspend`.
    pub action: &'static str,
    /// To what.
    pub target: Target,
    /// What else is worth knowing: never a secret, never what somebody wrote.
    pub details: Vec<(&'static str, String)>,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the command line.
    pub actor: Option<UserId>,
    /// What.
    pub action: String,
    /// What kind of thing it was done to.
    pub target_kind: String,
    /// Which one.
    pub target_id: Option<i64>,
    /// Where the request came from.
    pub address: Option<String>,
    /// What else is worth knowing, by name.
    pub details: Vec<(String, String)>,
}

/// A page of the log with the people that it names.
#[derive(Clone, Debug)]
pub struct Log {
    /// Newest first.
    pub entries: Vec<AuditEntry>,
    /// Those of them who still have accounts, by id.
    pub people: Vec<User>,
}

/// Leaves a row in the log.
pub(crate) fn note(
    tx: &mut dyn Tx,
    by: &Authority,
    action: &'static str,
    target: Target,
    details: &[(&'static str, &str)],
) -> Result<(), StoreError> {
    let details = details.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    tx.append_audit(&NewAudit { by: *by, action, target, details })
}

/// The log before an entry, newest first.
///
/// # Errors
/// When the actor is no administrator.
pub fn log(
    read: &mut dyn Read,
    actor: &Actor,
    before: Option<AuditId>,
    limit: usize,
) -> Result<Log, AdminError> {
    check(read, actor)?;
    let entries = read.audit_log(before, limit)?;
    let targets = entries.iter().filter(|e| e.target_kind == "user").filter_map(|e| e.target_id);
    let mut ids: Vec<UserId> = targets.map(UserId).collect();
    ids.extend(entries.iter().filter_map(|entry| entry.actor));
    ids.sort_unstable();
    ids.dedup();
    let people = read.users(&ids)?;
    Ok(Log { entries, people })
}
