use super::ContactChange;
use crate::port::{StoreError, Tx};
use crate::{Event, UserId};

/// Forgets everything between a person who goes for good and everybody else; the others are told.
///
/// # Errors
/// Only the store's.
pub(crate) fn forget(tx: &mut dyn Tx, user: UserId) -> Result<(), StoreError> {
    let leaver = tx.user(user)?.ok_or_else(|| StoreError::lost("forget contacts"))?;
    let brief = leaver.brief();
    for other in tx.relations_of(user)? {
        let mut relation = tx.lock_relation(user, other)?;
        let seen = relation.seen_by(other, brief.clone());
        relation.friends_since = None;
        relation.request = None;
        (relation.lo_side.blocked_at, relation.hi_side.blocked_at) = (None, None);
        if seen.is_empty() {
            tx.put_relation(&relation)?;
            continue;
        }
        let rev = tx.bump_user(other)?;
        relation.side_mut(other).rev = rev;
        tx.put_relation(&relation)?;
        let contact = Box::new(relation.seen_by(other, brief.clone()));
        let change = if seen.friends_since.is_some() {
            ContactChange::Removed
        } else if seen.blocked_at.is_some() {
            ContactChange::Block
        } else {
            ContactChange::Request
        };
        tx.emit(Event::Contact { owner: other, change, contact });
    }
    Ok(())
}
