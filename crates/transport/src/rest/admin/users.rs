//! Everybody's accounts.

use crate::Failure;
use crate::door::{Administrator, AsAdmin, Body, Params, UserRef};
use crate::rest::page::{Paging, cut};
use actix_web::{HttpResponse, web::Json};
use auth::Password;
use domain::account::{Register, Standing};
use domain::admin::{self, AdminError, Authority, PeopleFilter, PeopleQuery};
use domain::port::Tx;
use domain::{DisplayName, Email, Handle, SearchText, SessionId, User, UserId};
use serde::Deserialize;

/// What `GET /admin/users` takes.
#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    query: String,
    #[serde(default)]
    filter: Filter,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Only some people.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Filter {
    #[default]
    All,
    Suspended,
    Admins,
}

impl From<Filter> for PeopleFilter {
    fn from(filter: Filter) -> Self {
        match filter {
            Filter::All => Self::All,
            Filter::Suspended => Self::Suspended,
            Filter::Admins => Self::Admins,
        }
    }
}

/// Everybody, by username; `query` is the beginning of a name or address.
#[utoipa::path(get, path = "/api/v1/admin/users", tag = "admin",
    params(("query" = Option<String>, Query), ("filter" = Option<String>, Query, description = "`all`, `suspended` or `admins`"),
        ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::AdminUserList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    AsAdmin(administrator, Params(search)): AsAdmin<Params<Search>>,
) -> Result<Json<wire::AdminUserList>, Failure> {
    let paging = Paging::new(search.cursor, search.limit);
    let (limit, after) = (paging.limit()?, paging.cursor()?.map(Handle::from_stored));
    let text = match search.query.trim() {
        "" => None,
        text => Some(SearchText::parse(text)?),
    };
    let query = PeopleQuery { text, filter: search.filter.into() };
    let mut found = administrator
        .read(move |read, actor| admin::people(read, actor, &query, after.as_ref(), limit + 1))
        .await?;
    let next_cursor = cut(&mut found, limit, |user| user.handle.as_str().to_owned());
    let items = found.into_iter().map(|user| shown(&administrator, user)).collect();
    Ok(Json(wire::AdminUserList { items, next_cursor }))
}

fn shown(administrator: &Administrator, user: User) -> wire::AdminUser {
    let online = administrator.signed().services().hub.is_online(user.id);
    wire::AdminUser { online, ..user.into() }
}

/// Makes an account for somebody, whatever the registration mode.
#[utoipa::path(post, path = "/api/v1/admin/users", tag = "admin", request_body = wire::NewUser,
    responses((status = 201, body = wire::AdminUser), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    AsAdmin(administrator, Body(body)): AsAdmin<Body<wire::NewUser>>,
) -> Result<HttpResponse, Failure> {
    let services = administrator.signed().services();
    let handle = Handle::parse(&body.username)?;
    let email = Email::parse(&body.email)?;
    let name = body.display_name.as_deref().filter(|name| !name.trim().is_empty());
    let display_name = DisplayName::parse(name.unwrap_or(&body.username))?;
    let words = [handle.as_str(), email.as_str(), display_name.as_str()];
    let password = Password::parse(&body.password, &words)?;
    let password_hash = services.identity.pool.hash(password).await?;
    let standing = if body.is_admin { Standing::Admin } else { Standing::Member };
    let at = services.now();
    let new = Register { handle, email, display_name, password_hash, standing, at };
    let user = administrator.write(move |tx, by| admin::enrol(tx, by, new.clone())).await?;
    Ok(HttpResponse::Created().json(shown(&administrator, user)))
}

/// One account.
#[utoipa::path(get, path = "/api/v1/admin/users/{user_id}", tag = "admin", params(("user_id" = i64, Path)),
    responses((status = 200, body = wire::AdminUser), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(
    administrator: Administrator,
    user: UserRef,
) -> Result<Json<wire::AdminUser>, Failure> {
    let id = user.of(administrator.signed());
    let user = administrator.read(move |read, actor| admin::person(read, actor, id)).await?;
    Ok(Json(shown(&administrator, user)))
}

/// A command about somebody's rights.
type Change = fn(&mut dyn Tx, &Authority, UserId) -> Result<User, AdminError>;

async fn change(
    administrator: &Administrator,
    user: UserRef,
    change: Change,
) -> Result<Json<wire::AdminUser>, Failure> {
    let id = user.of(administrator.signed());
    let user = administrator.write(move |tx, by| change(tx, by, id)).await?;
    Ok(Json(shown(administrator, user)))
}

/// Shuts somebody out: their sessions end and their sockets close at once.
#[utoipa::path(put, path = "/api/v1/admin/users/{user_id}/suspension", tag = "admin", params(("user_id" = i64, Path)),
    responses((status = 200, body = wire::AdminUser), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn suspend(
    administrator: Administrator,
    user: UserRef,
) -> Result<Json<wire::AdminUser>, Failure> {
    change(&administrator, user, admin::suspend).await
}

/// Lets somebody in again.
#[utoipa::path(delete, path = "/api/v1/admin/users/{user_id}/suspension", tag = "admin", params(("user_id" = i64, Path)),
    responses((status = 200, body = wire::AdminUser), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn restore(
    administrator: Administrator,
    user: UserRef,
) -> Result<Json<wire::AdminUser>, Failure> {
    change(&administrator, user, admin::restore).await
}

/// Makes somebody an administrator.
#[utoipa::path(put, path = "/api/v1/admin/users/{user_id}/admin", tag = "admin", params(("user_id" = i64, Path)),
    responses((status = 200, body = wire::AdminUser), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn promote(
    administrator: Administrator,
    user: UserRef,
) -> Result<Json<wire::AdminUser>, Failure> {
    change(&administrator, user, admin::promote).await
}

/// Makes an administrator a person like any other.
#[utoipa::path(delete, path = "/api/v1/admin/users/{user_id}/admin", tag = "admin", params(("user_id" = i64, Path)),
    responses((status = 200, body = wire::AdminUser), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn demote(
    administrator: Administrator,
    user: UserRef,
) -> Result<Json<wire::AdminUser>, Failure> {
    change(&administrator, user, admin::demote).await
}

/// Deletes somebody's account for good; what they wrote where others are stays.
#[utoipa::path(delete, path = "/api/v1/admin/users/{user_id}", tag = "admin", params(("user_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn delete(
    administrator: Administrator,
    user: UserRef,
) -> Result<HttpResponse, Failure> {
    let id = user.of(administrator.signed());
    administrator.write(move |tx, by| admin::delete(tx, by, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Somebody's signed-in devices.
#[utoipa::path(get, path = "/api/v1/admin/users/{user_id}/sessions", tag = "admin", params(("user_id" = i64, Path)),
    responses((status = 200, body = wire::AdminSessionList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn sessions(
    administrator: Administrator,
    user: UserRef,
) -> Result<Json<wire::AdminSessionList>, Failure> {
    let (id, now) = (user.of(administrator.signed()), administrator.signed().services().now());
    let all = administrator.read(move |read, actor| admin::devices(read, actor, id, now)).await?;
    let current: SessionId = administrator.signed().actor.session;
    let items = all.iter().map(|session| wire::Session::new(session, current)).collect();
    Ok(Json(wire::AdminSessionList { items }))
}

/// Signs somebody out everywhere.
#[utoipa::path(delete, path = "/api/v1/admin/users/{user_id}/sessions", tag = "admin", params(("user_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn log_out(
    administrator: Administrator,
    user: UserRef,
) -> Result<HttpResponse, Failure> {
    let id = user.of(administrator.signed());
    administrator.write(move |tx, by| admin::log_out(tx, by, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
