use super::NotificationFilter;
use crate::error::catalogue;
use crate::port::{StoreError, Tx};
use crate::{Actor, Event, Timestamp};

/// Marks some of the actor's notifications as read.
#[derive(Clone, Debug)]
pub struct MarkNotifications {
    /// Which.
    pub which: NotificationFilter,
    /// Now.
    pub at: Timestamp,
}

/// What is left after marking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// How many are unread.
    pub unread: i64,
}

/// Why notifications could not be marked.
#[derive(Debug, thiserror::Error)]
pub enum NotificationError {
    /// One that is named isn't in the actor's list (any more).
    #[error("no such notification")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(NotificationError {
    NotFound => NotFound "notification_not_found",
} inner Store);

/// Marks notifications as read and tells the actor's other devices; what is read stays read since then.
///
/// # Errors
/// When one that is named isn't in the actor's list.
pub fn mark(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: &MarkNotifications,
) -> Result<Marked, NotificationError> {
    // Whoever notifies this person waits, so that the count agrees with what is told.
    tx.lock_user(actor.user)?;
    let found = tx.notification_ids(actor.user, &cmd.which)?;
    let there = |id| found.iter().any(|(known, _)| known == id);
    let known = match &cmd.which {
        NotificationFilter::All => true,
        NotificationFilter::UpTo(id) => there(id),
        NotificationFilter::These(ids) => ids.iter().all(there),
    };
    if !known {
        return Err(NotificationError::NotFound);
    }
    let ids: Vec<_> = found.into_iter().filter(|(_, read)| !read).map(|(id, _)| id).collect();
    if !ids.is_empty() {
        let rev = tx.bump_user(actor.user)?;
        tx.mark_notifications(actor.user, &ids, rev, cmd.at)?;
        let unread = unread(tx, actor)?;
        let owner = actor.user;
        tx.emit(Event::NotificationsRead { owner, rev, ids, at: cmd.at, unread });
    }
    Ok(Marked { unread: unread(tx, actor)? })
}

fn unread(tx: &mut dyn Tx, actor: &Actor) -> Result<i64, StoreError> {
    let counted = tx.unread_notifications(&[actor.user])?;
    Ok(counted.first().map_or(0, |(_, count)| *count))
}
