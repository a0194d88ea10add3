//! Making accounts and keeping what a person's presence leaves behind.

use crate::error::catalogue;
use crate::port::{Read, StoreError, StoreFault, Tx};
use crate::{DisplayName, Email, Handle, SearchText, Timestamp, User, UserBrief, UserId};

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
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(RegisterError {
    HandleTaken => Conflict "username_taken",
    EmailTaken => Conflict "email_taken",
    AlreadySetUp => Conflict "already_set_up",
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
