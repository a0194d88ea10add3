//! Friends, friend requests, blocks.

use super::page::{Paging, cut, page_size};
use crate::Failure;
use crate::door::{Body, Params, Signed, UserRef, number};
use crate::limits::Limit;
use actix_web::{HttpRequest, HttpResponse, web::Json};
use domain::contact::{
    self, AnswerRequest, Block, Contact, ContactError, ContactFilter, RequestFriend,
};
use domain::port::{Lane, Read};
use domain::{ContactId, Handle, Note, UserId};
use serde::Deserialize;

/// Which requests a list answers.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    Incoming,
    Outgoing,
}

/// What `GET /friend-requests` takes.
#[derive(Deserialize)]
pub(crate) struct Which {
    direction: Option<Direction>,
    cursor: Option<String>,
    limit: Option<usize>,
}

async fn page(
    signed: &Signed,
    filter: ContactFilter,
    paging: &Paging,
) -> Result<(Vec<Contact>, Option<String>), Failure> {
    let (limit, after) = (paging.limit()?, paging.number()?.map(ContactId));
    let found =
        signed.read(move |read, actor| contact::list(read, actor, filter, after, limit + 1));
    let mut found = found.await?;
    let next_cursor = cut(&mut found, limit, |contact| contact.id.to_string());
    Ok((found, next_cursor))
}

/// Everybody whom one has to do with: friends, requests both ways, people whom one blocks.
#[utoipa::path(get, path = "/api/v1/contacts", tag = "contacts",
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::ContactList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn all(
    signed: Signed,
    Params(paging): Params<Paging>,
) -> Result<Json<wire::ContactList>, Failure> {
    let (found, next_cursor) = page(&signed, ContactFilter::Any, &paging).await?;
    Ok(Json(shown(&signed, found, next_cursor)))
}

/// Friends with whether they are there; no block stands between friends.
fn shown(signed: &Signed, found: Vec<Contact>, next_cursor: Option<String>) -> wire::ContactList {
    let mut items: Vec<wire::Contact> = found.into_iter().map(Into::into).collect();
    for contact in items.iter_mut().filter(|contact| contact.friends_since.is_some()) {
        contact.user.online =
            signed.services().hub.shows(UserId(contact.user.id), signed.actor.user);
    }
    wire::ContactList { items, next_cursor }
}

/// Friend requests that wait for an answer: one's own answer, or with `direction=outgoing` the others'.
#[utoipa::path(get, path = "/api/v1/friend-requests", tag = "contacts",
    params(("direction" = Option<String>, Query, description = "`incoming` (default) or `outgoing`"), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::FriendRequestList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn requests(
    signed: Signed,
    Params(which): Params<Which>,
) -> Result<Json<wire::FriendRequestList>, Failure> {
    page_size(which.limit)?;
    let filter = match which.direction.unwrap_or(Direction::Incoming) {
        Direction::Incoming => ContactFilter::Incoming,
        Direction::Outgoing => ContactFilter::Outgoing,
    };
    let (found, next_cursor) =
        page(&signed, filter, &Paging::new(which.cursor, which.limit)).await?;
    let items = found.into_iter().map(Into::into).collect();
    Ok(Json(wire::FriendRequestList { items, next_cursor }))
}

/// Asks somebody to be friends. When they have asked too, both are friends at once (200).
#[utoipa::path(post, path = "/api/v1/friend-requests", tag = "contacts", request_body = wire::NewFriendRequest,
    responses((status = 201, body = wire::FriendRequest), (status = 200, body = wire::FriendRequest), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn request(
    signed: Signed,
    Body(body): Body<wire::NewFriendRequest>,
) -> Result<HttpResponse, Failure> {
    signed.limit(Limit::FriendRequests, 1)?;
    let note = body.note.as_deref().map(Note::parse).transpose()?;
    let handle = body.username.as_deref().map(Handle::parse).transpose();
    let handle = handle.map_err(|_| Failure::user_not_found())?;
    if body.user_id.is_some() == handle.is_some() {
        return Err(Failure::invalid("user_id", "give either user_id or username"));
    }
    let at = signed.services().now();
    let made = signed.write(Lane::User(signed.actor.user), move |tx, actor| {
        let user = named(tx.as_read(), body.user_id, handle.as_ref())?;
        contact::request_friend(tx, actor, RequestFriend { user, note: note.clone(), at })
    });
    let made = made.await?;
    let waits = made.request.is_some();
    let mut response = if waits { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(wire::FriendRequest::from(made)))
}

fn named(
    read: &mut dyn Read,
    id: Option<i64>,
    handle: Option<&Handle>,
) -> Result<UserId, ContactError> {
    if let Some(id) = id {
        return Ok(UserId(id));
    }
    let user = handle.map(|handle| read.user_by_handle(handle)).transpose()?.flatten();
    user.map(|user| user.id).ok_or(ContactError::NoSuchUser)
}

fn request_id(request: &HttpRequest) -> Result<ContactId, Failure> {
    number(request, "request_id").map(ContactId).ok_or_else(|| ContactError::NoSuchRequest.into())
}

/// Accepts or rejects a request that was made to one.
#[utoipa::path(put, path = "/api/v1/friend-requests/{request_id}", tag = "contacts",
    params(("request_id" = i64, Path)), request_body = wire::FriendAnswer,
    responses((status = 200, body = wire::Contact), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn answer(
    signed: Signed,
    request: HttpRequest,
    Body(body): Body<wire::FriendAnswer>,
) -> Result<Json<wire::Contact>, Failure> {
    let (request, at) = (request_id(&request)?, signed.services().now());
    let cmd = AnswerRequest { request, accept: body.answer == wire::Answer::Accept, at };
    let answered = signed.write(Lane::User(signed.actor.user), move |tx, actor| {
        contact::answer_request(tx, actor, cmd)
    });
    Ok(Json(answered.await?.into()))
}

/// Takes one's own request back.
#[utoipa::path(delete, path = "/api/v1/friend-requests/{request_id}", tag = "contacts",
    params(("request_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn cancel(signed: Signed, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let request = request_id(&request)?;
    let lane = Lane::User(signed.actor.user);
    signed.write(lane, move |tx, actor| contact::cancel_request(tx, actor, request)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// One's friends.
#[utoipa::path(get, path = "/api/v1/friends", tag = "contacts",
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::ContactList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn friends(
    signed: Signed,
    Params(paging): Params<Paging>,
) -> Result<Json<wire::ContactList>, Failure> {
    let (found, next_cursor) = page(&signed, ContactFilter::Friends, &paging).await?;
    Ok(Json(shown(&signed, found, next_cursor)))
}

/// Ends a friendship.
#[utoipa::path(delete, path = "/api/v1/friends/{user_id}", tag = "contacts", params(("user_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn remove(signed: Signed, user: UserRef) -> Result<HttpResponse, Failure> {
    let user = user.of(&signed);
    let lane = Lane::User(signed.actor.user);
    signed.write(lane, move |tx, actor| contact::remove_friend(tx, actor, user)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The people whom one blocks.
#[utoipa::path(get, path = "/api/v1/blocks", tag = "contacts",
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::ContactList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn blocks(
    signed: Signed,
    Params(paging): Params<Paging>,
) -> Result<Json<wire::ContactList>, Failure> {
    let (found, next_cursor) = page(&signed, ContactFilter::Blocked, &paging).await?;
    Ok(Json(shown(&signed, found, next_cursor)))
}

/// Blocks somebody. They aren't told, and nothing of theirs reaches one any more.
#[utoipa::path(put, path = "/api/v1/blocks/{user_id}", tag = "contacts", params(("user_id" = i64, Path)),
    responses((status = 200, body = wire::Contact), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn block(signed: Signed, user: UserRef) -> Result<Json<wire::Contact>, Failure> {
    let (user, at) = (user.of(&signed), signed.services().now());
    let lane = Lane::User(signed.actor.user);
    let blocked =
        signed.write(lane, move |tx, actor| contact::block(tx, actor, Block { user, at }));
    Ok(Json(blocked.await?.into()))
}

/// Takes a block back.
#[utoipa::path(delete, path = "/api/v1/blocks/{user_id}", tag = "contacts", params(("user_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn unblock(signed: Signed, user: UserRef) -> Result<HttpResponse, Failure> {
    let user = user.of(&signed);
    let lane = Lane::User(signed.actor.user);
    signed.write(lane, move |tx, actor| contact::unblock(tx, actor, user)).await?;
    Ok(HttpResponse::NoContent().finish())
}
