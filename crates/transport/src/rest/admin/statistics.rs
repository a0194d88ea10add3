//! How the server is used.

use crate::Failure;
use crate::door::{AsAdmin, Params};
use actix_web::web::Json;
use domain::admin;
use serde::Deserialize;

/// Days by default, and at most.
const DAYS: (u16, u16) = (30, 365);

/// What `GET /admin/statistics` takes.
#[derive(Deserialize)]
pub(crate) struct Span {
    days: Option<u16>,
}

impl Span {
    fn days(&self) -> Result<u16, Failure> {
        let (default, most) = DAYS;
        match self.days.unwrap_or(default) {
            days if (1..=most).contains(&days) => Ok(days),
            _ => Err(Failure::invalid("days", format!("days must be 1 to {most}"))),
        }
    }
}

/// Figures of now and of each of the last `days` days in UTC, today the last.
#[utoipa::path(get, path = "/api/v1/admin/statistics", tag = "admin",
    params(("days" = Option<u32>, Query, minimum = 1, maximum = 365, description = "30 by default")),
    responses((status = 200, body = wire::Statistics), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn show(
    AsAdmin(administrator, Params(span)): AsAdmin<Params<Span>>,
) -> Result<Json<wire::Statistics>, Failure> {
    let days = span.days()?;
    let services = administrator.signed().services();
    let (now, online) = (services.now(), services.hub.people());
    let figures =
        administrator.read(move |read, actor| admin::statistics(read, actor, now, days)).await?;
    let online = i64::try_from(online).unwrap_or(i64::MAX);
    Ok(Json(wire::Statistics::new(now, online, figures)))
}
