//! What becomes of messages after they were sent.

use crate::{Client, ClientError};
use serde_json::json;
use std::fmt::Write;
use wire::{
    Message, PinList, ReactingList, ReactionState, ReaderList, SearchPage, Sent, VersionList,
};

fn path(chat: i64, seq: i64) -> String {
    format!("/chats/{chat}/messages/{seq}")
}

/// Every byte as `%XX`.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut all, byte| {
        let _infallible = write!(all, "%{byte:02X}");
        all
    })
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

    /// Reacts to a message, or takes that back.
    pub async fn react(
        &self,
        chat: i64,
        seq: i64,
        emoji: &str,
        on: bool,
    ) -> Result<ReactionState, ClientError> {
        let path = format!("{}/reactions/{}", path(chat, seq), escaped(emoji));
        self.request(if on { "PUT" } else { "DELETE" }, &path, None).await?.read()
    }

    /// Who reacted to a message: `query` like `emoji=%F0%9F%91%8D&limit=20`, or empty.
    pub async fn reactions(
        &self,
        chat: i64,
        seq: i64,
        query: &str,
    ) -> Result<ReactingList, ClientError> {
        self.get(&format!("{}/reactions?{query}", path(chat, seq))).await
    }

    /// Messages by what they say: `more` like `&chat_id=4&limit=20`, or empty.
    pub async fn search(&self, q: &str, more: &str) -> Result<SearchPage, ClientError> {
        self.get(&format!("/search?q={}{more}", escaped(q))).await
    }

    /// The first page of who has read a message.
    pub async fn readers(&self, chat: i64, seq: i64) -> Result<ReaderList, ClientError> {
        self.get(&format!("{}/readers", path(chat, seq))).await
    }

    /// Deletes a message for oneself.
    pub async fn hide(&self, chat: i64, seq: i64) -> Result<(), ClientError> {
        let path = format!("{}?for=me", path(chat, seq));
        self.request("DELETE", &path, None).await?.checked().map(|_| ())
    }

    /// Clears a chat's history for oneself.
    pub async fn clear_history(&self, chat: i64) -> Result<(), ClientError> {
        let path = format!("/chats/{chat}/history");
        self.request("DELETE", &path, None).await?.checked().map(|_| ())
    }

    /// Pins a message to its chat, or takes that back.
    pub async fn pin(&self, chat: i64, seq: i64, on: bool) -> Result<Message, ClientError> {
        let path = format!("{}/pin", path(chat, seq));
        self.request(if on { "PUT" } else { "DELETE" }, &path, None).await?.read()
    }

    /// The messages that are pinned to a chat.
    pub async fn pins(&self, chat: i64) -> Result<PinList, ClientError> {
        self.get(&format!("/chats/{chat}/pins")).await
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
