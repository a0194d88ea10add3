//! Chats, members, messages and what was missed.

use crate::{Client, ClientError};
use serde_json::{Value, json};
use wire::{
    AddMembers, AddedMembers, Ban, Chat, ChatList, History, Member, MemberList, NewChat, ReadState,
};
use wire::{Role, RoleChange, Sent, SyncPage, SyncRequest};

impl Client {
    /// The first page of one's chats.
    pub async fn chats(&self) -> Result<ChatList, ClientError> {
        self.get("/chats").await
    }

    /// One chat.
    pub async fn chat(&self, chat: i64) -> Result<Chat, ClientError> {
        self.get(&format!("/chats/{chat}")).await
    }

    /// The direct chat with somebody, made when there was none.
    pub async fn direct(&self, user: i64) -> Result<Chat, ClientError> {
        let new = NewChat::Direct { user_id: Some(user), username: None };
        self.call("POST", "/chats", &new).await
    }

    /// Makes a group.
    pub async fn group(&self, title: &str, member_ids: &[i64]) -> Result<Chat, ClientError> {
        let (title, member_ids) = (title.to_owned(), member_ids.to_vec());
        let new = NewChat::Group { title, member_ids, member_usernames: Vec::new() };
        self.call("POST", "/chats", &new).await
    }

    /// Gives a group another title.
    pub async fn rename(&self, chat: i64, title: &str) -> Result<Chat, ClientError> {
        self.call("PATCH", &format!("/chats/{chat}"), &json!({"title": title})).await
    }

    /// The first page of a chat's members.
    pub async fn members(&self, chat: i64) -> Result<MemberList, ClientError> {
        self.get(&format!("/chats/{chat}/members")).await
    }

    /// Brings people into a group.
    pub async fn add_members(&self, chat: i64, ids: &[i64]) -> Result<AddedMembers, ClientError> {
        let add = AddMembers { user_ids: ids.to_vec(), usernames: Vec::new() };
        self.call("POST", &format!("/chats/{chat}/members"), &add).await
    }

    /// Gives a member another role: `owner` hands the group over.
    pub async fn set_role(&self, chat: i64, user: i64, role: Role) -> Result<Member, ClientError> {
        let path = format!("/chats/{chat}/members/{user}");
        self.call("PATCH", &path, &RoleChange { role }).await
    }

    /// Changes a group: a body as `PATCH /chats/{id}` takes it.
    pub async fn edit_group(&self, chat: i64, patch: Value) -> Result<Chat, ClientError> {
        self.call("PATCH", &format!("/chats/{chat}"), &patch).await
    }

    /// Takes somebody out of a group and keeps them out.
    pub async fn ban(&self, chat: i64, user: i64) -> Result<Ban, ClientError> {
        let path = format!("/chats/{chat}/bans/{user}");
        self.request("PUT", &path, None).await?.read()
    }

    /// Lets somebody in again.
    pub async fn lift_ban(&self, chat: i64, user: i64) -> Result<(), ClientError> {
        let path = format!("/chats/{chat}/bans/{user}");
        self.request("DELETE", &path, None).await?.checked().map(|_| ())
    }

    /// Takes somebody out of a group.
    pub async fn remove_member(&self, chat: i64, user: i64) -> Result<(), ClientError> {
        let path = format!("/chats/{chat}/members/{user}");
        self.request("DELETE", &path, None).await?.checked().map(|_| ())
    }

    /// Leaves a group.
    pub async fn leave(&self, chat: i64) -> Result<(), ClientError> {
        let path = format!("/chats/{chat}/members/me");
        self.request("DELETE", &path, None).await?.checked().map(|_| ())
    }

    /// Sends a message; the same `client_id` again answers the same message.
    pub async fn send(&self, chat: i64, client_id: &str, text: &str) -> Result<Sent, ClientError> {
        let body = json!({"client_id": client_id, "text": text});
        self.call("POST", &format!("/chats/{chat}/messages"), &body).await
    }

    /// A part of the history: `query` like `before=40&limit=20`, or empty for the newest.
    pub async fn messages(&self, chat: i64, query: &str) -> Result<History, ClientError> {
        self.get(&format!("/chats/{chat}/messages?{query}")).await
    }

    /// Moves one's read cursor.
    pub async fn read(&self, chat: i64, seq: i64) -> Result<ReadState, ClientError> {
        self.call("PUT", &format!("/chats/{chat}/read"), &json!({"seq": seq})).await
    }

    /// What was missed, one page.
    pub async fn sync(&self, request: &SyncRequest) -> Result<SyncPage, ClientError> {
        self.call("POST", "/sync", request).await
    }
}
