//! Refresh tokens: each is good once, and a stolen one betrays itself.
//!
//! A token is `base64url(version | session id | generation | MAC(session secret, id, generation))`.
//! Nothing of it is stored but the session's generation, so the answer to a retry can be made again.

use crate::opaque::{Opaque, decode};
use crate::policy::SessionPolicy;
use crate::session::Sessions;
use domain::port::{StoreError, Tx};
use domain::{Actor, Class, Problem, Session, SessionId, Timestamp};

const VERSION: u8 = 1;
const MAC_BYTES: usize = 32;
const TOKEN_BYTES: usize = 1 + 8 + 8 + MAC_BYTES;

/// Why a refresh token got nothing.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// Not one of ours, or its session has ended.
    #[error("the refresh token is not valid")]
    Invalid,
    /// It was used before: its session has been ended.
    #[error("the refresh token was used before, so its session has been ended")]
    Reused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Problem for RefreshError {
    fn class(&self) -> Class {
        match self {
            Self::Invalid | Self::Reused => Class::Unauthenticated,
            Self::Store(inner) => inner.class(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "invalid_refresh_token",
            Self::Reused => "refresh_token_reused",
            Self::Store(inner) => inner.code(),
        }
    }
}

/// A session that goes on.
#[derive(Clone, Debug)]
pub struct Refreshed {
    /// The person and the session; an access token is to be issued for them.
    pub actor: Actor,
    /// The newest refresh token.
    pub refresh_token: Opaque,
    /// When the session ends unless used.
    pub idle_until: Timestamp,
    /// When the session ends whatever happens.
    pub ends_at: Timestamp,
}

/// What became of a refresh: **each of these is to be committed**.
///
/// A reuse ends the session, which a rollback would undo; so it is no error until
/// [`Outcome::into_result`] makes it one, after COMMIT.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The session goes on.
    Refreshed(Refreshed),
    /// An old token: the session has been ended.
    Reused(Actor),
}

impl Outcome {
    /// What to answer, once this has been committed.
    ///
    /// # Errors
    /// [`RefreshError::Reused`].
    pub fn into_result(self) -> Result<Refreshed, RefreshError> {
        match self {
            Self::Refreshed(refreshed) => Ok(refreshed),
            Self::Reused(_) => Err(RefreshError::Reused),
        }
    }
}

/// What a genuine token of some generation gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Nothing: the session has ended.
    Refuse,
    /// The next generation, and a later end.
    Rotate { generation: i64, idle_until: Timestamp },
    /// The newest token once more: its answer got lost, or two asked at once.
    Repeat,
    /// The end of the session: somebody has a copy.
    Revoke,
}

/// Decides about a token of `generation` whose code was right.
pub(crate) fn decide(
    session: &Session,
    generation: i64,
    now: Timestamp,
    policy: &SessionPolicy,
) -> Decision {
    // A generation yet to come is genuine only after the store was set back to a copy.
    if !session.is_live(now) || session.cookie_hash.is_some() || generation > session.generation {
        return Decision::Refuse;
    }
    if generation == session.generation {
        let idle_until = now.plus_ms(policy.refresh_idle_ms).min(session.ends_at);
        return Decision::Rotate { generation: generation.saturating_add(1), idle_until };
    }
    let lately = now.since(session.rotated_at) <= policy.refresh_grace_ms;
    if session.generation.saturating_sub(generation) == 1 && lately {
        return Decision::Repeat;
    }
    Decision::Revoke
}

impl Sessions {
    /// Takes a refresh token and answers its successor.
    ///
    /// The session's row is locked, so that of many at once one rotates; the others get the same
    /// successor for as long as `refresh_grace_ms`. An older token ends the session. **Commit every
    /// `Ok`**, then ask [`Outcome::into_result`].
    ///
    /// # Errors
    /// When the token is not one of ours or its session has ended.
    pub fn refresh(
        &self,
        tx: &mut dyn Tx,
        token: &str,
        now: Timestamp,
    ) -> Result<Outcome, RefreshError> {
        let (id, generation, code) = parse(token).ok_or(RefreshError::Invalid)?;
        let session = tx.lock_session(id)?.ok_or(RefreshError::Invalid)?;
        if !self.refresh_key.verify(&parts(&session.secret, id, generation).as_slices(), &code) {
            return Err(RefreshError::Invalid);
        }
        let actor = Actor { user: session.user, session: id };
        let (generation, idle_until) = match decide(&session, generation, now, &self.policy) {
            Decision::Refuse => return Err(RefreshError::Invalid),
            Decision::Revoke => {
                tracing::warn!(session.id = id.0, user.id = actor.user.0, "refresh token reused");
                domain::session::revoke(tx, actor.user, &[id], now)?;
                return Ok(Outcome::Reused(actor));
            }
            Decision::Repeat => (session.generation, session.idle_until),
            Decision::Rotate { generation, idle_until } => {
                tx.rotate_session(id, generation, now, idle_until)?;
                (generation, idle_until)
            }
        };
        Ok(Outcome::Refreshed(Refreshed {
            actor,
            refresh_token: self.refresh_token(id, &session.secret, generation),
            idle_until,
            ends_at: session.ends_at,
        }))
    }

    pub(crate) fn refresh_token(&self, id: SessionId, secret: &[u8], generation: i64) -> Opaque {
        let parts = parts(secret, id, generation);
        let code = self.refresh_key.mac(&parts.as_slices());
        let mut token = Vec::with_capacity(TOKEN_BYTES);
        token.push(VERSION);
        token.extend_from_slice(&parts.id);
        token.extend_from_slice(&parts.generation);
        token.extend_from_slice(&code);
        Opaque::encode(&token)
    }
}

/// What the code of a token covers.
struct Parts<'a> {
    secret: &'a [u8],
    id: [u8; 8],
    generation: [u8; 8],
}

impl Parts<'_> {
    fn as_slices(&self) -> [&[u8]; 4] {
        [&[VERSION], self.secret, &self.id, &self.generation]
    }
}

fn parts(secret: &[u8], id: SessionId, generation: i64) -> Parts<'_> {
    Parts { secret, id: id.0.to_be_bytes(), generation: generation.to_be_bytes() }
}

fn parse(token: &str) -> Option<(SessionId, i64, [u8; MAC_BYTES])> {
    let bytes = decode::<TOKEN_BYTES>(token)?;
    let (version, rest) = bytes.split_first()?;
    let (id, rest) = rest.split_first_chunk::<8>()?;
    let (generation, rest) = rest.split_first_chunk::<8>()?;
    let code = rest.first_chunk::<MAC_BYTES>()?;
    (*version == VERSION)
        .then(|| (SessionId(i64::from_be_bytes(*id)), i64::from_be_bytes(*generation), *code))
}

#[cfg(test)]
mod tests;
