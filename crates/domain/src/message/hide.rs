use super::change::{ChangeError, open};
use crate::port::Tx;
use crate::{Actor, ChatId, Event, Rev, Seq};

/// Deletes a message for the actor alone.
#[derive(Clone, Copy, Debug)]
pub struct HideMessage {
    /// Where.
    pub chat: ChatId,
    /// Which.
    pub seq: Seq,
}

/// A message that a person deleted for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Where.
    pub chat: ChatId,
    /// Which.
    pub seq: Seq,
    /// The change of the person's own stream that did it.
    pub rev: Rev,
}

/// Deletes a message for the actor alone, on all of their devices. Once more changes nothing.
///
/// # Errors
/// When the actor isn't in the chat, or there is no such message.
pub fn hide(tx: &mut dyn Tx, actor: &Actor, cmd: HideMessage) -> Result<(), ChangeError> {
    let (chat, me) = open(tx, actor, cmd.chat)?;
    let found = tx.messages(actor.user, chat.id, cmd.seq, cmd.seq)?.pop();
    let found = found.filter(|message| message.seq > me.floor());
    let message = found.ok_or(ChangeError::NoSuchMessage)?;
    if message.hidden {
        return Ok(());
    }
    let (owner, rev) = (actor.user, tx.bump_user(actor.user)?);
    let (chat, seq) = (chat.id, cmd.seq);
    tx.put_hidden(owner, &Hidden { chat, seq, rev })?;
    tx.emit(Event::MessageHidden { owner, chat, seq, rev });
    Ok(())
}
