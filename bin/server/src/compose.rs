//! Puts the parts together.

use crate::backend::StoreBackend;
use crate::clock::{self, SystemClock};
use crate::config::{Config, DirectMessages};
use crate::push::{self, Lookout};
use crate::{Outcome, mail, secret};
use auth::{
    AccessOptions, AccessTokens, CacheOptions, HashPool, Hasher, InviteCodes, Keys, PoolOptions,
    SecondFactors, SessionCache, SessionPolicy, Sessions, TicketOptions, Tickets, Unsubscribe,
};
use domain::Event;
use domain::port::EventSink;
use domain::rights::Audience;
use realtime::{Fanout, Hub};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use storage::{Store, StoreOptions};
use transport::{Identity, Listener, Options, Parts};

/// Everything that must be told of a commit: first what this node believes, then the sockets.
struct Sinks {
    cache: Arc<SessionCache>,
    fanout: Fanout,
    bell: notify::Bell,
    watch: notify::Watch,
    backlog: Option<notify::Backlog>,
}

impl EventSink for Sinks {
    fn deliver(&self, events: Vec<Event>) {
        for event in &events {
            self.cache.kill(event.ended_sessions());
            if *event == Event::JobsWaiting {
                self.bell.ring();
            }
            self.watch.note(event);
            if let Some(backlog) = &self.backlog {
                backlog.note(event);
            }
        }
        self.fanout.deliver(events);
    }

    fn flush(&self) {
        self.fanout.flush();
    }
}

/// A server about to be started, with what must be kept for its end.
pub(crate) struct Composed {
    pub(crate) parts: Parts,
    pub(crate) store: Store,
    pub(crate) worker: notify::Parts,
    /// Chats whose index lacks something; none when this node doesn't keep it.
    pub(crate) backlog: Option<notify::Backlog>,
    /// Looks out for whom to tell; none when nobody is told so.
    pub(crate) lookout: Option<Lookout>,
    /// Looks for who was away; none when nobody can have digests.
    pub(crate) away: Option<mail::Away>,
    /// The token of the set-up link, while there is no administrator.
    pub(crate) setup_token: Option<String>,
}

/// Opens the data and builds every part.
pub(crate) fn compose(
    config: &Config,
    address: SocketAddr,
) -> Result<Composed, Box<dyn std::error::Error>> {
    prepare(config)?;
    let keys = Keys::derive(&secret::load(&config.server.data_dir)?);
    let hub = Arc::new(Hub::new());
    let cache = Arc::new(SessionCache::new(CacheOptions::default()));
    let bell = notify::Bell::default();
    let watch = notify::Watch::default();
    let backlog = config.search.index.then(notify::Backlog::default);
    let vapid = push::vapid(config, &keys)?;
    let fanout = Fanout::new(Arc::clone(&hub));
    let sinks = Sinks {
        cache: Arc::clone(&cache),
        fanout,
        bell: bell.clone(),
        watch: watch.clone(),
        backlog: backlog.clone(),
    };
    let store = Store::open(&config.database_url(), store_options(config), Arc::new(sinks))?;
    let admin = store.read(|read| read.has_admin())??;
    let setup_token = (!admin).then(setup_token);
    let base_url = mail::base_url(config, &address);
    let mut worker = worker(config, &base_url, &keys, &store, bell)?;
    let mut options = options(config, &keys, base_url, setup_token.clone());
    options.push_key = vapid.as_ref().map(|vapid| vapid.public_key().to_owned());
    let parts = Parts {
        backend: Arc::new(StoreBackend(store.clone())),
        hub,
        identity: identity(config, &keys, cache)?,
        limits: config.limits.build(),
        options,
        clock: Arc::new(SystemClock),
        random: clock::random,
    };
    let lookout = match vapid {
        Some(vapid) => Some(push::lookout(config, vapid, watch, &store, &parts.hub, &mut worker)?),
        None => None,
    };
    let away = mail::away(config, &store, &parts.hub);
    Ok(Composed { parts, store, worker, backlog, lookout, away, setup_token })
}

/// What does the jobs that commands leave behind.
fn worker(
    config: &Config,
    base_url: &str,
    keys: &Keys,
    store: &Store,
    bell: notify::Bell,
) -> Result<notify::Parts, notify::MailError> {
    let data: Arc<dyn notify::Data> = Arc::new(StoreBackend(store.clone()));
    let database = notify::Database::new(Arc::clone(&data));
    let mail = mail::kind(config, base_url, keys, database)?;
    let calls: Arc<dyn notify::Kind> = Arc::new(notify::Calls::new(Arc::clone(&data), clock::now));
    let silences = Arc::new(notify::Silences::new(Arc::clone(&data), clock::now));
    let kinds = mail.into_iter().chain([calls, silences]).collect();
    Ok(notify::Parts { data, kinds, bell, now: clock::now, chance })
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
        second: SecondFactors::new(keys, &config.server.name),
        codes: InviteCodes::new(keys),
        unsubscribe: Unsubscribe::new(keys),
        cache,
        pool,
    })
}

fn options(config: &Config, keys: &Keys, base_url: String, setup_token: Option<String>) -> Options {
    // An installation is its secret: whoever has another has other data.
    let id = keys.cursor().mac(&[b"server id"]);
    let workers = if config.server.workers == 0 { cores() } else { config.server.workers };
    Options {
        server_name: config.server.name.clone(),
        server_id: hex(id.get(..8).unwrap_or_default()),
        policy: config.policy(),
        direct_messages: match config.people.direct_messages {
            DirectMessages::Everyone => Audience::Everyone,
            DirectMessages::SharedGroup => Audience::SharedGroup,
            DirectMessages::Friends => Audience::Friends,
        },
        public_url: config.server.public_url.clone(),
        base_url,
        mail: mail::policy(config),
        digests: config.mail.digests(),
        edit_window_s: config.messages.edit_window_s,
        workers,
        readers: config.database.readers,
        ping_ms: 25_000,
        sockets_per_user: if config.limits.enabled { config.limits.sockets_per_user } else { 0 },
        proxies: config.server.proxies(),
        listener: Listener {
            header_time: Duration::from_secs(config.server.header_time_s),
            body_time: Duration::from_secs(config.server.body_time_s),
            header_bytes: config.server.header_bytes,
            url_bytes: config.server.url_bytes,
        },
        push_key: None,
        push_reach: push::reach(config),
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

fn chance() -> u8 {
    use rand::Rng;
    let mut byte = [0; 1];
    clock::random().fill_bytes(&mut byte);
    u8::from_le_bytes(byte)
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
