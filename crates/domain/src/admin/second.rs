use super::audit::{Target, note};
use super::{AdminError, Authority, authorise};
use crate::UserId;
use crate::port::Tx;

/// Takes the second step of signing in away from somebody who lost their device.
///
/// # Errors
/// When the actor is no administrator, or the person isn't there.
pub fn drop_second_factor(tx: &mut dyn Tx, by: &Authority, user: UserId) -> Result<(), AdminError> {
    authorise(tx, by)?;
    tx.lock_user(user)?.ok_or(AdminError::NoSuchUser)?;
    if tx.second_factor(user)?.is_some() {
        tx.drop_second_factor(user)?;
        note(tx, by, "user.drop_second_factor", Target::User(user), &[])?;
    }
    Ok(())
}
