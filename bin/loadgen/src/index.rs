//! How far the index of what is searched is behind, by the chats' own rows.

use crate::Outcome;
use crate::meter::spinner;
use crate::server::Server;
use crate::sql::Sql;
use std::time::{Duration, Instant};

/// How often to look.
pub(crate) const TICK: Duration = Duration::from_millis(100);

/// A view of the rows, beside the server.
pub(crate) struct Watch(Sql);

/// All chats together.
#[derive(Clone, Copy)]
pub(crate) struct Level {
    /// Messages that were sent.
    pub(crate) sent: u64,
    /// Those that the index holds.
    pub(crate) indexed: u64,
}

impl Watch {
    /// Looks at a server's database.
    pub(crate) fn open(server: &Server) -> Outcome<Self> {
        Ok(Self(server.sql()?))
    }

    /// How far it is now.
    pub(crate) async fn level(&mut self) -> Outcome<Level> {
        let sums = "SELECT sum(last_seq), sum(indexed_seq) FROM chats;";
        match self.0.numbers(sums).await?.as_slice() {
            [sent, indexed] => Ok(Level { sent: *sent, indexed: *indexed }),
            _ => Err("two sums were asked for".into()),
        }
    }

    /// Waits until everything is indexed; answers how long that took.
    pub(crate) async fn until_indexed(&mut self, longest: Duration) -> Outcome<Duration> {
        let (progress, began) = (spinner("the index"), Instant::now());
        loop {
            let Level { sent, indexed } = self.level().await?;
            if sent == indexed {
                progress.finish_and_clear();
                return Ok(began.elapsed());
            }
            if began.elapsed() > longest {
                return Err(
                    format!("after {longest:?} only {indexed} of {sent} are indexed").into()
                );
            }
            progress.set_message(format!("the index: {indexed} of {sent}"));
            tokio::time::sleep(TICK).await;
        }
    }

    /// Counts everything as indexed; no server runs.
    pub(crate) async fn pass(&mut self) -> Outcome {
        let all = "UPDATE chats SET indexed_seq = last_seq, indexed_rev = rev;";
        self.0.run(all).await.map(drop)
    }
}
