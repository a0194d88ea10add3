//! What this node knows of sessions, so that a good token of an ended session fails soon.

use domain::{Actor, Session, SessionId, Timestamp, UserId};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the cache can say of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It lives, as of a moment ago.
    Live,
    /// It has ended.
    Dead,
    /// Look at the row, and tell with [`SessionCache::learn`].
    Ask,
}

/// How much is remembered, and for how long it is believed.
#[derive(Clone, Copy, Debug)]
pub struct CacheOptions {
    /// Most sessions remembered.
    pub limit: usize,
    /// How long a living session is believed to live, in ms.
    pub trust_ms: i64,
}

impl Default for CacheOptions {
    fn default() -> Self {
        Self { limit: 65_536, trust_ms: 5_000 }
    }
}

/// A bounded memory of which sessions live; see [`Known`].
///
/// An end told here holds at once; one that another node was told is seen within `trust_ms`. A
/// session that has ended never lives again, so that a row read before its end cannot revive it.
pub struct SessionCache {
    options: CacheOptions,
    // Std mutexes: held for a map's operation, never over an await. Sharded against contention.
    shards: [Mutex<Shard>; SHARDS],
}

const SHARDS: usize = 16;

#[derive(Clone, Copy)]
enum State {
    Live { user: UserId, until: Timestamp, checked_at: Timestamp },
    Dead,
}

/// Two generations: when the young one is full it becomes the old one, whose rest is forgotten.
#[derive(Default)]
struct Shard {
    young: HashMap<SessionId, State>,
    old: HashMap<SessionId, State>,
}

impl SessionCache {
    /// Makes an empty cache.
    pub fn new(options: CacheOptions) -> Self {
        Self { options, shards: Default::default() }
    }

    /// What is known of an actor's session at `now`. Nobody acts through another person's session.
    pub fn check(&self, actor: Actor, now: Timestamp) -> Known {
        match self.shard(actor.session).get(actor.session) {
            None => Known::Ask,
            Some(State::Dead) => Known::Dead,
            Some(State::Live { user, .. }) if user != actor.user => Known::Dead,
            Some(State::Live { until, checked_at, .. }) => {
                let age = now.since(checked_at);
                // A clock that was set back makes the answer worthless, and use may have moved
                // the end on: both are looked up.
                if (0..self.options.trust_ms).contains(&age) && now < until {
                    Known::Live
                } else {
                    Known::Ask
                }
            }
        }
    }

    /// Remembers a row that was read at `now`, and answers whether the session lives.
    pub fn learn(&self, session: &Session, now: Timestamp) -> bool {
        let mut shard = self.shard(session.id);
        if matches!(shard.get(session.id), Some(State::Dead)) {
            return false;
        }
        let live = session.is_live(now);
        let state = if live {
            let until = session.idle_until.min(session.ends_at);
            State::Live { user: session.user, until, checked_at: now }
        } else if session.revoked_at.is_some() || now >= session.ends_at {
            State::Dead
        } else {
            // Past its idle time by this clock: another node's may have moved it on.
            return false;
        };
        shard.put(session.id, state, self.room());
        live
    }

    /// Remembers that these sessions have ended, or were never there.
    pub fn kill(&self, sessions: &[SessionId]) {
        for session in sessions {
            self.shard(*session).put(*session, State::Dead, self.room());
        }
    }

    /// Forgets what is known of these sessions: they will be asked for.
    pub fn forget(&self, sessions: &[SessionId]) {
        for session in sessions {
            let mut shard = self.shard(*session);
            shard.young.remove(session);
            shard.old.remove(session);
        }
    }

    /// Entries of one generation of one shard.
    fn room(&self) -> usize {
        (self.options.limit / SHARDS / 2).max(1)
    }

    fn shard(&self, session: SessionId) -> MutexGuard<'_, Shard> {
        let [first, ..] = &self.shards;
        let number = usize::try_from(session.0.unsigned_abs()).unwrap_or_default() % SHARDS;
        let shard = self.shards.get(number).unwrap_or(first);
        shard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    fn get(&self, id: SessionId) -> Option<State> {
        self.young.get(&id).or_else(|| self.old.get(&id)).copied()
    }

    fn put(&mut self, id: SessionId, state: State, room: usize) {
        if self.young.len() >= room && !self.young.contains_key(&id) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id, state);
    }
}

impl std::fmt::Debug for SessionCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionCache").field("options", &self.options).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{NOW, session};

    fn of(session: &Session) -> Actor {
        Actor { user: session.user, session: session.id }
    }

    #[test]
    fn a_live_session_is_believed_for_five_seconds() {
        let cache = SessionCache::new(CacheOptions::default());
        let row = session(1);
        assert_eq!(cache.check(of(&row), NOW), Known::Ask);
        assert!(cache.learn(&row, NOW));
        for (later, want) in
            [(0, Known::Live), (4_999, Known::Live), (5_000, Known::Ask), (-1, Known::Ask)]
        {
            assert_eq!(cache.check(of(&row), NOW.plus_ms(later)), want, "{later}");
        }
        cache.forget(&[row.id]);
        assert_eq!(cache.check(of(&row), NOW), Known::Ask);
    }

    #[test]
    fn a_session_is_its_owners_alone() {
        let cache = SessionCache::new(CacheOptions::default());
        let row = session(1);
        assert!(cache.learn(&row, NOW));
        let other = Actor { user: UserId(row.user.0 + 1), ..of(&row) };
        assert_eq!(cache.check(other, NOW), Known::Dead);
        assert_eq!(cache.check(of(&row), NOW), Known::Live);
    }

    #[test]
    fn nothing_outlives_its_own_times() {
        let cache = SessionCache::new(CacheOptions::default());
        let mut row = session(1);
        row.idle_until = NOW.plus_ms(1_000);
        assert!(cache.learn(&row, NOW));
        assert_eq!(cache.check(of(&row), NOW.plus_ms(999)), Known::Live);
        assert_eq!(cache.check(of(&row), NOW.plus_ms(1_000)), Known::Ask);
        assert!(!cache.learn(&row, NOW.plus_ms(1_000)));
        assert_eq!(cache.check(of(&row), NOW.plus_ms(1_000)), Known::Ask, "use may move it on");
        row.ends_at = NOW.plus_ms(1_000);
        assert!(!cache.learn(&row, NOW.plus_ms(1_000)));
        assert_eq!(cache.check(of(&row), NOW.plus_ms(1_000)), Known::Dead);
    }

    #[test]
    fn an_ended_session_stays_so() {
        let cache = SessionCache::new(CacheOptions::default());
        let row = session(1);
        assert!(cache.learn(&row, NOW));
        cache.kill(&[row.id]);
        assert_eq!(cache.check(of(&row), NOW), Known::Dead);
        assert!(!cache.learn(&row, NOW), "a row read before the end revives nothing");
        assert_eq!(cache.check(of(&row), NOW), Known::Dead);
        let mut revoked = session(2);
        revoked.revoked_at = Some(NOW);
        assert!(!cache.learn(&revoked, NOW));
        assert_eq!(cache.check(of(&revoked), NOW.plus_ms(60_000)), Known::Dead);
    }

    #[test]
    fn memory_is_bounded() {
        let cache = SessionCache::new(CacheOptions { limit: 320, ..CacheOptions::default() });
        let mut row = session(1);
        for id in -5_000..5_000 {
            row.id = SessionId(id);
            cache.learn(&row, NOW);
            cache.kill(&[SessionId(id - 20_000)]);
        }
        let held: usize = cache
            .shards
            .iter()
            .map(|shard| shard.lock().unwrap())
            .map(|shard| shard.young.len() + shard.old.len())
            .sum();
        assert!(held <= 320, "{held}");
        assert_eq!(
            cache.check(Actor { session: SessionId(4_999), ..of(&row) }, NOW),
            Known::Live,
            "the newest stay"
        );
        assert_eq!(
            cache.check(Actor { session: SessionId(i64::MIN), ..of(&row) }, NOW),
            Known::Ask
        );
    }
}
