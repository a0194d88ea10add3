use super::members::{open_group, permit, take_out};
use super::permission::Action;
use super::{LineKind, MemberError, Membership, NewLine, Role};
use crate::port::{Read, Tx};
use crate::{Actor, ChatId, Timestamp, UserBrief, UserId};

/// Somebody who is kept out of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// Who.
    pub user: UserBrief,
    /// Who did it; `None` when their account is deleted.
    pub by: Option<UserId>,
    /// Since when.
    pub at: Timestamp,
}

/// Keeps somebody out of a group.
#[derive(Clone, Copy, Debug)]
pub struct BanMember {
    /// The group.
    pub chat: ChatId,
    /// Who; they need not be in it.
    pub user: UserId,
    /// Now.
    pub at: Timestamp,
}

/// Takes somebody out of a group, if they are in it, and keeps them out until the ban is lifted. The same
/// again changes nothing.
///
/// # Errors
/// When the actor isn't in the group, may not do so to this person, or there is no such person.
pub fn ban(tx: &mut dyn Tx, actor: &Actor, cmd: BanMember) -> Result<Ban, MemberError> {
    let (chat, me) = open_group(tx, actor, cmd.chat)?;
    permit(&chat, &me, Action::Ban)?;
    if cmd.user == actor.user {
        return Err(MemberError::BanOfSelf);
    }
    let user = tx.user(cmd.user)?.filter(|user| user.deleted_at.is_none());
    let user = user.ok_or(MemberError::NoSuchUser)?;
    let row = tx.membership(chat.id, cmd.user)?.filter(Membership::is_current);
    if row.as_ref().is_some_and(|row| row.role > Role::Member) {
        permit(&chat, &me, Action::RemoveAdmin)?;
    }
    let (by, at) = (actor.user, cmd.at);
    tx.put_ban(chat.id, cmd.user, by, at)?;
    tx.delete_join_request(chat.id, cmd.user)?;
    tx.delete_group_invitation(chat.id, cmd.user)?;
    if let Some(row) = row {
        take_out(tx, chat, row, NewLine::of(LineKind::Banned, at, Some(by), &[cmd.user]))?;
    }
    Ok(Ban { user: user.brief(), by: Some(by), at })
}

/// Lets somebody in again; they don't come back by it. Nothing happens when they weren't kept out.
///
/// # Errors
/// When the actor isn't in the group or may not do so.
pub fn lift_ban(
    tx: &mut dyn Tx,
    actor: &Actor,
    chat: ChatId,
    user: UserId,
) -> Result<(), MemberError> {
    let (chat, me) = open_group(tx, actor, chat)?;
    permit(&chat, &me, Action::Ban)?;
    Ok(tx.delete_ban(chat.id, user)?)
}

/// Who is kept out, by id, after `after`.
///
/// # Errors
/// When the actor isn't in the group or may not keep people out.
pub fn bans(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    after: Option<UserId>,
    limit: usize,
) -> Result<Vec<Ban>, MemberError> {
    let (chat, me) = read.chat_for(chat, actor.user)?.ok_or(MemberError::NotFound)?;
    permit(&chat, &me, Action::Ban)?;
    Ok(read.bans(chat.id, after, limit)?)
}
