//! Looking at one's devices, and ending their sessions.

use super::Sessions;
use domain::notification::{Kind, NewNotification, notify};
use domain::port::{Read, StoreError, Tx};
use domain::session::revoke;
use domain::{Actor, Class, Problem, Session, SessionId, Timestamp, UserId};

/// Which of one's sessions to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one that asks.
    Current,
    /// This one.
    One(SessionId),
    /// Every one but the one that asks.
    Others,
}

/// Why a session could not be ended.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// There is none of this number among one's own, or it has ended.
    #[error("there is no such session")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Problem for EndError {
    fn class(&self) -> Class {
        match self {
            Self::NotFound => Class::NotFound,
            Self::Store(inner) => inner.class(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "session_not_found",
            Self::Store(inner) => inner.code(),
        }
    }
}

impl Sessions {
    /// The person's live sessions, newest use first, at most 100.
    ///
    /// # Errors
    /// Only the store's.
    pub fn list(
        &self,
        read: &mut dyn Read,
        user: UserId,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let mut sessions = read.sessions_of(user)?;
        sessions.retain(|session| session.is_live(now));
        Ok(sessions)
    }

    /// Ends sessions of the actor's own; their sockets close. Signing out twice is no error.
    ///
    /// # Errors
    /// When [`Which::One`] names none of theirs that lives.
    pub fn end(
        &self,
        tx: &mut dyn Tx,
        actor: &Actor,
        which: Which,
        at: Timestamp,
    ) -> Result<(), EndError> {
        let ending = match which {
            Which::Current => vec![actor.session],
            Which::One(id) => {
                let own = tx.lock_session(id)?;
                let live = own.is_some_and(|s| s.user == actor.user && s.is_live(at));
                if !live {
                    return Err(EndError::NotFound);
                }
                vec![id]
            }
            Which::Others => others(tx, actor.user, Some(actor.session))?,
        };
        Ok(revoke(tx, actor.user, &ending, at)?)
    }

    /// Replaces a password and ends every session of the person but `keep`.
    ///
    /// # Errors
    /// Only the store's.
    pub fn change_password(
        &self,
        tx: &mut dyn Tx,
        user: UserId,
        password_hash: &str,
        keep: Option<SessionId>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        tx.set_password_hash(user, password_hash)?;
        let ending = others(tx, user, keep)?;
        revoke(tx, user, &ending, at)?;
        notify(tx, &[user], &NewNotification::security(Kind::PasswordChanged, at))
    }
}

fn others(
    tx: &mut dyn Tx,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<Vec<SessionId>, StoreError> {
    let sessions = tx.sessions_of(user)?;
    Ok(sessions.iter().map(|session| session.id).filter(|id| Some(*id) != keep).collect())
}
