use super::Chat;
use super::join::{JoinError, Joined, come_in};
use crate::notification::{Kind, NewNotification, notify};
use crate::port::{StoreError, Tx};
use crate::rights::{self, Audience, Deed, Wishes};
use crate::{Actor, ChatId, Timestamp, Title, User, UserBrief, UserId};

/// The place of an invitation into a group; a later one has a greater one.
pub type GroupInvitationId = i64;

/// An invitation into a group that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupInvitation {
    /// Its place.
    pub id: GroupInvitationId,
    /// Into which group.
    pub chat: ChatId,
    /// Its title.
    pub title: Title,
    /// How many people are in it.
    pub member_count: i64,
    /// Who invites; `None` when their account is deleted.
    pub by: Option<UserBrief>,
    /// Since when.
    pub at: Timestamp,
}

/// Answers an invitation.
#[derive(Clone, Copy, Debug)]
pub struct AnswerInvitation {
    /// Which.
    pub id: GroupInvitationId,
    /// Yes or no.
    pub accept: bool,
    /// Now.
    pub at: Timestamp,
}

/// Those of `users` whom the actor may not bring in at once, but may invite.
///
/// Only those who don't let everybody are asked for what the actor is to them.
pub(super) fn to_be_invited(
    tx: &mut dyn Tx,
    actor: &Actor,
    users: &[User],
) -> Result<Vec<UserId>, StoreError> {
    let mut invited = Vec::new();
    for user in users.iter().filter(|user| user.privacy.groups != Audience::Everyone) {
        let tie = rights::tie(tx.as_read(), actor, user.id)?;
        let wishes = Wishes::of(&user.privacy, Audience::Everyone);
        let may = |deed| rights::allows(deed, tie, wishes);
        if !may(Deed::AddToGroup) && may(Deed::Invite) {
            invited.push(user.id);
        }
    }
    Ok(invited)
}

/// Locks people's rows in the one order in which everybody locks them, because some of them are told
/// after others.
pub(super) fn lock_people(tx: &mut dyn Tx, users: &[UserId]) -> Result<(), StoreError> {
    let mut users = users.to_vec();
    users.sort_unstable();
    for user in users {
        tx.lock_user(user)?;
    }
    Ok(())
}

/// Invites people into a locked group. Who is invited already hears nothing.
pub(super) fn invite_all(
    tx: &mut dyn Tx,
    actor: &Actor,
    chat: &Chat,
    users: &[UserId],
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut told = Vec::new();
    for user in users {
        if tx.put_group_invitation(chat.id, *user, actor.user, at)? {
            told.push(*user);
        }
    }
    let new = NewNotification::by(actor.user, Kind::GroupInvitation, at).in_chat(chat.id);
    notify(tx, &told, &new.saying(chat.title.as_ref().map_or("", Title::as_str)))
}

/// Accepts an invitation of the actor, and answers the group; or declines it, which nobody is told.
///
/// # Errors
/// When there is no such invitation, or there is no place.
pub fn answer_invitation(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: AnswerInvitation,
) -> Result<Option<Joined>, JoinError> {
    let place = tx.group_invitation(cmd.id, actor.user)?.ok_or(JoinError::NoSuchInvitation)?;
    // Invitations change under the chat's lock: what is read again now stays.
    let chat = tx.lock_chat(place)?.ok_or(JoinError::NoSuchInvitation)?;
    tx.group_invitation(cmd.id, actor.user)?.ok_or(JoinError::NoSuchInvitation)?;
    if !cmd.accept {
        tx.delete_group_invitation(chat.id, actor.user)?;
        return Ok(None);
    }
    if chat.member_count == 0 {
        return Err(JoinError::NoSuchInvitation);
    }
    come_in(tx, actor, chat, cmd.at).map(Some)
}
