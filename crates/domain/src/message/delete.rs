use super::Deletion;
use super::change::{ChangeError, find, open};
use crate::chat::permission::{self, Action};
use crate::notification::silence;
use crate::port::Tx;
use crate::{Actor, Chat, ChatId, Event, Role, Seq, Timestamp};

/// Deletes a message for everyone.
#[derive(Clone, Copy, Debug)]
pub struct DeleteMessage {
    /// Where.
    pub chat: ChatId,
    /// Which.
    pub seq: Seq,
    /// Now.
    pub at: Timestamp,
}

/// Whether a member with this role may delete a message for everyone: their own always, those of others in
/// a group by its table.
fn may_delete(chat: &Chat, role: Role, is_sender: bool) -> bool {
    is_sender || permission::may(&chat.settings, role, Action::DeleteOthers)
}

/// Deletes a message for everyone: its row keeps the place, the words and all that hangs on them go.
///
/// Once more changes nothing. Notifications of it count as read, those of a large group part by part; they never
/// held its words.
///
/// # Errors
/// When the actor isn't in the chat, there is no such message, or they may not.
pub fn delete(tx: &mut dyn Tx, actor: &Actor, cmd: DeleteMessage) -> Result<(), ChangeError> {
    let (mut chat, me) = open(tx, actor, cmd.chat)?;
    let message = find(tx, &me, &chat, cmd.seq)?;
    if !may_delete(&chat, me.role, message.sender == actor.user) {
        return Err(ChangeError::MayNotDelete);
    }
    if message.deleted.is_some() {
        return Ok(());
    }
    let rev = chat.take_rev();
    let (by, at) = (actor.user, cmd.at);
    let message = message.tombstone(rev, Deletion { by, at });
    tx.put_deleted(&chat, &message)?;
    tx.emit(Event::MessageDeleted { chat: chat.id, rev, seq: cmd.seq, by, at });
    silence(tx, chat.id, cmd.seq, at)?;
    Ok(())
}
