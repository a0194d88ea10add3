//! What administrators do, below `/admin`.

pub(crate) mod audit;
pub(crate) mod jobs;
pub(crate) mod passwords;
pub(crate) mod statistics;
pub(crate) mod users;
