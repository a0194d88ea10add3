mod wrong;

use crate::Failure;
use domain::UserId;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::{Duration, Instant};
use wrong::Wrong;

/// Named rate limits, in this process's memory.
///
/// They fail open by construction: there is no store of theirs that could be away.
pub struct Limits {
    on: bool,
    wrong: Wrong,
    login_address: DefaultKeyedRateLimiter<IpAddr>,
    register: DefaultKeyedRateLimiter<IpAddr>,
    messages: DefaultKeyedRateLimiter<UserId>,
    requests: DefaultKeyedRateLimiter<UserId>,
}

/// `burst` at once, then one more every `every`.
fn limit<K: Hash + Eq + Clone>(burst: u32, every: Duration) -> DefaultKeyedRateLimiter<K> {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(every).unwrap_or(Quota::per_second(burst));
    RateLimiter::keyed(quota.allow_burst(burst))
}

impl Limits {
    /// The limits with their defaults; none of them holds when `on` is false.
    pub fn new(on: bool) -> Self {
        Self {
            on,
            wrong: Wrong::default(),
            login_address: limit(20, Duration::from_secs(30)),
            register: limit(3, Duration::from_secs(6)),
            messages: limit(60, Duration::from_secs(1)),
            requests: limit(200, Duration::from_millis(300)),
        }
    }

    /// A try to sign in: 20 and one per 30 s per address, and none after 5 wrong ones of the
    /// account within 30 minutes.
    pub(crate) fn login(&self, login: &str, address: IpAddr) -> Result<(), Failure> {
        self.take(&self.login_address, &group(address))?;
        if self.on { self.wrong.check(login, Instant::now()) } else { Ok(()) }
    }

    /// The password was wrong.
    pub(crate) fn wrong_login(&self, login: &str) {
        self.wrong.count(login, Instant::now());
    }

    /// The password was right: the account's wrong tries are forgotten.
    pub(crate) fn right_login(&self, login: &str) {
        self.wrong.forget(login);
    }

    /// A registration: 3 and one per 6 s per address.
    pub(crate) fn register(&self, address: IpAddr) -> Result<(), Failure> {
        self.take(&self.register, &group(address))
    }

    /// A message: 60 and one per second per person.
    pub(crate) fn message(&self, user: UserId) -> Result<(), Failure> {
        self.take(&self.messages, &user)
    }

    /// A request: 200 and 200 per minute per person.
    pub(crate) fn request(&self, user: UserId) -> Result<(), Failure> {
        self.take(&self.requests, &user)
    }

    /// Forgets those who have been quiet: keys are anybody's to invent.
    pub(crate) fn sweep(&self) {
        self.wrong.sweep(Instant::now());
        self.login_address.retain_recent();
        self.register.retain_recent();
        self.messages.retain_recent();
        self.requests.retain_recent();
    }

    fn take<K: Hash + Eq + Clone>(
        &self,
        limiter: &DefaultKeyedRateLimiter<K>,
        key: &K,
    ) -> Result<(), Failure> {
        if !self.on {
            return Ok(());
        }
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            Failure::rate_limited(u32::try_from(wait.as_millis()).unwrap_or(u32::MAX).max(1))
        })
    }
}

/// An address as limits count it: IPv6 by its /64, which one person has all of.
fn group(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_one_more_does_not() {
        let limits = Limits::new(true);
        let here = "192.0.2.1".parse().unwrap();
        assert_eq!((0..10).filter(|_| limits.register(here).is_ok()).count(), 3);
        assert!((0..1_000).all(|_| Limits::new(false).register(here).is_ok()));
    }

    #[test]
    fn one_v6_network_counts_as_one() {
        let limits = Limits::new(true);
        let from = |i: u16| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, i, 2, 3, 4));
        assert_eq!((0..10).filter(|i| limits.register(from(*i)).is_ok()).count(), 3);
    }
}
