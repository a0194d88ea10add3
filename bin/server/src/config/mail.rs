use super::ConfigError;
use serde::{Deserialize, Serialize, Serializer};
use std::fmt;
use std::path::PathBuf;

/// `[mail]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Mail {
    /// Who takes letters.
    pub(crate) transport: Transport,
    /// Who they come from: `Tertulia <chat@example.org>`.
    pub(crate) from: String,
    /// The mail server.
    pub(crate) host: String,
    /// Its port; the usual one of `tls` when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) port: Option<u16>,
    /// How the connection to it is protected.
    pub(crate) tls: Protection,
    /// Who we are to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) username: Option<String>,
    /// What shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<Hidden>,
    /// Where `file` puts letters; `outbox` in the data folder when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outbox: Option<PathBuf>,
    /// Whether people may have letters about what waits while they are away.
    pub(crate) digest: bool,
}

/// Who takes letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Transport {
    /// Nobody: none are written.
    Off,
    /// A folder, for development.
    File,
    /// A mail server.
    Smtp,
}

/// How the connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Protection {
    None,
    StartTls,
    Tls,
}

/// Text that is never printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Hidden(pub(crate) String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Serialize for Hidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("***")
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            transport: Transport::Off,
            from: "Tertulia <tertulia@localhost>".to_owned(),
            host: "localhost".to_owned(),
            port: None,
            tls: Protection::StartTls,
            username: None,
            password: None,
            outbox: None,
            digest: true,
        }
    }
}

impl Mail {
    /// Whether people can have digests.
    pub(crate) fn digests(&self) -> bool {
        self.digest && self.transport != Transport::Off
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.username.is_some() == self.password.is_some() {
            return Ok(());
        }
        Err(ConfigError::Range {
            key: "mail.username",
            rule: "and mail.password go together",
            value: "one of them".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_stays_hidden() {
        let password = Some(Hidden("s3cret".to_owned()));
        let mail = Mail { username: Some("ana".to_owned()), password, ..Mail::default() };
        assert!(mail.check().is_ok());
        assert!(!format!("{mail:?}").contains("s3cret"));
        assert!(!toml::to_string(&mail).unwrap_or_default().contains("s3cret"));
        assert!(Mail { username: None, ..mail }.check().is_err());
    }
}
