use super::table::Fails;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The state of a limit by key, for at most so many keys: keys are anybody's to invent.
///
/// Two generations make it forget the longest unused in constant time.
pub(super) struct Bounded<K> {
    fails: Fails,
    /// Nanoseconds that one costs.
    every: u64,
    /// Most keys of one generation.
    half: usize,
    kept: Mutex<Kept<K>>,
}

struct Kept<K> {
    young: HashMap<K, Nanos>,
    old: HashMap<K, Nanos>,
    crowd: Option<Crowd>,
}

/// Those without a place of their own, once somebody who still counted had to be forgotten.
struct Crowd {
    state: Option<Nanos>,
    until: u64,
}

impl<K: Hash + Eq + Clone> Bounded<K> {
    /// `every`: after how long there is one more.
    pub(super) fn new(most: usize, every: Duration, fails: Fails) -> Self {
        let kept = Kept { young: HashMap::new(), old: HashMap::new(), crowd: None };
        let every = u64::try_from(every.as_nanos()).unwrap_or(u64::MAX);
        Self { fails, every, half: (most / 2).max(1), kept: Mutex::new(kept) }
    }

    /// No one panics while it is held, and a limit is no reason to stop.
    fn lock(&self) -> MutexGuard<'_, Kept<K>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state of a key that comes new lies one step after now.
    fn now(&self, fresh: Nanos) -> u64 {
        fresh.as_u64().saturating_sub(self.every)
    }

    fn keep(&self, kept: &mut Kept<K>, key: &K, state: Nanos) {
        if kept.young.len() >= self.half && !kept.young.contains_key(key) {
            let forgotten = std::mem::replace(&mut kept.old, std::mem::take(&mut kept.young));
            let last = forgotten.into_values().map(Nanos::as_u64).max();
            let last = last.filter(|last| *last > self.now(state));
            if let (Fails::Closed, Some(until)) = (self.fails, last) {
                kept.crowd = Some(Crowd { state: None, until });
            }
        }
        kept.young.insert(key.clone(), state);
    }
}

impl<K: Hash + Eq + Clone> StateStore for Bounded<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut kept = self.lock();
        let known = kept.young.get(key).copied().or_else(|| kept.old.remove(key));
        if let (None, Some(crowd)) = (known, &mut kept.crowd) {
            let (_, fresh) = f(None)?;
            if self.now(fresh) < crowd.until {
                let (answer, state) = f(crowd.state)?;
                crowd.state = Some(state);
                return Ok(answer);
            }
            kept.crowd = None;
        }
        match f(known) {
            Ok((answer, state)) => {
                self.keep(&mut kept, key, state);
                Ok(answer)
            }
            Err(error) => {
                // It may have been taken out of the old ones, and must not be forgotten for that.
                if let Some(state) = known {
                    self.keep(&mut kept, key, state);
                }
                Err(error)
            }
        }
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<K> for Bounded<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        let mut kept = self.lock();
        kept.young.retain(|_, state| *state > drop_below);
        kept.old.retain(|_, state| *state > drop_below);
    }

    fn len(&self) -> usize {
        let kept = self.lock();
        kept.young.len() + kept.old.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;
    use governor::{Quota, RateLimiter};

    type Middleware = governor::middleware::NoOpMiddleware<Nanos>;
    type Limiter = RateLimiter<u32, Bounded<u32>, FakeRelativeClock, Middleware>;

    fn limiter(fails: Fails) -> (Limiter, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let quota = Quota::with_period(Duration::from_secs(10)).unwrap();
        let quota = quota.allow_burst(3.try_into().unwrap());
        (
            RateLimiter::new(
                quota,
                Bounded::new(100, Duration::from_secs(10), fails),
                clock.clone(),
            ),
            clock,
        )
    }

    #[test]
    fn a_million_invented_keys_take_the_room_of_a_hundred() {
        for fails in [Fails::Open, Fails::Closed] {
            let (limiter, clock) = limiter(fails);
            for key in 0..1_000_000 {
                let _limited = limiter.check_key(&key);
                assert!(limiter.len() <= 100);
            }
            clock.advance(Duration::from_mins(2));
            limiter.retain_recent();
            assert_eq!(limiter.len(), 0);
        }
    }

    #[test]
    fn crowding_somebody_out_of_a_closed_limit_gains_nothing() {
        let tries = |fails| {
            let (limiter, clock) = limiter(fails);
            let mut passed = 0;
            for round in 0..200 {
                passed += u32::from(limiter.check_key(&7).is_ok());
                for key in 0..200 {
                    let _limited = limiter.check_key(&(1_000 * round + 1_000 + key));
                }
                clock.advance(Duration::from_millis(1));
            }
            passed
        };
        assert!(tries(Fails::Open) > 100, "open: whoever is forgotten begins afresh");
        assert!(tries(Fails::Closed) <= 6, "closed: three, and what the crowd has left");
    }

    #[test]
    fn who_is_busy_is_not_forgotten() {
        let (limiter, _) = limiter(Fails::Open);
        let passed = (0..10_000).filter(|other| {
            let _limited = limiter.check_key(&(other + 10));
            limiter.check_key(&7).is_ok()
        });
        assert_eq!(passed.count(), 3);
    }
}
