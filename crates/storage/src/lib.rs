//! Diesel storage over SQLite and PostgreSQL, with a group-commit writer.
//!
//! [`Store`] implements the ports of `domain`: it runs commands in batches, one fsync for all of
//! them, and hands their events to an [`domain::port::EventSink`] after COMMIT. It decides nothing
//! but consistency, and knows no HTTP, no sockets and no async runtime.
//!
//! ```no_run
//! use domain::{account, port::{EventSink, Lane, StoreError}, Event, Timestamp, UserId};
//! use tertulia_storage::{Store, StoreOptions};
//!
//! struct Nobody;
//! impl EventSink for Nobody {
//!     fn deliver(&self, _: Vec<Event>) {}
//! }
//!
//! let store = Store::open("sqlite:chat.db", StoreOptions::default(), std::sync::Arc::new(Nobody))?;
//! let seen = Timestamp(1_700_000_000_000);
//! store.write(Lane::Any, move |tx| -> Result<_, StoreError> { account::left(tx, UserId(1), seen) })?;
//! println!("{:?}", store.read(|read| read.user(UserId(1)))?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Two backends by feature (`sqlite`, `postgres`), chosen at run time by the URL's scheme. The
//! queries are written once in `queries/` and compiled once per backend.
//!
//! **To add the next query:** a method of a port in `domain::port`, its one implementation in the
//! file of its subject in `queries/` (with a limit, and its index named in the migration), a case in
//! `domain::testing::conformance`. Only what the backends spell differently goes to `native.rs`.

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("tertulia-storage needs a backend: feature `sqlite`, `postgres` or both");

mod engine;
mod fault;
#[cfg(feature = "sqlite")]
mod lite;
mod open;
#[cfg(feature = "postgres")]
mod pg;
mod rows;
mod schema;
mod search;
mod store;
mod writer;

pub use open::{OpenError, migrate, pending};
pub use store::{Stats, Store, StoreOptions};

/// A page size as SQL takes it.
fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
