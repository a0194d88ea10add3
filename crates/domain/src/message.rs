//! Messages: sending, changing, reading back, and how far each member has read.

mod change;
mod edit;
mod history;
mod mark_read;
mod send;

pub use change::ChangeError;
pub use edit::{EditMessage, MAX_VERSIONS, Version, edit, versions};
pub use history::{History, HistoryError, Page, history};
pub use mark_read::{MarkRead, ReadError, ReadState, mark_read};
pub use send::{SendError, SendMessage, Sent, send};

use crate::{ChatId, ClientId, MessageText, Rev, Seq, Timestamp, UserId};

/// A message; its identity is `(chat, seq)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where.
    pub chat: ChatId,
    /// Its place in the chat.
    pub seq: Seq,
    /// The change that last touched it.
    pub rev: Rev,
    /// Who wrote it.
    pub sender: UserId,
    /// The sender's own name of it; unique per sender.
    pub client_id: ClientId,
    /// What it says.
    pub text: MessageText,
    /// When it was taken in.
    pub sent_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
}
