use super::audit::{Target, note};
use super::{AdminError, Authority, authorise};
use crate::UserId;
use crate::account::{self, AccountError};
use crate::port::Tx;

/// Deletes somebody's account for good; see [`account::delete`] for what stays.
///
/// # Errors
/// When the actor is no administrator, the person isn't there, or is the last administrator.
pub fn delete(tx: &mut dyn Tx, by: &Authority, user: UserId) -> Result<(), AdminError> {
    authorise(tx, by)?;
    account::erase(tx, user, by.at).map_err(|error| match error {
        AccountError::LastAdmin => AdminError::LastAdmin,
        AccountError::Store(error) => AdminError::Store(error),
        _ => AdminError::NoSuchUser,
    })?;
    Ok(note(tx, by, "user.delete", Target::User(user), &[])?)
}
