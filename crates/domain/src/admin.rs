//! What administrators do, by themselves or through the operator's command line.
//!
//! Every command here asks in its own transaction whether the actor is an administrator now, and
//! leaves its row in the audit log in the same transaction.

mod audit;
mod delete;
mod enrol;
mod export;
mod jobs;
mod log_out;
mod people;
mod rank;
mod reset;
mod second;
mod statistics;
mod suspend;

pub(crate) use audit::note;
pub use audit::{AuditEntry, AuditId, Log, NewAudit, Target, log};
pub use delete::delete;
pub use enrol::enrol;
pub use export::note_export;
pub use jobs::{drop_job, jobs, retry_job};
pub use log_out::log_out;
pub use people::{PeopleFilter, PeopleQuery, devices, people, person};
pub use rank::{demote, promote};
pub use reset::{Handover, reset_password};
pub use second::drop_second_factor;
pub use statistics::{
    Accounts, Activity, ChatCounts, DailyFigures, DayStatistics, Statistics, count_today,
    keep_figures, statistics,
};
pub use suspend::{restore, suspend};

use crate::account::RegisterError;
use crate::error::catalogue;
use crate::port::{Read, StoreError, Tx};
use crate::{Actor, Timestamp, User, UserId};
use std::net::IpAddr;

/// On whose word something is done, for the rights and for the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The administrator; `None` for the operator at the command line, who may do everything.
    pub actor: Option<Actor>,
    /// Where the request came from.
    pub address: Option<IpAddr>,
    /// Now.
    pub at: Timestamp,
}

impl Authority {
    /// The operator at the command line.
    pub fn operator(at: Timestamp) -> Self {
        Self { actor: None, address: None, at }
    }
}

/// Why an administrator's command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The actor is no administrator, or no longer.
    #[error("only administrators may do this")]
    AdminOnly,
    /// The server would be left without an administrator.
    #[error("this is the last administrator; make somebody else one first")]
    LastAdmin,
    /// There is no such person.
    #[error("no such user")]
    NoSuchUser,
    /// There is no such job, or it was not given up.
    #[error("no such job")]
    NoSuchJob,
    /// The account could not be made.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(AdminError {
    AdminOnly => Forbidden "admin_only",
    LastAdmin => Conflict "last_admin",
    NoSuchUser => NotFound "user_not_found",
    NoSuchJob => NotFound "job_not_found",
} inner Register, Store);

/// Sees to it that the actor administers now.
///
/// # Errors
/// When they don't.
pub fn check(read: &mut dyn Read, actor: &Actor) -> Result<(), AdminError> {
    let user = read.user(actor.user)?;
    user.is_some_and(|user| user.administers()).then_some(()).ok_or(AdminError::AdminOnly)
}

/// Checks an authority that changes no rights.
pub(crate) fn authorise(tx: &mut dyn Tx, by: &Authority) -> Result<(), AdminError> {
    by.actor.map_or(Ok(()), |actor| check(tx.as_read(), &actor))
}

/// Locks all that a change of rights depends on: the administrators and whom it is about.
///
/// Two who would take each other's rights at once are made to wait here, so that one of them finds
/// itself without the right, or the last.
fn open(tx: &mut dyn Tx, by: &Authority, about: UserId) -> Result<Locked, AdminError> {
    let locked = tx.lock_administration(about)?;
    let acts = |actor: Actor| locked.iter().any(|u| u.id == actor.user && u.administers());
    if !by.actor.is_none_or(acts) {
        return Err(AdminError::AdminOnly);
    }
    let others = locked.iter().any(|user| user.id != about && user.administers());
    let user = locked.into_iter().find(|user| user.id == about).ok_or(AdminError::NoSuchUser)?;
    Ok(Locked { user, others })
}

/// A person whose rights are about to change.
struct Locked {
    user: User,
    /// Whether anybody else administers.
    others: bool,
}

impl Locked {
    /// The person, unless the server would be left without an administrator.
    fn spared(self) -> Result<User, AdminError> {
        let last = self.user.administers() && !self.others;
        if last { Err(AdminError::LastAdmin) } else { Ok(self.user) }
    }
}
