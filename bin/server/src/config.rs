//! The configuration: defaults < tertulia.toml < TERTULIA_* < flags.

mod limits;
mod mail;
mod messages;
mod push;
mod search;

pub(crate) use mail::{Mail, Protection, Transport};
pub(crate) use messages::Messages;
pub(crate) use push::Push;
pub(crate) use search::Search;

use crate::cli::Overrides;
use domain::policy::Policy;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
pub(crate) use limits::Limits;
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use transport::door::{ForwardedBy, Network, Proxies};

/// Everything that can be set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) auth: Auth,
    pub(crate) people: People,
    pub(crate) messages: Messages,
    pub(crate) mail: Mail,
    pub(crate) push: Push,
    pub(crate) search: Search,
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
    /// The proxies whose word about addresses is taken: addresses, or networks like `10.0.0.0/8`.
    pub(crate) trusted_proxies: Vec<String>,
    /// The one header in which they say for whom they ask.
    pub(crate) forwarded_header: ForwardedHeader,
    /// Seconds that the head of a request may take.
    pub(crate) header_time_s: u64,
    /// Seconds that a body may take.
    pub(crate) body_time_s: u64,
    /// Most bytes of a request's header.
    pub(crate) header_bytes: usize,
    /// Most bytes of a request's address.
    pub(crate) url_bytes: usize,
}

/// The one header in which proxies say for whom they ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ForwardedHeader {
    XForwardedFor,
    Forwarded,
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
    /// Whether an address has to be confirmed before its owner may sign in.
    pub(crate) verify_email: Verify,
}

/// `[people]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct People {
    /// Who may open a direct chat with whom.
    pub(crate) direct_messages: DirectMessages,
    /// Whether everybody may invite, not only administrators.
    pub(crate) members_invite: bool,
}

/// Who may open a direct chat with whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DirectMessages {
    /// Everybody with everybody.
    Everyone,
    /// Friends, and people of one group.
    SharedGroup,
    /// Friends.
    Friends,
}

impl Default for People {
    fn default() -> Self {
        Self { direct_messages: DirectMessages::Everyone, members_invite: false }
    }
}

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Registration {
    Open,
    Invite,
    Closed,
}

/// Whether an address has to be confirmed before its owner may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verify {
    Off,
    Required,
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
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::XForwardedFor,
            header_time_s: 5,
            body_time_s: 15,
            header_bytes: 16 * 1024,
            url_bytes: 4 * 1024,
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
            verify_email: Verify::Off,
        }
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
    const SECTIONS: [&str; 10] = [
        "SERVER", "DATABASE", "AUTH", "PEOPLE", "MESSAGES", "MAIL", "PUSH", "SEARCH", "LIMITS",
        "LOG",
    ];
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
        let window = self.messages.edit_window_s;
        let rule = "must be -1 (for ever), 0 (never) or a number of seconds up to 31536000";
        range((-1..=31_536_000).contains(&window), "messages.edit_window_s", rule, &window)?;
        if let Some(name) = self.limits.unknown() {
            range(false, "limits.rates", "must name a limit that there is", &name)?;
        }
        self.server.check(range)?;
        if self.auth.verify_email == Verify::Required && self.mail.transport == Transport::Off {
            return Err(ConfigError::Range {
                key: "auth.verify_email",
                rule: "can be required only where mail.transport is smtp or file",
                value: "required".to_owned(),
            });
        }
        self.mail.check()
    }

    /// The settings that hold until they are changed while the server runs.
    pub(crate) fn policy(&self) -> Policy {
        let registration = match self.auth.registration {
            Registration::Open => domain::policy::Registration::Open,
            Registration::Invite => domain::policy::Registration::Invite,
            Registration::Closed => domain::policy::Registration::Closed,
        };
        Policy { registration, members_invite: self.people.members_invite }
    }

    /// The database in force.
    pub(crate) fn database_url(&self) -> String {
        self.database.url.clone().unwrap_or_else(|| {
            format!("sqlite:{}", self.server.data_dir.join("tertulia.db").display())
        })
    }
}

impl Server {
    fn check(
        &self,
        range: impl Fn(bool, &'static str, &'static str, &dyn Display) -> Result<(), ConfigError>,
    ) -> Result<(), ConfigError> {
        for proxy in &self.trusted_proxies {
            if let Err(rule) = proxy.parse::<Network>() {
                range(false, "server.trusted_proxies", rule, proxy)?;
            }
        }
        for (key, seconds) in [
            ("server.header_time_s", &self.header_time_s),
            ("server.body_time_s", &self.body_time_s),
        ] {
            range((1..=600).contains(seconds), key, "must be 1 to 600", seconds)?;
        }
        for (key, bytes) in
            [("server.header_bytes", &self.header_bytes), ("server.url_bytes", &self.url_bytes)]
        {
            range((256..=100_000).contains(bytes), key, "must be 256 to 100000", bytes)?;
        }
        Ok(())
    }

    /// The proxies in front.
    pub(crate) fn proxies(&self) -> Proxies {
        let trusted = self.trusted_proxies.iter().filter_map(|proxy| proxy.parse().ok()).collect();
        let header = match self.forwarded_header {
            ForwardedHeader::XForwardedFor => ForwardedBy::XForwardedFor,
            ForwardedHeader::Forwarded => ForwardedBy::Forwarded,
        };
        Proxies { trusted, header }
    }
}
