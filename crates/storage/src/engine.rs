//! What the writer and the readers ask of a backend.

use diesel_migrations::EmbeddedMigrations;
use domain::Event;
use domain::port::{Job, Read, StoreError, Verdict};

/// A backend that has been opened.
pub(crate) trait Engine: Send + Sync + 'static {
    /// A connection of one's own to write on.
    fn writer(&self) -> Result<Box<dyn WriteConn>, StoreError>;
    /// Runs a query on one of the readers; waits for a free one.
    fn read(&self, query: &mut dyn FnMut(&mut dyn Read)) -> Result<(), StoreError>;
    /// Its name for people.
    fn name(&self) -> &'static str;
    /// Most writers that make sense.
    fn most_writers(&self) -> usize;
}

/// A connection that batches are run on.
pub(crate) trait WriteConn {
    /// Begins the batch's transaction.
    fn begin(&mut self) -> Result<(), StoreError>;
    /// Runs one job; when it fails after writing, `undo` says what goes with it.
    fn run(&mut self, job: &mut dyn Job, undo: Undo) -> Ran;
    /// Makes the batch durable.
    fn commit(&mut self) -> Result<(), StoreError>;
    /// Undoes the batch.
    fn rollback(&mut self) -> Result<(), StoreError>;
}

/// How the writes of a job that fails are undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undo {
    /// With the whole transaction.
    Whole,
    /// Alone: it gets a savepoint before its first write.
    Each,
}

/// What became of a job within its batch.
pub(crate) struct Ran {
    pub(crate) verdict: Verdict,
    pub(crate) events: Vec<Event>,
    /// The transaction can't go on: all of it must be undone.
    pub(crate) poisoned: bool,
}

/// A database whose schema can be brought up to date.
pub(crate) trait Schema {
    /// The migrations of this binary.
    const MIGRATIONS: EmbeddedMigrations;
}
