//! The doors: REST routes, WebSocket sessions and pages, over actix.
//!
//! Transport decodes, calls one command or query of `domain`, and encodes; it decides nothing. It
//! knows no database: [`Backend`] is what it asks for, and the binary brings it. Handlers reach the
//! data only through [`door::Signed`] (somebody is signed in, and cross-site writes are refused) or
//! [`door::Guest`] (nobody needs to be), so that forgetting the check is a compile error.
//!
//! **To add the next route:** a handler in `rest/` of at most 25 lines with its `#[utoipa::path]`,
//! a line in `rest::routes`, a line in `docs::openapi`; its table row in docs/SECURITY.md and its
//! tests in `bin/server/tests/api`.

mod backend;
mod docs;
pub mod door;
mod exports;
mod failure;
mod identity;
mod limits;
mod options;
mod pages;
mod rest;
mod server;
mod socket;
mod ways;

pub use backend::{Backend, Clock};
pub use failure::Failure;
pub use identity::Identity;
pub use limits::{By, Fails, Limit, Limits, RULES, Rate, Rule};
pub use options::{Listener, Mail, Options};
pub use server::{Parts, Running, start};
