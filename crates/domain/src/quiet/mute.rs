use crate::error::catalogue;
use crate::port::{StoreError, Tx};
use crate::{Actor, ChatId, Event, Membership, Timestamp};

/// For how long something is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mute {
    /// Until then.
    Until(Timestamp),
    /// Until it is taken back.
    Forever,
}

impl Mute {
    /// Whether it is silent at `now`.
    pub fn holds(self, now: Timestamp) -> bool {
        match self {
            Self::Until(until) => now < until,
            Self::Forever => true,
        }
    }
}

/// Mutes a chat for the actor, or takes that back.
#[derive(Clone, Copy, Debug)]
pub struct MuteChat {
    /// Which.
    pub chat: ChatId,
    /// For how long; `None` to hear of it again.
    pub mute: Option<Mute>,
}

/// Why a chat could not be muted.
#[derive(Debug, thiserror::Error)]
pub enum MuteError {
    /// No such chat, or the actor isn't in it.
    #[error("no such chat")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(MuteError {
    NotFound => NotFound "chat_not_found",
} inner Store);

/// Mutes a chat for the actor alone and tells their other devices; nobody else is told.
///
/// # Errors
/// When the actor isn't in the chat.
pub fn mute_chat(tx: &mut dyn Tx, actor: &Actor, cmd: MuteChat) -> Result<Option<Mute>, MuteError> {
    // Locked, so that the row isn't changed by somebody else meanwhile.
    tx.lock_chat(cmd.chat)?.ok_or(MuteError::NotFound)?;
    let me = tx.membership(cmd.chat, actor.user)?.filter(Membership::is_current);
    let mut me = me.ok_or(MuteError::NotFound)?;
    if me.mute == cmd.mute {
        return Ok(me.mute);
    }
    me.mute = cmd.mute;
    let (owner, rev) = (actor.user, tx.bump_user(actor.user)?);
    me.user_rev = rev;
    tx.put_members(std::slice::from_ref(&me))?;
    tx.emit(Event::ChatMuted { owner, chat: cmd.chat, mute: cmd.mute, rev });
    Ok(me.mute)
}
