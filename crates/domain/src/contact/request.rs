use super::{
    Contact, ContactChange, ContactError, ContactFilter, FriendRequest, MAX_REQUESTS, open, tell,
};
use crate::notification::{Kind, NewNotification, notify};
use crate::port::Tx;
use crate::{Actor, Note, Timestamp, UserId};

/// Asks somebody to be friends.
#[derive(Clone, Debug)]
pub struct RequestFriend {
    /// Whom.
    pub user: UserId,
    /// A few words.
    pub note: Option<Note>,
    /// Now.
    pub at: Timestamp,
}

/// Asks somebody to be friends; when they have asked too, both are friends from here on.
///
/// Who is blocked by the other gets the same answer as anybody, and the request is never seen.
///
/// # Errors
/// When the other isn't there, is a friend, is blocked or has been asked already, or too many requests
/// wait.
pub fn request_friend(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: RequestFriend,
) -> Result<Contact, ContactError> {
    let mut relation = open(tx, actor, cmd.user)?;
    if !tx.user(cmd.user)?.is_some_and(|user| user.is_here()) {
        return Err(ContactError::NoSuchUser);
    }
    if relation.blocks(actor.user) {
        return Err(ContactError::BlockedByYou);
    }
    if relation.friends_since.is_some() {
        return Err(ContactError::AlreadyFriends);
    }
    if let Some(request) = &relation.request {
        if request.from == actor.user {
            return Err(ContactError::AlreadyRequested);
        }
        relation.request = None;
        relation.friends_since = Some(cmd.at);
        let change = ContactChange::Accepted;
        let friend = tell(tx, actor, relation, change, Some(change))?;
        notify(tx, &[cmd.user], &NewNotification::by(actor.user, Kind::FriendAccepted, cmd.at))?;
        return Ok(friend);
    }
    let waiting = tx.contacts(actor.user, ContactFilter::Outgoing, None, MAX_REQUESTS)?;
    if waiting.len() >= MAX_REQUESTS {
        return Err(ContactError::TooMany);
    }
    relation.request = Some(FriendRequest { from: actor.user, note: cmd.note, at: cmd.at });
    let seen = (!relation.blocks(cmd.user)).then_some(ContactChange::Request);
    let asked = tell(tx, actor, relation, ContactChange::Request, seen)?;
    if seen.is_some() {
        notify(tx, &[cmd.user], &NewNotification::by(actor.user, Kind::FriendRequest, cmd.at))?;
    }
    Ok(asked)
}
