use super::StoreError;
use crate::Timestamp;
use crate::job::{JobFilter, JobId, Lease, NewJob, Progress, Queued};

type Answer<T> = Result<T, StoreError>;

/// Questions about jobs.
pub trait JobRead {
    /// When the next job of these kinds may be taken; `None` when none waits.
    fn next_job(&mut self, kinds: &[&str]) -> Answer<Option<Timestamp>>;
    /// Jobs before `before`, newest first.
    fn jobs(
        &mut self,
        filter: JobFilter,
        before: Option<JobId>,
        limit: usize,
    ) -> Answer<Vec<Queued>>;
    /// One job.
    fn job(&mut self, id: JobId) -> Answer<Option<Queued>>;
}

/// Changes of jobs.
pub trait JobWrite {
    /// Stores a job; `None` when one of this kind and key is there, however far.
    fn insert_job(&mut self, new: &NewJob) -> Answer<Option<JobId>>;
    /// Gives out waiting jobs of these kinds with `run_at <= now` until `until`, longest due first, each
    /// with the number of its new attempt. Jobs that another transaction is giving out are passed over.
    fn lease_jobs(
        &mut self,
        kinds: &[&str],
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Answer<Vec<Lease>>;
    /// Writes how an attempt ended; false when a later attempt has begun or the job has ended. The
    /// payload of a job that is done is emptied.
    fn end_attempt(
        &mut self,
        id: JobId,
        attempt: i64,
        progress: &Progress,
        at: Timestamp,
    ) -> Answer<bool>;
    /// Makes a dead job wait again; false when it is none.
    fn revive_job(&mut self, id: JobId, run_at: Timestamp) -> Answer<bool>;
    /// Deletes a dead job; false when it is none.
    fn drop_job(&mut self, id: JobId) -> Answer<bool>;
    /// Deletes at most 1,000 jobs that were done before a time; answers how many.
    fn forget_jobs(&mut self, before: Timestamp) -> Answer<usize>;
}
