use super::audit::{Target, note};
use super::{AdminError, Authority, open};
use crate::port::Tx;
use crate::{Event, User, UserId};

/// Shuts somebody out: every session ends and none can begin until [`restore`].
///
/// Whoever is suspended already stays so since then.
///
/// # Errors
/// When the actor is no administrator, the person isn't there, or is the last administrator.
pub fn suspend(tx: &mut dyn Tx, by: &Authority, user: UserId) -> Result<User, AdminError> {
    let mut user = open(tx, by, user)?.spared()?;
    if user.suspended_at.is_some() {
        return Ok(user);
    }
    user.suspended_at = Some(by.at);
    tx.set_rights(&user)?;
    // Whoever signs in locks the person's row first: after this there is no session left.
    let sessions = tx.revoke_every_session(user.id, by.at)?;
    let count = sessions.len().to_string();
    note(tx, by, "user.suspend", Target::User(user.id), &[("sessions", &count)])?;
    tx.emit(Event::AccountSuspended { user: user.id, sessions });
    Ok(user)
}

/// Lets somebody in again; they have to sign in anew.
///
/// # Errors
/// When the actor is no administrator, or the person isn't there.
pub fn restore(tx: &mut dyn Tx, by: &Authority, user: UserId) -> Result<User, AdminError> {
    let mut user = open(tx, by, user)?.user;
    if user.suspended_at.take().is_some() {
        tx.set_rights(&user)?;
        note(tx, by, "user.restore", Target::User(user.id), &[])?;
    }
    Ok(user)
}
