/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    Open,
    /// Nobody but the operator.
    Closed,
}

/// What transport is told about this server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name that people see.
    pub server_name: String,
    /// This installation's id: another id means another database.
    pub server_id: String,
    /// Who may make an account.
    pub registration: Registration,
    /// The origin that browsers use, like `https://chat.example.org`, when it isn't `Host` itself.
    pub public_url: Option<String>,
    /// Threads that serve requests.
    pub workers: usize,
    /// Queries that may run at once.
    pub readers: usize,
    /// How often sockets are pinged, in milliseconds.
    pub ping_ms: u32,
    /// Most sockets of one person; 0 for no limit.
    pub sockets_per_user: usize,
    /// The token of the set-up link, while there is no administrator.
    pub setup_token: Option<String>,
}

impl Options {
    /// Cookies are `Secure` and `__Host-` when browsers come over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}
