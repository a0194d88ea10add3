//! The store as its users see it, on every backend that is compiled in.
//!
//! The PostgreSQL half wants `TERTULIA_TEST_POSTGRES`, the URL of a server in which databases may
//! be made; each test makes its own and drops it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that is let down should stop where it stands"
)]

mod administration;
mod bounds;
mod conformance;
mod erasure;
mod groups;
mod jobs;
mod open;
mod outcomes;
mod person;
mod races;
mod replica;
mod search;
mod support;
mod writer;
