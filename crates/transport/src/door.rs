//! The ways in: extractors that decide who asks before a handler runs.
//!
//! A handler that takes [`Signed`] cannot be reached without a live session; with a cookie, writes
//! must come from our own pages. Only these extractors lead to the database.

mod body;
mod cookie;
mod guest;
mod origin;
mod path;
mod signed;

pub(crate) use body::MAX_BODY;
pub use body::{Body, Params};
pub use guest::Guest;
pub use path::{ChatPath, UserRef};
pub use signed::{Proof, Signed};

pub(crate) use cookie::{end_cookie, read_cookie, set_cookie};
pub(crate) use origin::{is_cross_site, origin_allowed};
pub(crate) use signed::bearer_of;
