//! Who is in a chat.

use super::chats::people;
use super::join::Browse;
use super::page::cut;
use crate::Failure;
use crate::door::{Body, ChatPath, Params, Signed, UserRef};
use crate::limits::Limit;
use actix_web::{HttpResponse, web::Json};
use domain::UserId;
use domain::chat::{self, AddMembers, CreateError, MemberError, RemoveMember, SetRole};
use domain::port::Lane;
use serde::Deserialize;

/// Which members: `?ids=` some, or as every list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Whom {
    ids: Option<String>,
    query: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Most people who are asked for by their numbers.
const MOST_IDS: usize = 200;

/// Numbers with commas between them.
fn numbers(ids: &str) -> Result<Vec<UserId>, Failure> {
    let ids = ids.split(',').map(|id| id.trim().parse().map(UserId));
    let ids: Result<Vec<_>, _> = ids.collect();
    ids.ok()
        .filter(|ids| ids.len() <= MOST_IDS)
        .ok_or_else(|| Failure::invalid("ids", format!("at most {MOST_IDS} numbers, with commas")))
}

/// The members of a chat, by id; with a query those of whom a name begins so, with ids those of them who
/// are in it.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/members", tag = "members",
    params(("chat_id" = i64, Path), ("query" = Option<String>, Query), ("ids" = Option<String>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::MemberList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Params(asked): Params<Whom>,
) -> Result<Json<wire::MemberList>, Failure> {
    let Whom { ids, query, cursor, limit } = asked;
    let ids = ids.as_deref().map(numbers).transpose()?;
    let (paging, query) = Browse::new(query, cursor, limit).parts()?;
    let (limit, after) = (paging.limit()?, paging.number()?.map(UserId));
    let whole = ids.is_some();
    let found = signed.read_seeing(move |read, actor| match ids {
        Some(ids) => chat::named_members(read, actor, chat, &ids),
        None => chat::member_page(read, actor, chat, query.as_ref(), after, limit + 1),
    });
    let (found, sight) = found.await?;
    let mut members = found.ok_or_else(Failure::chat_not_found)?;
    let most = if whole { MOST_IDS } else { limit };
    let next_cursor = cut(&mut members, most, |member| member.user.id.to_string());
    let mut items: Vec<wire::Member> = members.into_iter().map(Into::into).collect();
    sight.show(signed.services(), &mut items);
    Ok(Json(wire::MemberList { items, next_cursor }))
}

/// Brings people into a group, or invites those who want to be asked; answers those who were not in it.
#[utoipa::path(post, path = "/api/v1/chats/{chat_id}/members", tag = "members", params(("chat_id" = i64, Path)), request_body = wire::AddMembers,
    responses((status = 200, body = wire::AddedMembers), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn add(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Body(body): Body<wire::AddMembers>,
) -> Result<Json<wire::AddedMembers>, Failure> {
    signed.limit(Limit::Adds, body.user_ids.len() + body.usernames.len())?;
    let at = signed.services().now();
    let added = signed.write(Lane::Chat(chat), move |tx, actor| {
        let users = people(tx.as_read(), &body.user_ids, &body.usernames).map_err(member_error)?;
        chat::add_members(tx, actor, AddMembers { chat, users, at })
    });
    let added = added.await?;
    let mut items: Vec<wire::Member> = added.members.into_iter().map(Into::into).collect();
    signed.sight().await?.show(signed.services(), &mut items);
    let invited = added.invited.into_iter().map(|user| user.0).collect();
    Ok(Json(wire::AddedMembers { items, invited }))
}

fn member_error(error: CreateError) -> MemberError {
    match error {
        CreateError::TooMany => MemberError::TooMany,
        CreateError::WithSelf | CreateError::NoSuchUser => MemberError::NoSuchUser,
        CreateError::CannotAdd | CreateError::NotAccepted | CreateError::BlockedByYou => {
            MemberError::CannotAdd
        }
        CreateError::Store(error) => MemberError::Store(error),
    }
}

/// Gives a member another role: `admin`, `member`, or `owner` to hand the group over.
#[utoipa::path(patch, path = "/api/v1/chats/{chat_id}/members/{user_id}", tag = "members", request_body = wire::RoleChange,
    params(("chat_id" = i64, Path), ("user_id" = String, Path, description = "An id, or `me`")),
    responses((status = 200, body = wire::Member), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn set_role(
    signed: Signed,
    ChatPath(chat): ChatPath,
    user: UserRef,
    Body(body): Body<wire::RoleChange>,
) -> Result<Json<wire::Member>, Failure> {
    let cmd = SetRole {
        chat,
        user: user.of(&signed),
        role: body.role.into(),
        at: signed.services().now(),
    };
    let member = signed.write(Lane::Chat(chat), move |tx, actor| chat::set_role(tx, actor, cmd));
    let mut shown = [wire::Member::from(member.await?)];
    signed.sight().await?.show(signed.services(), &mut shown);
    let [member] = shown;
    Ok(Json(member))
}

/// Takes somebody out of a group; `me` to leave.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/members/{user_id}", tag = "members",
    params(("chat_id" = i64, Path), ("user_id" = String, Path, description = "An id, or `me`")),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn remove(
    signed: Signed,
    ChatPath(chat): ChatPath,
    user: UserRef,
) -> Result<HttpResponse, Failure> {
    let cmd = RemoveMember { chat, user: user.of(&signed), at: signed.services().now() };
    signed.write(Lane::Chat(chat), move |tx, actor| chat::remove_member(tx, actor, cmd)).await?;
    Ok(HttpResponse::NoContent().finish())
}
