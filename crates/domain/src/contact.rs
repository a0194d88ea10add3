//! People and people: friends, requests on their way, blocks.

mod answer;
mod block;
mod forget;
mod model;
mod request;

pub use answer::{AnswerRequest, answer_request, cancel_request, remove_friend};
pub use block::{Block, block, unblock};
pub(crate) use forget::forget;
pub use model::{
    Contact, ContactChange, ContactFilter, ContactRequest, FriendRequest, Relation, Side,
};
pub use request::{RequestFriend, request_friend};

use crate::error::catalogue;
use crate::port::{Read, StoreError, Tx};
use crate::{Actor, ContactId, Event, UserId};

/// Most requests that one person may have on their way.
pub const MAX_REQUESTS: usize = 100;

/// Why a contact could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// It takes two.
    #[error("this is you")]
    WithSelf,
    /// Nobody with this id.
    #[error("no such user")]
    NoSuchUser,
    /// No such request, or it isn't the actor's to answer.
    #[error("no such friend request")]
    NoSuchRequest,
    /// They are no friends.
    #[error("this person is not one of your friends")]
    NotFriends,
    /// They are friends already.
    #[error("you are friends already")]
    AlreadyFriends,
    /// The actor has asked already.
    #[error("your friend request is on its way already")]
    AlreadyRequested,
    /// The actor blocks them.
    #[error("you block this person; unblock them first")]
    BlockedByYou,
    /// Too many requests wait for an answer.
    #[error("at most {MAX_REQUESTS} of your friend requests may wait for an answer")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(ContactError {
    WithSelf => Invalid "contact_with_self",
    NoSuchUser => NotFound "user_not_found",
    NoSuchRequest => NotFound "request_not_found",
    NotFriends => NotFound "not_friends",
    AlreadyFriends => Conflict "already_friends",
    AlreadyRequested => Conflict "already_requested",
    BlockedByYou => Conflict "blocked_by_you",
    TooMany => Conflict "too_many_requests_pending",
} inner Store);

/// A person's contacts of one kind by id, after `after`.
///
/// # Errors
/// Only the store's.
pub fn list(
    read: &mut dyn Read,
    actor: &Actor,
    filter: ContactFilter,
    after: Option<ContactId>,
    limit: usize,
) -> Result<Vec<Contact>, StoreError> {
    read.contacts(actor.user, filter, after, limit)
}

/// Locks what two people have to do with each other, after looking that the other is there.
fn open(tx: &mut dyn Tx, actor: &Actor, other: UserId) -> Result<Relation, ContactError> {
    if other == actor.user {
        return Err(ContactError::WithSelf);
    }
    tx.user(other)?.ok_or(ContactError::NoSuchUser)?;
    Ok(tx.lock_relation(actor.user, other)?)
}

/// Writes a changed relation, moves on the streams of those who see the change, and tells them: the
/// actor of `mine`, the other of `theirs` if there is anything to see.
///
/// Answers the contact as the actor sees it.
fn tell(
    tx: &mut dyn Tx,
    actor: &Actor,
    mut relation: Relation,
    mine: ContactChange,
    theirs: Option<ContactChange>,
) -> Result<Contact, StoreError> {
    // Ascending ids: everybody locks people's rows in one order.
    let mut seers = vec![relation.lo, relation.hi];
    seers.retain(|user| *user == actor.user || theirs.is_some());
    for (user, rev) in tx.bump_users(&seers)? {
        relation.side_mut(user).rev = rev;
    }
    tx.put_relation(&relation)?;
    let mut seen = None;
    for user in seers {
        let other = tx.user(relation.other(user))?.ok_or_else(|| StoreError::lost("contact"))?;
        let contact = relation.seen_by(user, other.brief());
        let change = if user == actor.user {
            seen = Some(contact.clone());
            mine
        } else {
            theirs.unwrap_or(mine)
        };
        tx.emit(Event::Contact { owner: user, change, contact: Box::new(contact) });
    }
    seen.ok_or_else(|| StoreError::lost("contact"))
}
