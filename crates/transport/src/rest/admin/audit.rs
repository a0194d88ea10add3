//! Who did what.

use crate::Failure;
use crate::door::{AsAdmin, Params};
use crate::rest::page::{Paging, cut};
use actix_web::web::Json;
use domain::admin;

/// The audit log, newest first.
#[utoipa::path(get, path = "/api/v1/admin/audit-log", tag = "admin",
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::AuditList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    AsAdmin(administrator, Params(paging)): AsAdmin<Params<Paging>>,
) -> Result<Json<wire::AuditList>, Failure> {
    let (limit, before) = (paging.limit()?, paging.number()?);
    let found =
        administrator.read(move |read, actor| admin::log(read, actor, before, limit + 1)).await?;
    let mut log = found;
    let next_cursor = cut(&mut log.entries, limit, |entry| entry.id.to_string());
    Ok(Json(wire::AuditList::new(log, next_cursor)))
}
