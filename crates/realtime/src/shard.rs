use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A hash map in 64 parts, each behind a lock of its own.
///
/// Std mutexes: they are held for a few pushes at most and never over an await, so that a lock
/// which parks a task would only cost more. A poisoned part is taken as it is: every change below
/// leaves the map whole at each step.
pub(crate) struct Sharded<K, V> {
    parts: Vec<Mutex<HashMap<K, V>>>,
    hasher: RandomState,
}

const PARTS: usize = 64;

impl<K: Hash + Eq, V> Sharded<K, V> {
    pub(crate) fn new() -> Self {
        let parts = (0..PARTS).map(|_| Mutex::new(HashMap::new())).collect();
        Self { parts, hasher: RandomState::new() }
    }

    /// The part that holds `key`, locked.
    #[expect(clippy::expect_used, reason = "the remainder is below the number of parts")]
    pub(crate) fn lock(&self, key: &K) -> MutexGuard<'_, HashMap<K, V>> {
        let part = usize::try_from(self.hasher.hash_one(key) % 64).unwrap_or(0);
        let part = self.parts.get(part).expect("a part per remainder");
        part.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every part, one after the other, each locked while it is looked at.
    pub(crate) fn each(&self) -> impl Iterator<Item = MutexGuard<'_, HashMap<K, V>>> {
        self.parts.iter().map(|part| part.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
