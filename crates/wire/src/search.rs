//! Messages that were found, as bodies.

use crate::{Kind, Message};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of messages that were found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchPage {
    /// The newest first.
    pub items: Vec<FoundMessage>,
    /// Give it as `cursor` for the next page; null at the end. A page may be short, or empty, and have a
    /// next one all the same: the work for one page is bounded.
    pub next_cursor: Option<String>,
    /// Whether everything was looked at. False while so much is still to be indexed, as after an upgrade,
    /// that some was passed over.
    pub complete: bool,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundMessage {
    /// The message.
    pub message: Message,
    /// Who wrote it.
    pub sender: FoundPerson,
    /// Where it is.
    pub chat: FoundChat,
    /// What was found in its text, in order and apart.
    pub marks: Vec<Mark>,
    /// The part of a text of more than 240 characters to show.
    #[serde(default)]
    pub snippet: Option<Snippet>,
}

/// A part of a message's text, in UTF-16 code units, as strings of JavaScript count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mark {
    /// Its first.
    pub start: usize,
    /// The first behind it.
    pub end: usize,
}

/// The part of a long text around the first mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Snippet {
    /// At most 240 characters.
    pub text: String,
    /// Where it begins in the text, in UTF-16 code units.
    pub start: usize,
}

/// A person as far as a result names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundPerson {
    /// The person.
    pub id: i64,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// The account is deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// A chat as far as a result names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundChat {
    /// Its id.
    pub id: i64,
    /// Direct or group.
    pub kind: Kind,
    /// The title of a group; null for direct chats.
    pub title: Option<String>,
    /// The other person of a direct chat; null for groups.
    pub peer: Option<FoundPerson>,
}

impl From<domain::User> for FoundPerson {
    fn from(user: domain::User) -> Self {
        Self {
            id: user.id.0,
            username: user.handle.as_str().to_owned(),
            display_name: user.display_name.as_str().to_owned(),
            deleted: user.deleted_at.is_some(),
        }
    }
}

impl From<domain::search::Brief> for FoundChat {
    fn from(brief: domain::search::Brief) -> Self {
        Self {
            id: brief.chat.id.0,
            kind: brief.chat.kind.into(),
            title: brief.chat.title.map(|title| title.as_str().to_owned()),
            peer: brief.peer.map(Into::into),
        }
    }
}

impl From<domain::search::Found> for FoundMessage {
    fn from(found: domain::search::Found) -> Self {
        let mark = |mark: domain::search::Mark| Mark { start: mark.start, end: mark.end };
        let snippet =
            |part: domain::search::Snippet| Snippet { text: part.text, start: part.start };
        Self {
            message: found.message.into(),
            sender: found.sender.into(),
            chat: found.chat.into(),
            marks: found.marks.into_iter().map(mark).collect(),
            snippet: found.snippet.map(snippet),
        }
    }
}
