use super::{ChatCursor, ChatSummary, Member, Membership};
use crate::port::{Read, StoreError};
use crate::{Actor, ChatId, SearchText, UserId};

/// The actor's chats, newest activity first, at most `limit`, after `cursor`.
///
/// # Errors
/// Only the store's.
pub fn list(
    read: &mut dyn Read,
    actor: &Actor,
    cursor: Option<ChatCursor>,
    limit: usize,
) -> Result<Vec<ChatSummary>, StoreError> {
    read.chats_of(actor.user, cursor, limit)
}

/// The chats that the actor pinned to the top of their list, the newest pin first; at most
/// [`super::MAX_PINNED`].
///
/// # Errors
/// Only the store's.
pub fn pinned(read: &mut dyn Read, actor: &Actor) -> Result<Vec<ChatSummary>, StoreError> {
    let ids = read.pinned_chats(actor.user)?;
    let mut chats = read.summaries(actor.user, &ids)?;
    chats.sort_by_key(|one| ids.iter().position(|id| *id == one.chat.id));
    Ok(chats)
}

/// One chat as the actor sees it; `None` when it isn't there or they aren't in it.
///
/// # Errors
/// Only the store's.
pub fn summary(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
) -> Result<Option<ChatSummary>, StoreError> {
    read.summary(chat, actor.user)
}

/// Those of `users` who are in the chat, by id; `None` when the actor isn't.
///
/// # Errors
/// Only the store's.
pub fn named_members(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    users: &[UserId],
) -> Result<Option<Vec<Member>>, StoreError> {
    let me = read.membership(chat, actor.user)?;
    if !me.as_ref().is_some_and(Membership::is_current) {
        return Ok(None);
    }
    read.members_among(chat, users).map(Some)
}

/// Members by id, after `after`, at most `limit`, of whom a name begins with `query` if one is given;
/// `None` when the actor isn't in the chat.
///
/// # Errors
/// Only the store's.
pub fn member_page(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    query: Option<&SearchText>,
    after: Option<UserId>,
    limit: usize,
) -> Result<Option<Vec<Member>>, StoreError> {
    let me = read.membership(chat, actor.user)?;
    if !me.as_ref().is_some_and(Membership::is_current) {
        return Ok(None);
    }
    let found = match query {
        Some(query) => read.find_members(chat, query, after, limit),
        None => read.members(chat, after, limit),
    };
    found.map(Some)
}
