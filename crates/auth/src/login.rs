//! Finding whom a login means, without telling who exists.

use crate::hash_pool::HashError;
use crate::second::SecondFactorError;
use domain::port::{Read, StoreError};
use domain::{Class, Email, Handle, Problem, User};

/// Why somebody could not sign in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// No such person, or not their password: the same answer.
    #[error("the username or the password is wrong")]
    Invalid,
    /// The password is right, and the person is shut out.
    #[error("this account is suspended; ask whoever runs this server")]
    Suspended,
    /// The password is right, and a second step is missing or wrong.
    #[error(transparent)]
    Second(#[from] SecondFactorError),
    /// The password is right, and the address has to be confirmed first.
    #[error("confirm your e-mail address first, by the link that was sent to it")]
    Unconfirmed,
    /// The password could not be checked.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Problem for LoginError {
    fn class(&self) -> Class {
        match self {
            Self::Invalid => Class::Unauthenticated,
            Self::Suspended | Self::Unconfirmed => Class::Forbidden,
            Self::Second(inner) => inner.class(),
            Self::Hash(inner) => inner.class(),
            Self::Store(inner) => inner.class(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "invalid_login",
            Self::Suspended => "account_suspended",
            Self::Second(inner) => inner.code(),
            Self::Unconfirmed => "email_unverified",
            Self::Hash(inner) => inner.code(),
            Self::Store(inner) => inner.code(),
        }
    }
}

/// The person of this username, or of this address if it has an `@`, with the hash to verify.
///
/// Verify a password for `None` too ([`crate::HashPool::verify`]), so that time tells nothing.
///
/// # Errors
/// Only the store's.
pub fn find_login(read: &mut dyn Read, login: &str) -> Result<Option<(User, String)>, StoreError> {
    let login = login.trim();
    let user = if login.contains('@') {
        match Email::parse(login) {
            Ok(email) => read.user_by_email(&email)?,
            Err(_) => None,
        }
    } else {
        match Handle::for_lookup(login) {
            Some(handle) => read.user_by_handle(&handle)?,
            None => None,
        }
    };
    let Some(user) = user else { return Ok(None) };
    let hash = read.password_hash(user.id)?;
    Ok(hash.map(|hash| (user, hash)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fake, user};

    #[test]
    fn people_are_found_by_name_or_address() {
        let ana = user(1, "ana", "ana@example.org");
        let bea = user(2, "bea", "bea@example.org");
        let people = vec![(ana, Some("hash of ana".into())), (bea, None)];
        let mut fake = Fake { people, ..Fake::default() };
        for (login, want) in [
            ("ana", true),
            ("ANA", true),
            (" ana ", true),
            ("Ana@Example.org", true),
            ("ana@example.com", false),
            ("nobody", false),
            ("bea", false), // has no password
            ("", false),
            ("@", false),
            ("' OR 1=1 --", false),
            ("ana\0", false),
        ] {
            let found = find_login(&mut fake, login).unwrap();
            assert_eq!(found.is_some(), want, "{login:?}");
            if let Some((user, hash)) = found {
                assert_eq!((user.handle.as_str(), hash.as_str()), ("ana", "hash of ana"));
            }
        }
        let error = LoginError::Invalid;
        assert_eq!((error.class(), error.code()), (Class::Unauthenticated, "invalid_login"));
    }
}
