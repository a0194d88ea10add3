use crate::{Client, ClientError};
use wire::{NotificationList, NotificationState, NotificationsToRead};

impl Client {
    /// The newest of one's notifications.
    pub async fn notifications(&self) -> Result<NotificationList, ClientError> {
        self.get("/notifications").await
    }

    /// Marks notifications as read.
    pub async fn read_notifications(
        &self,
        which: &NotificationsToRead,
    ) -> Result<NotificationState, ClientError> {
        self.call("PUT", "/notifications/read", which).await
    }
}
