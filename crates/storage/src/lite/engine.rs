use super::Conn;
use super::queries::{Connection, Reader};
use crate::engine::{Engine, Schema, WriteConn};
use crate::fault::store_error;
use crate::open::OpenError;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error as PoolError, Pool};
use diesel::{Connection as _, QueryResult};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use domain::port::{Read, StoreError, StoreFault};
use std::time::Duration;

/// FULL: a commit is on disk before it is acknowledged; with group commit that costs nothing over
/// NORMAL. The wait is for readers' checkpoints; there is no second writer.
///
/// A checkpoint at 8,000 pages and not at 1,000: the pages of busy chats are in the log many times, and
/// are written to the database once per checkpoint. The log then has some 32 MiB at most.
const WRITER: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; \
    PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864;";
const READER: &str = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; \
    PRAGMA cache_size = -2000;";
/// How often, and how far apart, a new file is tried to be turned to WAL.
const WAL_TRIES: usize = 250;
const WAL_PAUSE: Duration = Duration::from_millis(20);
/// How long a query waits for a free reader.
const WAIT: Duration = Duration::from_secs(5);

/// SQLite in one file.
pub(crate) struct Lite {
    path: String,
    readers: Pool<ConnectionManager<Conn>>,
}

impl Schema for Lite {
    const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
}

#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<Conn, PoolError> for ReadOnly {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), PoolError> {
        conn.batch_execute(READER).map_err(PoolError::QueryError)
    }
}

/// A connection that may write; makes the file when it is missing.
pub(crate) fn connect(path: &str) -> Result<Conn, OpenError> {
    let mut conn = Conn::establish(path).map_err(|error| OpenError::away("SQLite", &error))?;
    for _ in 0..WAL_TRIES {
        match conn.batch_execute(WRITER) {
            Ok(()) => return Ok(conn),
            // Turning a new file to WAL needs it alone, and does not wait as other statements do.
            Err(error) if error.to_string().contains("locked") => std::thread::sleep(WAL_PAUSE),
            Err(error) => return Err(OpenError::away("SQLite", &error)),
        }
    }
    Err(OpenError::away("SQLite", &"another process keeps it locked"))
}

impl Lite {
    pub(crate) fn open(path: String, readers: usize) -> Self {
        let pool = Pool::builder()
            .max_size(u32::try_from(readers).unwrap_or(u32::MAX))
            .min_idle(Some(0))
            .idle_timeout(None)
            .max_lifetime(None)
            .test_on_check_out(false)
            .connection_timeout(WAIT)
            .connection_customizer(Box::new(ReadOnly))
            .build_unchecked(ConnectionManager::new(path.clone()));
        Self { path, readers: pool }
    }
}

impl Engine for Lite {
    fn writer(&self) -> Result<Box<dyn WriteConn>, StoreError> {
        let conn = connect(&self.path)
            .map_err(|error| StoreError::new("connect", StoreFault::Unavailable, error))?;
        Ok(Box::new(Connection::new(conn)))
    }

    fn read(&self, query: &mut dyn FnMut(&mut dyn Read)) -> Result<(), StoreError> {
        let mut conn = self
            .readers
            .get()
            .map_err(|error| StoreError::new("reader", StoreFault::Unavailable, error))?;
        let say = |conn: &mut Conn, text| -> QueryResult<()> { conn.batch_execute(text) };
        // One snapshot for all that the query asks.
        say(&mut conn, "BEGIN").map_err(|error| store_error("begin read", &error))?;
        let mut reader = Reader::new(&mut conn);
        query(&mut reader);
        reader.end()?;
        say(&mut conn, "COMMIT").map_err(|error| store_error("end read", &error))
    }

    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn most_writers(&self) -> usize {
        1
    }
}
