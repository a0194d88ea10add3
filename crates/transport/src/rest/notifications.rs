//! What a person is told apart from messages.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{Body, Params, Signed};
use actix_web::web::Json;
use domain::NotificationId;
use domain::notification::{self, MarkNotifications, NotificationFilter};
use domain::port::Lane;

/// Most notifications that one request names.
const MAX_NAMED: usize = 200;

/// One's notifications, newest first, and how many are unread.
#[utoipa::path(get, path = "/api/v1/notifications", tag = "notifications",
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::NotificationList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    signed: Signed,
    Params(paging): Params<Paging>,
) -> Result<Json<wire::NotificationList>, Failure> {
    let (limit, before) = (paging.limit()?, paging.number()?.map(NotificationId));
    let found = signed.read(move |read, actor| notification::list(read, actor, before, limit + 1));
    let notification::Page { notifications: mut found, unread } = found.await?;
    let next_cursor = cut(&mut found, limit, |one| one.id.to_string());
    let items = found.into_iter().map(Into::into).collect();
    Ok(Json(wire::NotificationList { items, next_cursor, unread }))
}

/// Marks notifications as read, on all of one's devices.
#[utoipa::path(put, path = "/api/v1/notifications/read", tag = "notifications", request_body = wire::NotificationsToRead,
    responses((status = 200, body = wire::NotificationState), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn read(
    signed: Signed,
    Body(body): Body<wire::NotificationsToRead>,
) -> Result<Json<wire::NotificationState>, Failure> {
    let cmd = MarkNotifications { which: which(body)?, at: signed.services().now() };
    let lane = Lane::User(signed.actor.user);
    let marked = signed.write(lane, move |tx, actor| notification::mark(tx, actor, &cmd)).await?;
    Ok(Json(wire::NotificationState { unread: marked.unread }))
}

fn which(body: wire::NotificationsToRead) -> Result<NotificationFilter, Failure> {
    match body {
        wire::NotificationsToRead { all: true, up_to: None, ids: None } => {
            Ok(NotificationFilter::All)
        }
        wire::NotificationsToRead { all: false, up_to: Some(id), ids: None } => {
            Ok(NotificationFilter::UpTo(NotificationId(id)))
        }
        wire::NotificationsToRead { all: false, up_to: None, ids: Some(mut ids) } => {
            ids.sort_unstable();
            ids.dedup();
            if ids.len() > MAX_NAMED {
                return Err(Failure::invalid("ids", format!("name at most {MAX_NAMED} at once")));
            }
            Ok(NotificationFilter::These(ids.into_iter().map(NotificationId).collect()))
        }
        _ => Err(Failure::invalid("all", "give exactly one of all, up_to and ids")),
    }
}
