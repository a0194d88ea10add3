//! Letters to people, and the links in them that work once.
//!
//! A command posts a [`Letter`]: a job in its own transaction. What writes and sends it is no business of
//! the domain. Links are made when a letter is sent, so that what opens a door never lies in the queue.

mod letter;
mod link;

pub use letter::{JOB, Letter, post};
pub use link::{Link, LinkId, NewLink, Purpose, RESETS_A_DAY, RESETS_AN_HOUR};
pub(crate) use link::{is_flooded, revoke_links};
