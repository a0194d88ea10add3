use super::invite::{invite_all, lock_people, to_be_invited};
use super::line::put_line;
use super::members::notify_added;
use super::{Chat, ChatKind, ChatSummary, LineKind, MAX_ADDED, Membership, NewLine, Role};
use crate::error::catalogue;
use crate::port::{StoreError, Tx};
use crate::rights::{self, Audience, Deed, Tie, Wishes};
use crate::{Actor, ChatId, Event, Rev, Timestamp, Title, User, UserId};

/// Opens the direct chat with somebody.
#[derive(Clone, Copy, Debug)]
pub struct OpenDirect {
    /// With whom.
    pub with: UserId,
    /// Whom the server lets write to people.
    pub rule: Audience,
    /// Now.
    pub at: Timestamp,
}

/// Makes a group; the actor becomes its owner.
#[derive(Clone, Debug)]
pub struct CreateGroup {
    /// Its title.
    pub title: Title,
    /// The others; the actor and doubles are dropped, and those are invited who don't let the actor bring
    /// them in at once.
    pub members: Vec<UserId>,
    /// Now.
    pub at: Timestamp,
}

/// The chat, and whether this command made it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// As the actor sees it.
    pub summary: ChatSummary,
    /// False when it was there before.
    pub created: bool,
}

/// Why a chat could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// A direct chat needs two people.
    #[error("a direct chat needs somebody else")]
    WithSelf,
    /// One of the people isn't there.
    #[error("no such user")]
    NoSuchUser,
    /// The other takes no messages from the actor; why is theirs to know.
    #[error("this person takes no messages from you")]
    NotAccepted,
    /// A block stands between the actor and one of the people, whosever.
    #[error("you can't bring this person into a group")]
    CannotAdd,
    /// The actor blocks the person.
    #[error("you block this person; unblock them to write")]
    BlockedByYou,
    /// More people than one request takes.
    #[error("at most {MAX_ADDED} people at once")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(CreateError {
    WithSelf => Invalid "direct_chat_with_self",
    NoSuchUser => NotFound "user_not_found",
    NotAccepted => Forbidden "not_accepted",
    CannotAdd => Forbidden "cannot_add",
    BlockedByYou => Forbidden "blocked_by_you",
    TooMany => Invalid "too_many_members",
} inner Store);

/// Gets the one direct chat of two people, making it when there is none.
///
/// # Errors
/// When the other is the actor, isn't there, or takes no messages from the actor.
pub fn open_direct(tx: &mut dyn Tx, actor: &Actor, cmd: OpenDirect) -> Result<Opened, CreateError> {
    if cmd.with == actor.user {
        return Err(CreateError::WithSelf);
    }
    if let Some(chat) = tx.direct_chat(actor.user, cmd.with)? {
        return existing(tx, chat, actor.user);
    }
    // Who is shut out or away can't be met anew.
    let with = tx.user(cmd.with)?.filter(User::is_here).ok_or(CreateError::NoSuchUser)?;
    // Locked, so that a block at the same moment finds the chat or is found.
    tx.lock_relation(actor.user, cmd.with)?;
    let tie = rights::tie(tx.as_read(), actor, cmd.with)?;
    if tie == Tie::BlockedByYou {
        return Err(CreateError::BlockedByYou);
    }
    if !rights::allows(Deed::Message, tie, Wishes::of(&with.privacy, cmd.rule)) {
        return Err(CreateError::NotAccepted);
    }
    // Two of the same at once: the unique pair lets one insert, the other finds its row.
    if let Some(chat) = tx.insert_direct(actor.user, cmd.with, cmd.at)? {
        let people = [(actor.user, Role::Member), (cmd.with, Role::Member)];
        let summary = fill(tx, chat, &people, actor.user, cmd.at)?;
        return Ok(Opened { summary, created: true });
    }
    let chat = tx.direct_chat(actor.user, cmd.with)?.ok_or(CreateError::NoSuchUser)?;
    existing(tx, chat, actor.user)
}

/// Opens the actor's chat with themselves, where they keep messages.
///
/// # Errors
/// Only the store's.
pub fn open_saved(tx: &mut dyn Tx, actor: &Actor, at: Timestamp) -> Result<Opened, CreateError> {
    if let Some(chat) = tx.insert_direct(actor.user, actor.user, at)? {
        let summary = fill(tx, chat, &[(actor.user, Role::Member)], actor.user, at)?;
        return Ok(Opened { summary, created: true });
    }
    let chat = tx.direct_chat(actor.user, actor.user)?.ok_or(CreateError::NoSuchUser)?;
    existing(tx, chat, actor.user)
}

fn existing(tx: &mut dyn Tx, chat: ChatId, user: UserId) -> Result<Opened, CreateError> {
    let summary = tx.summary(chat, user)?.ok_or(CreateError::NoSuchUser)?;
    Ok(Opened { summary, created: false })
}

/// Makes a group with the actor as owner.
///
/// # Errors
/// When more than 100 others are named, one of them isn't there, or a block stands.
pub fn create_group(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: CreateGroup,
) -> Result<ChatSummary, CreateError> {
    let mut others = cmd.members;
    others.retain(|user| *user != actor.user);
    others.sort_unstable();
    others.dedup();
    if others.len() > MAX_ADDED {
        return Err(CreateError::TooMany);
    }
    let known = tx.users(&others)?;
    if known.len() != others.len() || !known.iter().all(User::is_here) {
        return Err(CreateError::NoSuchUser);
    }
    if tx.veiled_from(actor.user)?.iter().any(|user| others.contains(user)) {
        return Err(CreateError::CannotAdd);
    }
    let invited = to_be_invited(tx, actor, &known)?;
    if !invited.is_empty() {
        let mut everybody = others.clone();
        everybody.push(actor.user);
        lock_people(tx, &everybody)?;
    }
    others.retain(|user| !invited.contains(user));
    let chat = tx.insert_group(&cmd.title, cmd.at)?;
    let mut people = vec![(actor.user, Role::Owner)];
    people.extend(others.iter().map(|user| (*user, Role::Member)));
    let summary = fill(tx, chat, &people, actor.user, cmd.at)?;
    notify_added(tx, actor, &summary.chat, &others, cmd.at)?;
    invite_all(tx, actor, &summary.chat, &invited, cmd.at)?;
    Ok(summary)
}

/// Puts the first members into a new chat as its first change and tells them.
fn fill(
    tx: &mut dyn Tx,
    mut chat: Chat,
    people: &[(UserId, Role)],
    viewer: UserId,
    at: Timestamp,
) -> Result<ChatSummary, StoreError> {
    let rev = chat.take_rev();
    chat.meta_rev = rev;
    let rows = people.iter().map(|(user, role)| Membership::fresh(&chat, *user, *role, rev, at));
    let rows = rows.collect();
    let joined = enter(tx, &mut chat, rows)?;
    tx.update_chat(&chat)?;
    if chat.kind == ChatKind::Group {
        let others: Vec<UserId> =
            people.iter().map(|(user, _)| *user).filter(|user| *user != viewer).collect();
        let new = NewLine::of(LineKind::Created, at, Some(viewer), &others);
        put_line(tx, &chat, rev, new.titled(chat.title.as_ref()))?;
    }
    let summary = tx.summary(chat.id, viewer)?.ok_or_else(|| StoreError::lost("create chat"))?;
    debug_assert!(chat.kind != ChatKind::Direct || people.len() == 2);
    tx.emit(Event::ChatNew { summary: Box::new(summary.clone()), joined });
    Ok(summary)
}

/// Writes membership rows and moves the people's own streams on; counts them in `chat`.
pub(super) fn enter(
    tx: &mut dyn Tx,
    chat: &mut Chat,
    mut rows: Vec<Membership>,
) -> Result<Vec<(UserId, Rev)>, StoreError> {
    // Ascending ids: everybody locks people's rows in one order, so that nobody waits in a circle.
    rows.sort_unstable_by_key(|row| row.user);
    let users: Vec<UserId> = rows.iter().map(|row| row.user).collect();
    let joined = tx.bump_users(&users)?;
    for (row, (_, user_rev)) in rows.iter_mut().zip(&joined) {
        row.user_rev = *user_rev;
    }
    tx.put_members(&rows)?;
    chat.member_count += i64::try_from(rows.len()).unwrap_or(0);
    Ok(joined)
}
