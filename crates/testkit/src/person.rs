//! Somebody with an account on a server.

use crate::Server;
use client::{Client, ClientError, Socket};
use serde_json::json;
use std::ops::Deref;
use wire::{Register, Tokens};

/// The password of everybody.
pub const PASSWORD: &str = "plum orchard ladder 7";

/// Somebody who is signed in; derefs to their [`Client`].
pub struct Person {
    /// Their id.
    pub id: i64,
    /// Their username.
    pub username: String,
    /// Signed in as them.
    pub client: Client,
    /// What registering answered.
    pub tokens: Tokens,
}

impl Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Server {
    /// Makes an account of this name with [`PASSWORD`] and `<name>@example.org`.
    pub async fn person(&self, name: &str) -> Person {
        let guest = self.client();
        let tokens = guest.register(&registration(name)).await.expect("an account");
        let client = guest.signed(&tokens);
        Person { id: tokens.user.id, username: name.to_owned(), client, tokens }
    }

    /// Several accounts at once.
    pub async fn people<const N: usize>(&self, names: [&str; N]) -> [Person; N] {
        let people = names.map(|name| self.person(name));
        let people = futures_util::future::join_all(people).await;
        people.try_into().unwrap_or_else(|_| unreachable!("as many people as names"))
    }
}

impl Person {
    /// A socket as this person, past its `hello`.
    pub async fn online(&self) -> Socket {
        let mut socket = self.client.socket().await.expect("a socket");
        socket.next_named("hello", crate::SOON).await.expect("hello");
        socket
    }

    /// The same person with nobody looking at what travels, for crowds and heavy traffic.
    pub fn unwatched(&self) -> Client {
        Client::new(self.client.base()).with_token(self.client.token().unwrap_or_default())
    }

    /// Signs in once more, as another device would.
    pub async fn again(&self) -> Self {
        let tokens = self.client.login(&self.username, PASSWORD).await.expect("a session");
        let client = self.client.signed(&tokens);
        Self { id: self.id, username: self.username.clone(), client, tokens }
    }

    /// Sends messages `1` to `n` one after the other, with `client_id`s of their own.
    pub async fn say(&self, chat: i64, n: usize) -> Result<(), ClientError> {
        for i in 1..=n {
            self.client
                .send(chat, &format!("{}-{chat}-{i}", self.username), &i.to_string())
                .await?;
        }
        Ok(())
    }
}

/// The body that makes an account of this name.
fn registration(name: &str) -> Register {
    let body =
        json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
    serde_json::from_value(body).expect("a registration")
}
