//! What becomes of messages after they were sent.

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
