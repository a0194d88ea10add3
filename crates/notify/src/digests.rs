//! Looks now and then for whoever was away and should get a letter about what waits for them.

use crate::{Data, Database};
use domain::digest::{due, take};
use domain::port::StoreError;
use domain::{Timestamp, UserId};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often to look; the first time at once.
const LOOK: Duration = Duration::from_mins(10);
/// People who are looked at in one question.
const PAGE: usize = 200;

/// Posts digests; started once. Several nodes may look at once: a person gets one letter.
pub struct Digests {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// What looking takes.
struct Desk {
    database: Database,
    is_there: Arc<dyn Fn(UserId) -> bool + Send + Sync>,
    now: fn() -> Timestamp,
}

impl Digests {
    /// Starts to look, on the caller's runtime. Whoever `is_there` at this node is not away.
    pub fn start(
        data: Arc<dyn Data>,
        is_there: Arc<dyn Fn(UserId) -> bool + Send + Sync>,
        now: fn() -> Timestamp,
    ) -> Self {
        let (stop, stopped) = watch::channel(false);
        let desk = Desk { database: Database::new(data), is_there, now };
        Self { stop, task: tokio::spawn(look(desk, stopped)) }
    }

    /// Stops; whoever was not looked at is the next time.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "looking for who was away ended badly");
        }
    }
}

async fn look(desk: Desk, mut stopped: watch::Receiver<bool>) {
    loop {
        match desk.round(&stopped).await {
            Ok(0) => {}
            Ok(posted) => tracing::info!(posted, "digests posted"),
            Err(error) => tracing::warn!(%error, "digests not looked for"),
        }
        tokio::select! {
            // The sender lives as long as whoever may stop it.
            _ = stopped.changed() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

impl Desk {
    /// Goes through everybody who wants digests; answers how many were posted.
    async fn round(&self, stopped: &watch::Receiver<bool>) -> Result<usize, StoreError> {
        let (mut after, mut posted) = (None, 0);
        loop {
            let now = (self.now)();
            let (people, next) =
                self.database.read(move |read| due(read, after, PAGE, now)).await?;
            for user in people {
                if *stopped.borrow() {
                    return Ok(posted);
                }
                if (self.is_there)(user) {
                    continue;
                }
                posted += usize::from(self.database.write(move |tx| take(tx, user, now)).await?);
            }
            after = next;
            if after.is_none() {
                return Ok(posted);
            }
        }
    }
}
