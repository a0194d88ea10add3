//! Which database a URL means, and bringing its schema up to date.

use crate::engine::{Engine, Schema};
use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::MigrationHarness;
use std::collections::BTreeSet;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A database that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL has a scheme that nobody knows.
    #[error(
        "database URL: {0:?} is no scheme of a database; give sqlite:PATH or postgres://USER@HOST/DATABASE"
    )]
    UnknownScheme(String),
    /// The URL's backend is not part of this binary.
    #[error("database URL: {0} is not compiled into this binary, which has {has}; build it with the feature", has = compiled().join(" and "))]
    NotCompiled(&'static str),
    /// The URL names no database.
    #[error("database URL: sqlite: needs the path of a file")]
    NoPath,
    /// It isn't there, or it refuses.
    #[error("{backend} can't be opened: {cause}")]
    Away {
        /// Which backend.
        backend: &'static str,
        /// Its own words, without passwords.
        cause: String,
    },
    /// A newer binary has changed its schema.
    #[error(
        "the database is newer than this binary: it has {0}, which is unknown here; use the newer binary"
    )]
    Newer(String),
    /// It lacks migrations, and was not to be migrated.
    #[error("the database lacks migrations: {0}; run `migrate` first")]
    Older(String),
    /// A migration failed; it has been undone.
    #[error("migration: {0}")]
    Migration(Cause),
}

impl From<diesel::result::Error> for OpenError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Migration(error.into())
    }
}

impl OpenError {
    pub(crate) fn away(backend: &'static str, cause: &dyn std::fmt::Display) -> Self {
        Self::Away { backend, cause: cause.to_string() }
    }
}

fn compiled() -> Vec<&'static str> {
    let all = [(cfg!(feature = "sqlite"), "SQLite"), (cfg!(feature = "postgres"), "PostgreSQL")];
    all.into_iter().filter(|(here, _)| *here).map(|(_, name)| name).collect()
}

/// A database by its URL.
#[cfg_attr(
    not(all(feature = "sqlite", feature = "postgres")),
    expect(dead_code, reason = "one of them is refused")
)]
enum Target {
    Lite(String),
    Pg(String),
}

fn parse(url: &str) -> Result<Target, OpenError> {
    let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
    match scheme {
        "sqlite" => {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            if path.is_empty() || path == ":memory:" {
                return Err(OpenError::NoPath);
            }
            Ok(Target::Lite(path.to_owned()))
        }
        "postgres" | "postgresql" => Ok(Target::Pg(url.to_owned())),
        // Never the rest: it may hold a password.
        other => Err(OpenError::UnknownScheme(other.to_owned())),
    }
}

/// Opens a database for serving.
pub(crate) fn open(url: &str, readers: usize, run: bool) -> Result<Box<dyn Engine>, OpenError> {
    if run {
        migrate(url)?;
    } else {
        let lacking = pending(url)?;
        if !lacking.is_empty() {
            return Err(OpenError::Older(lacking.join(", ")));
        }
    }
    match parse(url)? {
        #[cfg(feature = "sqlite")]
        Target::Lite(path) => Ok(Box::new(crate::lite::engine::Lite::open(path, readers))),
        #[cfg(not(feature = "sqlite"))]
        Target::Lite(_) => Err(OpenError::NotCompiled("SQLite")),
        #[cfg(feature = "postgres")]
        Target::Pg(url) => Ok(Box::new(crate::pg::engine::Pg::open(url, readers))),
        #[cfg(not(feature = "postgres"))]
        Target::Pg(_) => Err(OpenError::NotCompiled("PostgreSQL")),
    }
}

/// Brings a database to the newest schema; answers the names of the migrations that ran, in order.
///
/// Several nodes may do this at once: on PostgreSQL they take turns, on SQLite the file is locked.
///
/// # Errors
/// When the database can't be opened, is newer than this binary, or a migration fails.
pub fn migrate(url: &str) -> Result<Vec<String>, OpenError> {
    match parse(url)? {
        #[cfg(feature = "sqlite")]
        Target::Lite(path) => {
            let mut conn = crate::lite::engine::connect(&path)?;
            owner_only(&path);
            // Locked before the look at what is missing: two at once would both find it so.
            conn.immediate_transaction(run::<crate::lite::engine::Lite, diesel::sqlite::Sqlite, _>)
        }
        #[cfg(not(feature = "sqlite"))]
        Target::Lite(_) => Err(OpenError::NotCompiled("SQLite")),
        #[cfg(feature = "postgres")]
        Target::Pg(url) => {
            use diesel::connection::SimpleConnection;
            let mut conn = crate::pg::engine::connect(&url)?;
            // Held until the connection closes. The number is arbitrary, and only ours.
            conn.batch_execute("SELECT pg_advisory_lock(7354826190)")
                .map_err(|error| OpenError::away("PostgreSQL", &error))?;
            run::<crate::pg::engine::Pg, diesel::pg::Pg, _>(&mut conn)
        }
        #[cfg(not(feature = "postgres"))]
        Target::Pg(_) => Err(OpenError::NotCompiled("PostgreSQL")),
    }
}

/// The names of the migrations that a database lacks, in order; all of them when it isn't there yet.
///
/// # Errors
/// When the database can't be opened or is newer than this binary.
pub fn pending(url: &str) -> Result<Vec<String>, OpenError> {
    match parse(url)? {
        #[cfg(feature = "sqlite")]
        Target::Lite(path) => {
            use crate::lite::engine::{Lite, connect};
            if !std::path::Path::new(&path).exists() {
                return names::<Lite, diesel::sqlite::Sqlite>();
            }
            missing::<Lite, diesel::sqlite::Sqlite, _>(&mut connect(&path)?)
        }
        #[cfg(not(feature = "sqlite"))]
        Target::Lite(_) => Err(OpenError::NotCompiled("SQLite")),
        #[cfg(feature = "postgres")]
        Target::Pg(url) => {
            let mut conn = crate::pg::engine::connect(&url)?;
            missing::<crate::pg::engine::Pg, diesel::pg::Pg, _>(&mut conn)
        }
        #[cfg(not(feature = "postgres"))]
        Target::Pg(_) => Err(OpenError::NotCompiled("PostgreSQL")),
    }
}

fn known<S: Schema, D: diesel::backend::Backend>() -> Result<Vec<Box<dyn Migration<D>>>, OpenError>
{
    MigrationSource::<D>::migrations(&S::MIGRATIONS).map_err(OpenError::Migration)
}

#[cfg(feature = "sqlite")]
fn names<S: Schema, D: diesel::backend::Backend>() -> Result<Vec<String>, OpenError> {
    let mut names: Vec<String> = known::<S, D>()?.iter().map(|m| m.name().to_string()).collect();
    names.sort_unstable();
    Ok(names)
}

/// What is missing, after a look at whether there is more than we know.
fn missing<S, D, H>(conn: &mut H) -> Result<Vec<String>, OpenError>
where
    S: Schema,
    D: diesel::backend::Backend,
    H: MigrationHarness<D>,
{
    let known = known::<S, D>()?;
    let versions: BTreeSet<String> = known.iter().map(|m| m.name().version().to_string()).collect();
    let applied = conn.applied_migrations().map_err(OpenError::Migration)?;
    if let Some(newer) = applied.iter().map(ToString::to_string).find(|v| !versions.contains(v)) {
        return Err(OpenError::Newer(newer));
    }
    let pending = conn.pending_migrations(S::MIGRATIONS).map_err(OpenError::Migration)?;
    Ok(pending.iter().map(|m| m.name().to_string()).collect())
}

fn run<S, D, H>(conn: &mut H) -> Result<Vec<String>, OpenError>
where
    S: Schema,
    D: diesel::backend::Backend,
    H: MigrationHarness<D>,
{
    let names = missing::<S, D, H>(conn)?;
    conn.run_pending_migrations(S::MIGRATIONS).map_err(OpenError::Migration)?;
    Ok(names)
}

/// A database is its owner's only. Its folder is too, so that a failure here is no hole.
#[cfg(feature = "sqlite")]
fn owner_only(path: &str) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o600);
    if let Err(error) = std::fs::set_permissions(path, mode) {
        tracing::warn!(%error, "the database file's mode was not set");
    }
}
