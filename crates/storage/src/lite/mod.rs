//! SQLite: one writer, readers that can't write.

pub(crate) type Conn = diesel::SqliteConnection;
pub(crate) type Db = diesel::sqlite::Sqlite;

pub(crate) mod engine;
mod native;
#[cfg_attr(
    all(feature = "sqlite", feature = "postgres"),
    expect(clippy::duplicate_mod, reason = "one source, compiled once per backend")
)]
#[path = "../queries/mod.rs"]
pub(crate) mod queries;
