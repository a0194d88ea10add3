//! Signing in, devices, socket tickets.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /sessions`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Login {
    /// Username or e-mail address.
    pub login: String,
    /// The password.
    #[schema(format = Password)]
    pub password: String,
    /// A code of the authenticator or a recovery code, when the answer without one was `totp_required`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totp: Option<String>,
    /// Answer with a session cookie for pages instead of tokens.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cookie: bool,
    /// With `cookie`: stay signed in for 30 days instead of 12 hours without use.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remember: bool,
}

/// `POST /sessions/refresh`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Refresh {
    /// The newest refresh token; each works once.
    pub refresh_token: String,
}

/// A signed-in device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// Its id.
    pub id: i64,
    /// When the person signed in.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: i64,
    /// When it was last used, coarse to a minute.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub last_used_at: i64,
    /// The browser or program, as it called itself.
    pub user_agent: String,
    /// The one that asks.
    pub current: bool,
}

impl Session {
    /// A device as `asker` sees it.
    pub fn new(session: &domain::Session, asker: domain::SessionId) -> Self {
        Self {
            id: session.id.0,
            created_at: session.created_at.0,
            last_used_at: session.last_used_at.0,
            user_agent: session.user_agent.clone(),
            current: session.id == asker,
        }
    }
}

/// A person's devices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SessionList {
    /// Newest use first.
    pub items: Vec<Session>,
}

/// `POST /socket-tickets`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Ticket {
    /// For `?ticket=` of the socket's address; works once.
    pub ticket: String,
    /// Seconds until it is no good.
    pub expires_in: i64,
}
