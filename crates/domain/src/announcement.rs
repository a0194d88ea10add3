//! What administrators tell everybody, for a while.

use crate::admin::{self, AdminError, Authority, Target};
use crate::error::catalogue;
use crate::port::{Read, StoreError, Tx};
use crate::{Event, MessageText, Timestamp};

/// The place of an announcement; a later one has a greater one.
pub type AnnouncementId = i64;

/// Longest that an announcement may hold, in milliseconds.
pub const LONGEST_MS: i64 = 366 * 86_400_000;
/// Most characters of an announcement.
pub const MOST_CHARS: usize = 500;
/// Most announcements that hold at a time.
pub const MOST: usize = 5;

/// What everybody is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// Its place.
    pub id: AnnouncementId,
    /// The words.
    pub text: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it holds.
    pub until: Timestamp,
}

/// Why nothing was announced.
#[derive(Debug, thiserror::Error)]
pub enum AnnounceError {
    /// It would hold for too long, or not at all, or is too long to read.
    #[error("an announcement has 1 to 500 characters and holds for at most a year")]
    Bounds,
    /// There are enough.
    #[error("take one of the others back first; nobody reads more than five")]
    TooMany,
    /// No such announcement.
    #[error("no such announcement")]
    NotFound,
    /// The actor is no administrator.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(AnnounceError {
    Bounds => Invalid "announcement_bounds",
    TooMany => Conflict "too_many_announcements",
    NotFound => NotFound "announcement_not_found",
} inner Admin, Store);

/// Tells everybody something.
///
/// # Errors
/// When the actor is no administrator, or it is too long or too much.
pub fn announce(
    tx: &mut dyn Tx,
    by: &Authority,
    text: &MessageText,
    until: Timestamp,
) -> Result<Announcement, AnnounceError> {
    admin::authorise(tx, by)?;
    let lasts = until.since(by.at);
    if text.as_str().chars().count() > MOST_CHARS || !(1..=LONGEST_MS).contains(&lasts) {
        return Err(AnnounceError::Bounds);
    }
    // Two at once would both find room.
    tx.lock_settings()?;
    if tx.announcements(by.at, MOST)?.len() >= MOST {
        return Err(AnnounceError::TooMany);
    }
    let made = tx.insert_announcement(text, by.actor.map(|actor| actor.user), by.at, until)?;
    admin::note(tx, by, "announcement.create", Target::Announcement(made.id), &[])?;
    tx.emit(Event::Announced { announcement: made.clone() });
    Ok(made)
}

/// Takes an announcement back.
///
/// # Errors
/// When the actor is no administrator, or there is none such.
pub fn take_back(tx: &mut dyn Tx, by: &Authority, id: AnnouncementId) -> Result<(), AnnounceError> {
    admin::authorise(tx, by)?;
    if !tx.end_announcement(id, by.at)? {
        return Err(AnnounceError::NotFound);
    }
    admin::note(tx, by, "announcement.revoke", Target::Announcement(id), &[])?;
    tx.emit(Event::AnnouncementOver { id });
    Ok(())
}

/// The announcements that hold, oldest first.
///
/// # Errors
/// Only the store's.
pub fn announcements(read: &mut dyn Read, now: Timestamp) -> Result<Vec<Announcement>, StoreError> {
    read.announcements(now, MOST)
}
