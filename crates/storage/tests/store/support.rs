//! Databases of a test's own, and a store over each.

use domain::Event;
use domain::port::{EventSink, Job, Lane, Read, StoreError, Tx, Verdict};
use domain::testing::{Body, Harness, Question};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use tertulia_storage::{Store, StoreOptions};

/// A server in which the tests may make databases.
#[cfg_attr(not(feature = "postgres"), expect(dead_code, reason = "there is nothing to test"))]
const SERVER: &str = "TERTULIA_TEST_POSTGRES";

/// Which database a test runs on.
#[derive(Clone, Debug)]
pub(crate) enum Backend {
    /// A file in a folder of its own.
    #[cfg(feature = "sqlite")]
    Lite,
    /// A database of its own on the server with this URL.
    #[cfg(feature = "postgres")]
    Postgres(String),
}

impl Backend {
    /// Those that are compiled in and at hand.
    pub(crate) fn all() -> Vec<Self> {
        #[cfg(feature = "sqlite")]
        let lite = Some(Self::Lite);
        #[cfg(not(feature = "sqlite"))]
        let lite = None;
        #[cfg(feature = "postgres")]
        let postgres = Self::postgres();
        #[cfg(not(feature = "postgres"))]
        let postgres = None;
        lite.into_iter().chain(postgres).collect()
    }

    #[cfg(feature = "postgres")]
    fn postgres() -> Option<Self> {
        let server = std::env::var(SERVER).ok();
        if server.is_none() {
            assert!(std::env::var_os("CI").is_none(), "{SERVER} must be set in CI");
            eprintln!("{SERVER} is not set: the PostgreSQL half is skipped");
        }
        server.map(Self::Postgres)
    }
}

/// An empty database that goes away with this value.
pub(crate) struct Database {
    /// What opens it.
    pub(crate) url: String,
    #[cfg(feature = "postgres")]
    server: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

impl Database {
    /// A database without a schema.
    pub(crate) fn new(backend: &Backend) -> Self {
        let folder = tempfile::tempdir().unwrap();
        match backend {
            #[cfg(feature = "sqlite")]
            Backend::Lite => Self {
                url: format!("sqlite:{}", folder.path().join("chat.db").display()),
                #[cfg(feature = "postgres")]
                server: None,
                _folder: folder,
            },
            #[cfg(feature = "postgres")]
            Backend::Postgres(server) => {
                let name = postgres::unused_name();
                postgres::execute(server, &format!("CREATE DATABASE {name}"));
                let url = postgres::url_of(server, &name);
                Self { url, server: Some((server.clone(), name)), _folder: folder }
            }
        }
    }

    /// Runs SQL past the store.
    pub(crate) fn execute(&self, sql: &str) {
        match self.url.split_once(':') {
            #[cfg(feature = "sqlite")]
            Some(("sqlite", path)) => lite::execute(path, sql),
            #[cfg(feature = "postgres")]
            Some(("postgres" | "postgresql", _)) => postgres::execute(&self.url, sql),
            _ => panic!("no backend for {}", self.url),
        }
    }
}

/// A text out of a question of the tests.
#[derive(diesel::QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

impl Database {
    /// Asks for texts past the store; the one column is called `text`.
    fn texts(&self, sql: &str) -> Vec<String> {
        let rows = match self.url.split_once(':') {
            #[cfg(feature = "sqlite")]
            Some(("sqlite", path)) => lite::texts(path, sql),
            #[cfg(feature = "postgres")]
            Some(("postgres" | "postgresql", _)) => postgres::texts(&self.url, sql),
            _ => panic!("no backend for {}", self.url),
        };
        rows.into_iter().map(|row| row.text).collect()
    }

    /// Every column of every table, by table.
    pub(crate) fn columns(&self) -> Vec<(String, String)> {
        let lite = "SELECT m.name || '.' || c.name AS text \
            FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'";
        let postgres = "SELECT table_name || '.' || column_name AS text \
            FROM information_schema.columns WHERE table_schema = 'public'";
        let all = self.texts(if self.url.starts_with("sqlite") { lite } else { postgres });
        let parts = |both: String| both.split_once('.').map(|(t, c)| (t.to_owned(), c.to_owned()));
        all.into_iter().filter_map(parts).collect()
    }

    /// Whether any row of a column is a number.
    pub(crate) fn equals(&self, table: &str, column: &str, number: i64) -> bool {
        let sql = format!(
            "SELECT 'there' AS text FROM \"{table}\" WHERE CAST(\"{column}\" AS TEXT) = '{number}'"
        );
        !self.texts(&sql).is_empty()
    }

    /// Whether any row of a column holds a text.
    pub(crate) fn holds(&self, table: &str, column: &str, needle: &str) -> bool {
        let sql = format!(
            "SELECT 'there' AS text FROM \"{table}\" \
             WHERE CAST(\"{column}\" AS TEXT) LIKE '%{needle}%'"
        );
        !self.texts(&sql).is_empty()
    }
}

#[cfg(feature = "postgres")]
impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.server {
            postgres::execute(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

#[cfg(feature = "sqlite")]
mod lite {
    use super::Text;
    use diesel::connection::{Connection, SimpleConnection};

    /// A connection that waits for whoever writes, as the store's own do.
    fn connect(path: &str) -> diesel::SqliteConnection {
        let mut conn = diesel::SqliteConnection::establish(path).unwrap();
        conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
        conn
    }

    pub(super) fn texts(path: &str, sql: &str) -> Vec<Text> {
        let mut conn = connect(path);
        diesel::RunQueryDsl::load(diesel::sql_query(sql), &mut conn).unwrap()
    }

    pub(super) fn execute(path: &str, sql: &str) {
        connect(path).batch_execute(sql).unwrap();
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use diesel::connection::{Connection, SimpleConnection};
    use std::sync::atomic::{AtomicU32, Ordering};

    static MADE: AtomicU32 = AtomicU32::new(0);

    pub(super) fn unused_name() -> String {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        format!("tertulia_test_{}_{number}", std::process::id())
    }

    pub(super) fn url_of(server: &str, name: &str) -> String {
        let (base, options) = server.split_at(server.find('?').unwrap_or(server.len()));
        let (base, _) = base.rsplit_once('/').unwrap();
        format!("{base}/{name}{options}")
    }

    pub(super) fn texts(url: &str, sql: &str) -> Vec<super::Text> {
        let mut conn = diesel::PgConnection::establish(url).unwrap();
        diesel::RunQueryDsl::load(diesel::sql_query(sql), &mut conn).unwrap()
    }

    pub(super) fn execute(url: &str, sql: &str) {
        let mut conn = diesel::PgConnection::establish(url).unwrap();
        conn.batch_execute(sql).unwrap();
    }
}

/// Keeps what was told.
#[derive(Clone, Default)]
pub(crate) struct Heard(pub(crate) Arc<Mutex<Vec<Event>>>);

impl EventSink for Heard {
    fn deliver(&self, events: Vec<Event>) {
        self.0.lock().unwrap().extend(events);
    }
}

/// A store over a database of its own.
pub(crate) struct StoreHarness {
    /// The store.
    pub(crate) store: Store,
    heard: Heard,
    _database: Database,
}

impl StoreHarness {
    /// A store that is empty.
    pub(crate) fn new(backend: &Backend) -> Self {
        let (database, heard) = (Database::new(backend), Heard::default());
        let options = StoreOptions { readers: 2, lanes: 2, queue: 64, ..StoreOptions::default() };
        let store = Store::open(&database.url, options, Arc::new(heard.clone())).unwrap();
        Self { store, heard, _database: database }
    }
}

/// A job made of closures.
struct Closures<R, D> {
    run: R,
    done: D,
}

impl<R, D> Job for Closures<R, D>
where
    R: FnMut(&mut dyn Tx) -> Verdict + Send,
    D: FnOnce(Result<(), StoreError>) + Send,
{
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        (self.run)(tx)
    }

    fn done(self: Box<Self>, outcome: Result<(), StoreError>) {
        (self.done)(outcome);
    }
}

/// A job that runs the one and ends with the other.
pub(crate) fn job(
    run: impl FnMut(&mut dyn Tx) -> Verdict + Send + 'static,
    done: impl FnOnce(Result<(), StoreError>) + Send + 'static,
) -> Box<dyn Job> {
    Box::new(Closures { run, done })
}

impl Harness for StoreHarness {
    fn write(&self, body: Body) -> Vec<Event> {
        let (ended, end) = channel();
        self.store.submit(Lane::Any, job(body, move |outcome| ended.send(outcome).unwrap()));
        end.recv().unwrap().unwrap();
        std::mem::take(&mut self.heard.0.lock().unwrap())
    }

    fn read(&self, question: Question) {
        self.store.read(|read: &mut dyn Read| question(read)).unwrap();
    }
}
