use super::body::OutboxBody;
use super::session::{self, Entry};
use crate::Failure;
use crate::door::{Visitor, origin_allowed, read_cookie};
use crate::identity::Services;
use crate::limits::Limit;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use domain::{Actor, Class};
use realtime::{Close, Connection, Outbox};
use std::sync::Arc;

/// Opens a socket.
///
/// Who one is comes from `Authorization: Bearer`, a `?ticket=`, or the cookie together with our own
/// `Origin`; else the first frame must be `auth`.
#[utoipa::path(get, path = "/api/v1/ws", tag = "socket", security(()),
    params(("ticket" = Option<String>, Query, description = "From POST /socket-tickets")),
    responses((status = 101, description = "Switching to the subprotocol tertulia.v1; see /api/asyncapi.json"),
        (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn upgrade(
    visitor: Visitor,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Failure> {
    let services = Arc::clone(visitor.services());
    let entry = match identify(&services, &request).await {
        Err(failure) if failure.class() == Class::Unauthenticated => {
            visitor.limit(Limit::Guest)?;
            return Err(failure);
        }
        entry => entry?,
    };
    let place = services.limits.seat(visitor.address);
    if place.is_none() {
        entry.outbox().close(&Close::new(4429, "too many sockets of this address"));
    }
    let protocols = [wire::SUBPROTOCOL];
    let shaken = actix_ws::handle_with_protocols(&request, payload, &protocols);
    let (response, _, frames) = shaken.map_err(|_| not_an_upgrade())?;
    let outbox = Arc::clone(entry.outbox());
    actix_web::rt::spawn(session::run(services, entry, frames, place));
    Ok(response.map_body(|_, reading| {
        actix_web::body::MessageBody::boxed(OutboxBody::new(outbox, reading))
    }))
}

fn not_an_upgrade() -> Failure {
    Failure::new(
        Class::Invalid,
        "not_an_upgrade",
        "this address takes WebSocket upgrades (RFC 6455)",
    )
    .with_status(actix_web::http::StatusCode::BAD_REQUEST)
}

async fn identify(services: &Arc<Services>, request: &HttpRequest) -> Result<Entry, Failure> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        let token = crate::door::bearer_of(request).ok_or_else(Failure::unauthenticated)?;
        return Ok(open(services, services.bearer(token).await?));
    }
    if let Some(ticket) = ticket_of(request) {
        let actor = services.identity.tickets.redeem(&ticket, services.now());
        let actor = actor.ok_or_else(Failure::unauthenticated)?;
        services.check(actor).await?;
        return Ok(open(services, actor));
    }
    let origin = request.headers().contains_key(header::ORIGIN);
    if let Some(cookie) = read_cookie(request, &services.options).filter(|_| origin) {
        // A page of another site can open a socket with our cookie; it can't lie about its origin.
        if !origin_allowed(request, &services.options) {
            let detail = "this page may not open a socket here";
            return Err(Failure::new(Class::Forbidden, "foreign_origin", detail));
        }
        return Ok(match services.cookie(cookie).await? {
            Some(proof) => open(services, proof.actor),
            None => refused(4401, "session over"),
        });
    }
    Ok(Entry::Stranger(Arc::default()))
}

/// A socket that is told at once why it can't stay: browsers don't show pages the status of an upgrade.
fn refused(code: u16, reason: &str) -> Entry {
    let outbox = Outbox::default();
    outbox.close(&Close::new(code, reason));
    Entry::Stranger(Arc::new(outbox))
}

fn open(services: &Services, actor: Actor) -> Entry {
    match seat(services, actor, Arc::default()) {
        Some(connection) => Entry::Known(connection),
        None => refused(4429, "too many sockets"),
    }
}

/// A place in the hub, unless the person has too many already.
pub(super) fn seat(
    services: &Services,
    actor: Actor,
    outbox: Arc<Outbox>,
) -> Option<Arc<Connection>> {
    let most = services.options.sockets_per_user;
    let full = most > 0 && services.hub.connections_of(actor.user) >= most;
    if full {
        return None;
    }
    let connection = services.hub.adopt(actor, outbox, realtime::Instant::now());
    // A session that ended between the look at it and here was not found in the hub.
    if services.has_ended(&actor) {
        connection.outbox.close(&Close::new(4401, "session over"));
    }
    Some(connection)
}

fn ticket_of(request: &HttpRequest) -> Option<String> {
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string()).ok()?;
    query.into_inner().into_iter().find(|(name, _)| name == "ticket").map(|(_, value)| value)
}
