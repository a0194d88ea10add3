//! People.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{Params, Signed, UserRef};
use crate::identity::Services;
use actix_web::{HttpResponse, web::Json};
use domain::{Handle, SearchText, UserId, account};
use serde::Deserialize;

/// What `GET /users` takes.
#[derive(Deserialize)]
pub(crate) struct Search {
    query: String,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Finds people by the beginning of their username or of a word of their name.
#[utoipa::path(get, path = "/api/v1/users", tag = "users",
    params(("query" = String, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::UserList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn find(
    signed: Signed,
    Params(search): Params<Search>,
) -> Result<Json<wire::UserList>, Failure> {
    let paging = Paging::new(search.cursor, search.limit);
    let (limit, after) = (paging.limit()?, paging.cursor()?.map(Handle::from_stored));
    let query = SearchText::parse(&search.query)?;
    let mut found =
        signed.read(move |read, _| account::find(read, &query, after.as_ref(), limit + 1)).await?;
    let next_cursor = cut(&mut found, limit, |user| user.handle.as_str().to_owned());
    // Who finds a stranger learns the name, not when they are there.
    let items = found.into_iter().map(stranger).collect();
    Ok(Json(wire::UserList { items, next_cursor }))
}

fn stranger(brief: domain::UserBrief) -> wire::User {
    wire::User { last_seen: None, ..brief.into() }
}

/// One's own account.
#[utoipa::path(get, path = "/api/v1/users/me", tag = "users",
    responses((status = 200, body = wire::Account), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn me(signed: Signed) -> Result<Json<wire::Account>, Failure> {
    let user = signed.read(|read, actor| read.user(actor.user)).await?;
    Ok(Json(user.ok_or_else(Failure::user_not_found)?.into()))
}

/// Somebody's profile.
#[utoipa::path(get, path = "/api/v1/users/{user_id}", tag = "users",
    params(("user_id" = i64, Path)),
    responses((status = 200, body = wire::User), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(signed: Signed, user: UserRef) -> Result<HttpResponse, Failure> {
    let id = user.of(&signed);
    let user = signed.read(move |read, actor| {
        let user = read.user(id)?;
        let shares = read.direct_chat(actor.user, id)?.is_some() || actor.user == id;
        Ok::<_, domain::port::StoreError>(user.map(|user| (user, shares)))
    });
    let (user, shares) = user.await?.ok_or_else(Failure::user_not_found)?;
    let mut seen = if shares { user.brief().into() } else { stranger(user.brief()) };
    seen.online = shares && signed.services().hub.is_online(id);
    Ok(HttpResponse::Ok().json(seen))
}

/// Fills in who of a chat's members is there now.
pub(crate) fn with_presence(services: &Services, mut chat: wire::Chat) -> wire::Chat {
    fill_presence(services, &mut chat.members);
    chat
}

/// The same for members alone.
pub(crate) fn fill_presence(services: &Services, members: &mut [wire::Member]) {
    for member in members {
        member.online = services.hub.is_online(UserId(member.user_id));
    }
}
