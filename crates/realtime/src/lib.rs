//! Who hears it: connections, their outboxes, presence and typing.
//!
//! [`Fanout`] takes committed events, encodes each once and hands it to the [`Hub`], which knows
//! the connections of every chat and person. A connection is an [`Outbox`]: bounded, never awaited,
//! drained by whoever owns the socket. The crate knows no database and no HTTP server; it never
//! blocks and never holds a lock over an await.
//!
//! ```
//! use tertulia_realtime::{Hub, Instant};
//! use domain::{Actor, ChatId, Rev, SessionId, UserId};
//!
//! let hub = Hub::new();
//! let connection = hub.open(Actor { user: UserId(1), session: SessionId(1) }, Instant::now());
//! hub.subscribe(&connection, vec![(ChatId(4), Rev(1))], &[]);
//! assert!(hub.is_online(UserId(1)));
//! hub.close(&connection, domain::Timestamp(0));
//! ```
//!
//! **To add the next event:** a variant in `domain::Event`, its counterpart in `wire::Push`, a line
//! in `fanout.rs` that says who hears it.

mod connection;
mod fanout;
pub mod frame;
mod hub;
mod outbox;
mod presence;
mod room;
mod shard;
mod visibility;

pub use connection::{ConnId, Connection};
pub use fanout::{Fanout, push_of};
pub use hub::Hub;
pub use outbox::{Close, MAX_BYTES, MAX_FRAMES, Outbox, Stale};
pub use presence::Departed;
/// The monotonic clock that every time-out here is measured on.
pub use std::time::Instant;
