//! PostgreSQL: a few writers, each with chats of its own; a pool of readers.

pub(crate) type Conn = diesel::PgConnection;
pub(crate) type Db = diesel::pg::Pg;

pub(crate) mod engine;
mod native;
#[cfg_attr(
    all(feature = "sqlite", feature = "postgres"),
    expect(clippy::duplicate_mod, reason = "one source, compiled once per backend")
)]
#[path = "../queries/mod.rs"]
pub(crate) mod queries;
