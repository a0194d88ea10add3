use super::{Contact, ContactChange, ContactError, Relation, open, tell};
use crate::notification::{Kind, NewNotification, notify};
use crate::port::Tx;
use crate::{Actor, ContactId, Timestamp, UserId};

/// Answers a friend request.
#[derive(Clone, Copy, Debug)]
pub struct AnswerRequest {
    /// Which.
    pub request: ContactId,
    /// Yes or no.
    pub accept: bool,
    /// Now.
    pub at: Timestamp,
}

/// Locks the relation of a request that waits between the actor and somebody else.
fn pending(tx: &mut dyn Tx, actor: &Actor, id: ContactId) -> Result<Relation, ContactError> {
    let (lo, hi) = tx.relation_pair(id)?.ok_or(ContactError::NoSuchRequest)?;
    if actor.user != lo && actor.user != hi {
        return Err(ContactError::NoSuchRequest);
    }
    let relation = tx.lock_relation(lo, hi)?;
    // Who blocks sees no request, so there is none to answer.
    let waits = relation.request.is_some() && !relation.blocks(actor.user);
    if waits { Ok(relation) } else { Err(ContactError::NoSuchRequest) }
}

fn is_own(relation: &Relation, actor: &Actor) -> bool {
    relation.request.as_ref().is_some_and(|request| request.from == actor.user)
}

/// Accepts or rejects a request that somebody made to the actor.
///
/// # Errors
/// When there is no such request, or it isn't made to the actor.
pub fn answer_request(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: AnswerRequest,
) -> Result<Contact, ContactError> {
    let mut relation = pending(tx, actor, cmd.request)?;
    if is_own(&relation, actor) {
        return Err(ContactError::NoSuchRequest);
    }
    relation.request = None;
    let change = if cmd.accept {
        relation.friends_since = Some(cmd.at);
        ContactChange::Accepted
    } else {
        ContactChange::Request
    };
    let other = relation.other(actor.user);
    let answered = tell(tx, actor, relation, change, Some(change))?;
    if cmd.accept {
        notify(tx, &[other], &NewNotification::by(actor.user, Kind::FriendAccepted, cmd.at))?;
    }
    Ok(answered)
}

/// Takes back a request that the actor made.
///
/// # Errors
/// When there is no such request of the actor.
pub fn cancel_request(
    tx: &mut dyn Tx,
    actor: &Actor,
    request: ContactId,
) -> Result<(), ContactError> {
    let mut relation = pending(tx, actor, request)?;
    if !is_own(&relation, actor) {
        return Err(ContactError::NoSuchRequest);
    }
    relation.request = None;
    let seen = !relation.blocks(relation.other(actor.user));
    let seen = seen.then_some(ContactChange::Request);
    tell(tx, actor, relation, ContactChange::Request, seen)?;
    Ok(())
}

/// Ends a friendship.
///
/// # Errors
/// When they are no friends.
pub fn remove_friend(tx: &mut dyn Tx, actor: &Actor, user: UserId) -> Result<(), ContactError> {
    let mut relation = open(tx, actor, user)?;
    if relation.friends_since.take().is_none() {
        return Err(ContactError::NotFriends);
    }
    tell(tx, actor, relation, ContactChange::Removed, Some(ContactChange::Removed))?;
    Ok(())
}
