use super::{Contact, ContactChange, ContactError, Relation, open, tell};
use crate::port::{StoreError, Tx};
use crate::{Actor, Event, Timestamp, UserId};

/// Blocks somebody.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// Whom.
    pub user: UserId,
    /// Now.
    pub at: Timestamp,
}

/// Blocks somebody: ends friendship and requests, closes the direct chat for both, hides each from the
/// other's presence. Doing it again changes nothing. The other isn't told.
///
/// # Errors
/// When the person isn't there or is the actor.
pub fn block(tx: &mut dyn Tx, actor: &Actor, cmd: Block) -> Result<Contact, ContactError> {
    let mut relation = open(tx, actor, cmd.user)?;
    if relation.blocks(actor.user) {
        return current(tx, actor, &relation);
    }
    // What the other could see ends, as if it were by itself.
    let seen = if relation.friends_since.take().is_some() {
        Some(ContactChange::Removed)
    } else {
        let visible = relation.request.is_some() && !relation.blocks(cmd.user);
        visible.then_some(ContactChange::Request)
    };
    relation.request = None;
    relation.side_mut(actor.user).blocked_at = Some(cmd.at);
    close_chat(tx, &relation)?;
    veil(tx, &relation);
    Ok(tell(tx, actor, relation, ContactChange::Block, seen)?)
}

/// Takes a block back. What the other asked for meanwhile is dropped.
///
/// # Errors
/// When the person isn't there or is the actor.
pub fn unblock(tx: &mut dyn Tx, actor: &Actor, user: UserId) -> Result<(), ContactError> {
    let mut relation = open(tx, actor, user)?;
    if !relation.blocks(actor.user) {
        return Ok(());
    }
    let asked = relation.request.take().map(|_| ContactChange::Request);
    relation.side_mut(actor.user).blocked_at = None;
    close_chat(tx, &relation)?;
    veil(tx, &relation);
    tell(tx, actor, relation, ContactChange::Block, asked)?;
    Ok(())
}

fn current(tx: &mut dyn Tx, actor: &Actor, relation: &Relation) -> Result<Contact, ContactError> {
    let other = tx.user(relation.other(actor.user))?.ok_or(ContactError::NoSuchUser)?;
    Ok(relation.seen_by(actor.user, other.brief()))
}

/// Notes on the direct chat who blocks whom, so that sending needs to look nowhere else.
fn close_chat(tx: &mut dyn Tx, relation: &Relation) -> Result<(), StoreError> {
    let Some(id) = tx.direct_chat(relation.lo, relation.hi)? else { return Ok(()) };
    let Some(mut chat) = tx.lock_chat(id)? else { return Ok(()) };
    if let Some(pair) = &mut chat.pair {
        pair.lo_shuts.blocks = relation.blocks(relation.lo);
        pair.hi_shuts.blocks = relation.blocks(relation.hi);
    }
    tx.update_chat(&chat)
}

fn veil(tx: &mut dyn Tx, relation: &Relation) {
    let (a, b) = (relation.lo, relation.hi);
    tx.emit(Event::Veil { a, b, veiled: relation.is_blocked() });
}
