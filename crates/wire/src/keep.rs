//! What one keeps of a chat for oneself.

use domain::{Seq, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What one keeps of a chat for oneself alone; null or missing where there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Kept {
    /// Since when it stands at the top of one's list.
    #[serde(default, with = "crate::time::maybe", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub pinned_at: Option<i64>,
    /// The newest message when one put it away: it is away until `last_seq` passes it, and for as long as the
    /// chat is muted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_seq: Option<i64>,
    /// How far one had read when one marked it as unread: it is so while that is one's `read_seq`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread_seq: Option<i64>,
    /// What one began to write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
}

/// What one began to write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Draft {
    /// The text so far.
    pub text: String,
    /// The `seq` of the message that it is to answer; it may be gone by now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i64>,
    /// When it was last changed.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub at: i64,
}

impl From<domain::chat::Kept> for Kept {
    fn from(kept: domain::chat::Kept) -> Self {
        let seq = |seq: Seq| seq.0;
        let time = |at: Timestamp| at.0;
        Self {
            pinned_at: kept.pinned_at.map(time),
            archived_seq: kept.archived.map(seq),
            unread_seq: kept.unread.map(seq),
            draft: kept.draft.map(|draft| Draft {
                text: draft.text.as_str().to_owned(),
                reply_to: draft.reply_to.map(seq),
                at: draft.at.0,
            }),
        }
    }
}

/// What one keeps of one of one's chats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChatKept {
    /// Which.
    pub chat_id: i64,
    /// What.
    #[serde(flatten)]
    pub kept: Kept,
}

impl From<domain::chat::Kept> for ChatKept {
    fn from(kept: domain::chat::Kept) -> Self {
        Self { chat_id: kept.chat.0, kept: kept.into() }
    }
}

/// `PATCH /chats/{id}/kept`: what is missing stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptPatch {
    /// To the top of one's list, or no longer; at most 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// Put away, or no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// Marked as unread, or no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<bool>,
}

/// `PUT /chats/{id}/draft`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewDraft {
    /// The text so far, as of a message; nothing but blanks is none.
    pub text: String,
    /// The `seq` of the message that it is to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<i64>,
}
