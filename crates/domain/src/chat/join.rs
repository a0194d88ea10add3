use super::code::Preview;
use super::members::{bring_in, notify_added, open_group, permit};
use super::permission::Action;
use super::{
    Chat, ChatKind, ChatSummary, JoinCode, LineKind, MAX_MEMBERS, Member, MemberError, Membership,
    NewLine,
};
use crate::error::catalogue;
use crate::notification::{Kind, NewNotification, notify};
use crate::port::{Read, StoreError, Tx};
use crate::{Actor, ChatId, CodeText, Timestamp, Title, User, UserBrief, UserId};

/// Most requests of a group that wait at a time.
pub const MOST_REQUESTS: i64 = 500;
/// Most admins who are told of a request.
const MOST_TOLD: usize = 50;

/// Somebody who asks to come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinRequest {
    /// Who.
    pub user: UserBrief,
    /// Since when.
    pub at: Timestamp,
}

/// Comes into a group by a code.
#[derive(Clone, Debug)]
pub struct Join {
    /// The code.
    pub code: CodeText,
    /// Now.
    pub at: Timestamp,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Joined {
    /// They are in.
    Now(Box<ChatSummary>),
    /// They had been in already.
    Before(Box<ChatSummary>),
    /// They wait until somebody lets them in.
    Asked(Title),
}

/// Answers somebody who asks to come in.
#[derive(Clone, Copy, Debug)]
pub struct AnswerJoin {
    /// The group.
    pub chat: ChatId,
    /// Who asks.
    pub user: UserId,
    /// Yes or no.
    pub accept: bool,
    /// Now.
    pub at: Timestamp,
}

/// Why somebody could not come in.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// No such code; also for one that ended, is used up or was taken back.
    #[error("this code lets nobody in")]
    NoSuchCode,
    /// No such invitation, or it is somebody else's.
    #[error("no such invitation")]
    NoSuchInvitation,
    /// No such group, or it isn't public.
    #[error("no such chat")]
    NotFound,
    /// The group keeps them out.
    #[error("you are banned from this group")]
    Banned,
    /// There is no place.
    #[error("this group is full")]
    Full,
    /// Too many ask already.
    #[error("too many people wait to be let in; try again later")]
    TooManyRequests,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(JoinError {
    NoSuchCode => NotFound "code_invalid",
    NoSuchInvitation => NotFound "invitation_not_found",
    NotFound => NotFound "chat_not_found",
    Banned => Forbidden "banned",
    Full => Conflict "group_full",
    TooManyRequests => Conflict "too_many_requests_pending",
} inner Store);

/// The group that an open code leads to, if anybody is in it.
fn open(code: Option<JoinCode>, chat: Option<Chat>, now: Timestamp) -> Option<(JoinCode, Chat)> {
    let code = code.filter(|code| code.is_open(now))?;
    chat.filter(|chat| chat.member_count > 0).map(|chat| (code, chat))
}

/// What a code leads to.
///
/// # Errors
/// When the code lets nobody in, or the group keeps the actor out.
pub fn preview(
    read: &mut dyn Read,
    actor: &Actor,
    code: &CodeText,
    now: Timestamp,
) -> Result<Preview, JoinError> {
    let code = read.join_code(code)?.ok_or(JoinError::NoSuchCode)?;
    let chat = read.chat(code.chat)?;
    let (code, chat) = open(Some(code), chat, now).ok_or(JoinError::NoSuchCode)?;
    if !read.banned(chat.id, &[actor.user])?.is_empty() {
        return Err(JoinError::Banned);
    }
    let me = read.membership(chat.id, actor.user)?.filter(Membership::is_current);
    let title = chat.title.ok_or(JoinError::NoSuchCode)?;
    let (chat, member_count) = (me.map(|me| me.chat), chat.member_count);
    Ok(Preview { chat, title, member_count, approval: code.approval })
}

/// Comes into a group by a code, or asks to where the code says so. Asking again is asking once.
///
/// # Errors
/// When the code lets nobody in, the group keeps the actor out, or there is no place.
pub fn join(tx: &mut dyn Tx, actor: &Actor, cmd: &Join) -> Result<Joined, JoinError> {
    let found = tx.join_code(&cmd.code)?.ok_or(JoinError::NoSuchCode)?;
    // Codes change under the chat's lock: what is read again now stays.
    let chat = tx.lock_chat(found.chat)?;
    let code = tx.join_code(&cmd.code)?;
    let (code, chat) = open(code, chat, cmd.at).ok_or(JoinError::NoSuchCode)?;
    if let Some(summary) = tx.summary(chat.id, actor.user)? {
        return Ok(Joined::Before(Box::new(summary)));
    }
    if !tx.banned(chat.id, &[actor.user])?.is_empty() {
        return Err(JoinError::Banned);
    }
    if !code.approval {
        tx.use_join_code(&code.code)?;
        return come_in(tx, actor, chat, cmd.at);
    }
    let title = chat.title.clone().ok_or(JoinError::NoSuchCode)?;
    if tx.join_request(chat.id, actor.user)?.is_none() {
        if tx.count_join_requests(chat.id)? >= MOST_REQUESTS {
            return Err(JoinError::TooManyRequests);
        }
        tx.use_join_code(&code.code)?;
        tx.put_join_request(chat.id, actor.user, cmd.at)?;
        let told = tx.admins(chat.id, MOST_TOLD)?;
        let new = NewNotification::by(actor.user, Kind::JoinRequest, cmd.at).in_chat(chat.id);
        notify(tx, &told, &new.saying(title.as_str()))?;
    }
    Ok(Joined::Asked(title))
}

/// Comes into a public group.
///
/// # Errors
/// When there is no such public group, it keeps the actor out, or there is no place.
pub fn join_public(
    tx: &mut dyn Tx,
    actor: &Actor,
    chat: ChatId,
    at: Timestamp,
) -> Result<Joined, JoinError> {
    let chat = tx.lock_chat(chat)?.ok_or(JoinError::NotFound)?;
    if let Some(summary) = tx.summary(chat.id, actor.user)? {
        return Ok(Joined::Before(Box::new(summary)));
    }
    let open = chat.kind == ChatKind::Group && chat.settings.public && chat.member_count > 0;
    if !open {
        return Err(JoinError::NotFound);
    }
    if !tx.banned(chat.id, &[actor.user])?.is_empty() {
        return Err(JoinError::Banned);
    }
    come_in(tx, actor, chat, at)
}

fn is_full(chat: &Chat) -> bool {
    usize::try_from(chat.member_count).unwrap_or(usize::MAX) >= MAX_MEMBERS
}

pub(super) fn come_in(
    tx: &mut dyn Tx,
    actor: &Actor,
    mut chat: Chat,
    at: Timestamp,
) -> Result<Joined, JoinError> {
    if is_full(&chat) {
        return Err(JoinError::Full);
    }
    if let Some(summary) = tx.summary(chat.id, actor.user)? {
        return Ok(Joined::Now(Box::new(summary)));
    }
    let me = tx.user(actor.user)?.ok_or(JoinError::NotFound)?;
    let told = NewLine::of(LineKind::Joined, at, None, &[actor.user]);
    bring_in(tx, &mut chat, &[me], told)?;
    let summary = tx.summary(chat.id, actor.user)?.ok_or_else(|| StoreError::lost("join"))?;
    Ok(Joined::Now(Box::new(summary)))
}

/// Who asks to come in, by id, after `after`.
///
/// # Errors
/// When the actor isn't in the group or may not bring people in.
pub fn join_requests(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    after: Option<UserId>,
    limit: usize,
) -> Result<Vec<JoinRequest>, MemberError> {
    let (chat, me) = read.chat_for(chat, actor.user)?.ok_or(MemberError::NotFound)?;
    if chat.kind != ChatKind::Group {
        return Err(MemberError::Direct);
    }
    permit(&chat, &me, Action::AnswerRequests)?;
    Ok(read.join_requests(chat.id, after, limit)?)
}

/// Lets somebody in who asks, or doesn't; answers who came. Who is turned away isn't told.
///
/// # Errors
/// When the actor isn't in the group or may not bring people in, nobody asks, or there is no place.
pub fn answer_join(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: AnswerJoin,
) -> Result<Option<Member>, MemberError> {
    let (mut chat, me) = open_group(tx, actor, cmd.chat)?;
    permit(&chat, &me, Action::AnswerRequests)?;
    tx.join_request(chat.id, cmd.user)?.ok_or(MemberError::NoSuchRequest)?;
    tx.delete_join_request(chat.id, cmd.user)?;
    if !cmd.accept {
        return Ok(None);
    }
    if !tx.current_members(chat.id, &[cmd.user])?.is_empty() {
        return Err(MemberError::NoSuchRequest);
    }
    if is_full(&chat) {
        return Err(MemberError::TooMany);
    }
    let user = tx.user(cmd.user)?.filter(User::is_here).ok_or(MemberError::NoSuchUser)?;
    let told = NewLine::of(LineKind::Added, cmd.at, Some(actor.user), &[cmd.user]);
    let came = bring_in(tx, &mut chat, &[user], told)?;
    notify_added(tx, actor, &chat, &[cmd.user], cmd.at)?;
    Ok(came.into_iter().next())
}

/// A public group as everybody finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicGroup {
    /// The group.
    pub chat: Chat,
    /// Whether one is in it.
    pub member: bool,
}
