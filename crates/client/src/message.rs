//! What becomes of messages after they were sent.

use crate::{Client, ClientError};
use serde_json::json;
use wire::{Message, Sent, VersionList};

fn path(chat: i64, seq: i64) -> String {
    format!("/chats/{chat}/messages/{seq}")
}

impl Client {
    /// Gives a message of one's own another text.
    pub async fn edit(&self, chat: i64, seq: i64, text: &str) -> Result<Message, ClientError> {
        self.call("PATCH", &path(chat, seq), &json!({"text": text})).await
    }

    /// Answers a message; the same `client_id` again answers the same message.
    pub async fn reply(
        &self,
        chat: i64,
        seq: i64,
        client_id: &str,
        text: &str,
    ) -> Result<Sent, ClientError> {
        let body = json!({"client_id": client_id, "text": text, "reply_to": seq});
        self.call("POST", &format!("/chats/{chat}/messages"), &body).await
    }

    /// Deletes a message for everyone.
    pub async fn delete(&self, chat: i64, seq: i64) -> Result<(), ClientError> {
        self.request("DELETE", &path(chat, seq), None).await?.checked().map(|_| ())
    }

    /// What a message said before, and says now.
    pub async fn versions(&self, chat: i64, seq: i64) -> Result<VersionList, ClientError> {
        self.get(&format!("{}/history", path(chat, seq))).await
    }
}
