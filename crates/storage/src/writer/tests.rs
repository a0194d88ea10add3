//! Faults that no real database shows on demand.

use super::*;
use crate::engine::Ran;
use domain::port::{Read, Tx};
use std::sync::mpsc::{Sender, channel};

/// A database whose first COMMIT fails; on a new connection all would seem well again.
struct FailsOnce(Mutex<Option<StoreFault>>);

struct Conn(Option<StoreFault>);

impl Engine for FailsOnce {
    fn writer(&self) -> Result<Box<dyn WriteConn>, StoreError> {
        Ok(Box::new(Conn(self.0.lock().unwrap().take())))
    }

    fn read(&self, _: &mut dyn FnMut(&mut dyn Read)) -> Result<(), StoreError> {
        Ok(())
    }

    fn name(&self) -> &'static str {
        "failing"
    }

    fn most_writers(&self) -> usize {
        1
    }
}

impl WriteConn for Conn {
    fn begin(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn run(&mut self, _: &mut dyn Job, _: Undo) -> Ran {
        Ran { verdict: Verdict::Commit, events: Vec::new(), poisoned: false }
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.0.take().map_or(Ok(()), |fault| Err(StoreError::new("commit", fault, "on purpose")))
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

struct Told(Sender<Result<(), StoreFault>>);

impl Job for Told {
    fn run(&mut self, _: &mut dyn Tx) -> Verdict {
        Verdict::Commit
    }

    fn done(self: Box<Self>, outcome: Result<(), StoreError>) {
        self.0.send(outcome.map_err(|error| error.fault)).unwrap();
    }
}

struct Nobody;

impl EventSink for Nobody {
    fn deliver(&self, _: Vec<Event>) {}
}

/// How the jobs of one batch end whose COMMIT fails.
fn after_a_failed_commit(jobs: usize, fault: StoreFault) -> Vec<Result<(), StoreFault>> {
    let (tell, told) = channel();
    let writer = Writer {
        engine: Arc::new(FailsOnce(Mutex::new(Some(fault)))),
        sink: Arc::new(Nobody),
        counters: Arc::default(),
    };
    let job = |_| -> Box<dyn Job> { Box::new(Told(tell.clone())) };
    writer.batch(&mut None, (0..jobs).map(job).collect());
    drop(tell);
    told.iter().collect()
}

#[test]
fn a_commit_in_doubt_is_not_tried_again() {
    for jobs in [1, 3] {
        for fault in [StoreFault::Broken, StoreFault::Unavailable] {
            let want = vec![Err(fault.clone()); jobs];
            assert_eq!(after_a_failed_commit(jobs, fault), want);
        }
        assert_eq!(after_a_failed_commit(jobs, StoreFault::Retry), vec![Ok(()); jobs]);
    }
}
