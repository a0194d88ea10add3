//! The commands besides `serve`.

pub(crate) mod config;
pub(crate) mod export;
pub(crate) mod invite;
pub(crate) mod migrate;
mod store;
pub(crate) mod user;
