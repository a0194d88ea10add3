use super::Message;
use crate::error::catalogue;
use crate::port::{StoreError, StoreFault, Tx};
use crate::{Actor, ChatId, ClientId, Event, MessageText, Timestamp};

/// Sends a message.
#[derive(Clone, Debug)]
pub struct SendMessage {
    /// Where to.
    pub chat: ChatId,
    /// The sender's own name of it, for exactly one message however often it is sent.
    pub client_id: ClientId,
    /// What it says.
    pub text: MessageText,
    /// Now.
    pub at: Timestamp,
}

/// The message as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// True when an earlier try had stored it already.
    pub replayed: bool,
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// No such chat, or the sender isn't in it.
    #[error("no such chat")]
    NotFound,
    /// The sender has given this client id to another message.
    #[error("this client_id belongs to another message")]
    ClientIdReused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(SendError {
    NotFound => NotFound "chat_not_found",
    ClientIdReused => Conflict "client_id_reused",
} inner Store);

/// Stores a message as the next of its chat, once per `(sender, client_id)`.
///
/// # Errors
/// When the sender isn't in the chat, or has used the client id for another message.
pub fn send(tx: &mut dyn Tx, actor: &Actor, cmd: SendMessage) -> Result<Sent, SendError> {
    let context = tx.send_context(cmd.chat, actor.user, &cmd.client_id)?;
    let context = context.ok_or(SendError::NotFound)?;
    if let Some(message) = context.replay {
        let same = message.chat == cmd.chat && message.text == cmd.text;
        return if same {
            Ok(Sent { message, replayed: true })
        } else {
            Err(SendError::ClientIdReused)
        };
    }
    let mut chat = context.chat;
    chat.last_seq = chat.last_seq.next();
    chat.activity_at = chat.activity_at.max(cmd.at);
    let message = Message {
        chat: chat.id,
        seq: chat.last_seq,
        rev: chat.take_rev(),
        sender: actor.user,
        client_id: cmd.client_id,
        text: cmd.text,
        sent_at: cmd.at,
    };
    // The same id at the same moment in another chat: only the unique index sees that.
    tx.append(&chat, &message).map_err(|error| match error.fault {
        StoreFault::Conflict(_) => SendError::ClientIdReused,
        _ => SendError::Store(error),
    })?;
    tx.emit(Event::MessageNew { message: message.clone() });
    Ok(Sent { message, replayed: false })
}
