//! Lines of a download of one's own data, one JSON object each.

use crate::{Kind, Role};
use serde::{Deserialize, Serialize};

/// A username that one has or had: `usernames.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportedName {
    /// The name.
    pub username: String,
    /// Since when.
    #[serde(with = "crate::time::at")]
    pub since: i64,
}

impl From<(domain::Handle, domain::Timestamp)> for ExportedName {
    fn from((handle, since): (domain::Handle, domain::Timestamp)) -> Self {
        Self { username: handle.as_str().to_owned(), since: since.0 }
    }
}

/// A chat that one is or was in: `chats.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportedChat {
    /// Its id.
    pub chat_id: i64,
    /// Direct or group.
    pub kind: Kind,
    /// The title of a group.
    pub title: Option<String>,
    /// What one may do.
    pub role: Role,
    /// When one came.
    #[serde(with = "crate::time::at")]
    pub joined_at: i64,
    /// When one went.
    #[serde(with = "crate::time::maybe")]
    pub left_at: Option<i64>,
    /// How far one has read.
    pub read_seq: i64,
}

impl From<(domain::Chat, domain::Membership)> for ExportedChat {
    fn from((chat, row): (domain::Chat, domain::Membership)) -> Self {
        Self {
            chat_id: chat.id.0,
            kind: chat.kind.into(),
            // Who has left hears nothing more, also not of another title.
            title: chat.title.filter(|_| row.is_current()).map(|title| title.as_str().to_owned()),
            role: row.role.into(),
            joined_at: row.joined_at.0,
            left_at: row.left_at.map(|at| at.0),
            read_seq: row.read_seq.0,
        }
    }
}

/// A browser that is told while the page is closed: `push_subscriptions.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedSubscription {
    /// The address at the browser's push service.
    pub endpoint: String,
}

impl From<domain::push::Subscription> for ExportedSubscription {
    fn from(one: domain::push::Subscription) -> Self {
        Self { endpoint: one.endpoint.as_str().to_owned() }
    }
}

/// A report that one made: `reports.jsonl`. What administrators wrote about it is theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedReport {
    /// Whom one reported.
    pub user_id: i64,
    /// Where the message is; null when it was about the person.
    pub chat_id: Option<i64>,
    /// Which message.
    pub seq: Option<i64>,
    /// Why.
    pub reason: String,
    /// In one's own words.
    pub note: String,
    /// When.
    #[serde(with = "crate::time::at")]
    pub made_at: i64,
}

impl From<domain::report::Report> for ExportedReport {
    fn from(one: domain::report::Report) -> Self {
        Self {
            user_id: one.subject.0,
            chat_id: one.message.map(|(chat, _)| chat.0),
            seq: one.message.map(|(_, seq)| seq.0),
            reason: one.reason.name().to_owned(),
            note: one.note,
            made_at: one.made_at.0,
        }
    }
}
