//! Does the jobs that commands leave behind: mail, and whatever else goes out of the house.
//!
//! A [`Worker`] takes jobs on lease from the database ([`Data`]), gives each to the [`Kind`] that it names,
//! and writes how it went. It is woken by a [`Bell`] when a commit has left work, and looks by itself now
//! and then for that of other nodes and for leases that ran out. It knows no SQL and no HTTP.
//!
//! **To add the next kind of job:** one file with a type that implements [`Kind`], and its line where the
//! binary composes the worker; whatever causes it calls [`domain::job::enqueue`] in its own transaction.
//! A job may run twice: make that harmless.

mod bell;
mod call;
mod data;
mod digests;
mod indexer;
mod kind;
mod mail;
mod push;
mod worker;

pub use bell::Bell;
pub use call::{Calls, Silences};
pub use data::{Data, Database, Write};
pub use digests::Digests;
pub use indexer::{Backlog, Indexer};
pub use kind::{Attempt, Kind};
pub use mail::{CarrierOptions, MailError, MailKind, MailOptions, SmtpOptions, Tls};
pub use push::{Courier, Options as PushOptions, Push, Scout, SealError, Vapid, Watch, seal};
pub use worker::{Parts, Worker};
