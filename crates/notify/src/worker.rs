mod books;

use crate::{Bell, Data, Database, Kind};
use books::Books;
use domain::Timestamp;
use domain::job::{self, Lease, Outcome, Progress};
use domain::port::StoreError;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// Jobs that are done at once.
const AT_ONCE: usize = 8;
/// How long an attempt may take.
const ATTEMPT: Duration = Duration::from_secs(45);
/// For how long a job is ours: longer than an attempt and the note of its end.
const LEASE_MS: i64 = 60_000;
/// How often to look for what no bell told of: other nodes' jobs, leases that ran out.
const LOOK: Duration = Duration::from_secs(5);
/// The pause when the database is away, or when another node was faster.
const PAUSE: Duration = Duration::from_millis(500);
/// How often what is long done is forgotten.
const TIDY_MS: i64 = 3_600_000;
/// How long jobs may go on once the worker is to stop.
const GRACE: Duration = Duration::from_secs(5);

/// What a worker is made of.
pub struct Parts {
    /// The data.
    pub data: Arc<dyn Data>,
    /// What can be done here; jobs of other kinds are left to other nodes.
    pub kinds: Vec<Arc<dyn Kind>>,
    /// Rung when there is work.
    pub bell: Bell,
    /// Where time comes from.
    pub now: fn() -> Timestamp,
    /// Where chance comes from.
    pub chance: fn() -> u8,
}

/// A worker that has been started.
pub struct Worker {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Worker {
    /// Starts to do jobs, on the caller's runtime.
    pub fn start(parts: Parts) -> Self {
        let (stop, stopped) = watch::channel(false);
        let desk = Desk {
            database: Database::new(parts.data),
            kinds: parts.kinds.into(),
            now: parts.now,
            chance: parts.chance,
        };
        let task = tokio::spawn(work(desk, parts.bell, stopped));
        Self { stop, task }
    }

    /// Takes no more jobs and lets those under way go on for five seconds; what is cut off is done again
    /// when its lease has run out.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the worker ended badly");
        }
    }
}

#[derive(Clone)]
struct Desk {
    database: Database,
    kinds: Arc<[Arc<dyn Kind>]>,
    now: fn() -> Timestamp,
    chance: fn() -> u8,
}

async fn work(desk: Desk, bell: Bell, mut stopped: watch::Receiver<bool>) {
    let mut running = JoinSet::new();
    let mut tidied = Timestamp(i64::MIN);
    let mut books = Books::default();
    loop {
        books.keep(&desk.database, (desk.now)()).await;
        let pause = desk.round(&mut running, &mut tidied).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "jobs can't be looked for");
            PAUSE
        });
        tokio::select! {
            biased;
            // The sender lives as long as whoever may stop it.
            _ = stopped.changed() => break,
            Some(_) = running.join_next() => {}
            () = bell.rung() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    let all = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::warn!("jobs were cut off; they will be done again");
    }
    books.close(&desk.database, (desk.now)()).await;
}

impl Desk {
    /// Begins what is due, as far as there is room, and answers when to look again.
    async fn round(
        &self,
        running: &mut JoinSet<()>,
        tidied: &mut Timestamp,
    ) -> Result<Duration, StoreError> {
        let now = (self.now)();
        if now.since(*tidied) >= TIDY_MS {
            self.database.write(move |tx| job::tidy(tx, now)).await?;
            *tidied = now;
        }
        let room = AT_ONCE.saturating_sub(running.len());
        if room == 0 {
            return Ok(LOOK);
        }
        let kinds: Vec<&'static str> = self.kinds.iter().map(|kind| kind.name()).collect();
        let asked = kinds.clone();
        let next = self.database.read(move |read| job::next_due(read, &asked)).await?;
        let wait = next.map_or(i64::MAX, |next| next.since(now));
        if wait > 0 {
            return Ok(LOOK.min(Duration::from_millis(wait.unsigned_abs())));
        }
        let lease =
            move |tx: &mut dyn domain::port::Tx| job::lease(tx, &kinds, now, LEASE_MS, room);
        let leased = self.database.write(lease).await?;
        let pause = if leased.is_empty() { PAUSE } else { Duration::ZERO };
        for job in leased {
            let desk = self.clone();
            running.spawn(async move { desk.attempt(job).await });
        }
        Ok(pause)
    }

    /// Does one job and writes how it went.
    async fn attempt(&self, lease: Lease) {
        let outcome = self.outcome(&lease).await;
        let (now, chance) = ((self.now)(), (self.chance)());
        let (number, kind, attempt) = (lease.id.0, lease.kind.clone(), lease.attempt);
        let noted =
            self.database.write(move |tx| job::report(tx, &lease, &outcome, now, chance)).await;
        match noted {
            Ok(Some(Progress::Done)) => tracing::debug!(job.id = number, kind, attempt, "job done"),
            Ok(Some(Progress::Again { error, .. })) => {
                let error = without_addresses(&error);
                tracing::warn!(
                    job.id = number,
                    kind,
                    attempt,
                    error,
                    "job failed; it is tried again"
                );
            }
            Ok(Some(Progress::Dead { error })) => {
                let error = without_addresses(&error);
                tracing::error!(job.id = number, kind, attempt, error, "job given up");
            }
            Ok(None) => {
                tracing::warn!(job.id = number, kind, attempt, "job was somebody else's by then");
            }
            Err(error) => {
                tracing::error!(job.id = number, kind, attempt, %error, "job's end not noted");
            }
        }
    }

    async fn outcome(&self, lease: &Lease) -> Outcome {
        let Some(kind) = self.kinds.iter().find(|kind| kind.name() == lease.kind) else {
            return Outcome::Again("nothing here does such jobs".to_owned());
        };
        // A panic is a failure of this job alone.
        let attempt = AssertUnwindSafe(kind.run(lease)).catch_unwind();
        match tokio::time::timeout(ATTEMPT, attempt).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Outcome::Again("it panicked".to_owned()),
            Err(_) => Outcome::Again("it took too long".to_owned()),
        }
    }
}

/// What a mail server said, fit for the log: it likes to name whom it refuses.
fn without_addresses(error: &str) -> String {
    let word = |word| if str::contains(word, '@') { "(address)" } else { word };
    error.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_out_of_the_log() {
        let said = "550 5.1.1 <ana@example.org>: no such user";
        assert_eq!(without_addresses(said), "550 5.1.1 (address) no such user");
    }
}
