use super::super::{Db, native};
use super::tx::{Ask, Reader, Tx};
use crate::rows::{DEAD, DONE, JobRow, WAITING, job_state_number};
use crate::schema::jobs;
use diesel::dsl::{min, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::Timestamp;
use domain::job::{JobFilter, JobId, Lease, NewJob, Progress, Queued};
use domain::port::{JobRead, JobWrite, StoreError};

type Answer<T> = Result<T, StoreError>;

/// Most jobs that are forgotten at a time.
const FORGOTTEN: i64 = 1_000;

/// The number stands in the text: a plan for any state could use none of the indexes over those of some.
fn in_state(state: i32) -> SqlLiteral<Bool> {
    sql(&format!("jobs.state = {state}"))
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl JobRead for $on {
            fn next_job(&mut self, kinds: &[&str]) -> Answer<Option<Timestamp>> {
                self.ask("next job", |conn| {
                    let next = jobs::table
                        .filter(in_state(WAITING))
                        .filter(jobs::kind.eq_any(kinds))
                        .select(min(jobs::run_at));
                    Ok(next.get_result::<Option<i64>>(conn)?.map(Timestamp))
                })
            }

            fn jobs(
                &mut self,
                filter: JobFilter,
                before: Option<JobId>,
                limit: usize,
            ) -> Answer<Vec<Queued>> {
                let mut found = jobs::table
                    .filter(jobs::id.lt(before.map_or(i64::MAX, |id| id.0)))
                    .order(jobs::id.desc())
                    .limit(crate::limit(limit))
                    .select(JobRow::as_select())
                    .into_boxed::<Db>();
                if let Some(state) = filter.state {
                    found = found.filter(in_state(job_state_number(state)));
                }
                self.ask("jobs", |conn| {
                    Ok(found.load(conn)?.into_iter().map(Queued::from).collect())
                })
            }

            fn job(&mut self, id: JobId) -> Answer<Option<Queued>> {
                self.ask("job", |conn| {
                    let row = jobs::table.find(id.0).select(JobRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl JobWrite for Tx<'_> {
    fn insert_job(&mut self, new: &NewJob) -> Answer<Option<JobId>> {
        self.write("insert job", |conn| {
            let id = diesel::insert_into(jobs::table)
                .values((
                    jobs::kind.eq(new.kind),
                    jobs::job_key.eq(&new.key),
                    jobs::payload.eq(&new.payload),
                    jobs::state.eq(WAITING),
                    jobs::run_at.eq(new.run_at.0),
                    jobs::attempts.eq(0),
                    jobs::created_at.eq(new.at.0),
                ))
                .on_conflict_do_nothing()
                .returning(jobs::id)
                .get_result(conn);
            Ok(id.optional()?.map(JobId))
        })
    }

    fn lease_jobs(
        &mut self,
        kinds: &[&str],
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Answer<Vec<Lease>> {
        self.write("lease jobs", |conn| {
            let due = native::lock_due_jobs(conn, kinds, now, crate::limit(limit))?;
            let mut leased: Vec<(i64, String, String, String, i64)> =
                diesel::update(jobs::table.filter(jobs::id.eq_any(&due)))
                    .set((
                        jobs::run_at.eq(until.0),
                        jobs::leased_until.eq(until.0),
                        jobs::attempts.eq(jobs::attempts + 1),
                    ))
                    .returning((jobs::id, jobs::kind, jobs::job_key, jobs::payload, jobs::attempts))
                    .get_results(conn)?;
            leased.sort_by_key(|(id, ..)| due.iter().position(|at| at == id));
            let lease = |(id, kind, key, payload, attempt)| Lease {
                id: JobId(id),
                kind,
                key,
                payload,
                attempt,
            };
            Ok(leased.into_iter().map(lease).collect())
        })
    }

    fn end_attempt(
        &mut self,
        id: JobId,
        attempt: i64,
        progress: &Progress,
        at: Timestamp,
    ) -> Answer<bool> {
        let held = jobs::table
            .filter(jobs::id.eq(id.0))
            .filter(jobs::attempts.eq(attempt))
            .filter(jobs::state.eq(WAITING));
        let free = jobs::leased_until.eq(None::<i64>);
        self.write("end attempt", |conn| {
            let changed = match progress {
                Progress::Done => diesel::update(held)
                    .set((
                        free,
                        jobs::state.eq(DONE),
                        jobs::payload.eq("{}"),
                        jobs::last_error.eq(None::<&str>),
                        jobs::ended_at.eq(at.0),
                    ))
                    .execute(conn)?,
                Progress::Again { run_at, error } => diesel::update(held)
                    .set((free, jobs::run_at.eq(run_at.0), jobs::last_error.eq(error)))
                    .execute(conn)?,
                Progress::Dead { error } => diesel::update(held)
                    .set((
                        free,
                        jobs::state.eq(DEAD),
                        jobs::last_error.eq(error),
                        jobs::ended_at.eq(at.0),
                    ))
                    .execute(conn)?,
            };
            Ok(changed > 0)
        })
    }

    fn revive_job(&mut self, id: JobId, run_at: Timestamp) -> Answer<bool> {
        self.write("revive job", |conn| {
            let dead = jobs::table.filter(jobs::id.eq(id.0)).filter(jobs::state.eq(DEAD));
            let changed = diesel::update(dead)
                .set((
                    jobs::state.eq(WAITING),
                    jobs::run_at.eq(run_at.0),
                    jobs::ended_at.eq(None::<i64>),
                ))
                .execute(conn)?;
            Ok(changed > 0)
        })
    }

    fn drop_job(&mut self, id: JobId) -> Answer<bool> {
        self.write("drop job", |conn| {
            let dead = jobs::table.filter(jobs::id.eq(id.0)).filter(jobs::state.eq(DEAD));
            Ok(diesel::delete(dead).execute(conn)? > 0)
        })
    }

    fn forget_jobs(&mut self, before: Timestamp) -> Answer<usize> {
        self.write("forget jobs", |conn| {
            let old: Vec<i64> = jobs::table
                .filter(jobs::state.eq(DONE))
                .filter(jobs::ended_at.lt(before.0))
                .limit(FORGOTTEN)
                .select(jobs::id)
                .load(conn)?;
            diesel::delete(jobs::table.filter(jobs::id.eq_any(old))).execute(conn)
        })
    }
}
