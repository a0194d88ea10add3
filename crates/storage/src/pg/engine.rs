use super::Conn;
use super::queries::{Connection, Reader};
use crate::engine::{Engine, Schema, WriteConn};
use crate::open::OpenError;
use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use domain::port::{Read, StoreError, StoreFault};
use std::time::Duration;

/// How long a query waits for a free reader, and for the server to be there.
const WAIT: Duration = Duration::from_secs(2);

/// One plan for all that a question may be asked with: most are ranges of a key, whatever the numbers are, and those
/// that an index answers for some values alone say these in their text.
///
/// Left alone, PostgreSQL plans a page of a long chat's history anew each time: it takes a plan of its own to be
/// cheaper where it expects one row, and it expects one row of every 50 in a long table. That costs 50 to 80 µs.
/// (<https://www.postgresql.org/docs/current/sql-prepare.html>, from PostgreSQL 12 on.) Such a plan may expect a
/// tenth of a large table and seem worth compiling, each time, for the few rows that are asked for.
const READER: &str = "SET plan_cache_mode = force_generic_plan; SET jit = off";

#[derive(Debug)]
struct PlannedOnce;

impl CustomizeConnection<Conn, PoolError> for PlannedOnce {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), PoolError> {
        conn.batch_execute(READER).map_err(PoolError::QueryError)
    }
}

/// A PostgreSQL database.
pub(crate) struct Pg {
    url: String,
    readers: Pool<ConnectionManager<Conn>>,
}

impl Schema for Pg {
    const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
}

/// A server that is away is told within two seconds; one that hangs up is noticed.
fn with_timeouts(url: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}connect_timeout=2&application_name=tertulia")
}

/// A connection of one's own.
pub(crate) fn connect(url: &str) -> Result<Conn, OpenError> {
    Conn::establish(&with_timeouts(url))
        .map_err(|error| OpenError::away("PostgreSQL", &without_secrets(&error.to_string(), url)))
}

/// libpq quotes what it can't parse: the whole URL, or just the password.
fn without_secrets(text: &str, url: &str) -> String {
    let mut text = text.trim_end().replace(url, "(the URL)");
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let password = match rest.rsplit_once('@') {
        Some((user, _)) => user.split_once(':').map(|(_, password)| password),
        // Whoever forgets the host has the password where the port should be.
        None => rest
            .split_once(':')
            .map(|(_, port)| port)
            .filter(|port| !port.starts_with(|c: char| c.is_ascii_digit())),
    };
    let named = url.split(['?', '&']).filter_map(|option| {
        option
            .split_once('=')
            .filter(|(name, _)| name.ends_with("password"))
            .map(|(_, value)| value)
    });
    for secret in password.into_iter().chain(named).filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, "(hidden)");
    }
    text
}

impl Pg {
    pub(crate) fn open(url: String, readers: usize) -> Self {
        let pool = Pool::builder()
            .max_size(u32::try_from(readers).unwrap_or(u32::MAX))
            .min_idle(Some(0))
            .connection_timeout(WAIT)
            .test_on_check_out(false)
            .connection_customizer(Box::new(PlannedOnce))
            .build_unchecked(ConnectionManager::new(with_timeouts(&url)));
        Self { url, readers: pool }
    }
}

impl Engine for Pg {
    fn writer(&self) -> Result<Box<dyn WriteConn>, StoreError> {
        let conn = connect(&self.url)
            .map_err(|error| StoreError::new("connect", StoreFault::Unavailable, error))?;
        Ok(Box::new(Connection::new(conn)))
    }

    /// Every question has a snapshot of its own: `domain::sync` reads a chat's head first, so that
    /// what changes in between is only ever read again, never missed.
    fn read(&self, query: &mut dyn FnMut(&mut dyn Read)) -> Result<(), StoreError> {
        let mut conn = self
            .readers
            .get()
            .map_err(|error| StoreError::new("reader", StoreFault::Unavailable, error))?;
        let mut reader = Reader::new(&mut conn);
        query(&mut reader);
        reader.end()
    }

    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn most_writers(&self) -> usize {
        usize::MAX
    }
}
