use crate::{Client, ClientError};
use serde_json::json;
use wire::{Contact, ContactList, FriendRequest, FriendRequestList};

impl Client {
    /// Asks somebody to be friends.
    pub async fn ask_friend(&self, user: i64) -> Result<FriendRequest, ClientError> {
        self.call("POST", "/friend-requests", &json!({"user_id": user})).await
    }

    /// Requests that wait: `incoming` or `outgoing`.
    pub async fn friend_requests(&self, direction: &str) -> Result<FriendRequestList, ClientError> {
        self.get(&format!("/friend-requests?direction={direction}")).await
    }

    /// Accepts or rejects a request.
    pub async fn answer_friend(&self, request: i64, yes: bool) -> Result<Contact, ClientError> {
        let answer = if yes { "accept" } else { "reject" };
        self.call("PUT", &format!("/friend-requests/{request}"), &json!({"answer": answer})).await
    }

    /// Takes a request back.
    pub async fn cancel_friend(&self, request: i64) -> Result<(), ClientError> {
        self.request("DELETE", &format!("/friend-requests/{request}"), None)
            .await?
            .checked()
            .map(|_| ())
    }

    /// One's friends.
    pub async fn friends(&self) -> Result<ContactList, ClientError> {
        self.get("/friends").await
    }

    /// Ends a friendship.
    pub async fn unfriend(&self, user: i64) -> Result<(), ClientError> {
        self.request("DELETE", &format!("/friends/{user}"), None).await?.checked().map(|_| ())
    }

    /// The people whom one blocks.
    pub async fn blocks(&self) -> Result<ContactList, ClientError> {
        self.get("/blocks").await
    }

    /// Blocks somebody.
    pub async fn block(&self, user: i64) -> Result<Contact, ClientError> {
        self.call("PUT", &format!("/blocks/{user}"), &json!({})).await
    }

    /// Takes a block back.
    pub async fn unblock(&self, user: i64) -> Result<(), ClientError> {
        self.request("DELETE", &format!("/blocks/{user}"), None).await?.checked().map(|_| ())
    }
}
