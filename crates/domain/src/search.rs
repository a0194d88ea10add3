//! Finding messages by what they say.
//!
//! What matches is decided by [`Query`] alone, a pure function over folded text. The index ([`block`])
//! only says where it is worth looking; whatever it names is read again before anybody hears of it, so
//! that it may lag behind without ever being wrong. Why it is as it is: docs/adr/0007-search.md.

pub mod block;
mod find;
mod fold;
mod gram;
mod hunt;
mod index;
mod plan;
mod query;
mod sieve;
mod slice;
mod snippet;

pub use find::{
    Block, Brief, Candidate, Found, MAX_PAGE, Page, Place, Request, Scope, Slice, Span, search,
};
pub use fold::fold;
pub use index::{BlockText, Head, Part, Step, due, keep};
pub use plan::plan;
pub use query::Query;
pub use snippet::{Mark, Snippet};
