//! Coming into groups: by a code, by asking, into public ones.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{Body, ChatPath, Params, Signed, UserRef, origin_address};
use actix_web::web::{Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use domain::chat::{self, AnswerJoin, Join, JoinError, Joined};
use domain::port::Lane;
use domain::{ChatId, Class, CodeText, SearchText, UserId};
use serde::Deserialize;

/// A code as typed, if one may try once more.
fn code_of(signed: &Signed, request: &HttpRequest, typed: &str) -> Result<CodeText, Failure> {
    let services = signed.services();
    services.limits.may_try_code(signed.actor.user, origin_address(request, services))?;
    CodeText::parse(typed).ok_or_else(|| counted(signed, request, JoinError::NoSuchCode.into()))
}

/// Counts a wrong code against the person and their address.
fn counted(signed: &Signed, request: &HttpRequest, failure: Failure) -> Failure {
    if failure.class() == Class::NotFound {
        let services = signed.services();
        services.limits.wrong_code(signed.actor.user, origin_address(request, services));
    }
    failure
}

/// What a code leads to.
#[utoipa::path(get, path = "/api/v1/join/{code}", tag = "groups", params(("code" = String, Path)),
    responses((status = 200, body = wire::JoinPreview), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn preview(
    signed: Signed,
    request: HttpRequest,
    typed: Path<String>,
) -> Result<Json<wire::JoinPreview>, Failure> {
    let code = code_of(&signed, &request, &typed)?;
    let now = signed.services().now();
    let found = signed.read(move |read, actor| chat::preview(read, actor, &code, now)).await;
    let found = found.map_err(|failure| counted(&signed, &request, failure))?;
    Ok(Json(found.into()))
}

/// Comes into a group by a code: 201, or 200 when one is in it, or 202 where one asks first.
#[utoipa::path(post, path = "/api/v1/join", tag = "groups", request_body = wire::JoinBy,
    responses((status = 201, body = wire::Chat), (status = 200, body = wire::Chat), (status = 202, body = wire::JoinPending), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn join(
    signed: Signed,
    request: HttpRequest,
    Body(body): Body<wire::JoinBy>,
) -> Result<HttpResponse, Failure> {
    let code = code_of(&signed, &request, &body.code)?;
    let cmd = Join { code, at: signed.services().now() };
    let lane = Lane::User(signed.actor.user);
    let joined = signed.write(lane, move |tx, actor| chat::join(tx, actor, &cmd)).await;
    let joined = joined.map_err(|failure| counted(&signed, &request, failure))?;
    answer(&signed, joined).await
}

async fn answer(signed: &Signed, joined: Joined) -> Result<HttpResponse, Failure> {
    let (mut response, summary) = match joined {
        Joined::Now(summary) => (HttpResponse::Created(), summary),
        Joined::Before(summary) => (HttpResponse::Ok(), summary),
        Joined::Asked(title) => {
            let title = title.as_str().to_owned();
            return Ok(HttpResponse::Accepted().json(wire::JoinPending { title }));
        }
    };
    let chat = signed.sight().await?.show_chat(signed.services(), (*summary).into());
    Ok(response.json(chat))
}

/// Comes into a public group; nobody else can be put in this way.
#[utoipa::path(put, path = "/api/v1/chats/{chat_id}/members/{user_id}", tag = "groups",
    params(("chat_id" = i64, Path), ("user_id" = String, Path, description = "`me`")),
    responses((status = 201, body = wire::Chat), (status = 200, body = wire::Chat), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn enter(
    signed: Signed,
    ChatPath(chat): ChatPath,
    user: UserRef,
) -> Result<HttpResponse, Failure> {
    if user.of(&signed) != signed.actor.user {
        return Err(Failure::chat_not_found());
    }
    let at = signed.services().now();
    let lane = Lane::Chat(chat);
    let joined = signed.write(lane, move |tx, actor| chat::join_public(tx, actor, chat, at));
    answer(&signed, joined.await?).await
}

/// Who asks to come in, by id; for those who may bring people in.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/join-requests", tag = "groups",
    params(("chat_id" = i64, Path), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::JoinRequestList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn requests(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Params(paging): Params<Paging>,
) -> Result<Json<wire::JoinRequestList>, Failure> {
    let (limit, after) = (paging.limit()?, paging.number()?.map(UserId));
    let found = signed
        .read(move |read, actor| chat::join_requests(read, actor, chat, after, limit + 1))
        .await;
    let mut asking = found?;
    let next_cursor = cut(&mut asking, limit, |request| request.user.id.to_string());
    let items = asking.into_iter().map(Into::into).collect();
    Ok(Json(wire::JoinRequestList { items, next_cursor }))
}

/// Lets somebody in who asks, or turns them away.
#[utoipa::path(put, path = "/api/v1/chats/{chat_id}/join-requests/{user_id}", tag = "groups", request_body = wire::JoinAnswer,
    params(("chat_id" = i64, Path), ("user_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn decide(
    signed: Signed,
    ChatPath(chat): ChatPath,
    user: UserRef,
    Body(body): Body<wire::JoinAnswer>,
) -> Result<HttpResponse, Failure> {
    let accept = body.answer == wire::JoinDecision::Accept;
    let cmd = AnswerJoin { chat, user: user.of(&signed), accept, at: signed.services().now() };
    signed.write(Lane::Chat(chat), move |tx, actor| chat::answer_join(tx, actor, cmd)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A list in which one may look for something: `?query=&cursor=&limit=`.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Browse {
    query: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

impl Browse {
    pub(super) fn new(query: Option<String>, cursor: Option<String>, limit: Option<usize>) -> Self {
        Self { query, cursor, limit }
    }

    /// The page, and what is looked for.
    pub(super) fn parts(self) -> Result<(Paging, Option<SearchText>), Failure> {
        let query = self.query.filter(|query| !query.trim().is_empty());
        let query = query.as_deref().map(SearchText::parse).transpose()?;
        Ok((Paging::new(self.cursor, self.limit), query))
    }
}

/// Public groups, newest first; with a query those a word of whose title begins so.
#[utoipa::path(get, path = "/api/v1/groups", tag = "groups",
    params(("query" = Option<String>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::PublicGroupList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn browse(
    signed: Signed,
    Params(asked): Params<Browse>,
) -> Result<Json<wire::PublicGroupList>, Failure> {
    let (paging, query) = asked.parts()?;
    let (limit, before) = (paging.limit()?, paging.number()?.map(ChatId));
    let found = signed
        .read(move |read, actor| read.public_groups(actor.user, query.as_ref(), before, limit + 1));
    let mut groups = found.await?;
    let next_cursor = cut(&mut groups, limit, |group| group.chat.id.to_string());
    let items = groups.into_iter().map(Into::into).collect();
    Ok(Json(wire::PublicGroupList { items, next_cursor }))
}
