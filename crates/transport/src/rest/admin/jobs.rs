//! The queue of jobs.

use crate::Failure;
use crate::door::{Administrator, AsAdmin, Params, number};
use crate::rest::page::{Paging, cut};
use actix_web::web::Json;
use actix_web::{HttpRequest, HttpResponse};
use domain::admin::{self, AdminError};
use domain::job::{JobFilter, JobId, JobState};
use serde::Deserialize;

/// What `GET /admin/jobs` takes.
#[derive(Deserialize)]
pub(crate) struct Search {
    state: Option<State>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// How far jobs are.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Waiting,
    Done,
    Dead,
}

impl From<State> for JobState {
    fn from(state: State) -> Self {
        match state {
            State::Waiting => Self::Waiting,
            State::Done => Self::Done,
            State::Dead => Self::Dead,
        }
    }
}

/// The queue, newest first.
#[utoipa::path(get, path = "/api/v1/admin/jobs", tag = "admin",
    params(("state" = Option<String>, Query, description = "`waiting` (and running), `done` or `dead`"),
        ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::JobList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    AsAdmin(administrator, Params(search)): AsAdmin<Params<Search>>,
) -> Result<Json<wire::JobList>, Failure> {
    let paging = Paging::new(search.cursor, search.limit);
    let (limit, before) = (paging.limit()?, paging.number()?.map(JobId));
    let filter = JobFilter { state: search.state.map(Into::into) };
    let mut found = administrator
        .read(move |read, actor| admin::jobs(read, actor, filter, before, limit + 1))
        .await?;
    let next_cursor = cut(&mut found, limit, |job| job.id.to_string());
    Ok(Json(wire::JobList { items: found.into_iter().map(Into::into).collect(), next_cursor }))
}

/// Gives a job that was given up one more try.
#[utoipa::path(post, path = "/api/v1/admin/jobs/{job_id}/retry", tag = "admin", params(("job_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn retry(
    administrator: Administrator,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let id = job(&request)?;
    administrator.write(move |tx, by| admin::retry_job(tx, by, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Drops a job that was given up.
#[utoipa::path(delete, path = "/api/v1/admin/jobs/{job_id}", tag = "admin", params(("job_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn remove(
    administrator: Administrator,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let id = job(&request)?;
    administrator.write(move |tx, by| admin::drop_job(tx, by, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn job(request: &HttpRequest) -> Result<JobId, Failure> {
    number(request, "job_id").map(JobId).ok_or_else(|| AdminError::NoSuchJob.into())
}
