//! How long sessions last.

/// How long sessions and their tokens last, in ms unless named otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionPolicy {
    /// A refresh token unless used.
    pub refresh_idle_ms: i64,
    /// A session of tokens whatever happens.
    pub refresh_absolute_ms: i64,
    /// How long the token before the newest still answers the newest, for answers that got lost.
    pub refresh_grace_ms: i64,
    /// A cookie unless used.
    pub cookie_idle_ms: i64,
    /// A remembered cookie unless used.
    pub cookie_remember_ms: i64,
    /// A session of pages whatever happens.
    pub cookie_absolute_ms: i64,
    /// How coarsely the use of a cookie is noted.
    pub touch_every_ms: i64,
    /// Sessions of one person, 1..=100; the longest unused ends for one more.
    pub max_sessions: usize,
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Default for SessionPolicy {
    fn default() -> Self {
        Self {
            refresh_idle_ms: 14 * DAY,
            refresh_absolute_ms: 60 * DAY,
            refresh_grace_ms: 10_000,
            cookie_idle_ms: 12 * HOUR,
            cookie_remember_ms: 30 * DAY,
            cookie_absolute_ms: 30 * DAY,
            touch_every_ms: MINUTE,
            max_sessions: 100,
        }
    }
}
