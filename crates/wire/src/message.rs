//! Messages as bodies.

use crate::{Line, Reaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A message; its identity is `(chat_id, seq)`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Where.
    pub chat_id: i64,
    /// Its place in the chat: 1, 2, 3 … without gaps.
    pub seq: i64,
    /// The chat's change that last touched it.
    pub rev: i64,
    /// Who wrote it.
    pub sender_id: i64,
    /// The sender's own name of it.
    pub client_id: String,
    /// What it says.
    pub text: String,
    /// When it was taken in.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: i64,
    /// When it was last edited; missing when it never was.
    #[serde(default, with = "crate::time::maybe", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub edited_at: Option<i64>,
    /// When it was deleted for everyone; missing unless it was. Its text is empty then.
    #[serde(default, with = "crate::time::maybe", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub deleted_at: Option<i64>,
    /// Who deleted it; missing unless it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_by: Option<i64>,
    /// The message of the same chat that it answers, as that one is now.
    #[serde(default)]
    pub reply_to: Option<Quote>,
    /// How people reacted, by first use.
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    /// When it was pinned to its chat; missing unless it is.
    #[serde(default, with = "crate::time::maybe", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub pinned_at: Option<i64>,
    /// Who pinned it; missing unless it is pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned_by: Option<i64>,
    /// One deleted it for oneself: its text is empty, and only its place counts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

impl Message {
    /// The same as everybody in the chat may be told alike.
    #[must_use]
    pub fn for_all(self) -> Self {
        let reactions = self.reactions.into_iter().map(Reaction::for_all).collect();
        Self { reactions, ..self }
    }
}

/// What a message shows of the one that it answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Quote {
    /// Which one.
    pub seq: i64,
    /// Who wrote it.
    pub sender_id: i64,
    /// How it begins: at most 200 characters; empty when it is deleted.
    pub text: String,
    /// It was deleted, for everyone or for oneself.
    pub deleted: bool,
}

impl From<domain::message::Quote> for Quote {
    fn from(quote: domain::message::Quote) -> Self {
        let (seq, sender_id) = (quote.seq.0, quote.sender.0);
        Self { seq, sender_id, text: quote.text, deleted: quote.deleted }
    }
}

impl From<domain::Message> for Message {
    fn from(m: domain::Message) -> Self {
        Self {
            chat_id: m.chat.0,
            seq: m.seq.0,
            rev: m.rev.0,
            sender_id: m.sender.0,
            client_id: m.client_id.as_str().to_owned(),
            text: m.text.as_str().to_owned(),
            sent_at: m.sent_at.0,
            edited_at: m.edited_at.map(|at| at.0),
            deleted_at: m.deleted.map(|deletion| deletion.at.0),
            deleted_by: m.deleted.map(|deletion| deletion.by.0),
            reply_to: m.reply_to.map(Into::into),
            reactions: m.reactions.into_iter().map(Into::into).collect(),
            pinned_at: m.pinned.map(|pin| pin.at.0),
            pinned_by: m.pinned.map(|pin| pin.by.0),
            hidden: m.hidden,
        }
    }
}

/// `POST /chats/{id}/messages`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewMessage {
    /// 1..=64 visible ASCII characters, best a UUID. The same id again answers the same message.
    /// The header `Idempotency-Key` serves when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// 1..=8,000 characters.
    pub text: String,
    /// The `seq` of the message of this chat that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i64>,
}

/// A message as its sender gets it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Sent {
    /// The message.
    #[serde(flatten)]
    pub message: Message,
    /// True when an earlier try had stored it already.
    pub replayed: bool,
}

/// The socket's answer to `message.send`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SentAck {
    /// Where.
    pub chat_id: i64,
    /// The message's place.
    pub seq: i64,
    /// The change.
    pub rev: i64,
    /// When it was taken in.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: i64,
    /// True when an earlier try had stored it already.
    pub replayed: bool,
}

impl From<&domain::message::Sent> for SentAck {
    fn from(sent: &domain::message::Sent) -> Self {
        Self {
            chat_id: sent.message.chat.0,
            seq: sent.message.seq.0,
            rev: sent.message.rev.0,
            sent_at: sent.message.sent_at.0,
            replayed: sent.replayed,
        }
    }
}

/// A page of history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct History {
    /// By seq, ascending.
    pub items: Vec<Message>,
    /// System lines behind them by `rev`, ascending, those before the first message with the first page; at
    /// most 200, of more the newest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
    /// There are older ones.
    pub has_before: bool,
    /// There are newer ones.
    pub has_after: bool,
}

impl From<domain::message::Page> for History {
    fn from(page: domain::message::Page) -> Self {
        Self {
            items: page.messages.into_iter().map(Into::into).collect(),
            lines: page.lines.into_iter().map(Into::into).collect(),
            has_before: page.has_before,
            has_after: page.has_after,
        }
    }
}

/// `PUT /chats/{id}/read`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReadSet {
    /// Everything up to here is read; beyond the newest message means the newest.
    pub seq: i64,
}

/// A read cursor after it was set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReadState {
    /// Everything up to here is read.
    pub read_seq: i64,
    /// Messages after it that are not one's own.
    pub unread: i64,
    /// The chat's newest change.
    pub rev: i64,
}

impl From<domain::message::ReadState> for ReadState {
    fn from(state: domain::message::ReadState) -> Self {
        Self { read_seq: state.read_seq.0, unread: state.unread, rev: state.rev.0 }
    }
}
