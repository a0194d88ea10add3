//! The queries, written once and compiled once per backend.
//!
//! This tree is mounted under `lite` and under `pg`; `super::{Conn, Db}` and `super::native` are what
//! differs there. Every query is concrete, so errors stay short and statements are cached.
//!
//! Rows by a unique key are asked for with `get_result`, not `first`: that would bind a LIMIT, and
//! SQLite (since 3.47) prepares a statement anew whenever the value of its LIMIT is bound again.

mod accounts;
mod admin;
mod chats;
mod connection;
mod contacts;
mod digest;
mod dress;
mod groups;
mod jobs;
mod keeping;
mod kept;
mod life;
mod lines;
mod links;
mod members;
mod messages;
mod notifications;
mod own;
mod policy;
mod push;
mod readers;
mod reports;
mod search;
mod search_index;
mod second;
mod sessions;
mod statistics;
mod summaries;
mod tx;
mod users;

pub(crate) use connection::Connection;
pub(super) use kept::{Kept, Value};
pub(crate) use tx::Reader;
