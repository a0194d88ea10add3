use domain::UserId;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Who is downloading their data now: one at a time each.
#[derive(Default)]
pub(crate) struct Exports(Mutex<HashSet<UserId>>);

impl Exports {
    /// Takes a turn; false while the person has one already.
    pub(crate) fn begin(&self, user: UserId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(user)
    }

    pub(crate) fn end(&self, user: UserId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&user);
    }
}
