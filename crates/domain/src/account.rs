//! Making accounts and keeping what a person's presence leaves behind.

mod address;
mod leave;
mod password;
mod profile;
mod refused;
mod told;

pub use address::{
    ChangeEmail, ask_confirmation, change_email, confirm_email, issue_confirmation, join_by_letter,
    seal_confirmation, welcome,
};
pub(crate) use leave::erase;
pub use leave::{DELETED, Leave, deactivate, delete, reactivate};
pub(crate) use password::make as make_reset;
pub use password::{
    ChangePassword, ResetPassword, ask_reset, change_password, issue_reset, reset_password,
    whose_reset,
};
pub use profile::{MAX_NAMES, UpdatePrivacy, UpdateProfile, update_privacy, update_profile};
pub use refused::AccountError;

use crate::error::catalogue;
use crate::port::{Read, StoreError, StoreFault, Tx};
use crate::{Actor, DisplayName, Email, Handle, SearchText, Timestamp, User, UserBrief, UserId};

/// A new account, with its password already hashed.
#[derive(Clone, Debug)]
pub struct Register {
    /// The username.
    pub handle: Handle,
    /// The address for mail.
    pub email: Email,
    /// The name that others read.
    pub display_name: DisplayName,
    /// The finished hash as `tertulia-auth` writes it.
    pub password_hash: String,
    /// What the account may do from the start.
    pub standing: Standing,
    /// Now.
    pub at: Timestamp,
}

/// What a new account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A person like any other.
    Member,
    /// An administrator, made by an operator on the command line.
    Admin,
    /// The first administrator, made through the set-up link; fails once there is one.
    FirstAdmin,
}

/// Why an account could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The username, or one that looks like it, is somebody's.
    #[error("this username is taken")]
    HandleTaken,
    /// The address belongs to an account.
    #[error("this e-mail address has an account already")]
    EmailTaken,
    /// The server has its first administrator.
    #[error("this server is set up already")]
    AlreadySetUp,
    /// Only the operator and administrators make accounts here.
    #[error("this server takes no registrations; ask its operator")]
    Closed,
    /// One needs an invitation.
    #[error("you need an invitation to join this server")]
    InvitationNeeded,
    /// The invitation has ended, was used up or taken back, or never was: the same answer.
    #[error("this invitation can't be used; ask for a new one")]
    InvitationInvalid,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(RegisterError {
    HandleTaken => Conflict "username_taken",
    EmailTaken => Conflict "email_taken",
    AlreadySetUp => Conflict "already_set_up",
    Closed => Forbidden "registration_closed",
    InvitationNeeded => Forbidden "invitation_needed",
    InvitationInvalid => NotFound "invitation_invalid",
} inner Store);

/// Makes an account.
///
/// # Errors
/// When the name or address is taken, or a first administrator exists already.
#[expect(clippy::needless_pass_by_value, reason = "commands are given away, this one too")]
pub fn register(tx: &mut dyn Tx, cmd: Register) -> Result<User, RegisterError> {
    if cmd.standing == Standing::FirstAdmin && tx.has_admin()? {
        return Err(RegisterError::AlreadySetUp);
    }
    tx.insert_user(&cmd).map_err(|error| match &error.fault {
        StoreFault::Conflict(what) if what.contains("email") => RegisterError::EmailTaken,
        StoreFault::Conflict(_) => RegisterError::HandleTaken,
        _ => RegisterError::Store(error),
    })
}

/// Whoever has this address, if they let others find them by it.
///
/// # Errors
/// Only the store's.
pub fn find_by_email(read: &mut dyn Read, email: &Email) -> Result<Option<UserBrief>, StoreError> {
    let found = read.user_by_email(email)?;
    let found = found.filter(|user| user.is_here() && user.privacy.findable_by_email);
    Ok(found.map(|user| user.brief()))
}

/// People whom the actor may know: in the same groups, no contact yet; those of most groups first.
///
/// # Errors
/// Only the store's.
pub fn suggest(
    read: &mut dyn Read,
    actor: &Actor,
    limit: usize,
) -> Result<Vec<(UserBrief, i64)>, StoreError> {
    read.suggestions(actor.user, limit)
}

/// Notes that a person's last connection closed at `at`.
///
/// # Errors
/// Only the store's.
pub fn left(tx: &mut dyn Tx, user: UserId, at: Timestamp) -> Result<(), StoreError> {
    tx.set_last_seen(user, at)
}

/// People whose username or display name begins a word with `query`, by username.
///
/// `after` is the last username of the page before; at most `limit` people.
///
/// # Errors
/// Only the store's.
pub fn find(
    read: &mut dyn Read,
    query: &SearchText,
    after: Option<&Handle>,
    limit: usize,
) -> Result<Vec<UserBrief>, StoreError> {
    read.find_users(query, after, limit)
}
