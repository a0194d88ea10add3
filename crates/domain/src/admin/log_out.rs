use super::audit::{Target, note};
use super::{AdminError, Authority, authorise};
use crate::notification::{Kind, NewNotification, notify};
use crate::port::Tx;
use crate::{Event, UserId};

/// Signs somebody out everywhere; they may sign in again.
///
/// # Errors
/// When the actor is no administrator, or the person isn't there.
pub fn log_out(tx: &mut dyn Tx, by: &Authority, user: UserId) -> Result<(), AdminError> {
    authorise(tx, by)?;
    tx.lock_user(user)?.ok_or(AdminError::NoSuchUser)?;
    let sessions = tx.revoke_every_session(user, by.at)?;
    let count = sessions.len().to_string();
    note(tx, by, "user.log_out", Target::User(user), &[("sessions", &count)])?;
    if !sessions.is_empty() {
        notify(tx, &[user], &NewNotification::security(Kind::SignedOut, by.at))?;
        tx.emit(Event::SessionsRevoked { user, sessions });
    }
    Ok(())
}
