use super::audit::{Target, note};
use super::{AdminError, Authority, authorise, check};
use crate::job::{JobFilter, JobId, Queued};
use crate::port::{Read, Tx};
use crate::{Actor, Event};

/// Jobs before `before`, newest first.
///
/// # Errors
/// When the actor is no administrator.
pub fn jobs(
    read: &mut dyn Read,
    actor: &Actor,
    filter: JobFilter,
    before: Option<JobId>,
    limit: usize,
) -> Result<Vec<Queued>, AdminError> {
    check(read, actor)?;
    Ok(read.jobs(filter, before, limit)?)
}

/// Gives a job that was given up one more try, now.
///
/// # Errors
/// When the actor is no administrator, or the job isn't there or was not given up.
pub fn retry_job(tx: &mut dyn Tx, by: &Authority, id: JobId) -> Result<(), AdminError> {
    authorise(tx, by)?;
    let job = tx.job(id)?.ok_or(AdminError::NoSuchJob)?;
    if !tx.revive_job(id, by.at)? {
        return Err(AdminError::NoSuchJob);
    }
    note(tx, by, "job.retry", Target::Job(id), &[("kind", &job.kind)])?;
    tx.emit(Event::JobsWaiting);
    Ok(())
}

/// Drops a job that was given up.
///
/// # Errors
/// When the actor is no administrator, or the job isn't there or was not given up.
pub fn drop_job(tx: &mut dyn Tx, by: &Authority, id: JobId) -> Result<(), AdminError> {
    authorise(tx, by)?;
    let job = tx.job(id)?.ok_or(AdminError::NoSuchJob)?;
    if !tx.drop_job(id)? {
        return Err(AdminError::NoSuchJob);
    }
    Ok(note(tx, by, "job.drop", Target::Job(id), &[("kind", &job.kind)])?)
}
