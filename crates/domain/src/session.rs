//! Signed-in devices. `tertulia-auth` decides about them; the domain only names them.

use crate::port::{StoreError, Tx};
use crate::{Event, SessionId, Timestamp, UserId};

/// One signed-in device: the row behind every access token, refresh token and cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// When the person signed in.
    pub created_at: Timestamp,
    /// When it was last used, coarse to a minute.
    pub last_used_at: Timestamp,
    /// When it ends unless used before; moves on with use.
    pub idle_until: Timestamp,
    /// When it ends whatever happens.
    pub ends_at: Timestamp,
    /// The browser or program, as it called itself; at most 256 bytes.
    pub user_agent: String,
    /// 32 random bytes that its refresh tokens and CSRF tokens are derived from.
    pub secret: Vec<u8>,
    /// SHA-256 of the cookie, for sessions of pages.
    pub cookie_hash: Option<Vec<u8>>,
    /// Which refresh token is the newest: counts rotations from 0.
    pub generation: i64,
    /// When the newest refresh token was given out.
    pub rotated_at: Timestamp,
    /// When it was ended by hand; `None` while it lives.
    pub revoked_at: Option<Timestamp>,
}

impl Session {
    /// Neither revoked nor past its times at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.idle_until && now < self.ends_at
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("user", &self.user)
            .field("revoked_at", &self.revoked_at)
            .finish_non_exhaustive()
    }
}

/// Ends these sessions of one person and tells their sockets; those ended already stay so.
///
/// # Errors
/// Only the store's.
pub fn revoke(
    tx: &mut dyn Tx,
    user: UserId,
    sessions: &[SessionId],
    at: Timestamp,
) -> Result<(), StoreError> {
    let ended = tx.revoke_sessions(user, sessions, at)?;
    if !ended.is_empty() {
        tx.emit(Event::SessionsRevoked { user, sessions: ended });
    }
    Ok(())
}
