//! Calls the members of a large group, one part after the other.

use crate::{Attempt, Data, Database, Kind};
use domain::job::{Lease, Outcome};
use domain::notification::{CALL_JOB, Call, call_part};
use domain::{ChatId, Seq, Timestamp, UserId};
use serde::Deserialize;
use std::sync::Arc;

/// Does the jobs of that kind. Each takes on the next in the transaction in which it notifies, so that
/// nobody is called twice.
pub struct Calls {
    database: Database,
    now: fn() -> Timestamp,
}

/// What the job holds.
#[derive(Deserialize)]
struct Payload {
    chat: i64,
    seq: i64,
    part: u32,
    after: i64,
}

impl Calls {
    /// What calls people of groups in `data`.
    pub fn new(data: Arc<dyn Data>, now: fn() -> Timestamp) -> Self {
        Self { database: Database::new(data), now }
    }

    async fn call(&self, lease: &Lease) -> Outcome {
        let Ok(Payload { chat, seq, part, after }) = serde_json::from_str(&lease.payload) else {
            return Outcome::Never("the payload can't be read".to_owned());
        };
        let call = Call { chat: ChatId(chat), seq: Seq(seq), part, after: UserId(after) };
        let now = (self.now)();
        match self.database.write_of(call.chat, move |tx| call_part(tx, call, now)).await {
            Ok(()) => Outcome::Done,
            Err(error) => Outcome::Again(error.to_string()),
        }
    }
}

impl Kind for Calls {
    fn name(&self) -> &'static str {
        CALL_JOB
    }

    fn run<'a>(&'a self, job: &'a Lease) -> Attempt<'a> {
        Box::pin(self.call(job))
    }
}
