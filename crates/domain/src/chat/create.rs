use super::{Chat, ChatKind, ChatSummary, MAX_ADDED, Membership, Role};
use crate::error::catalogue;
use crate::port::{StoreError, Tx};
use crate::{Actor, ChatId, Event, Rev, Timestamp, Title, UserId};

/// Opens the direct chat with somebody.
#[derive(Clone, Copy, Debug)]
pub struct OpenDirect {
    /// With whom.
    pub with: UserId,
    /// Now.
    pub at: Timestamp,
}

/// Makes a group; the actor becomes its owner.
#[derive(Clone, Debug)]
pub struct CreateGroup {
    /// Its title.
    pub title: Title,
    /// The others; the actor and doubles are dropped.
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
    TooMany => Invalid "too_many_members",
} inner Store);

/// Gets the one direct chat of two people, making it when there is none.
///
/// # Errors
/// When the other is the actor or isn't there.
pub fn open_direct(tx: &mut dyn Tx, actor: &Actor, cmd: OpenDirect) -> Result<Opened, CreateError> {
    if cmd.with == actor.user {
        return Err(CreateError::WithSelf);
    }
    if let Some(chat) = tx.direct_chat(actor.user, cmd.with)? {
        return existing(tx, chat, actor.user);
    }
    tx.user(cmd.with)?.ok_or(CreateError::NoSuchUser)?;
    // Two of the same at once: the unique pair lets one insert, the other finds its row.
    if let Some(chat) = tx.insert_direct(actor.user, cmd.with, cmd.at)? {
        let people = [(actor.user, Role::Member), (cmd.with, Role::Member)];
        let summary = fill(tx, chat, &people, actor.user, cmd.at)?;
        return Ok(Opened { summary, created: true });
    }
    let chat = tx.direct_chat(actor.user, cmd.with)?.ok_or(CreateError::NoSuchUser)?;
    existing(tx, chat, actor.user)
}

fn existing(tx: &mut dyn Tx, chat: ChatId, user: UserId) -> Result<Opened, CreateError> {
    let summary = tx.summary(chat, user)?.ok_or(CreateError::NoSuchUser)?;
    Ok(Opened { summary, created: false })
}

/// Makes a group with the actor as owner.
///
/// # Errors
/// When more than 100 others are named or one of them isn't there.
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
    if tx.users(&others)?.len() != others.len() {
        return Err(CreateError::NoSuchUser);
    }
    let chat = tx.insert_group(&cmd.title, cmd.at)?;
    let mut people = vec![(actor.user, Role::Owner)];
    people.extend(others.into_iter().map(|user| (user, Role::Member)));
    Ok(fill(tx, chat, &people, actor.user, cmd.at)?)
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
    let summary = tx.summary(chat.id, viewer)?.ok_or_else(|| StoreError::lost("create chat"))?;
    debug_assert!(chat.kind == ChatKind::Group || people.len() == 2);
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
