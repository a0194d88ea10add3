use crate::Timestamp;

/// The number of a job; a later one has a greater one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub i64);

/// A job to be taken on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// What kind of work it is: the name of what does it.
    pub kind: &'static str,
    /// Its own name within its kind: a job of a name that is known is not taken on again.
    pub key: String,
    /// What the kind needs to know, in JSON. Secrets don't belong here.
    pub payload: String,
    /// Not before.
    pub run_at: Timestamp,
    /// Now.
    pub at: Timestamp,
}

/// A job in the hands of one worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub id: JobId,
    /// What kind of work it is.
    pub kind: String,
    /// Its own name within its kind.
    pub key: String,
    /// What the kind needs to know, in JSON.
    pub payload: String,
    /// Which attempt this is, from 1.
    pub attempt: i64,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It waits for its time or is under way.
    Waiting,
    /// It is done.
    Done,
    /// It failed for good, or too often.
    Dead,
}

/// Which jobs an administrator looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Only those that are so far.
    pub state: Option<JobState>,
}

/// A job as it stands in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// Its number.
    pub id: JobId,
    /// What kind of work it is.
    pub kind: String,
    /// How far it is.
    pub state: JobState,
    /// When it may be taken next.
    pub run_at: Timestamp,
    /// Until when somebody has it; `None` when nobody does.
    pub leased_until: Option<Timestamp>,
    /// How often it was begun.
    pub attempts: i64,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was taken on.
    pub created_at: Timestamp,
    /// When it was done or given up.
    pub ended_at: Option<Timestamp>,
}

/// What becomes of a job after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It is done.
    Done,
    /// It is to be tried again.
    Again {
        /// Not before.
        run_at: Timestamp,
        /// Why it failed.
        error: String,
    },
    /// It is given up.
    Dead {
        /// Why it failed.
        error: String,
    },
}
