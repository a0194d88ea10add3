use super::super::{Conn, native};
use super::tx::{Tx, Writes};
use crate::engine::{Ran, Undo, WriteConn};
use crate::fault::store_error;
use diesel::connection::SimpleConnection;
use domain::port::{Job, StoreError, StoreFault, Verdict};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The connection of one writer.
pub(crate) struct Connection(Conn);

impl Connection {
    pub(crate) fn new(conn: Conn) -> Self {
        Self(conn)
    }

    fn say(&mut self, operation: &'static str, text: &str) -> Result<(), StoreError> {
        self.0.batch_execute(text).map_err(|error| store_error(operation, &error))
    }
}

impl WriteConn for Connection {
    fn begin(&mut self) -> Result<(), StoreError> {
        self.say("begin", native::BEGIN)
    }

    fn run(&mut self, job: &mut dyn Job, undo: Undo) -> Ran {
        let mut tx = Tx::new(&mut self.0, undo);
        // A job that panics leaves nothing behind: its writes are undone like any other failure's.
        let verdict = catch_unwind(AssertUnwindSafe(|| job.run(&mut tx))).unwrap_or_else(|_| {
            Verdict::Failed(StoreError::new("job", StoreFault::Broken, "the command panicked"))
        });
        let Tx { events, writes, failed, .. } = tx;
        let verdict = match verdict {
            Verdict::Commit if failed => {
                let cause = "a statement failed and the command went on";
                Verdict::Failed(StoreError::new("job", StoreFault::Broken, cause))
            }
            verdict => verdict,
        };
        let keep = matches!(verdict, Verdict::Commit);
        let end = match (writes, keep) {
            (Writes::Saved, true) => self.say("release", "RELEASE SAVEPOINT job"),
            (Writes::Saved, false) => {
                self.say("undo", "ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job")
            }
            (Writes::None | Writes::Bare, _) => Ok(()),
        };
        let unsaved = !keep
            && (writes == Writes::Bare
                || (writes == Writes::None && failed && native::ERRORS_ABORT));
        let events = if keep { events } else { Vec::new() };
        Ran { verdict, events, poisoned: unsaved || end.is_err() }
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.say("commit", "COMMIT")
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        self.say("rollback", "ROLLBACK")
    }
}
