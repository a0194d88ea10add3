//! The first frame of every socket.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the server is and what it allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Hello {
    /// The protocol: 1.
    pub v: u32,
    /// Grows with every addition to the protocol.
    pub feature_level: u32,
    /// Which server.
    pub server: ServerInfo,
    /// Its limits.
    pub limits: Limits,
    /// How often the server pings, in milliseconds.
    pub ping_interval_ms: u32,
    /// Who one is; null until `auth`.
    pub user_id: Option<i64>,
    /// The session; null until `auth`.
    pub session_id: Option<i64>,
}

/// The socket's answer to `auth`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Authenticated {
    /// Who one is.
    pub user_id: i64,
    /// The session.
    pub session_id: i64,
}

/// Which server one talks to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServerInfo {
    /// Always `tertulia`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// This installation: another id means another database, forget everything.
    pub id: String,
}

/// Limits of frames and messages.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Limits {
    /// Largest frame in bytes.
    pub frame_bytes: usize,
    /// Longest message in characters.
    pub text_chars: usize,
    /// Longest message in bytes of UTF-8.
    pub text_bytes: usize,
    /// For how many seconds a message may be edited; 0 never, -1 for ever.
    pub edit_window_s: i64,
    /// Groups with more members are large: one asks for members page by page, and isn't told who reads,
    /// types, comes and goes.
    pub whole_roster: i64,
}
