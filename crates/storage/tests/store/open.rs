//! Opening: URLs, schemas, and databases that can't be used.

use crate::support::{Backend, Database, Heard};
use domain::port::{Lane, StoreError};
use domain::testing::build;
use std::sync::Arc;
use tertulia_storage::{OpenError, Store, StoreOptions, migrate, pending};

#[path = "../../src/schema.rs"]
mod schema;

const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");

fn open(url: &str) -> Result<Store, OpenError> {
    Store::open(url, StoreOptions::default(), Arc::new(Heard::default()))
}

fn refused(url: &str) -> OpenError {
    open(url).err().unwrap()
}

fn works(url: &str) {
    let store = open(url).unwrap();
    let made = store.write(Lane::Any, |tx| Ok::<_, StoreError>(build::user(tx, "ana").id));
    let id = made.unwrap();
    assert!(store.read(|read| read.user(id)).unwrap().unwrap().is_some());
    store.ping().unwrap();
}

/// The migrations of a backend, in order, each with its text of `file`.
fn on_disk(backend: &str, file: &str) -> Vec<(String, String)> {
    let mut all: Vec<_> = std::fs::read_dir(format!("{MIGRATIONS}/{backend}"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path.join(file)).unwrap())
        })
        .collect();
    all.sort();
    all
}

fn folder(backend: &Backend) -> &'static str {
    if format!("{backend:?}") == "Lite" { "sqlite" } else { "postgres" }
}

#[test]
fn urls_of_nobody_are_refused_without_their_secrets() {
    for url in ["mysql://root:s3cret@host/chat", "chat.db", "", "/var/s3cret.db", "s3cret"] {
        let error = refused(url);
        assert!(matches!(error, OpenError::UnknownScheme(_)), "{url}: {error:?}");
        let text = error.to_string();
        assert!(text.contains("sqlite:PATH") && text.contains("postgres://"), "{text}");
    }
    let text = refused("mysql://root:s3cret@host/chat").to_string();
    assert!(text.contains("mysql") && !text.contains("s3cret"), "{text}");
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_wants_a_file_that_can_be_made() {
    for url in ["sqlite:", "sqlite://", "sqlite::memory:"] {
        assert!(matches!(refused(url), OpenError::NoPath), "{url}");
    }
    let error = refused("sqlite:/nowhere/at/all/chat.db");
    assert!(matches!(error, OpenError::Away { .. }), "{error:?}");
}

#[cfg(all(feature = "sqlite", not(feature = "postgres")))]
#[test]
fn a_backend_that_is_not_compiled_in_is_named() {
    let text = refused("postgres://ana:s3cret@127.0.0.1:1/chat").to_string();
    assert!(text.contains("PostgreSQL is not compiled"), "{text}");
    assert!(text.contains("has SQLite") && !text.contains("s3cret"), "{text}");
}

#[cfg(all(feature = "postgres", not(feature = "sqlite")))]
#[test]
fn a_backend_that_is_not_compiled_in_is_named() {
    let text = refused("sqlite:chat.db").to_string();
    assert!(text.contains("SQLite is not compiled") && text.contains("has PostgreSQL"), "{text}");
}

#[cfg(feature = "postgres")]
#[test]
fn errors_of_postgres_tell_no_password() {
    for url in [
        "postgres://ana:s3cret@127.0.0.1:1/chat",
        "postgres://ana:s3cret@127.0.0.1:port/chat",
        "postgres://ana:s3cret@[::1/chat",
        "postgres://ana:s3cret%zz@127.0.0.1:1/chat",
        "postgres://ana:s3cret@127.0.0.1:1/chat?nothing",
        "postgres://ana@127.0.0.1:1/chat?password=s3cret%zz",
        "postgres://ana@127.0.0.1:1/chat?password=s3cret=x",
        "postgres:ana:s3cret",
        "postgres://ana:s3cret",
    ] {
        let error = refused(url);
        assert!(matches!(error, OpenError::Away { .. }), "{url}: {error:?}");
        let text = format!("{error} {error:?}");
        assert!(!text.contains("s3cret"), "{url}: {text}");
    }
}

#[test]
fn migrations_run_once_and_are_told() {
    for backend in Backend::all() {
        let database = Database::new(&backend);
        let url = &database.url;
        let names: Vec<_> = on_disk(folder(&backend), "up.sql").into_iter().map(|m| m.0).collect();
        assert_eq!(pending(url).unwrap(), names);
        assert_eq!(pending(url).unwrap(), names, "asking changes nothing");
        assert_eq!(migrate(url).unwrap(), names);
        assert!(pending(url).unwrap().is_empty() && migrate(url).unwrap().is_empty());
        works(url);
    }
}

#[test]
fn several_may_migrate_at_once() {
    for backend in Backend::all() {
        let database = Database::new(&backend);
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..4).map(|_| scope.spawn(|| migrate(&database.url))).collect();
            for one in all {
                one.join().unwrap().unwrap();
            }
        });
        works(&database.url);
    }
}

#[test]
fn a_newer_database_is_left_alone() {
    for backend in Backend::all() {
        let database = Database::new(&backend);
        let url = &database.url;
        migrate(url).unwrap();
        database.execute(
            "INSERT INTO __diesel_schema_migrations (version, run_on) \
             VALUES ('99991231235959', CURRENT_TIMESTAMP)",
        );
        for error in [refused(url), migrate(url).unwrap_err(), pending(url).unwrap_err()] {
            assert!(matches!(&error, OpenError::Newer(v) if v.contains("9999")), "{error:?}");
            assert!(error.to_string().contains("newer"), "{error}");
        }
    }
}

#[test]
fn without_migrating_only_a_database_that_fits_is_opened() {
    let options = StoreOptions { migrate: false, ..StoreOptions::default() };
    for backend in Backend::all() {
        let database = Database::new(&backend);
        let open = || Store::open(&database.url, options, Arc::new(Heard::default())).err();
        assert!(matches!(open(), Some(OpenError::Older(_))), "{backend:?}");
        migrate(&database.url).unwrap();
        assert!(open().is_none());
        database.execute(
            "INSERT INTO __diesel_schema_migrations (version, run_on) \
             VALUES ('99991231235959', CURRENT_TIMESTAMP)",
        );
        assert!(matches!(open(), Some(OpenError::Newer(_))), "{backend:?}");
    }
}

#[test]
fn migrations_can_be_undone() {
    for backend in Backend::all() {
        let database = Database::new(&backend);
        works(&database.url);
        for (_, down) in on_disk(folder(&backend), "down.sql").iter().rev() {
            database.execute(down);
        }
        database.execute("DELETE FROM __diesel_schema_migrations");
        works(&database.url);
    }
}

#[test]
fn both_backends_have_the_same_migrations() {
    let names = |backend| {
        let all = on_disk(backend, "up.sql");
        all.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

/// The columns of a `SELECT` as diesel writes it.
fn columns(select: &str) -> Vec<String> {
    let list = select.strip_prefix("SELECT ").unwrap().split(" FROM ").next().unwrap();
    let bare = |column: &str| column.replace(['`', '"', ' '], "").split_once('.').unwrap().1.into();
    list.split(',').map(bare).collect()
}

/// For each table its name and a `SELECT` of all columns that the code knows.
macro_rules! tables {
    ($db:ty: $($table:ident),+) => {
        vec![$((
            stringify!($table),
            diesel::debug_query::<$db, _>(&diesel::QueryDsl::select(
                schema::$table::table,
                schema::$table::all_columns,
            ))
            .to_string(),
        )),+]
    };
}

#[derive(diesel::QueryableByName)]
struct Name {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

#[cfg(feature = "sqlite")]
#[test]
fn the_schema_is_that_of_sqlite() {
    use diesel::{Connection, RunQueryDsl};
    let database = Database::new(&Backend::Lite);
    migrate(&database.url).unwrap();
    let path = database.url.strip_prefix("sqlite:").unwrap();
    let mut conn = diesel::SqliteConnection::establish(path).unwrap();
    let tables = tables!(diesel::sqlite::Sqlite:
        users, credentials, usernames, two_factor, recovery_codes, sessions, chats, memberships, messages, read_marks,
        relations, audit_log, jobs, mail_links,
        notifications, notification_settings, push_subscriptions, group_bans,
            join_codes, join_requests, group_invitations, daily_figures,
            message_edits, reactions, hidden_messages, chat_lines, kept_chats);
    for (table, select) in tables {
        let ask = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid");
        let there: Vec<Name> = diesel::sql_query(ask).load(&mut conn).unwrap();
        let there: Vec<String> = there.into_iter().map(|column| column.name).collect();
        assert_eq!(columns(&select), there, "{table}");
    }
}

#[cfg(feature = "postgres")]
#[test]
fn the_schema_is_that_of_postgres() {
    use diesel::{Connection, RunQueryDsl};
    let postgres = |backend: &Backend| folder(backend) == "postgres";
    for backend in Backend::all().iter().filter(|backend| postgres(backend)) {
        let database = Database::new(backend);
        migrate(&database.url).unwrap();
        let mut conn = diesel::PgConnection::establish(&database.url).unwrap();
        let tables = tables!(diesel::pg::Pg:
            users, credentials, usernames, two_factor, recovery_codes, sessions, chats, memberships, messages, read_marks,
            relations, audit_log, jobs, mail_links,
        notifications, notification_settings, push_subscriptions, group_bans,
            join_codes, join_requests, group_invitations, daily_figures,
            message_edits, reactions, hidden_messages, chat_lines, kept_chats);
        for (table, select) in tables {
            let ask = format!(
                "SELECT column_name::TEXT AS name FROM information_schema.columns \
                 WHERE table_name = '{table}' AND table_schema = 'public' \
                 ORDER BY ordinal_position"
            );
            let there: Vec<Name> = diesel::sql_query(ask).load(&mut conn).unwrap();
            let there: Vec<String> = there.into_iter().map(|column| column.name).collect();
            assert_eq!(columns(&select), there, "{table}");
        }
    }
}
