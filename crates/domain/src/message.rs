//! Messages: sending, changing, reading back, taking along, and how far each member has read.

mod change;
mod clear;
mod delete;
mod edit;
mod export;
mod hide;
mod history;
mod mark_read;
mod pin;
mod react;
mod readers;
mod send;

pub use change::ChangeError;
pub use clear::{ClearHistory, clear};
pub use delete::{DeleteMessage, delete};
pub use edit::{EditMessage, MAX_VERSIONS, Version, edit, versions};
pub use export::{EXPORT_PAGE, Entry, Export, ExportPage, Exported, ExportedChat};
pub use hide::{Hidden, HideMessage, hide};
pub use history::{History, HistoryError, Page, history};
pub use mark_read::{MarkRead, ReadError, ReadState, mark_read};
pub use pin::{MAX_PINS, PinMessage, pin, pins};
pub use react::{MAX_KINDS, React, Reacting, Reactions, WhoReacted, react, who_reacted};
pub use readers::{ReadBy, WhoRead, readers};
pub use send::{SendError, SendMessage, Sent, TooSoon, send};

use crate::{ChatId, ClientId, Emoji, MessageText, Rev, Seq, Timestamp, UserId};

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
    /// That it was deleted for everyone: nothing is left of it but its place and who sent it when.
    pub deleted: Option<Deletion>,
    /// The message that this one answers, as it is now.
    pub reply_to: Option<Quote>,
    /// How people reacted, by first use; at most [`MAX_KINDS`].
    pub reactions: Vec<Reaction>,
    /// That it is pinned to its chat.
    pub pinned: Option<Pin>,
    /// The viewer deleted it for themselves: nothing is told but its place and who sent it when.
    pub hidden: bool,
}

/// How a message came to be pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Who did it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// One kind of reaction to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// Which.
    pub emoji: Emoji,
    /// By how many.
    pub count: i64,
    /// The viewer is among them; in what everybody is told, whoever caused it.
    pub me: bool,
}

/// What a message shows of the one that it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Which one, in the same chat.
    pub seq: Seq,
    /// Who wrote it.
    pub sender: UserId,
    /// How it begins: at most [`Quote::MAX_CHARS`] characters; nothing when it is deleted.
    pub text: String,
    /// It was deleted, for everyone or for the viewer.
    pub deleted: bool,
}

impl Quote {
    /// Most characters that are shown.
    pub const MAX_CHARS: usize = 200;

    /// What is shown of a message.
    pub fn of(message: &Message) -> Self {
        Self {
            seq: message.seq,
            sender: message.sender,
            text: message.text.as_str().chars().take(Self::MAX_CHARS).collect(),
            deleted: message.deleted.is_some(),
        }
    }
}

/// How a message came to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// Who did it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

impl Message {
    /// This message as somebody sees it who deleted it for themselves.
    #[must_use]
    pub fn hide(self) -> Self {
        let text = MessageText::from_stored(String::new());
        Self {
            text,
            edited_at: None,
            deleted: None,
            reply_to: None,
            reactions: Vec::new(),
            pinned: None,
            hidden: true,
            ..self
        }
    }

    /// This message as somebody sees it for whom the one that it answers is not there.
    #[must_use]
    pub fn unquote(mut self) -> Self {
        if let Some(quote) = &mut self.reply_to {
            (quote.text, quote.deleted) = (String::new(), true);
        }
        self
    }

    /// What is left of this message by the change `rev` that deletes it.
    #[must_use]
    pub fn tombstone(self, rev: Rev, deletion: Deletion) -> Self {
        let text = MessageText::from_stored(String::new());
        Self {
            rev,
            text,
            edited_at: None,
            deleted: Some(deletion),
            reply_to: None,
            reactions: Vec::new(),
            pinned: None,
            ..self
        }
    }
}
