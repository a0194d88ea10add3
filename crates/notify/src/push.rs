//! Web Push: tells closed pages, through the push services of their browsers (RFC 8030).
//!
//! What is told is encrypted for the browser alone (RFC 8291); who tells is proved by a signature (RFC 8292).

mod courier;
mod kind;
mod scout;
mod seal;
mod vapid;

pub use courier::{Courier, Options};
pub use kind::Push;
pub use scout::{Scout, Watch};
pub use seal::{SealError, seal};
pub use vapid::Vapid;
