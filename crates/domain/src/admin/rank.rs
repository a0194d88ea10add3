use super::audit::{Target, note};
use super::{AdminError, Authority, open};
use crate::port::Tx;
use crate::{User, UserId};

/// Makes somebody an administrator.
///
/// # Errors
/// When the actor is no administrator, or the person isn't there.
pub fn promote(tx: &mut dyn Tx, by: &Authority, user: UserId) -> Result<User, AdminError> {
    let mut user = open(tx, by, user)?.user;
    if !user.is_admin {
        user.is_admin = true;
        tx.set_rights(&user)?;
        note(tx, by, "user.promote", Target::User(user.id), &[])?;
    }
    Ok(user)
}

/// Makes an administrator a person like any other.
///
/// # Errors
/// When the actor is no administrator, the person isn't there, or is the last one.
pub fn demote(tx: &mut dyn Tx, by: &Authority, user: UserId) -> Result<User, AdminError> {
    let mut user = open(tx, by, user)?.spared()?;
    if user.is_admin {
        user.is_admin = false;
        tx.set_rights(&user)?;
        note(tx, by, "user.demote", Target::User(user.id), &[])?;
    }
    Ok(user)
}
