//! Conversations as files: CSV for spreadsheets, JSON Lines for programs.

mod table;

use crate::{Kind, Line, Message};
use domain::message::{Entry, ExportPage, ExportedChat};
use domain::{UserBrief, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a file of conversations is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A table for spreadsheets: RFC 4180, UTF-8 with a byte order mark. Only messages.
    Csv,
    /// An object on each line: chats, messages and system lines, with all that the API tells of them.
    Jsonl,
}

impl ExportFormat {
    /// The media type of such a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Jsonl => "application/jsonl",
        }
    }

    /// How the names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    /// What such a file begins with.
    pub fn head(self) -> &'static str {
        match self {
            Self::Csv => table::HEAD,
            Self::Jsonl => "",
        }
    }

    /// A page as it stands in such a file; nothing where the page shows nothing.
    pub fn page(self, page: ExportPage) -> Vec<u8> {
        match self {
            Self::Csv => table::rows(&page),
            Self::Jsonl => lines(page),
        }
    }
}

/// A line of an export as JSON Lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Record {
    /// Before the messages of each chat.
    Chat(ChatRecord),
    Message(MessageRecord),
    Line(LineRecord),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ChatRecord {
    chat_id: i64,
    kind: Kind,
    /// The title of a group, the other person's name of a direct chat.
    chat_title: String,
    #[serde(with = "crate::time::at")]
    created_at: i64,
    /// The two people of a direct chat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<PersonRecord>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PersonRecord {
    id: i64,
    username: String,
    display_name: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct MessageRecord {
    chat_title: String,
    sender_username: String,
    sender_name: String,
    #[serde(flatten)]
    message: Message,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct LineRecord {
    chat_id: i64,
    chat_title: String,
    #[serde(flatten)]
    line: Line,
}

impl From<&UserBrief> for PersonRecord {
    fn from(user: &UserBrief) -> Self {
        Self {
            id: user.id.0,
            username: user.handle.as_str().to_owned(),
            display_name: user.display_name.as_str().to_owned(),
        }
    }
}

fn lines(page: ExportPage) -> Vec<u8> {
    let title = title(&page.chat);
    let mut out = Vec::new();
    if page.first {
        put(&mut out, &chat(&page.chat, title.clone()));
    }
    for entry in page.entries {
        let record = match entry {
            Entry::Message(message) => {
                let sender = person(&page.people, message.sender);
                let (sender_username, sender_name) = (sender.username, sender.display_name);
                let (chat_title, message) = (title.clone(), Message::from(*message));
                Record::Message(MessageRecord { chat_title, sender_username, sender_name, message })
            }
            Entry::Line(line) => {
                let (chat_id, chat_title) = (page.chat.id.0, title.clone());
                Record::Line(LineRecord { chat_id, chat_title, line: Line::from(*line) })
            }
        };
        put(&mut out, &record);
    }
    out
}

fn chat(chat: &ExportedChat, chat_title: String) -> Record {
    Record::Chat(ChatRecord {
        chat_id: chat.id.0,
        kind: chat.kind.into(),
        chat_title,
        created_at: chat.created_at.0,
        people: chat.pair.iter().map(PersonRecord::from).collect(),
    })
}

fn put(out: &mut Vec<u8>, record: &Record) {
    // Our types have string keys and no failing serializer.
    let _infallible = serde_json::to_writer(&mut *out, record);
    out.push(b'\n');
}

/// How a chat is called by whom it is exported for.
fn title(chat: &ExportedChat) -> String {
    if let Some(title) = &chat.title {
        return title.as_str().to_owned();
    }
    let other = chat.other_than(chat.viewer);
    other.map(|user| user.display_name.as_str().to_owned()).unwrap_or_default()
}

/// One of a page's people.
fn person(people: &[UserBrief], id: UserId) -> PersonRecord {
    let found = people.iter().find(|user| user.id == id).map(PersonRecord::from);
    found.unwrap_or_else(|| PersonRecord {
        id: id.0,
        username: id.to_string(),
        display_name: String::new(),
    })
}

#[cfg(test)]
mod tests;
