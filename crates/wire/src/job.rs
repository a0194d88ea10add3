//! The queue of jobs, for administrators.

use domain::job::{JobState, Queued};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A job of the queue. What it holds is not shown: it is about people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What kind of work it is, like `mail`.
    pub kind: String,
    /// `waiting`, `running`, `done` or `dead`.
    pub state: String,
    /// When it is tried next; the end of its lease while it runs.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub run_at: i64,
    /// How often it was tried.
    pub attempts: i64,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was taken on.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: i64,
    /// When it was done or given up.
    #[serde(with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<i64>,
}

impl From<Queued> for Job {
    fn from(job: Queued) -> Self {
        let state = match job.state {
            JobState::Waiting if job.leased_until.is_some() => "running",
            JobState::Waiting => "waiting",
            JobState::Done => "done",
            JobState::Dead => "dead",
        };
        Self {
            id: job.id.0,
            kind: job.kind,
            state: state.to_owned(),
            run_at: job.run_at.0,
            attempts: job.attempts,
            last_error: job.last_error,
            created_at: job.created_at.0,
            ended_at: job.ended_at.map(|at| at.0),
        }
    }
}

/// A page of jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JobList {
    /// Newest first.
    pub items: Vec<Job>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}
