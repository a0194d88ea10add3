use crate::compose::{prepare, store_options};
use crate::config::Config;
use domain::Event;
use domain::port::EventSink;
use std::sync::Arc;
use storage::Store;

/// Nobody is connected to a command.
struct Nobody;

impl EventSink for Nobody {
    fn deliver(&self, _: Vec<Event>) {}
}

/// Opens the data, beside a server that may be running on it.
pub(super) fn open(config: &Config) -> Result<Store, Box<dyn std::error::Error>> {
    prepare(config)?;
    Ok(Store::open(&config.database_url(), store_options(config), Arc::new(Nobody))?)
}
