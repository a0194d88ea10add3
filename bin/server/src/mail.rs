//! Who takes letters, as configured.

use crate::clock;
use crate::config::{Config, Protection, Transport, Verify};
use notify::{CarrierOptions, Database, Kind, MailError, MailKind, MailOptions, SmtpOptions};
use std::sync::Arc;

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
    };
    Ok(Some(Arc::new(MailKind::new(options, database, clock::now, clock::random)?)))
}
