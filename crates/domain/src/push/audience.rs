use super::SubscriptionId;
use crate::port::{Read, StoreError};
use crate::quiet::{Mute, Settings};
use crate::{ChatId, NotificationId, Seq, Timestamp, UserId};

/// Devices that are read at once.
const AT_ONCE: usize = 1_000;

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
    let (chat, seq, sender) = match *occasion {
        Occasion::Message { chat, seq, sender } => (chat, seq, sender),
        Occasion::Notice { user, .. } => {
            let targets = read.push_targets_of(user, now)?.into_iter();
            let told = targets.filter(|target| is_open(target, now, is_there));
            return Ok(told.map(|target| target.subscription).collect());
        }
    };
    let (mut told, mut veiled, mut after) = (Vec::new(), None, SubscriptionId(0));
    loop {
        let targets = read.push_targets((chat, seq), now, after, AT_ONCE)?;
        let whole = targets.len() < AT_ONCE;
        let Some(last) = targets.last() else { return Ok(told) };
        after = last.subscription;
        let veiled = match &mut veiled {
            Some(veiled) => veiled,
            none => none.insert(read.veiled_from(sender)?),
        };
        let others = targets.into_iter().filter(|target| {
            target.user != sender
                && !veiled.contains(&target.user)
                && is_open(target, now, is_there)
        });
        told.extend(others.map(|target| target.subscription));
        if whole {
            return Ok(told);
        }
    }
}

/// Whether somebody wants to hear of it now, and is not here to see it.
fn is_open(target: &Target, now: Timestamp, is_there: &dyn Fn(UserId) -> bool) -> bool {
    let muted = target.mute.is_some_and(|mute| mute.holds(now));
    !muted && !target.settings.is_quiet(now) && !is_there(target.user)
}
