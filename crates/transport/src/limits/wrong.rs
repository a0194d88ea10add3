use crate::Failure;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Wrong passwords of one account before it waits.
const TRIES: u32 = 5;
/// How long they count.
const WINDOW: Duration = Duration::from_mins(30);
/// Most accounts remembered; beyond it the oldest half is forgotten.
const REMEMBERED: usize = 100_000;

/// Wrong passwords by account, as typed: known and unknown names count alike.
#[derive(Default)]
pub(super) struct Wrong {
    tries: Mutex<HashMap<String, (u32, Instant)>>,
}

impl Wrong {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, (u32, Instant)>> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the account may try again.
    pub(super) fn check(&self, login: &str, now: Instant) -> Result<(), Failure> {
        let Some((count, since)) = self.lock().get(&key(login)).copied() else {
            return Ok(());
        };
        let left = WINDOW.saturating_sub(now.saturating_duration_since(since));
        if count < TRIES || left.is_zero() {
            return Ok(());
        }
        Err(Failure::rate_limited(u32::try_from(left.as_millis()).unwrap_or(u32::MAX)))
    }

    /// One more wrong try.
    pub(super) fn count(&self, login: &str, now: Instant) {
        let mut tries = self.lock();
        if tries.len() >= REMEMBERED {
            let half = now.checked_sub(WINDOW / 2).unwrap_or(now);
            tries.retain(|_, (_, since)| *since > half);
        }
        let entry = tries.entry(key(login)).or_insert((0, now));
        if now.saturating_duration_since(entry.1) >= WINDOW {
            *entry = (0, now);
        }
        entry.0 += 1;
    }

    /// The password was right.
    pub(super) fn forget(&self, login: &str) {
        self.lock().remove(&key(login));
    }

    /// Drops what no longer counts.
    pub(super) fn sweep(&self, now: Instant) {
        self.lock().retain(|_, (_, since)| now.saturating_duration_since(*since) < WINDOW);
    }
}

fn key(login: &str) -> String {
    login.trim().chars().take(254).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_ones_close_the_account_for_half_an_hour() {
        let (wrong, start) = (Wrong::default(), Instant::now());
        for _ in 0..5 {
            assert!(wrong.check("Ana", start).is_ok());
            wrong.count("ana ", start);
        }
        assert!(wrong.check("ana", start).is_err());
        assert!(wrong.check("bea", start).is_ok());
        assert!(wrong.check("ana", start + WINDOW).is_ok());
        wrong.forget("ANA");
        assert!(wrong.check("ana", start).is_ok());
    }
}
