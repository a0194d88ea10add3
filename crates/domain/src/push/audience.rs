use super::SubscriptionId;
use crate::port::{Read, StoreError};
use crate::quiet::{Mute, Settings};
use crate::{ChatId, NotificationId, Seq, Timestamp, UserId};

/// Something that people who are away may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occasion {
    /// A message came.
    Message {
        /// Where.
        chat: ChatId,
        /// Which.
        seq: Seq,
        /// Who wrote it.
        sender: UserId,
    },
    /// Something came into a person's list.
    Notice {
        /// Whose.
        user: UserId,
        /// What.
        notification: NotificationId,
    },
}

/// A device that might be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where.
    pub subscription: SubscriptionId,
    /// Whose.
    pub user: UserId,
    /// For how long the person hears nothing of the chat.
    pub mute: Option<Mute>,
    /// How the person wants to hear of things.
    pub settings: Settings,
}

/// Whom to tell: not the sender, nobody between whom and the sender a block stands, nobody who has read it, wants
/// to be left alone, or is there.
///
/// # Errors
/// Only the store's.
pub fn audience(
    read: &mut dyn Read,
    occasion: &Occasion,
    now: Timestamp,
    is_there: &dyn Fn(UserId) -> bool,
) -> Result<Vec<SubscriptionId>, StoreError> {
    let (mut targets, veiled) = match *occasion {
        Occasion::Message { chat, seq, sender } => {
            let targets = read.push_targets(chat, seq, now)?;
            let veiled = if targets.is_empty() { Vec::new() } else { read.veiled_from(sender)? };
            let not_own = targets.into_iter().filter(|target| target.user != sender);
            (not_own.collect(), veiled)
        }
        Occasion::Notice { user, .. } => (read.push_targets_of(user, now)?, Vec::new()),
    };
    targets.retain(|target: &Target| {
        let muted = target.mute.is_some_and(|mute| mute.holds(now));
        !muted
            && !target.settings.is_quiet(now)
            && !veiled.contains(&target.user)
            && !is_there(target.user)
    });
    Ok(targets.into_iter().map(|target| target.subscription).collect())
}
