//! What a person is told apart from messages: a list of their own, bounded, with what is unread.
//!
//! A notification is written in the transaction of its cause, by [`notify`]. Causes see to it that a
//! block between the two keeps it away.

mod call;
mod mark;
mod mention;
mod model;
mod notify;
mod reply;
mod silence;

pub use call::{CALL_JOB, CALLED_AT_ONCE, Call, call_part};
pub use mark::{MarkNotifications, Marked, NotificationError, mark};
pub use mention::{MAX_MENTIONS, mentions};
pub(crate) use mention::{notify_mentioned, notify_named};
pub use model::{Kind, NewNotification, Notification, NotificationFilter};
pub use notify::notify;
pub(crate) use reply::notify_answered;
pub(crate) use silence::silence;
pub use silence::{SILENCE_JOB, Silence, silence_part};

use crate::port::{Read, StoreError};
use crate::{Actor, NotificationId};

/// Most notifications that are kept of one person; a newer one drives out the oldest.
pub const MAX_KEPT: usize = 500;

/// A page of somebody's notifications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Newest first.
    pub notifications: Vec<Notification>,
    /// How many of all are unread.
    pub unread: i64,
}

/// The actor's notifications before `before`, newest first.
///
/// # Errors
/// Only the store's.
pub fn list(
    read: &mut dyn Read,
    actor: &Actor,
    before: Option<NotificationId>,
    limit: usize,
) -> Result<Page, StoreError> {
    let notifications = read.notifications(actor.user, before, limit)?;
    let unread = read.unread_notifications(&[actor.user])?;
    Ok(Page { notifications, unread: unread.first().map_or(0, |(_, count)| *count) })
}
