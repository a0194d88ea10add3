use super::{Kind, NewNotification, notify};
use crate::port::{StoreError, Tx};
use crate::{Message, UserId};

/// Notifies whoever wrote what a message answers: not oneself, not somebody between whom and the sender a
/// block stands or who has left, and not somebody whom the message names and who is told so already.
pub(crate) fn notify_answered(
    tx: &mut dyn Tx,
    message: &Message,
    mentioned: &[UserId],
) -> Result<(), StoreError> {
    let Some(quote) = &message.reply_to else { return Ok(()) };
    let (author, sender) = (quote.sender, message.sender);
    if author == sender || mentioned.contains(&author) {
        return Ok(());
    }
    let there = tx.current_members(message.chat, &[author])?;
    let relation = tx.relation(sender, author)?;
    let blocked = relation.is_some_and(|r| r.blocks(sender) || r.blocks(author));
    if there.is_empty() || blocked {
        return Ok(());
    }
    let new = NewNotification::by(sender, Kind::Reply, message.sent_at).in_chat(message.chat);
    notify(tx, &there, &NewNotification { seq: Some(message.seq), ..new })
}
