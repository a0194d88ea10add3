//! What becomes of messages after they were sent.

use crate::Message;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `PATCH /chats/{id}/messages/{seq}`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MessagePatch {
    /// What the message says from now on: 1..=8,000 characters.
    pub text: String,
}

/// What a message said once, or says now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Version {
    /// Its words.
    pub text: String,
    /// Since when it said so.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub at: i64,
}

impl From<domain::message::Version> for Version {
    fn from(version: domain::message::Version) -> Self {
        Self { text: version.text.as_str().to_owned(), at: version.at.0 }
    }
}

/// The versions of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VersionList {
    /// Oldest first; the last is what the message says now. Of more than 20 the first and the newest are kept.
    pub items: Vec<Version>,
}

/// One kind of reaction to a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reaction {
    /// Which.
    pub emoji: String,
    /// By how many.
    pub count: i64,
    /// One is among them. Missing in what everybody in the chat is told alike: then one knows better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub me: Option<bool>,
}

impl From<domain::message::Reaction> for Reaction {
    fn from(one: domain::message::Reaction) -> Self {
        Self { emoji: one.emoji.as_str().to_owned(), count: one.count, me: Some(one.me) }
    }
}

impl Reaction {
    /// The same for everybody.
    #[must_use]
    pub fn for_all(self) -> Self {
        Self { me: None, ..self }
    }
}

/// The reactions to a message, after one was put or taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReactionState {
    /// Where.
    pub chat_id: i64,
    /// To which message.
    pub seq: i64,
    /// The change that last touched the message.
    pub rev: i64,
    /// By first use.
    pub reactions: Vec<Reaction>,
}

impl From<domain::message::Reactions> for ReactionState {
    fn from(state: domain::message::Reactions) -> Self {
        let (chat_id, seq, rev) = (state.chat.0, state.seq.0, state.rev.0);
        let reactions = state.reactions.into_iter().map(Into::into).collect();
        Self { chat_id, seq, rev, reactions }
    }
}

/// Somebody's reaction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reacting {
    /// Who.
    pub user_id: i64,
    /// How.
    pub emoji: String,
    /// Since when.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub at: i64,
}

impl From<domain::message::Reacting> for Reacting {
    fn from(one: domain::message::Reacting) -> Self {
        Self { user_id: one.user.0, emoji: one.emoji.as_str().to_owned(), at: one.at.0 }
    }
}

/// A page of who reacted to a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReactingList {
    /// By emoji and user id.
    pub items: Vec<Reacting>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// Somebody who has read a message.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReadBy {
    /// Who.
    pub user_id: i64,
    /// When their cursor passed it.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub at: i64,
}

impl From<domain::message::ReadBy> for ReadBy {
    fn from(one: domain::message::ReadBy) -> Self {
        Self { user_id: one.user.0, at: one.at.0 }
    }
}

/// A page of who has read a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReaderList {
    /// By user id.
    pub items: Vec<ReadBy>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// The messages that are pinned to a chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PinList {
    /// The newest pin first; at most 50.
    pub items: Vec<Message>,
}
