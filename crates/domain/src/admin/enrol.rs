use super::audit::{Target, note};
use super::{AdminError, Authority, authorise};
use crate::User;
use crate::account::{Register, Standing, register};
use crate::port::Tx;

/// Makes an account for somebody, whatever the registration mode.
///
/// # Errors
/// When the actor is no administrator, or name or address are taken.
pub fn enrol(tx: &mut dyn Tx, by: &Authority, new: Register) -> Result<User, AdminError> {
    authorise(tx, by)?;
    let rank = if new.standing == Standing::Member { "member" } else { "administrator" };
    let user = register(tx, new)?;
    // Whoever was given an account is believed to have the address.
    tx.set_email(user.id, &user.email, Some(by.at))?;
    let user = User { email_verified_at: Some(by.at), ..user };
    let details = [("username", user.handle.as_str()), ("rank", rank)];
    note(tx, by, "user.create", Target::User(user.id), &details)?;
    Ok(user)
}
