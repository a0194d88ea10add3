//! Web Push: its key, what carries it, and who looks out for whom to tell.

use crate::backend::StoreBackend;
use crate::clock;
use crate::config::Config;
use auth::Keys;
use domain::push::Reach;
use notify::{Courier, Push, PushOptions, Scout, Vapid, Watch};
use realtime::Hub;
use std::sync::Arc;
use storage::Store;

type Failed = Box<dyn std::error::Error>;

/// What is needed to look out, once there is a runtime.
pub(crate) struct Lookout {
    watch: Watch,
    store: Store,
    hub: Arc<Hub>,
}

/// Which push services are called.
pub(crate) fn reach(config: &Config) -> Reach {
    if config.push.allow_private { Reach::Anywhere } else { Reach::Public }
}

/// The server's key, unless closed pages are told nothing.
pub(crate) fn vapid(config: &Config, keys: &Keys) -> Result<Option<Vapid>, Failed> {
    if !config.push.enabled {
        return Ok(None);
    }
    let address = config.server.public_url.clone().filter(|url| url.starts_with("https://"));
    let contact = config.push.contact.clone().or(address);
    let contact = contact.unwrap_or_else(|| "mailto:webmaster@localhost".to_owned());
    let vapid = Vapid::new(&keys.push(), contact);
    vapid.map(Some).ok_or_else(|| "secret.key makes no key for Web Push".into())
}

/// Adds the kind of job to the worker.
pub(crate) fn lookout(
    config: &Config,
    vapid: Vapid,
    watch: Watch,
    store: &Store,
    hub: &Arc<Hub>,
    worker: &mut notify::Parts,
) -> Result<Lookout, Failed> {
    let courier = Courier::new(PushOptions { reach: reach(config) })?;
    let data = Arc::new(StoreBackend(store.clone()));
    worker.kinds.push(Arc::new(Push::new(data, vapid, courier, clock::now, fill)));
    Ok(Lookout { watch, store: store.clone(), hub: Arc::clone(hub) })
}

fn fill(bytes: &mut [u8]) {
    use rand::Rng;
    clock::random().fill_bytes(bytes);
}

impl Lookout {
    /// Starts to look out, on the caller's runtime.
    pub(crate) fn start(self) -> Scout {
        let hub = self.hub;
        let is_there = Arc::new(move |user| hub.is_online(user));
        Scout::start(Arc::new(StoreBackend(self.store)), self.watch, is_there, clock::now)
    }
}
