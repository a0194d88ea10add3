use crate::schema::jobs;
use diesel::prelude::*;
use domain::Timestamp;
use domain::job::{JobId, JobState, Queued};

pub(crate) const WAITING: i32 = 0;
pub(crate) const DONE: i32 = 1;
pub(crate) const DEAD: i32 = 2;

pub(crate) const fn job_state_number(state: JobState) -> i32 {
    match state {
        JobState::Waiting => WAITING,
        JobState::Done => DONE,
        JobState::Dead => DEAD,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub(crate) struct JobRow {
    id: i64,
    kind: String,
    state: i32,
    run_at: i64,
    leased_until: Option<i64>,
    attempts: i64,
    last_error: Option<String>,
    created_at: i64,
    ended_at: Option<i64>,
}

impl From<JobRow> for Queued {
    fn from(row: JobRow) -> Self {
        Self {
            id: JobId(row.id),
            kind: row.kind,
            state: match row.state {
                WAITING => JobState::Waiting,
                DONE => JobState::Done,
                _ => JobState::Dead,
            },
            run_at: Timestamp(row.run_at),
            leased_until: row.leased_until.map(Timestamp),
            attempts: row.attempts,
            last_error: row.last_error,
            created_at: Timestamp(row.created_at),
            ended_at: row.ended_at.map(Timestamp),
        }
    }
}
