use super::StoreError;
use crate::notification::{NewNotification, Notification, NotificationFilter};
use crate::quiet::Settings;
use crate::{ChatId, Handle, NotificationId, Rev, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about notifications.
pub trait NotificationRead {
    /// A person's notifications before `before`, newest first.
    fn notifications(
        &mut self,
        user: UserId,
        before: Option<NotificationId>,
        limit: usize,
    ) -> Answer<Vec<Notification>>;
    /// Notifications of the person with `since < rev <= upto`, by `rev` and id.
    fn changed_notifications(
        &mut self,
        user: UserId,
        since: Rev,
        upto: Rev,
        limit: usize,
    ) -> Answer<Vec<Notification>>;
    /// How many notifications each of `users` has not read, by id; those without any may be missing.
    fn unread_notifications(&mut self, users: &[UserId]) -> Answer<Vec<(UserId, i64)>>;
    /// Which of the named notifications the person has, by id, and whether each is read.
    fn notification_ids(
        &mut self,
        user: UserId,
        which: &NotificationFilter,
    ) -> Answer<Vec<(NotificationId, bool)>>;
    /// The current members of a chat who came by `upto`, but the sender, those between whom and the sender a
    /// block stands, and those whose accounts rest; by id, after `after`.
    fn others_in(
        &mut self,
        chat: ChatId,
        sender: UserId,
        upto: Timestamp,
        after: UserId,
        limit: usize,
    ) -> Answer<Vec<UserId>>;
    /// The current members of a chat, but the sender and those between whom and the sender a block stands, who
    /// have one of these usernames, also when their accounts rest.
    fn mentioned(&mut self, chat: ChatId, sender: UserId, names: &[Handle]) -> Answer<Vec<UserId>>;
    /// How a person wants to hear of things; `None` while they have chosen nothing.
    fn notification_settings(&mut self, user: UserId) -> Answer<Option<Settings>>;
    /// Whether any session of the person, also an ended one, called itself so.
    fn knows_device(&mut self, user: UserId, user_agent: &str) -> Answer<bool>;
}

/// Changes of notifications.
pub trait NotificationWrite {
    /// Stores a notification for each person, whose row is locked, under the change that it is; drops
    /// what is older than a person's newest [`crate::notification::MAX_KEPT`].
    fn put_notifications(&mut self, new: &NewNotification, to: &[(UserId, Rev)]) -> Answer<()>;
    /// Writes how a person wants to hear of things.
    fn put_notification_settings(&mut self, user: UserId, settings: &Settings) -> Answer<()>;
    /// Marks notifications of a person as read by one change.
    fn mark_notifications(
        &mut self,
        user: UserId,
        ids: &[NotificationId],
        rev: Rev,
        at: Timestamp,
    ) -> Answer<()>;
}
