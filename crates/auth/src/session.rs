//! Sessions: one row for each signed-in device, behind every token and cookie.

use crate::keys::{Keys, MacKey, random_bytes};
use crate::opaque::{self, Opaque};
use crate::policy::SessionPolicy;
use domain::account;
use domain::notification::{Kind as NoticeKind, NewNotification, notify};
use domain::port::{NewSession, Read, StoreError, Tx};
use domain::{Actor, Session, SessionId, Timestamp, UserId};
use rand::CryptoRng;
use sha2::{Digest, Sha256};

mod end;

pub use end::{EndError, Which};

/// Signs people in and out and knows them by their cookies and refresh tokens.
///
/// Cheap to clone; commands take it into the writer.
#[derive(Clone, Debug)]
pub struct Sessions {
    pub(crate) refresh_key: MacKey,
    pub(crate) csrf_key: MacKey,
    pub(crate) policy: SessionPolicy,
}

/// By what a device will prove its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Refresh tokens, for programs.
    Token,
    /// A cookie, for pages.
    Cookie {
        /// Outlives the browser's window.
        remember: bool,
    },
}

/// A person whose password was right, on a device.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Who.
    pub user: UserId,
    /// The device as it calls itself; cut to 256 bytes, controls taken out.
    pub user_agent: String,
    /// By what the device will prove its session.
    pub kind: Kind,
    /// The hash that the password was checked against: it must be the person's still.
    pub verified_hash: Option<String>,
    /// Now.
    pub at: Timestamp,
}

/// What the device gets, once.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person and the new session.
    pub actor: Actor,
    /// What proves it.
    pub credential: Credential,
    /// For forms and scripts of pages.
    pub csrf_token: Opaque,
    /// When the session ends unless used.
    pub idle_until: Timestamp,
    /// When the session ends whatever happens.
    pub ends_at: Timestamp,
}

/// What proves a session.
#[derive(Clone, Debug)]
pub enum Credential {
    /// The first refresh token.
    Refresh(Opaque),
    /// The cookie's value; only its hash is stored.
    Cookie(Opaque),
}

/// Longest name of a device in bytes.
const AGENT_BYTES: usize = 256;

impl Sessions {
    /// Makes the service of these keys and times.
    pub fn new(keys: &Keys, policy: SessionPolicy) -> Self {
        let policy = SessionPolicy { max_sessions: policy.max_sessions.clamp(1, 100), ..policy };
        Self { refresh_key: keys.refresh.clone(), csrf_key: keys.csrf.clone(), policy }
    }

    /// The times that sessions keep.
    pub fn policy(&self) -> &SessionPolicy {
        &self.policy
    }

    /// Begins a session; the longest unused one ends when there are too many.
    ///
    /// `None` when the password has been changed since it was checked, or the person is shut out. A
    /// session that the device had before goes on: end it in the same transaction
    /// ([`Sessions::end`]).
    ///
    /// # Errors
    /// Only the store's.
    pub fn sign_in(
        &self,
        tx: &mut dyn Tx,
        cmd: &SignIn,
        random: &mut dyn CryptoRng,
    ) -> Result<Option<SignedIn>, StoreError> {
        // Locked, so that no session begins while somebody is being shut out or gets a new password.
        let user = tx.lock_user(cmd.user)?;
        if user.as_ref().is_some_and(|user| user.suspended_at.is_some()) {
            return Ok(None);
        }
        if cmd.verified_hash.is_some() && tx.password_hash(cmd.user)? != cmd.verified_hash {
            return Ok(None);
        }
        if user.is_some_and(|user| user.deactivated_at.is_some()) {
            account::reactivate(tx, cmd.user)?;
        }
        self.make_room(tx, cmd)?;
        let secret = random_bytes(random);
        let cookie =
            matches!(cmd.kind, Kind::Cookie { .. }).then(|| Opaque::encode(&random_bytes(random)));
        let (idle, absolute) = self.times(cmd.kind);
        let ends_at = cmd.at.plus_ms(absolute);
        let new = NewSession {
            user: cmd.user,
            at: cmd.at,
            idle_until: cmd.at.plus_ms(idle).min(ends_at),
            ends_at,
            user_agent: clean_agent(&cmd.user_agent),
            secret: secret.to_vec(),
            cookie_hash: cookie.as_ref().map(|cookie| cookie_hash(cookie.expose())),
        };
        // The first session is that of registering; a known device that comes back alone is no news.
        let tell = cmd.verified_hash.is_some() && is_news(tx, &new)?;
        let id = tx.insert_session(&new)?;
        if tell {
            let notice = NewNotification::security(NoticeKind::SignIn, cmd.at);
            notify(tx, &[cmd.user], &notice.saying(&new.user_agent))?;
        }
        Ok(Some(SignedIn {
            actor: Actor { user: cmd.user, session: id },
            credential: cookie.map_or_else(
                || Credential::Refresh(self.refresh_token(id, &secret, 0)),
                Credential::Cookie,
            ),
            csrf_token: self.csrf_of(id, &secret),
            idle_until: new.idle_until,
            ends_at,
        }))
    }

    /// The live session of this cookie.
    ///
    /// # Errors
    /// Only the store's.
    pub fn cookie_session(
        &self,
        read: &mut dyn Read,
        cookie: &str,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        // What cannot be a cookie of ours costs no question.
        if opaque::decode::<32>(cookie).is_none() {
            return Ok(None);
        }
        let found = read.session_by_cookie(&cookie_hash(cookie))?;
        Ok(found.filter(|session| session.is_live(now)))
    }

    /// When a cookie used at `now` is to end by idleness; `None` while its last use is note enough.
    pub fn touch_due(&self, session: &Session, now: Timestamp) -> Option<Timestamp> {
        if now.since(session.last_used_at) < self.policy.touch_every_ms {
            return None;
        }
        // Only a remembered cookie was ever given more than the short time.
        let given = session.idle_until.since(session.last_used_at);
        let idle = if given > self.policy.cookie_idle_ms {
            self.policy.cookie_remember_ms
        } else {
            self.policy.cookie_idle_ms
        };
        Some(now.plus_ms(idle).min(session.ends_at))
    }

    /// Notes that a cookie was used; a session that ended meanwhile stays so.
    ///
    /// # Errors
    /// Only the store's.
    pub fn touch(
        &self,
        tx: &mut dyn Tx,
        session: SessionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(session) = tx.lock_session(session)?.filter(|s| s.is_live(now)) else {
            return Ok(());
        };
        match self.touch_due(&session, now) {
            Some(idle_until) => tx.touch_session(session.id, now, idle_until),
            None => Ok(()),
        }
    }

    fn times(&self, kind: Kind) -> (i64, i64) {
        let policy = &self.policy;
        match kind {
            Kind::Token => (policy.refresh_idle_ms, policy.refresh_absolute_ms),
            Kind::Cookie { remember: false } => (policy.cookie_idle_ms, policy.cookie_absolute_ms),
            Kind::Cookie { remember: true } => {
                (policy.cookie_remember_ms, policy.cookie_absolute_ms)
            }
        }
    }

    fn make_room(&self, tx: &mut dyn Tx, cmd: &SignIn) -> Result<(), StoreError> {
        let kept = self.policy.max_sessions.saturating_sub(1);
        let surplus: Vec<SessionId> =
            tx.sessions_of(cmd.user)?.iter().skip(kept).map(|session| session.id).collect();
        if surplus.is_empty() {
            return Ok(());
        }
        domain::session::revoke(tx, cmd.user, &surplus, cmd.at)
    }
}

/// Whether the other devices of a person should hear of a new session: when there are any, or when no
/// session ever called itself like this one.
fn is_news(tx: &mut dyn Tx, new: &NewSession) -> Result<bool, StoreError> {
    let others = tx.sessions_of(new.user)?.iter().any(|session| session.is_live(new.at));
    Ok(others || !tx.knows_device(new.user, &new.user_agent)?)
}

fn cookie_hash(cookie: &str) -> Vec<u8> {
    Sha256::digest(cookie.as_bytes()).to_vec()
}

fn clean_agent(text: &str) -> String {
    let mut clean = String::new();
    for c in text.trim().chars().filter(|c| !c.is_control()) {
        if clean.len() + c.len_utf8() > AGENT_BYTES {
            break;
        }
        clean.push(c);
    }
    clean
}

#[cfg(test)]
mod tests;
