use crate::door::Proxies;
use domain::policy::Policy;
use std::time::Duration;

/// What the listener puts up with before it cuts a connection.
#[derive(Clone, Copy, Debug)]
pub struct Listener {
    /// How long the head of a request may take.
    pub header_time: Duration,
    /// How long a body may take.
    pub body_time: Duration,
    /// Most bytes of the head, without its first line.
    pub header_bytes: usize,
    /// Most bytes of an address.
    pub url_bytes: usize,
}

/// Whether this server sends letters, and what it asks of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mail {
    /// It sends none.
    Off,
    /// It sends letters.
    On,
    /// It sends letters, and nobody signs in before they have answered one.
    Required,
}

/// What transport is told about this server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name that people see.
    pub server_name: String,
    /// This installation's id: another id means another database.
    pub server_id: String,
    /// The settings in force unless they were changed while it ran.
    pub policy: Policy,
    /// Who may open a direct chat with whom.
    pub direct_messages: domain::rights::Audience,
    /// The origin that browsers use, like `https://chat.example.org`, when it isn't `Host` itself.
    pub public_url: Option<String>,
    /// What links that are handed out begin with; never what a request said.
    pub base_url: String,
    /// Whether this server sends letters.
    pub mail: Mail,
    /// Whether people can have letters about what waits while they are away.
    pub digests: bool,
    /// For how many seconds a message may be edited; 0 never, -1 for ever.
    pub edit_window_s: i64,
    /// Threads that serve requests.
    pub workers: usize,
    /// Queries that may run at once.
    pub readers: usize,
    /// How often sockets are pinged, in milliseconds.
    pub ping_ms: u32,
    /// Most sockets of one person; 0 for no limit.
    pub sockets_per_user: usize,
    /// Whose word about addresses is taken.
    pub proxies: Proxies,
    /// What the listener puts up with.
    pub listener: Listener,
    /// The public key of Web Push; none when nobody is told so.
    pub push_key: Option<String>,
    /// Which push services may be called.
    pub push_reach: domain::push::Reach,
    /// The token of the set-up link, while there is no administrator.
    pub setup_token: Option<String>,
}

impl Options {
    /// For how many milliseconds a message may be edited; `None` for ever.
    pub(crate) fn edit_window_ms(&self) -> Option<i64> {
        (self.edit_window_s >= 0).then(|| self.edit_window_s.saturating_mul(1_000))
    }

    /// Cookies are `Secure` and `__Host-` when browsers come over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
