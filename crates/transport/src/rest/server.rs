//! What the server tells about itself.

use crate::Failure;
use crate::door::{AsAdmin, Body, Guest};
use actix_web::web::Json;
use domain::policy::{self, PolicyChange};

/// The server's name and who may join; for anybody.
#[utoipa::path(get, path = "/api/v1/server", tag = "server", security(()),
    responses((status = 200, body = wire::Server), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn about(guest: Guest) -> Result<Json<wire::Server>, Failure> {
    let options = &guest.services().options;
    let defaults = options.policy;
    let read = guest.services().database.read(move |read| policy::policy(read, defaults));
    let policy = read.await?;
    Ok(Json(wire::Server {
        name: options.server_name.clone(),
        registration: policy.registration.into(),
        members_invite: policy.members_invite,
    }))
}

/// The settings that may be changed while the server runs.
#[utoipa::path(get, path = "/api/v1/admin/settings", tag = "admin",
    responses((status = 200, body = wire::Settings), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn settings(
    administrator: crate::door::Administrator,
) -> Result<Json<wire::Settings>, Failure> {
    let defaults = administrator.signed().services().options.policy;
    let database = &administrator.signed().services().database;
    let policy = database.read(move |read| policy::policy(read, defaults)).await?;
    Ok(Json(policy.into()))
}

/// Changes some of them, on all nodes at once.
#[utoipa::path(patch, path = "/api/v1/admin/settings", tag = "admin", request_body = wire::SettingsPatch,
    responses((status = 200, body = wire::Settings), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn change(
    AsAdmin(administrator, Body(body)): AsAdmin<Body<wire::SettingsPatch>>,
) -> Result<Json<wire::Settings>, Failure> {
    let defaults = administrator.signed().services().options.policy;
    let change = PolicyChange {
        registration: body.registration.map(Into::into),
        members_invite: body.members_invite,
    };
    let changed = administrator.write(move |tx, by| policy::change(tx, by, defaults, change));
    Ok(Json(changed.await?.into()))
}

/// The same policy for pages.
pub(crate) async fn policy_now(
    services: &crate::identity::Services,
) -> Result<policy::Policy, Failure> {
    let defaults = services.options.policy;
    services.database.read(move |read| policy::policy(read, defaults)).await
}
