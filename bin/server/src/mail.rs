//! Who takes letters, as configured.

use crate::backend::StoreBackend;
use crate::clock;
use crate::config::{Config, Protection, Transport, Verify};
use auth::{Keys, Unsubscribe};
use notify::{
    CarrierOptions, Database, Digests, Kind, MailError, MailKind, MailOptions, SmtpOptions,
};
use realtime::Hub;
use std::sync::Arc;
use storage::Store;

/// What links begin with: the configured address, else the one that is listened on. Never what a request
/// says.
pub(crate) fn base_url(config: &Config, address: &dyn std::fmt::Display) -> String {
    let base = config.server.public_url.clone();
    base.unwrap_or_else(|| format!("http://{address}")).trim_end_matches('/').to_owned()
}

/// What the doors are told of it.
pub(crate) fn policy(config: &Config) -> transport::Mail {
    match (config.mail.transport, config.auth.verify_email) {
        (Transport::Off, _) => transport::Mail::Off,
        (_, Verify::Off) => transport::Mail::On,
        (_, Verify::Required) => transport::Mail::Required,
    }
}

/// What sends letters; `None` when mail is off.
pub(crate) fn kind(
    config: &Config,
    base_url: &str,
    keys: &Keys,
    database: Database,
) -> Result<Option<Arc<dyn Kind>>, MailError> {
    let mail = &config.mail;
    let carrier = match mail.transport {
        Transport::Off => return Ok(None),
        Transport::File => {
            let folder = mail.outbox.clone();
            CarrierOptions::Outbox(folder.unwrap_or_else(|| config.server.data_dir.join("outbox")))
        }
        Transport::Smtp => CarrierOptions::Smtp(SmtpOptions {
            host: mail.host.clone(),
            port: mail.port,
            tls: match mail.tls {
                Protection::None => notify::Tls::None,
                Protection::StartTls => notify::Tls::StartTls,
                Protection::Tls => notify::Tls::Whole,
            },
            login: mail.username.clone().zip(mail.password.clone().map(|password| password.0)),
        }),
    };
    let options = MailOptions {
        carrier,
        from: mail.from.clone(),
        server_name: config.server.name.clone(),
        base_url: base_url.to_owned(),
        unsubscribe: Unsubscribe::new(keys),
    };
    Ok(Some(Arc::new(MailKind::new(options, database, clock::now, clock::random)?)))
}

/// What is needed to look for who was away, once there is a runtime.
pub(crate) struct Away {
    store: Store,
    hub: Arc<Hub>,
}

/// Who looks for whoever was away; `None` where nobody can have digests.
pub(crate) fn away(config: &Config, store: &Store, hub: &Arc<Hub>) -> Option<Away> {
    config.mail.digests().then(|| Away { store: store.clone(), hub: Arc::clone(hub) })
}

impl Away {
    /// Starts to look, on the caller's runtime.
    pub(crate) fn start(self) -> Digests {
        let hub = self.hub;
        let is_there = Arc::new(move |user| hub.is_online(user));
        Digests::start(Arc::new(StoreBackend(self.store)), is_there, clock::now)
    }
}
