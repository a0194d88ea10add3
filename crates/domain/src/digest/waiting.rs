use super::due::is_reached;
use crate::port::{Read, StoreError};
use crate::quiet::Digest;
use crate::{Chat, DisplayName, Membership, Timestamp, User, UserId};

/// Most chats that a digest names.
pub const MAX_CHATS: usize = 10;
/// Most chats that are counted.
const COUNTED: usize = 1_000;

/// What waits for somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The newest chats with unread messages, at most [`MAX_CHATS`].
    pub chats: Vec<WaitingChat>,
    /// How many more chats have some, up to a thousand in all.
    pub more: usize,
    /// Unread messages in all of these.
    pub messages: i64,
    /// Unread notifications.
    pub notices: i64,
    /// When the newest of it came; `None` when nothing waits.
    pub newest: Option<Timestamp>,
}

/// A chat with unread messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingChat {
    /// The group's title, or the name of the other.
    pub name: String,
    /// How many.
    pub unread: i64,
}

/// What a letter is made of.
#[derive(Clone, Debug)]
pub struct Content {
    /// Whom it goes to.
    pub user: User,
    /// What it tells.
    pub waiting: Waiting,
}

/// What waits for somebody: nothing of chats they muted, nor from whom they block.
///
/// # Errors
/// Only the store's.
pub fn waiting(read: &mut dyn Read, user: UserId, now: Timestamp) -> Result<Waiting, StoreError> {
    let mut chats = read.waiting_chats(user, now, COUNTED)?;
    chats.retain(|(chat, _)| !chat.pair.is_some_and(|pair| pair.blocks(user)));
    let (notices, notice_at) = read.waiting_notices(user)?;
    let messages = chats.iter().map(|(chat, me)| me.unread(chat.last_seq)).sum();
    let message_at = chats.iter().map(|(chat, _)| chat.activity_at).max();
    let more = chats.len().saturating_sub(MAX_CHATS);
    chats.truncate(MAX_CHATS);
    let chats = named(read, user, chats)?;
    Ok(Waiting { chats, more, messages, notices, newest: message_at.max(notice_at) })
}

/// Chats by the names that the person knows them by.
fn named(
    read: &mut dyn Read,
    user: UserId,
    chats: Vec<(Chat, Membership)>,
) -> Result<Vec<WaitingChat>, StoreError> {
    let other = |chat: &Chat| chat.pair.map(|p| if p.lo == user { p.hi } else { p.lo });
    let others: Vec<UserId> = chats.iter().filter_map(|(chat, _)| other(chat)).collect();
    let people = read.users(&others)?;
    let name_of = |id: UserId| {
        let found = people.iter().find(|person| person.id == id);
        found.map_or("", |person| DisplayName::as_str(&person.display_name)).to_owned()
    };
    let named = chats.into_iter().map(|(chat, me)| {
        let title = chat.title.as_ref().map(|title| title.as_str().to_owned());
        let name = other(&chat).map(name_of).or(title).unwrap_or_default();
        WaitingChat { name, unread: me.unread(chat.last_seq) }
    });
    Ok(named.collect())
}

/// What a digest to somebody says at the time when it is sent; `None` when there is nothing left to say, or
/// they may not or want not be told.
///
/// # Errors
/// Only the store's.
pub fn content(
    read: &mut dyn Read,
    user: UserId,
    now: Timestamp,
) -> Result<Option<Content>, StoreError> {
    let wanted = read.notification_settings(user)?.is_some_and(|s| s.digest != Digest::Off);
    let Some(user) = read.user(user)?.filter(|user| wanted && is_reached(user)) else {
        return Ok(None);
    };
    let waiting = waiting(read, user.id, now)?;
    Ok(waiting.newest.is_some().then_some(Content { user, waiting }))
}
