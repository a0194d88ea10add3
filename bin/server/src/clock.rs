use domain::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// The system's clock.
pub(crate) struct SystemClock;

impl transport::Clock for SystemClock {
    fn now(&self) -> Timestamp {
        now()
    }
}

/// Now; the epoch when the clock stands before it.
#[expect(clippy::disallowed_methods, reason = "this is where time comes in")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// The system's chance.
#[expect(clippy::disallowed_methods, reason = "this is where chance comes in")]
pub(crate) fn random() -> rand::rngs::ThreadRng {
    rand::rng()
}
