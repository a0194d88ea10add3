use super::AccountError;
use crate::mail::{self, Letter, Link, NewLink, Purpose, is_flooded, revoke_links};
use crate::port::{StoreError, Tx};
use crate::{Actor, Email, Event, SessionId, Timestamp, User, UserId};

/// A new password for oneself, already hashed.
#[derive(Clone, Debug)]
pub struct ChangePassword {
    /// The finished hash of the new one.
    pub password_hash: String,
    /// The hash that the old one was checked against: it must be the person's still.
    pub verified_hash: String,
    /// Whether to write the person a letter about it.
    pub letter: bool,
    /// Now.
    pub at: Timestamp,
}

/// Changes one's own password; every other session ends.
///
/// # Errors
/// When the password was changed since the old one was checked.
pub fn change_password(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: &ChangePassword,
) -> Result<(), AccountError> {
    // Whoever signs in locks this row too: no session of the old password slips through.
    let user = tx.lock_user(actor.user)?.ok_or_else(|| StoreError::lost("change password"))?;
    if tx.password_hash(user.id)?.as_deref() != Some(&cmd.verified_hash) {
        return Err(AccountError::WrongPassword);
    }
    replace(tx, &user, &cmd.password_hash, Some(actor.session), cmd.at)?;
    if cmd.letter {
        notice(tx, &user, cmd.at)?;
    }
    Ok(())
}

/// Writes the hash, ends the sessions but one, and makes the links for a new password useless.
fn replace(
    tx: &mut dyn Tx,
    user: &User,
    password_hash: &str,
    keep: Option<SessionId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.set_password_hash(user.id, password_hash)?;
    revoke_links(tx, user.id, Purpose::Password, at)?;
    let sessions = match keep {
        None => tx.revoke_every_session(user.id, at)?,
        Some(keep) => {
            let all = tx.sessions_of(user.id)?;
            let others: Vec<SessionId> =
                all.iter().map(|session| session.id).filter(|id| *id != keep).collect();
            tx.revoke_sessions(user.id, &others, at)?
        }
    };
    if !sessions.is_empty() {
        tx.emit(Event::SessionsRevoked { user: user.id, sessions });
    }
    Ok(())
}

fn notice(tx: &mut dyn Tx, user: &User, at: Timestamp) -> Result<(), StoreError> {
    let letter = Letter::PasswordChanged { user: user.id, to: user.email.clone() };
    mail::post(tx, &letter, &format!("{}:{}", user.id, at.0), at)
}

/// Asks for a link for a new password, to whoever has this address.
///
/// The same whether anybody has it: who it is, is looked up when the letter is written. `key` is the
/// request's own name.
///
/// # Errors
/// Only the store's.
pub fn ask_reset(
    tx: &mut dyn Tx,
    typed: &Email,
    key: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    mail::post(tx, &Letter::Reset { typed: typed.clone() }, key, at)
}

/// Makes the link of a letter that a job is about to send; `None` when nobody is to get one: nobody has
/// this address, they are shut out, or their mailbox has had enough.
///
/// It replaces those of before, and goes to the address as the person wrote it.
///
/// # Errors
/// Only the store's.
pub fn issue_reset(
    tx: &mut dyn Tx,
    typed: &Email,
    job: i64,
    hash: &[u8],
    at: Timestamp,
) -> Result<Option<(User, Link)>, StoreError> {
    let Some(user) = tx.user_by_email(typed)? else { return Ok(None) };
    let locked = tx.lock_user(user.id)?;
    let Some(user) = locked.filter(is_here) else { return Ok(None) };
    if let Some(link) = tx.link_of_job(job)? {
        // Tried before: the same link with another content, unless it has been replaced.
        if link.spent_at.is_some() {
            return Ok(None);
        }
        tx.seal_link(link.id, hash, at.plus_ms(Purpose::Password.lives_ms()))?;
        return Ok(Some((user, link)));
    }
    if is_flooded(tx, &user.email, Purpose::Password, at)? {
        return Ok(None);
    }
    let link = make(tx, &user, Some(job), hash, at)?;
    Ok(Some((user, link)))
}

/// Whether somebody may come in by a link.
pub(super) fn is_here(user: &User) -> bool {
    user.suspended_at.is_none() && user.deleted_at.is_none()
}

/// Makes a link for a new password of a locked person, in place of those of before.
pub(crate) fn make(
    tx: &mut dyn Tx,
    user: &User,
    job: Option<i64>,
    hash: &[u8],
    at: Timestamp,
) -> Result<Link, StoreError> {
    revoke_links(tx, user.id, Purpose::Password, at)?;
    let (purpose, email, hash) = (Purpose::Password, user.email.clone(), Some(hash.to_vec()));
    tx.insert_link(&NewLink { user: user.id, purpose, email, hash, job, at })
}

/// Whose password a link is for, while it works.
///
/// # Errors
/// When it doesn't.
pub fn whose_reset(
    read: &mut dyn crate::port::Read,
    hash: &[u8],
    now: Timestamp,
) -> Result<User, AccountError> {
    let link = read.link_by_hash(hash)?.filter(|link| link.works(Purpose::Password, now));
    let user = link.map(|link| read.user(link.user)).transpose()?.flatten();
    user.filter(is_here).ok_or(AccountError::LinkInvalid)
}

/// A new password by a link.
#[derive(Clone, Debug)]
pub struct ResetPassword {
    /// SHA-256 of what the link holds.
    pub hash: Vec<u8>,
    /// The finished hash of the new password.
    pub password_hash: String,
    /// Whether to write the person a letter about it.
    pub letter: bool,
    /// Now.
    pub at: Timestamp,
}

/// Sets a new password by a link, once; every session ends.
///
/// # Errors
/// When the link does not work, or no longer.
pub fn reset_password(tx: &mut dyn Tx, cmd: &ResetPassword) -> Result<UserId, AccountError> {
    let user = whose_reset(tx.as_read(), &cmd.hash, cmd.at)?;
    // Asked once more behind the lock: of many at once, one finds the link unspent.
    let user = tx.lock_user(user.id)?.ok_or(AccountError::LinkInvalid)?;
    whose_reset(tx.as_read(), &cmd.hash, cmd.at)?;
    replace(tx, &user, &cmd.password_hash, None, cmd.at)?;
    if cmd.letter {
        notice(tx, &user, cmd.at)?;
    }
    Ok(user.id)
}
