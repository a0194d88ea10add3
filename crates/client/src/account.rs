//! Accounts, sessions and people.

use crate::{Client, ClientError};
use serde_json::json;
use wire::{Account, Login, Refresh, Register, SessionList, Ticket, Tokens, User, UserList};

impl Client {
    /// Makes an account and signs in.
    pub async fn register(&self, register: &Register) -> Result<Tokens, ClientError> {
        self.call("POST", "/accounts", register).await
    }

    /// Signs in with username or e-mail address.
    pub async fn login(&self, login: &str, password: &str) -> Result<Tokens, ClientError> {
        let login = Login {
            totp: None,
            login: login.to_owned(),
            password: password.to_owned(),
            cookie: false,
            remember: false,
        };
        self.call("POST", "/sessions", &login).await
    }

    /// Exchanges a refresh token for the next pair.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Tokens, ClientError> {
        let refresh = Refresh { refresh_token: refresh_token.to_owned() };
        self.call("POST", "/sessions/refresh", &refresh).await
    }

    /// One's signed-in devices.
    pub async fn sessions(&self) -> Result<SessionList, ClientError> {
        self.get("/sessions").await
    }

    /// Ends a session: an id, `current` or `others`.
    pub async fn end_session(&self, which: &str) -> Result<(), ClientError> {
        let path = format!("/sessions/{which}");
        self.request("DELETE", &path, None).await?.checked().map(|_| ())
    }

    /// A ticket that opens one socket.
    pub async fn ticket(&self) -> Result<Ticket, ClientError> {
        self.call("POST", "/socket-tickets", &json!({})).await
    }

    /// One's own account.
    pub async fn me(&self) -> Result<Account, ClientError> {
        self.get("/users/me").await
    }

    /// Somebody's profile.
    pub async fn user(&self, id: i64) -> Result<User, ClientError> {
        self.get(&format!("/users/{id}")).await
    }

    /// People by the beginning of their names.
    pub async fn users(&self, query: &str) -> Result<UserList, ClientError> {
        self.get(&format!("/users?query={}", escaped(query))).await
    }
}

/// Text as part of an address.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let part =
        |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(part).collect()
}
