//! Chats.

use super::me::field;
use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{Body, ChatPath, Params, Signed};
use crate::limits::Limit;
use actix_web::{HttpResponse, web::Json};
use domain::chat::{self, ChatCursor, CreateError, CreateGroup, EditGroup, OpenDirect, Opened};
use domain::port::{Lane, Read};
use domain::{ChatId, Color, Description, Handle, Rules, Timestamp, Title, UserId};
use serde::Deserialize;

/// Which of one's chats.
#[derive(Deserialize)]
pub(crate) struct Which {
    pinned: Option<bool>,
}

/// The person's chats, newest activity first; with `pinned=true` all that they pinned, the newest pin first.
#[utoipa::path(get, path = "/api/v1/chats", tag = "chats",
    params(("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query), ("pinned" = Option<bool>, Query)),
    responses((status = 200, body = wire::ChatList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    signed: Signed,
    Params(paging): Params<Paging>,
    Params(Which { pinned }): Params<Which>,
) -> Result<Json<wire::ChatList>, Failure> {
    if pinned == Some(true) {
        let (chats, sight) = signed.read_seeing(chat::pinned).await?;
        let services = signed.services();
        let items = chats.into_iter().map(|chat| sight.show_chat(services, chat.into())).collect();
        return Ok(Json(wire::ChatList { items, next_cursor: None }));
    }
    let limit = paging.limit()?;
    let cursor = paging
        .pair()?
        .map(|(at, chat)| ChatCursor { activity_at: Timestamp(at), chat: ChatId(chat) });
    let found = signed.read_seeing(move |read, actor| chat::list(read, actor, cursor, limit + 1));
    let (mut chats, sight) = found.await?;
    let next_cursor = cut(&mut chats, limit, |c| format!("{}.{}", c.chat.activity_at.0, c.chat.id));
    let services = signed.services();
    let items = chats.into_iter().map(|chat| sight.show_chat(services, chat.into())).collect();
    Ok(Json(wire::ChatList { items, next_cursor }))
}

/// One chat.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}", tag = "chats", params(("chat_id" = i64, Path)),
    responses((status = 200, body = wire::Chat), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(
    signed: Signed,
    ChatPath(chat): ChatPath,
) -> Result<Json<wire::Chat>, Failure> {
    let found = signed.read_seeing(move |read, actor| chat::summary(read, actor, chat));
    let (found, sight) = found.await?;
    let found = found.ok_or_else(Failure::chat_not_found)?;
    Ok(Json(sight.show_chat(signed.services(), found.into())))
}

/// Opens a direct chat (200 when it exists) or makes a group.
#[utoipa::path(post, path = "/api/v1/chats", tag = "chats", request_body = wire::NewChat,
    responses((status = 201, body = wire::Chat), (status = 200, body = wire::Chat), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    signed: Signed,
    Body(body): Body<wire::NewChat>,
) -> Result<HttpResponse, Failure> {
    let opened = match body {
        wire::NewChat::Saved {} => saved(&signed).await?,
        wire::NewChat::Direct { user_id, username } => direct(&signed, user_id, username).await?,
        wire::NewChat::Group { title, member_ids, member_usernames } => {
            group(&signed, &title, member_ids, member_usernames).await?
        }
    };
    let chat = signed.sight().await?.show_chat(signed.services(), opened.summary.into());
    let mut response = if opened.created { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(chat))
}

async fn saved(signed: &Signed) -> Result<Opened, Failure> {
    let at = signed.services().now();
    let lane = Lane::User(signed.actor.user);
    signed.write(lane, move |tx, actor| chat::open_saved(tx, actor, at)).await
}

async fn direct(
    signed: &Signed,
    user_id: Option<i64>,
    username: Option<String>,
) -> Result<Opened, Failure> {
    let ids: Vec<i64> = user_id.into_iter().collect();
    let names: Vec<String> = username.into_iter().collect();
    if ids.len() + names.len() != 1 {
        return Err(Failure::invalid("user_id", "name one person by user_id or username"));
    }
    signed.limit(Limit::DirectChats, 1)?;
    let (at, rule) = (signed.services().now(), signed.services().options.direct_messages);
    let lane = Lane::User(signed.actor.user);
    signed
        .write(lane, move |tx, actor| {
            let with = people(tx.as_read(), &ids, &names)?;
            let with = with.first().copied().ok_or(CreateError::NoSuchUser)?;
            chat::open_direct(tx, actor, OpenDirect { with, rule, at })
        })
        .await
}

async fn group(
    signed: &Signed,
    title: &str,
    ids: Vec<i64>,
    names: Vec<String>,
) -> Result<Opened, Failure> {
    signed.limit(Limit::Groups, 1)?;
    if !ids.is_empty() || !names.is_empty() {
        signed.limit(Limit::Adds, ids.len() + names.len())?;
    }
    let title = Title::parse(title)?;
    let at = signed.services().now();
    let lane = Lane::User(signed.actor.user);
    signed
        .write(lane, move |tx, actor| {
            let members = people(tx.as_read(), &ids, &names)?;
            let cmd = CreateGroup { title: title.clone(), members, at };
            let summary = chat::create_group(tx, actor, cmd)?;
            Ok::<_, CreateError>(Opened { summary, created: true })
        })
        .await
}

/// People named by id or username.
pub(super) fn people(
    read: &mut dyn Read,
    ids: &[i64],
    names: &[String],
) -> Result<Vec<UserId>, CreateError> {
    if ids.len() + names.len() > chat::MAX_ADDED {
        return Err(CreateError::TooMany);
    }
    let mut people: Vec<UserId> = ids.iter().copied().map(UserId).collect();
    for name in names {
        let handle = Handle::for_lookup(name).ok_or(CreateError::NoSuchUser)?;
        people.push(read.user_by_handle(&handle)?.ok_or(CreateError::NoSuchUser)?.id);
    }
    Ok(people)
}

/// Changes what a group tells of itself and how it is run; what is missing stays, what is null goes.
#[utoipa::path(patch, path = "/api/v1/chats/{chat_id}", tag = "chats", params(("chat_id" = i64, Path)), request_body = wire::ChatPatch,
    responses((status = 200, body = wire::Chat), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn edit(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Body(body): Body<wire::ChatPatch>,
) -> Result<Json<wire::Chat>, Failure> {
    let cmd = EditGroup {
        chat,
        title: body.title.as_deref().map(Title::parse).transpose()?,
        description: field(body.description, Description::parse)?,
        rules: field(body.rules, Rules::parse)?,
        color: field(body.color, Color::parse)?,
        settings: body.settings.into(),
        at: signed.services().now(),
    };
    let edited = signed.write(Lane::Chat(chat), move |tx, actor| {
        chat::edit_group(tx, actor, cmd.clone())?;
        Ok::<_, chat::MemberError>(tx.summary(chat, actor.user)?)
    });
    let summary = edited.await?.ok_or_else(Failure::chat_not_found)?;
    Ok(Json(signed.sight().await?.show_chat(signed.services(), summary.into())))
}
