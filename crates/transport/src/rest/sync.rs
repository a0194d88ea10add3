//! What somebody missed.

use crate::Failure;
use crate::door::{Body, Sight, Signed};
use crate::identity::Services;
use actix_web::web::Json;
use domain::port::{Read, StoreError};
use domain::sync::{ChatChanges, chat_changes, user_changes};
use domain::{Actor, ChatId, Rev};

/// Most chats of one request.
pub(crate) const MAX_CHATS: usize = 1_000;
/// Rows of each kind per chat and page.
const ROWS: usize = 200;
/// Bytes after which a page ends, about.
const PAGE_BYTES: usize = 256 * 1024;

/// What changed since the revs that the client has.
#[utoipa::path(post, path = "/api/v1/sync", tag = "sync", request_body = wire::SyncRequest,
    responses((status = 200, body = wire::SyncPage), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn sync(
    signed: Signed,
    Body(body): Body<wire::SyncRequest>,
) -> Result<Json<wire::SyncPage>, Failure> {
    check(&body)?;
    let found = signed.read_seeing(move |read, actor| page(read, actor, &body)).await?;
    let ((page, _), sight) = found;
    Ok(Json(finish(signed.services(), &sight, page)))
}

/// Refuses requests for more chats than one answer should look at.
pub(crate) fn check(request: &wire::SyncRequest) -> Result<(), Failure> {
    if request.chats.len() > MAX_CHATS {
        return Err(Failure::invalid(
            "chats",
            format!("ask for at most {MAX_CHATS} chats at once"),
        ));
    }
    Ok(())
}

/// How far one chat of a page has come.
pub(crate) struct Progress {
    pub(crate) chat: ChatId,
    pub(crate) upto: Rev,
    pub(crate) more: bool,
}

/// One page for a request, with how far each chat that was looked at has come.
///
/// Chats that don't fit any more are left for the next page, with `more`.
pub(crate) fn page(
    read: &mut dyn Read,
    actor: &Actor,
    request: &wire::SyncRequest,
) -> Result<(wire::SyncPage, Vec<Progress>), StoreError> {
    let mut page = wire::SyncPage::default();
    if let Some(since) = request.user {
        let changes = user_changes(read, actor, Rev(since), ROWS)?;
        page.more = changes.more;
        page.user = Some(changes.into());
    }
    let (mut size, mut looked) = (0, Vec::with_capacity(request.chats.len()));
    for (id, since) in &request.chats {
        if size >= PAGE_BYTES {
            page.more = true;
            break;
        }
        let chat = ChatId(*id);
        let Some(changes) = bounded(read, actor, chat, Rev(*since))? else {
            page.gone.push(*id);
            looked.push(Progress { chat, upto: Rev(i64::MAX), more: false });
            continue;
        };
        looked.push(Progress { chat, upto: changes.upto, more: changes.more });
        if changes.upto.0 != *since || changes.reset {
            size += weight(&changes);
            page.more |= changes.more;
            page.chats.push(changes.into());
        }
    }
    Ok((page, looked))
}

/// The changes of a chat, in fewer rows when they are heavy.
fn bounded(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    since: Rev,
) -> Result<Option<ChatChanges>, StoreError> {
    let mut rows = ROWS;
    loop {
        let changes = chat_changes(read, actor, chat, since, rows)?;
        let heavy = changes.as_ref().is_some_and(|c| !c.reset && weight(c) > PAGE_BYTES);
        if !heavy || rows <= 8 {
            return Ok(changes);
        }
        rows /= 5;
    }
}

/// About how many bytes the changes take on the wire.
fn weight(changes: &ChatChanges) -> usize {
    let text: usize = changes.messages.iter().map(|m| m.text.as_str().len() + 150).sum();
    text + changes.members.len() * 250
}

/// Fills in who is there now.
pub(crate) fn finish(
    services: &Services,
    sight: &Sight,
    mut page: wire::SyncPage,
) -> wire::SyncPage {
    for chat in &mut page.chats {
        sight.show(services, &mut chat.members);
    }
    if let Some(user) = &mut page.user {
        let joined = std::mem::take(&mut user.joined);
        user.joined = joined.into_iter().map(|chat| sight.show_chat(services, chat)).collect();
    }
    page
}
