use super::model::{JobId, Lease, Progress};
use crate::Timestamp;
use crate::port::{Read, StoreError, Tx};

/// Attempts before a job is given up: with the growing pauses between them, a good hour.
pub const RETRIES: i64 = 12;
/// The pause after the first attempt that fails.
const FIRST_MS: i64 = 2_000;
/// The longest pause.
const LONGEST_MS: i64 = 3_600_000;
/// For how long jobs that are done keep their names.
const KEPT_MS: i64 = 7 * 86_400_000;
/// Longest reason that is kept, in bytes.
const REASON: usize = 500;

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, or there is nothing left to do.
    Done,
    /// It failed and may succeed later.
    Again(String),
    /// It failed and always will.
    Never(String),
}

/// How long to wait after a failed attempt (from 1): twice as long each time, and up to a quarter more by
/// `chance` (0..=255), so that what failed together does not come back together.
pub fn delay_ms(attempt: i64, chance: u8) -> i64 {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(0).min(20);
    let pause = FIRST_MS.saturating_mul(1 << doublings).min(LONGEST_MS);
    pause + pause / 4 * i64::from(chance) / 255
}

/// When the next job of these kinds may be taken; `None` when there is none.
///
/// # Errors
/// Only the store's.
pub fn next_due(read: &mut dyn Read, kinds: &[&str]) -> Result<Option<Timestamp>, StoreError> {
    read.next_job(kinds)
}

/// Takes at most `limit` jobs of these kinds that are due, for `lease_ms`, longest due first.
///
/// Nobody else gets them until then.
///
/// # Errors
/// Only the store's.
pub fn lease(
    tx: &mut dyn Tx,
    kinds: &[&str],
    now: Timestamp,
    lease_ms: i64,
    limit: usize,
) -> Result<Vec<Lease>, StoreError> {
    tx.lease_jobs(kinds, now, now.plus_ms(lease_ms), limit)
}

/// Says how an attempt went; answers what became of the job, `None` when it had been given to another.
///
/// # Errors
/// Only the store's.
pub fn report(
    tx: &mut dyn Tx,
    lease: &Lease,
    outcome: &Outcome,
    now: Timestamp,
    chance: u8,
) -> Result<Option<Progress>, StoreError> {
    let progress = match outcome {
        Outcome::Done => Progress::Done,
        Outcome::Again(error) if lease.attempt < RETRIES => Progress::Again {
            run_at: now.plus_ms(delay_ms(lease.attempt, chance)),
            error: shortened(error),
        },
        Outcome::Again(error) | Outcome::Never(error) => Progress::Dead { error: shortened(error) },
    };
    let ours = tx.end_attempt(lease.id, lease.attempt, &progress, now)?;
    Ok(ours.then_some(progress))
}

/// Forgets jobs that were done a week ago; answers how many.
///
/// # Errors
/// Only the store's.
pub fn tidy(tx: &mut dyn Tx, now: Timestamp) -> Result<usize, StoreError> {
    tx.forget_jobs(now.plus_ms(-KEPT_MS))
}

/// One line of text that every database takes.
fn shortened(error: &str) -> String {
    let mut text = String::new();
    for c in error.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if text.len() + c.len_utf8() > REASON {
            break;
        }
        text.push(c);
    }
    text
}

/// The number of a job, to people.
impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour() {
        for (attempt, least) in
            [(1, 2_000), (2, 4_000), (5, 32_000), (11, 2_048_000), (12, 3_600_000), (99, 3_600_000)]
        {
            assert_eq!(delay_ms(attempt, 0), least, "{attempt}");
            assert_eq!(delay_ms(attempt, 255), least + least / 4, "{attempt}");
        }
        let all: i64 = (1..RETRIES).map(|attempt| delay_ms(attempt, 0)).sum();
        assert!((3_600_000..5_400_000).contains(&all), "{all}");
    }

    #[test]
    fn reasons_are_one_short_line() {
        let text = shortened(&format!("a\r\nb\0{}", "é".repeat(900)));
        assert!(text.starts_with("a  b é") && text.len() <= REASON, "{text}");
    }
}
