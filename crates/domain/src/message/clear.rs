use super::change::{ChangeError, open};
use crate::port::Tx;
use crate::{Actor, ChatId, Event, Seq};

/// Clears a chat's history for the actor alone.
#[derive(Clone, Copy, Debug)]
pub struct ClearHistory {
    /// Which chat.
    pub chat: ChatId,
}

/// Clears a chat's history up to now for the actor alone, on all of their devices, and answers the last
/// message that is gone. Nobody else is told, also not that anything was read.
///
/// # Errors
/// When the actor isn't in the chat.
pub fn clear(tx: &mut dyn Tx, actor: &Actor, cmd: ClearHistory) -> Result<Seq, ChangeError> {
    let (chat, mut me) = open(tx, actor, cmd.chat)?;
    if me.cleared_seq == chat.last_seq && me.cleared_rev == chat.rev {
        return Ok(chat.last_seq);
    }
    let (owner, rev) = (actor.user, tx.bump_user(actor.user)?);
    (me.cleared_seq, me.own_after, me.user_rev) = (chat.last_seq, 0, rev);
    me.cleared_rev = chat.rev;
    tx.put_cleared(&me)?;
    let (chat, seq, chat_rev) = (chat.id, me.cleared_seq, chat.rev);
    tx.emit(Event::HistoryCleared { owner, chat, seq, chat_rev, rev });
    Ok(seq)
}
