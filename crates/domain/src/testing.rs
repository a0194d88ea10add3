//! What tests of the ports share: builders, a world to act in, the replica model and the
//! conformance suite. Only with the feature `testing`; everything here panics when it is let down.
//!
//! Whoever implements the ports writes a [`Harness`] and runs [`conformance::cases`], each on an
//! empty store of its own.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that is let down should stop where it stands"
)]

pub mod build;
pub mod conformance;
pub mod kinds;
pub mod replica;
mod world;

pub use world::{Body, Harness, Question, World};
