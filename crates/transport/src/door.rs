//! The ways in: extractors that decide who asks before a handler runs.
//!
//! A handler that takes [`Signed`] cannot be reached without a live session; with a cookie, writes
//! must come from our own pages. Only these extractors lead to the database.

mod administrator;
mod body;
mod cookie;
mod guest;
mod late;
mod origin;
mod path;
mod proxies;
mod sight;
mod signed;

pub use administrator::{Administrator, AsAdmin};
pub(crate) use body::MAX_BODY;
pub use body::{Body, Params};
pub use guest::{Guest, Visitor};
pub use path::{ChatPath, MessagePath, ReactionPath, UserRef};
pub use proxies::{ForwardedBy, Network, Proxies};
pub(crate) use sight::Sight;
pub use signed::{Proof, Signed};

pub(crate) use cookie::{end_cookie, read_cookie, set_cookie};
pub(crate) use guest::origin_address;
pub(crate) use late::Late;
pub(crate) use origin::{is_cross_site, origin_allowed};
pub(crate) use path::number;
pub(crate) use signed::bearer_of;
