//! People.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{Params, Sight, Signed, UserRef};
use crate::limits::Limit;
use actix_web::web::Json;
use domain::{Email, Handle, SearchText, account};
use serde::Deserialize;

/// People suggested at once.
const SUGGESTED: usize = 10;

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
    signed.limit(Limit::PeopleSearch, 1)?;
    let paging = Paging::new(search.cursor, search.limit);
    let (limit, after) = (paging.limit()?, paging.cursor()?.map(Handle::from_stored));
    if let Ok(email) = Email::parse(&search.query) {
        let found = signed.read(move |read, _| account::find_by_email(read, &email)).await?;
        let items = found.into_iter().map(stranger).collect();
        return Ok(Json(wire::UserList { items, next_cursor: None }));
    }
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

/// People whom one may know: in the same groups, no contact yet.
#[utoipa::path(get, path = "/api/v1/users/suggestions", tag = "users",
    responses((status = 200, body = wire::SuggestionList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn suggestions(signed: Signed) -> Result<Json<wire::SuggestionList>, Failure> {
    let found = signed.read(|read, actor| account::suggest(read, actor, SUGGESTED)).await?;
    let shown = |(brief, shared_groups)| wire::Suggestion { user: stranger(brief), shared_groups };
    Ok(Json(wire::SuggestionList { items: found.into_iter().map(shown).collect() }))
}

/// Somebody's profile.
#[utoipa::path(get, path = "/api/v1/users/{user_id}", tag = "users",
    params(("user_id" = i64, Path)),
    responses((status = 200, body = wire::Profile), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(signed: Signed, user: UserRef) -> Result<Json<wire::Profile>, Failure> {
    let (id, now) = (user.of(&signed), signed.services().now());
    let found = signed.read(move |read, actor| {
        let user = read.user(id)?;
        let near = read.direct_chat(actor.user, id)?.is_some()
            || read.friends_of(actor.user)?.contains(&id)
            || actor.user == id;
        let sight = Sight::read(read, actor)?;
        Ok::<_, domain::port::StoreError>(user.map(|user| (user, near, sight)))
    });
    let (user, near, sight) = found.await?.ok_or_else(Failure::user_not_found)?;
    let mut seen = if near { user.brief().into() } else { stranger(user.brief()) };
    sight.show_user(signed.services(), &mut seen);
    seen.online &= near;
    let over = |status: &wire::Status| status.until.is_some_and(|until| until <= now.0);
    seen.status = seen.status.filter(|status| !over(status));
    Ok(Json(wire::Profile {
        bio: user.profile.bio.map(|bio| bio.as_str().to_owned()),
        time_zone: user.profile.time_zone.map(|zone| zone.as_str().to_owned()),
        user: seen,
    }))
}
