//! The configuration: defaults < tertulia.toml < TERTULIA_* < flags.

use crate::cli::Overrides;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Everything that can be set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) auth: Auth,
    pub(crate) limits: Limits,
    pub(crate) log: Log,
}

/// `[server]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Server {
    /// Where to listen.
    pub(crate) bind: String,
    /// The folder for database and secrets.
    pub(crate) data_dir: PathBuf,
    /// The name that people see.
    pub(crate) name: String,
    /// The address that browsers use, when a proxy stands before: `https://chat.example.org`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_url: Option<String>,
    /// Threads that serve requests; 0 for one per core.
    pub(crate) workers: usize,
}

/// `[database]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Database {
    /// `sqlite:PATH` or `postgres://…`; a file in the data folder when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// Queries that may run at once.
    pub(crate) readers: usize,
    /// Writers at once; PostgreSQL only.
    pub(crate) lanes: usize,
    /// Commands that may wait for the writer before more are refused.
    pub(crate) queue: usize,
}

/// `[auth]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Auth {
    /// 2 to the power of this many rounds per password; 4..=31.
    pub(crate) bcrypt_cost: u32,
    /// Seconds that an access token lives.
    pub(crate) access_ttl_s: i64,
    /// Seconds that a refresh token lives unless used.
    pub(crate) refresh_ttl_s: i64,
    /// Who may make an account.
    pub(crate) registration: Registration,
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Registration {
    Open,
    Closed,
}

/// `[limits]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Whether rate limits hold; off for load tests.
    pub(crate) enabled: bool,
    /// Most sockets of one person.
    pub(crate) sockets_per_user: usize,
}

/// `[log]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Log {
    /// What is logged: `info`, `debug`, `tertulia_transport=debug,warn` …
    pub(crate) filter: String,
    /// `text` or `json`.
    pub(crate) format: LogFormat,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            bind: "127.0.0.1:8080".to_owned(),
            data_dir: PathBuf::from("data"),
            name: "Tertulia".to_owned(),
            public_url: None,
            workers: 0,
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self { url: None, readers: 4, lanes: 4, queue: 8_192 }
    }
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            bcrypt_cost: 12,
            access_ttl_s: 600,
            refresh_ttl_s: 14 * 86_400,
            registration: Registration::Open,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { enabled: true, sockets_per_user: 20 }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { filter: "info,actix_server=warn".to_owned(), format: LogFormat::Text }
    }
}

/// A configuration that can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// A key or value is wrong.
    #[error("configuration: {0}")]
    Wrong(#[from] Box<figment::Error>),
    /// The named file isn't there.
    #[error("configuration: there is no file {}", .0.display())]
    NoFile(PathBuf),
    /// A value is out of its range.
    #[error("configuration: {key} {rule}, not {value}")]
    Range { key: &'static str, rule: &'static str, value: String },
    /// A variable looks like ours but isn't.
    #[error(
        "configuration: {0}: sections and keys are parted by two underscores, as in TERTULIA_SERVER__BIND"
    )]
    Underscore(String),
}

/// Puts the configuration together.
///
/// # Errors
/// Names the key that is unknown or holds a wrong value, and where it stands.
pub(crate) fn load(flags: &Overrides) -> Result<Config, ConfigError> {
    let file = flags.file.as_deref().unwrap_or(Path::new("tertulia.toml"));
    if flags.file.is_some() && !file.is_file() {
        return Err(ConfigError::NoFile(file.to_owned()));
    }
    single_underscores()?;
    let env = Env::prefixed("TERTULIA_").filter(|key| key.as_str().contains("__")).split("__");
    let mut all = Figment::from(Serialized::defaults(Config::default()));
    if file.is_file() {
        all = all.merge(Toml::file_exact(file));
    }
    if let Ok(url) = std::env::var("DATABASE_URL") {
        all = all.merge(("database.url", url));
    }
    all = all.merge(env);
    if let Some(bind) = &flags.bind {
        all = all.merge(("server.bind", bind));
    }
    if let Some(dir) = &flags.data_dir {
        all = all.merge(("server.data_dir", dir));
    }
    if let Some(url) = &flags.database_url {
        all = all.merge(("database.url", url));
    }
    let config: Config = all.extract().map_err(Box::new)?;
    config.check()?;
    Ok(config)
}

/// `TERTULIA_SERVER_BIND` sets nothing: say so, rather than be silent.
fn single_underscores() -> Result<(), ConfigError> {
    const SECTIONS: [&str; 5] = ["SERVER", "DATABASE", "AUTH", "LIMITS", "LOG"];
    for (name, _) in std::env::vars_os() {
        let Some(name) = name.to_str() else { continue };
        let Some(rest) = name.strip_prefix("TERTULIA_") else { continue };
        let ours =
            SECTIONS.iter().any(|s| rest.strip_prefix(s).is_some_and(|r| r.starts_with('_')));
        if ours && !rest.contains("__") {
            return Err(ConfigError::Underscore(name.to_owned()));
        }
    }
    Ok(())
}

impl Config {
    fn check(&self) -> Result<(), ConfigError> {
        let range = |ok: bool, key, rule, value: &dyn std::fmt::Display| {
            let value = value.to_string();
            if ok { Ok(()) } else { Err(ConfigError::Range { key, rule, value }) }
        };
        let (auth, database) = (&self.auth, &self.database);
        range(
            (4..=31).contains(&auth.bcrypt_cost),
            "auth.bcrypt_cost",
            "must be 4 to 31",
            &auth.bcrypt_cost,
        )?;
        let ttl = auth.access_ttl_s;
        range((1..=86_400).contains(&ttl), "auth.access_ttl_s", "must be 1 to 86400", &ttl)?;
        let ttl = auth.refresh_ttl_s;
        range(
            (60..=31_536_000).contains(&ttl),
            "auth.refresh_ttl_s",
            "must be 60 to 31536000",
            &ttl,
        )?;
        range(
            (1..=64).contains(&database.readers),
            "database.readers",
            "must be 1 to 64",
            &database.readers,
        )?;
        range(
            (1..=64).contains(&database.lanes),
            "database.lanes",
            "must be 1 to 64",
            &database.lanes,
        )?;
        range(database.queue > 0, "database.queue", "must be at least 1", &database.queue)?;
        if let Some(url) = &self.server.public_url {
            let ok = url.starts_with("https://") || url.starts_with("http://");
            range(ok, "server.public_url", "must begin with https:// or http://", url)?;
        }
        Ok(())
    }

    /// The database in force.
    pub(crate) fn database_url(&self) -> String {
        self.database.url.clone().unwrap_or_else(|| {
            format!("sqlite:{}", self.server.data_dir.join("tertulia.db").display())
        })
    }
}
