//! The commands besides `serve`.

pub(crate) mod config;
pub(crate) mod migrate;
pub(crate) mod user;
