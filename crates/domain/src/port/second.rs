use super::StoreError;
use crate::{Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// The second step of somebody's signing in, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// What the secret is derived from.
    pub salt: Vec<u8>,
    /// Since when it is asked for; `None` until the first code was right.
    pub confirmed_at: Option<Timestamp>,
    /// The time step of the newest code that was used.
    pub last_step: i64,
}

/// Questions about the second step of signing in.
pub trait SecondFactorRead {
    /// A person's second step, also one that is not confirmed.
    fn second_factor(&mut self, user: UserId) -> Answer<Option<SecondFactor>>;
    /// How many recovery codes a person has left.
    fn recovery_codes(&mut self, user: UserId) -> Answer<usize>;
}

/// Changes of the second step of signing in.
pub trait SecondFactorWrite {
    /// Writes a person's second step whole.
    fn put_second_factor(&mut self, user: UserId, factor: &SecondFactor) -> Answer<()>;
    /// Removes it with the recovery codes.
    fn drop_second_factor(&mut self, user: UserId) -> Answer<()>;
    /// Puts these recovery codes, hashed, in the place of all others.
    fn put_recovery_codes(&mut self, user: UserId, hashes: &[Vec<u8>]) -> Answer<()>;
    /// Uses up a recovery code; false when there is none like it.
    fn use_recovery_code(&mut self, user: UserId, hash: &[u8]) -> Answer<bool>;
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondFactor")
            .field("confirmed_at", &self.confirmed_at)
            .finish_non_exhaustive()
    }
}
