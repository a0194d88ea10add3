use super::super::{Conn, native};
use crate::engine::Undo;
use crate::fault::store_error;
use diesel::QueryResult;
use diesel::connection::SimpleConnection;
use domain::Event;
use domain::port::{Read, StoreError};

/// Something that only reads.
pub(crate) struct Reader<'a> {
    conn: &'a mut Conn,
    /// Whether a transaction was begun for it.
    still: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(conn: &'a mut Conn) -> Self {
        Self { conn, still: false }
    }

    /// Ends the transaction, if one was begun.
    pub(crate) fn end(self) -> Result<(), StoreError> {
        if !self.still {
            return Ok(());
        }
        self.conn.batch_execute("COMMIT").map_err(|error| store_error("end read", &error))
    }

    /// Sees one state of the database from here on.
    pub(super) fn still(&mut self) -> Result<(), StoreError> {
        if let Some(begin) = native::HOLD_STILL.filter(|_| !self.still) {
            self.ask("hold still", |conn| conn.batch_execute(begin))?;
            self.still = true;
        }
        Ok(())
    }
}

/// One command's view of the batch's transaction.
///
/// A savepoint, where one is wanted, is set before the first write: a command that fails in its checks,
/// as most failures do, costs none.
pub(crate) struct Tx<'a> {
    conn: &'a mut Conn,
    pub(crate) events: Vec<Event>,
    undo: Undo,
    pub(crate) writes: Writes,
    pub(crate) failed: bool,
}

/// How far a command's writes can be undone by themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writes {
    /// There are none.
    None,
    /// Behind a savepoint.
    Saved,
    /// Only with the whole transaction.
    Bare,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(conn: &'a mut Conn, undo: Undo) -> Self {
        Self { conn, events: Vec::new(), undo, writes: Writes::None, failed: false }
    }
}

/// What reads and writes have in common: a connection, and errors that say what was asked.
pub(super) trait Ask {
    fn ask<T>(
        &mut self,
        operation: &'static str,
        query: impl FnOnce(&mut Conn) -> QueryResult<T>,
    ) -> Result<T, StoreError>;
}

impl Ask for Reader<'_> {
    fn ask<T>(
        &mut self,
        operation: &'static str,
        query: impl FnOnce(&mut Conn) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        query(self.conn).map_err(|error| store_error(operation, &error))
    }
}

impl Ask for Tx<'_> {
    fn ask<T>(
        &mut self,
        operation: &'static str,
        query: impl FnOnce(&mut Conn) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        query(self.conn).map_err(|error| {
            // PostgreSQL takes nothing more in a transaction in which anything failed.
            self.failed = true;
            store_error(operation, &error)
        })
    }
}

impl Tx<'_> {
    /// Does nothing: what is written in here is read in here.
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as readers do it")]
    pub(super) const fn still(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Writes: sets the savepoint first, if there is to be one.
    pub(super) fn write<T>(
        &mut self,
        operation: &'static str,
        query: impl FnOnce(&mut Conn) -> QueryResult<T>,
    ) -> Result<T, StoreError> {
        if self.writes == Writes::None {
            match self.undo {
                Undo::Whole => self.writes = Writes::Bare,
                Undo::Each => {
                    self.ask("savepoint", |conn| conn.batch_execute(native::SAVE))?;
                    self.writes = Writes::Saved;
                }
            }
        }
        self.ask(operation, query)
    }
}

impl domain::port::Tx for Tx<'_> {
    fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    fn as_read(&mut self) -> &mut dyn Read {
        self
    }
}
