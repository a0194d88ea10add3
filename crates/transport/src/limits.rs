mod address;
mod bounded;
mod ledger;
mod sockets;
mod table;
mod wrong;

pub(crate) use address::group;
pub(crate) use ledger::{Ledger, Taken};
pub(crate) use sockets::{Flood, Seat};
pub use table::{By, Fails, Limit, RULES, Rate, Rule};

use crate::Failure;
use bounded::Bounded;
use domain::{ChatId, UserId};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};
use sockets::Sockets;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::time::{Duration, Instant};
use wrong::Wrong;

/// Most keys that one limit remembers.
const REMEMBERED: usize = 50_000;

/// Who is signed in counts the same wherever they are.
const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Under which name wrong passwords of somebody who is signed in are counted: no login has this form.
fn confirming(user: UserId) -> String {
    format!("{user} ")
}

/// Named rate limits, in this process's memory.
pub struct Limits {
    on: bool,
    wrong: Wrong,
    /// Wrong codes of groups: by person, and by address.
    codes: [Wrong; 2],
    limiters: Vec<Limiter>,
    sockets: Sockets,
}

/// Whom a limit counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Address(IpAddr),
    Person(UserId),
    Talk(UserId, ChatId),
}

impl Key {
    /// An address; IPv6 counts by its /64.
    pub(crate) fn address(address: IpAddr) -> Self {
        Self::Address(group(address))
    }
}

struct Limiter {
    rule: Rule,
    keyed: RateLimiter<Key, Bounded<Key>, DefaultClock, StateInformationMiddleware>,
}

impl Limiter {
    /// None when the rate says that there is no limit.
    fn new(rule: Rule) -> Option<Self> {
        let every = Duration::from_millis(rule.rate.every_ms.max(1));
        let store = Bounded::new(REMEMBERED, every, rule.fails);
        let quota = quota(rule.rate)?;
        Some(Self { rule, keyed: RateLimiter::new(quota, store, DefaultClock::default()) })
    }

    fn take(&self, key: &Key, n: u32) -> Taken {
        let n = NonZeroU32::new(n.min(self.rule.rate.burst)).unwrap_or(NonZeroU32::MIN);
        let (left, wait) = match self.keyed.check_key_n(key, n) {
            Ok(Ok(state)) => (state.remaining_burst_capacity(), None),
            Ok(Err(until)) => (0, Some(until.wait_time_from(DefaultClock::default().now()))),
            Err(_) => (0, Some(self.rule.rate.window())),
        };
        Taken { rule: self.rule, left, wait }
    }
}

fn quota(rate: Rate) -> Option<Quota> {
    let burst = NonZeroU32::new(rate.burst)?;
    let every = Duration::from_millis(rate.every_ms.max(1));
    Some(Quota::with_period(every)?.allow_burst(burst))
}

impl Limits {
    /// The limits of [`RULES`], with other rates where given; none of them holds when `on` is false.
    pub fn new(on: bool, rate: impl Fn(&Rule) -> Rate, sockets_per_address: usize) -> Self {
        let rules: Vec<Rule> =
            RULES.iter().map(|rule| Rule { rate: rate(rule), ..*rule }).collect();
        let wrong = |limit: Limit| {
            let rule = rules.iter().find(|rule| rule.limit == limit);
            Wrong::new(rule.map_or(Rate { burst: 0, every_ms: 0 }, |rule| rule.rate))
        };
        Self {
            on,
            wrong: wrong(Limit::WrongPassword),
            codes: [wrong(Limit::WrongCode), wrong(Limit::WrongCodeFrom)],
            limiters: rules.into_iter().filter_map(Limiter::new).collect(),
            sockets: Sockets::new(if on { sockets_per_address } else { 0 }),
        }
    }

    /// Counts `n` of something; nothing is told when no limit holds.
    pub(crate) fn take(&self, limit: Limit, key: &Key, n: u32) -> Option<Taken> {
        let limiter = self.limiters.iter().find(|limiter| limiter.rule.limit == limit);
        limiter.filter(|_| self.on).map(|limiter| limiter.take(key, n))
    }

    /// The same where there are no headers to tell by.
    pub(crate) fn check(&self, limit: Limit, key: &Key) -> Result<(), Failure> {
        self.take(limit, key, 1).map_or(Ok(()), |taken| taken.result())
    }

    /// Whether an account may be tried: not after too many wrong passwords.
    pub(crate) fn may_try(&self, login: &str, from: IpAddr) -> Result<(), Failure> {
        if self.on { self.wrong.check(login, group(from), Instant::now()) } else { Ok(()) }
    }

    /// Whether somebody who is signed in may try their password once more: as often as when signing in.
    pub(crate) fn may_confirm(&self, user: UserId) -> Result<(), Failure> {
        self.may_try(&confirming(user), NOWHERE)
    }

    /// The password asked for once more was wrong.
    pub(crate) fn wrong_confirm(&self, user: UserId) {
        self.wrong_login(&confirming(user), NOWHERE);
    }

    /// The password was wrong.
    pub(crate) fn wrong_login(&self, login: &str, from: IpAddr) {
        self.wrong.count(login, group(from), Instant::now());
    }

    /// The password was right: the account's wrong tries from here are forgotten.
    pub(crate) fn right_login(&self, login: &str, from: IpAddr) {
        self.wrong.forget(login, group(from));
    }

    /// Whether somebody may try the code of a group: not after too many wrong ones.
    pub(crate) fn may_try_code(&self, user: UserId, from: IpAddr) -> Result<(), Failure> {
        let [people, places] = &self.codes;
        if !self.on {
            return Ok(());
        }
        people.check(&user.to_string(), NOWHERE, Instant::now())?;
        places.check(&group(from).to_string(), NOWHERE, Instant::now())
    }

    /// The code of a group was wrong.
    pub(crate) fn wrong_code(&self, user: UserId, from: IpAddr) {
        let [people, places] = &self.codes;
        people.count(&user.to_string(), NOWHERE, Instant::now());
        places.count(&group(from).to_string(), NOWHERE, Instant::now());
    }

    /// A place for one more socket from this address, until it is dropped.
    pub(crate) fn seat(&self, from: IpAddr) -> Option<Seat> {
        self.sockets.seat(group(from))
    }

    /// What one socket may send.
    pub(crate) fn flood(&self) -> Flood {
        let limiter = self.limiters.iter().find(|limiter| limiter.rule.limit == Limit::Socket);
        Flood::new(limiter.filter(|_| self.on).and_then(|limiter| quota(limiter.rule.rate)))
    }

    /// Forgets those who have been quiet.
    pub(crate) fn sweep(&self) {
        self.wrong.sweep(Instant::now());
        self.codes.iter().for_each(|codes| codes.sweep(Instant::now()));
        for limiter in &self.limiters {
            limiter.keyed.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv6Addr;

    fn limits(on: bool) -> Limits {
        Limits::new(on, |rule| rule.rate, 100)
    }

    fn passed(limits: &Limits, limit: Limit, key: impl Fn(u16) -> Key) -> usize {
        (0..1_000).filter(|i| limits.check(limit, &key(*i)).is_ok()).count()
    }

    #[test]
    fn each_burst_passes_and_one_more_does_not() {
        let (on, off) = (limits(true), limits(false));
        for rule in RULES.iter().filter(|rule| rule.limit != Limit::WrongPassword) {
            let key = |_| Key::Person(UserId(7));
            // Some come back while a thousand are asked.
            let burst = usize::try_from(rule.rate.burst).unwrap();
            assert!((burst..burst + 3).contains(&passed(&on, rule.limit, key)), "{}", rule.name);
            assert_eq!(passed(&off, rule.limit, key), 1_000);
        }
    }

    #[test]
    fn one_v6_network_counts_as_one() {
        let from =
            |i: u16| Key::address(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, i, 2, 3, 4)));
        assert_eq!(passed(&limits(true), Limit::Register, from), 3);
    }

    #[test]
    fn rates_are_replaced_and_switched_off_by_name() {
        let rate = |rule: &Rule| match rule.name {
            "register" => Rate { burst: 7, every_ms: 60_000 },
            "login" => Rate { burst: 0, every_ms: 1 },
            _ => rule.rate,
        };
        let limits = Limits::new(true, rate, 100);
        let key = |_| Key::address([192, 0, 2, 1].into());
        assert_eq!(passed(&limits, Limit::Register, key), 7);
        assert_eq!(passed(&limits, Limit::Login, key), 1_000);
    }

    #[test]
    fn what_is_left_is_told_and_many_count_as_many() {
        let limits = limits(true);
        let key = Key::Person(UserId(1));
        let taken = limits.take(Limit::Adds, &key, 10).unwrap();
        assert_eq!((taken.left, taken.result().is_ok()), (40, true));
        let taken = limits.take(Limit::Adds, &key, 41).unwrap();
        assert!(taken.result().is_err() && taken.wait.is_some());
        assert_eq!(limits.take(Limit::Adds, &Key::Person(UserId(2)), 100).unwrap().left, 0);
    }

    #[test]
    fn names_are_told_apart() {
        let names: std::collections::HashSet<_> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
    }
}
