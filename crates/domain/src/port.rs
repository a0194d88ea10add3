//! What the domain asks of whoever keeps the data.
//!
//! [`Read`] answers questions, [`Tx`] also writes; both are made of small traits by subject. All are
//! synchronous and called inside one transaction; nothing here commits. Lists have the order that
//! each method names. Rows come back only when they exist: look-ups answer `Option`.

mod error;
mod job;
mod read;
mod write;

pub use error::{StoreError, StoreFault};
pub use job::{EventSink, Job, Lane, Verdict};
pub use read::{ChatRead, MessageRead, Read, SendContext, SessionRead, UserRead};
pub use write::{ChatWrite, MessageWrite, NewSession, SessionWrite, Tx, UserWrite};
