use super::table::Rate;
use crate::Failure;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Most accounts remembered, and most pairs of account and address; beyond it the oldest half of the
/// accounts, and all pairs, are forgotten.
const REMEMBERED: usize = 100_000;

/// Wrong passwords by account, as typed: known and unknown names count alike.
///
/// An address from which the account was signed in to counts for itself, so that nobody can lock others
/// out of their own account from elsewhere.
pub(super) struct Wrong {
    tries: u32,
    window: Duration,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    tries: HashMap<Key, (u32, Instant)>,
    known: HashSet<(String, IpAddr)>,
}

/// An account, and the address when it is a known one.
type Key = (String, Option<IpAddr>);

impl Kept {
    fn key(&self, login: &str, from: IpAddr) -> Key {
        let known = (normal(login), from);
        let is_known = self.known.contains(&known);
        (known.0, is_known.then_some(from))
    }
}

impl Wrong {
    pub(super) fn new(rate: Rate) -> Self {
        Self { tries: rate.burst, window: rate.window(), kept: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the account may try again from here.
    pub(super) fn check(&self, login: &str, from: IpAddr, now: Instant) -> Result<(), Failure> {
        let kept = self.lock();
        let Some((count, since)) = kept.tries.get(&kept.key(login, from)).copied() else {
            return Ok(());
        };
        let left = self.window.saturating_sub(now.saturating_duration_since(since));
        if self.tries == 0 || count < self.tries || left.is_zero() {
            return Ok(());
        }
        Err(Failure::rate_limited(u32::try_from(left.as_millis()).unwrap_or(u32::MAX)))
    }

    /// One more wrong try.
    pub(super) fn count(&self, login: &str, from: IpAddr, now: Instant) {
        let mut kept = self.lock();
        if kept.tries.len() >= REMEMBERED {
            let half = now.checked_sub(self.window / 2).unwrap_or(now);
            kept.tries.retain(|_, (_, since)| *since > half);
        }
        // All of them are newer than that: who invents names shall not fill the memory.
        if kept.tries.len() >= REMEMBERED {
            kept.tries.retain(|_, (count, _)| *count >= self.tries);
        }
        if kept.tries.len() >= REMEMBERED {
            kept.tries.clear();
        }
        let key = kept.key(login, from);
        let entry = kept.tries.entry(key).or_insert((0, now));
        if now.saturating_duration_since(entry.1) >= self.window {
            *entry = (0, now);
        }
        entry.0 += 1;
    }

    /// The password was right: this address is known from now on.
    pub(super) fn forget(&self, login: &str, from: IpAddr) {
        let mut kept = self.lock();
        let key = kept.key(login, from);
        kept.tries.remove(&key);
        if kept.known.len() >= REMEMBERED {
            kept.known.clear();
        }
        kept.known.insert((normal(login), from));
    }

    /// Drops what no longer counts.
    pub(super) fn sweep(&self, now: Instant) {
        let window = self.window;
        let recent = |since: &Instant| now.saturating_duration_since(*since) < window;
        self.lock().tries.retain(|_, (_, since)| recent(since));
    }
}

fn normal(login: &str) -> String {
    login.trim().chars().take(254).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE: Rate = Rate { burst: 5, every_ms: 360_000 };
    const WINDOW: Duration = Duration::from_mins(30);

    fn at(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn five_wrong_ones_close_the_account_for_half_an_hour() {
        let (wrong, start) = (Wrong::new(FIVE), Instant::now());
        for i in 0..5 {
            assert!(wrong.check("Ana", at(i), start).is_ok());
            wrong.count("ana ", at(i), start);
        }
        assert!(wrong.check("ana", at(9), start).is_err());
        assert!(wrong.check("bea", at(9), start).is_ok());
        assert!(wrong.check("ana", at(9), start + WINDOW).is_ok());
    }

    #[test]
    fn a_known_address_is_not_locked_out_by_others() {
        let (wrong, start) = (Wrong::new(FIVE), Instant::now());
        wrong.forget("ana", at(1));
        for i in 100..110 {
            wrong.count("ana", at(i), start);
        }
        assert!(wrong.check("ana", at(100), start).is_err());
        assert!(wrong.check("ana", at(1), start).is_ok());
        for _ in 0..5 {
            wrong.count("ana", at(1), start);
        }
        assert!(wrong.check("ana", at(1), start).is_err(), "a known one has five of its own");
        wrong.forget("ANA", at(1));
        assert!(wrong.check("ana", at(1), start).is_ok());
        assert!(wrong.check("ana", at(100), start).is_err(), "and opens it for nobody else");
    }

    #[test]
    fn invented_names_do_not_fill_the_memory() {
        let (wrong, start) = (Wrong::new(FIVE), Instant::now());
        for i in 0..250_000_u32 {
            wrong.count(&format!("name-{i}"), at(1), start);
        }
        assert!(wrong.lock().tries.len() <= REMEMBERED);
    }
}
