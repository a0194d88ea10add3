use super::{Occasion, Subscription, SubscriptionId};
use crate::notification::Notification;
use crate::port::{Read, StoreError};
use crate::{Chat, ChatKind, Message, Timestamp, UserBrief};

/// What is told to one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Which device.
    pub subscription: Subscription,
    /// What.
    pub told: Told,
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Somebody wrote.
    Message {
        /// Who.
        sender: UserBrief,
        /// Where.
        chat: Box<Chat>,
        /// What, with its words.
        message: Box<Message>,
        /// The words may be shown.
        preview: bool,
    },
    /// Something came into the person's list.
    Notice(Box<Notification>),
}

/// What to tell a device of an occasion; `None` when there is nothing (any more): the device is gone, the message
/// is read or deleted, the person left, or wants to be left alone by now.
///
/// # Errors
/// Only the store's.
pub fn content(
    read: &mut dyn Read,
    id: SubscriptionId,
    occasion: &Occasion,
    now: Timestamp,
) -> Result<Option<Content>, StoreError> {
    let Some(subscription) = read.subscription(id, now)? else { return Ok(None) };
    let settings = read.notification_settings(subscription.user)?.unwrap_or_default();
    if settings.is_quiet(now) {
        return Ok(None);
    }
    let told = match *occasion {
        Occasion::Message { chat, seq, sender } => {
            let Some((chat, me)) = read.chat_for(chat, subscription.user)? else { return Ok(None) };
            let shut = chat.kind == ChatKind::Direct && chat.pair.is_some_and(|p| p.is_closed());
            if me.read_seq >= seq || me.mute.is_some_and(|mute| mute.holds(now)) || shut {
                return Ok(None);
            }
            let message = read.messages(subscription.user, chat.id, seq, seq)?.pop();
            let message = message.filter(|message| message.deleted.is_none() && me.sees(message));
            let sender = read.user(sender)?.map(|user| user.brief());
            let Some((message, sender)) = message.zip(sender) else { return Ok(None) };
            let (chat, message) = (Box::new(chat), Box::new(message));
            Told::Message { sender, chat, message, preview: settings.previews }
        }
        Occasion::Notice { notification, .. } => {
            let before = Some(crate::NotificationId(notification.0.saturating_add(1)));
            let found = read.notifications(subscription.user, before, 1)?.pop();
            match found.filter(|one| one.id == notification && one.read_at.is_none()) {
                Some(one) => Told::Notice(Box::new(one)),
                None => return Ok(None),
            }
        }
    };
    Ok(Some(Content { subscription, told }))
}
