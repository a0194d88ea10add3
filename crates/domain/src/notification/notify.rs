use super::{NewNotification, Notification};
use crate::port::{StoreError, Tx};
use crate::{Event, NotificationId, UserId};
use std::collections::HashMap;

/// Writes a notification for each of `people` and tells their devices, in the caller's transaction.
///
/// The oldest of a person who has [`super::MAX_KEPT`] already goes.
///
/// # Errors
/// Only the store's.
pub fn notify(tx: &mut dyn Tx, people: &[UserId], new: &NewNotification) -> Result<(), StoreError> {
    if people.is_empty() {
        return Ok(());
    }
    // Ascending ids: everybody locks people's rows in one order.
    let mut people = people.to_vec();
    people.sort_unstable();
    people.dedup();
    let revs = tx.bump_users(&people)?;
    tx.put_notifications(new, &revs)?;
    let unread: HashMap<UserId, i64> = tx.unread_notifications(&people)?.into_iter().collect();
    let actor = match new.actor {
        Some(actor) => tx.user(actor)?.map(|user| user.brief()),
        None => None,
    };
    for (owner, rev) in revs {
        let notification = Notification {
            id: NotificationId(rev.0),
            rev,
            kind: new.kind,
            actor: actor.clone(),
            chat: new.chat,
            seq: new.seq,
            detail: new.detail.clone(),
            at: new.at,
            read_at: None,
        };
        let unread = unread.get(&owner).copied().unwrap_or(0);
        tx.emit(Event::Notified { owner, unread, notification: Box::new(notification) });
    }
    Ok(())
}
