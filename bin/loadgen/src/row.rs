//! One file per row of the benchmark.

pub(crate) mod chatlist;
pub(crate) mod connect;
pub(crate) mod export;
pub(crate) mod fanout;
pub(crate) mod history;
pub(crate) mod idle;
pub(crate) mod indexing;
pub(crate) mod life;
pub(crate) mod pairs;
pub(crate) mod reference;
pub(crate) mod search;
pub(crate) mod start;
