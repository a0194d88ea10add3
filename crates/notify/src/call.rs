//! Calls the members of a large group, one part after the other, and takes calls back.

use crate::{Attempt, Data, Database, Kind};
use domain::job::{Lease, Outcome};
use domain::notification::{CALL_JOB, Call, SILENCE_JOB, Silence, call_part, silence_part};
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
    #[serde(default)]
    after: i64,
}

fn payload(lease: &Lease) -> Result<Payload, Outcome> {
    let unreadable = |_| Outcome::Never("the payload can't be read".to_owned());
    serde_json::from_str(&lease.payload).map_err(unreadable)
}

fn outcome<E: std::fmt::Display>(done: Result<(), E>) -> Outcome {
    done.map_or_else(|error| Outcome::Again(error.to_string()), |()| Outcome::Done)
}

impl Calls {
    /// What calls people of groups in `data`.
    pub fn new(data: Arc<dyn Data>, now: fn() -> Timestamp) -> Self {
        Self { database: Database::new(data), now }
    }

    async fn call(&self, lease: &Lease) -> Outcome {
        let Payload { chat, seq, part, after } = match payload(lease) {
            Ok(payload) => payload,
            Err(outcome) => return outcome,
        };
        let call = Call { chat: ChatId(chat), seq: Seq(seq), part, after: UserId(after) };
        let now = (self.now)();
        outcome(self.database.write_of(call.chat, move |tx| call_part(tx, call, now)).await)
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

/// Marks notifications of messages that are gone as read, one part after the other.
pub struct Silences {
    database: Database,
    now: fn() -> Timestamp,
}

impl Silences {
    /// What silences notifications in `data`.
    pub fn new(data: Arc<dyn Data>, now: fn() -> Timestamp) -> Self {
        Self { database: Database::new(data), now }
    }

    async fn silence(&self, lease: &Lease) -> Outcome {
        let Payload { chat, seq, part, .. } = match payload(lease) {
            Ok(payload) => payload,
            Err(outcome) => return outcome,
        };
        let (silence, now) = (Silence { chat: ChatId(chat), seq: Seq(seq), part }, (self.now)());
        let done = self.database.write_of(silence.chat, move |tx| silence_part(tx, silence, now));
        outcome(done.await)
    }
}

impl Kind for Silences {
    fn name(&self) -> &'static str {
        SILENCE_JOB
    }

    fn run<'a>(&'a self, job: &'a Lease) -> Attempt<'a> {
        Box::pin(self.silence(job))
    }
}
