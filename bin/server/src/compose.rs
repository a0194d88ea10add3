//! Puts the parts together.

use crate::backend::StoreBackend;
use crate::clock::{self, SystemClock};
use crate::config::{Config, Registration};
use crate::{Outcome, secret};
use auth::{
    AccessOptions, AccessTokens, CacheOptions, HashPool, Hasher, Keys, PoolOptions, SessionCache,
    SessionPolicy, Sessions, TicketOptions, Tickets,
};
use domain::Event;
use domain::port::EventSink;
use realtime::{Fanout, Hub};
use std::sync::Arc;
use storage::{Store, StoreOptions};
use transport::{Identity, Limits, Options, Parts};

/// Everything that must be told of a commit: first what this node believes, then the sockets.
struct Sinks {
    cache: Arc<SessionCache>,
    fanout: Fanout,
}

impl EventSink for Sinks {
    fn deliver(&self, events: Vec<Event>) {
        for event in &events {
            if let Event::SessionsRevoked { sessions, .. } = event {
                self.cache.kill(sessions);
            }
        }
        self.fanout.deliver(events);
    }
}

/// A server about to be started, with what must be kept for its end.
pub(crate) struct Composed {
    pub(crate) parts: Parts,
    pub(crate) store: Store,
    /// The token of the set-up link, while there is no administrator.
    pub(crate) setup_token: Option<String>,
}

/// Opens the data and builds every part.
pub(crate) fn compose(config: &Config) -> Result<Composed, Box<dyn std::error::Error>> {
    prepare(config)?;
    let keys = Keys::derive(&secret::load(&config.server.data_dir)?);
    let hub = Arc::new(Hub::new());
    let cache = Arc::new(SessionCache::new(CacheOptions::default()));
    let sinks = Sinks { cache: Arc::clone(&cache), fanout: Fanout::new(Arc::clone(&hub)) };
    let store = Store::open(&config.database_url(), store_options(config), Arc::new(sinks))?;
    let admin = store.read(|read| read.has_admin())??;
    let setup_token = (!admin).then(setup_token);
    let options = options(config, &keys, setup_token.clone());
    let parts = Parts {
        backend: Arc::new(StoreBackend(store.clone())),
        hub,
        identity: identity(config, &keys, cache)?,
        limits: Limits::new(config.limits.enabled),
        options,
        clock: Arc::new(SystemClock),
        random: clock::random,
    };
    Ok(Composed { parts, store, setup_token })
}

/// Makes the data folder and sees to it that new files in it are their owner's only.
pub(crate) fn prepare(config: &Config) -> Outcome {
    let dir = &config.server.data_dir;
    secret::data_dir(dir).map_err(|error| format!("{}: {error}", dir.display()).into())
}

pub(crate) fn store_options(config: &Config) -> StoreOptions {
    StoreOptions {
        migrate: true,
        readers: config.database.readers,
        lanes: config.database.lanes,
        queue: config.database.queue,
    }
}

pub(crate) fn hasher(config: &Config, keys: &Keys) -> Hasher {
    Hasher::new(keys, config.auth.bcrypt_cost)
}

fn identity(
    config: &Config,
    keys: &Keys,
    cache: Arc<SessionCache>,
) -> Result<Identity, Box<dyn std::error::Error>> {
    let policy = SessionPolicy {
        refresh_idle_ms: config.auth.refresh_ttl_s * 1_000,
        ..SessionPolicy::default()
    };
    let access = AccessOptions { ttl_s: config.auth.access_ttl_s, ..AccessOptions::default() };
    let pool_options = PoolOptions { threads: (cores() / 2).max(1), ..PoolOptions::default() };
    let pool = HashPool::start(hasher(config, keys), &pool_options, Box::new(generator()))?;
    Ok(Identity {
        access: AccessTokens::new(keys, access),
        sessions: Sessions::new(keys, policy),
        tickets: Tickets::new(keys, TicketOptions::default()),
        cache,
        pool,
    })
}

fn options(config: &Config, keys: &Keys, setup_token: Option<String>) -> Options {
    // An installation is its secret: whoever has another has other data.
    let id = keys.cursor().mac(&[b"server id"]);
    let workers = if config.server.workers == 0 { cores() } else { config.server.workers };
    Options {
        server_name: config.server.name.clone(),
        server_id: hex(id.get(..8).unwrap_or_default()),
        registration: match config.auth.registration {
            Registration::Open => transport::Registration::Open,
            Registration::Closed => transport::Registration::Closed,
        },
        public_url: config.server.public_url.clone(),
        workers,
        readers: config.database.readers,
        ping_ms: 25_000,
        sockets_per_user: if config.limits.enabled { config.limits.sockets_per_user } else { 0 },
        setup_token,
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn generator() -> rand::rngs::StdRng {
    use rand::SeedableRng;
    rand::rngs::StdRng::from_rng(&mut clock::random())
}

fn setup_token() -> String {
    use rand::Rng;
    let mut bytes = [0; 16];
    clock::random().fill_bytes(&mut bytes);
    hex(&bytes)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}
