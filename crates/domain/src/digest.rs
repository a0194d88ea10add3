//! Letters to people who were away: how much waits for them and where, never what it says.
//!
//! Whoever chose so in their settings gets one at most daily or weekly, when they have not been here for
//! that long and something has come since the last. The stamp on the person's row and the job that sends the
//! letter are one transaction: neither a crash nor a second node sends it twice.

mod due;
mod waiting;

pub use due::{Absence, due, stop, take};
pub use waiting::{Content, MAX_CHATS, Waiting, WaitingChat, content, waiting};
