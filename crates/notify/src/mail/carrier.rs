use super::kind::MailError;
use domain::job::Outcome;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as SmtpTls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a server may take for each answer.
const ANSWER: Duration = Duration::from_secs(15);

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: for a server on the same machine.
    None,
    /// Begun in the clear, and refused unless TLS follows.
    StartTls,
    /// From the first byte on.
    Whole,
}

/// A mail server.
#[derive(Clone)]
pub struct SmtpOptions {
    /// Its name.
    pub host: String,
    /// Its port; the usual one of `tls` when missing.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub tls: Tls,
    /// Who we are to it, and the password that shows it.
    pub login: Option<(String, String)>,
}

impl fmt::Debug for SmtpOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpOptions").field("host", &self.host).finish_non_exhaustive()
    }
}

/// Who takes letters.
#[derive(Clone, Debug)]
pub enum CarrierOptions {
    /// A folder, for development: each letter a file.
    Outbox(PathBuf),
    /// A mail server.
    Smtp(SmtpOptions),
}

/// Who takes letters.
pub(super) enum Carrier {
    Outbox(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Carrier {
    pub(super) fn new(options: CarrierOptions, our_name: &str) -> Result<Self, MailError> {
        let options = match options {
            CarrierOptions::Outbox(folder) => return Ok(Self::Outbox(folder)),
            CarrierOptions::Smtp(options) => options,
        };
        let parameters = || {
            TlsParameters::new(options.host.clone())
                .map_err(|error| MailError::Tls(error.to_string()))
        };
        let (tls, port) = match options.tls {
            Tls::None => (SmtpTls::None, 25),
            Tls::StartTls => (SmtpTls::Required(parameters()?), 587),
            Tls::Whole => (SmtpTls::Wrapper(parameters()?), 465),
        };
        let mut smtp = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&options.host)
            .port(options.port.unwrap_or(port))
            .tls(tls)
            .timeout(Some(ANSWER))
            .hello_name(ClientId::Domain(our_name.to_owned()));
        if let Some((name, password)) = options.login {
            smtp = smtp.credentials(Credentials::new(name, password));
        }
        Ok(Self::Smtp(smtp.build()))
    }

    /// Hands a letter over; `name` is its own.
    pub(super) async fn carry(&self, message: Message, name: &str) -> Outcome {
        match self {
            Self::Outbox(folder) => {
                let (folder, name) = (folder.clone(), format!("{name}.eml"));
                let put =
                    tokio::task::spawn_blocking(move || put(&folder, &name, &message.formatted()));
                match put.await {
                    Ok(Ok(())) => Outcome::Done,
                    Ok(Err(error)) => Outcome::Again(format!("outbox: {error}")),
                    Err(error) => Outcome::Again(error.to_string()),
                }
            }
            Self::Smtp(server) => match server.send(message).await {
                Ok(_) => Outcome::Done,
                Err(error) if refuses(&error) => Outcome::Never(error.to_string()),
                Err(error) => Outcome::Again(error.to_string()),
            },
        }
    }
}

/// Whether the server will never take this letter. That it doesn't take us (53x) is our fault and mended.
fn refuses(error: &lettre::transport::smtp::Error) -> bool {
    let ours = error.status().is_some_and(|code| code.to_string().starts_with("53"));
    error.is_permanent() && !ours
}

/// Writes a file whole or not at all, for its owner only.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // Of another kind too: whoever looks for letters meets whole ones alone.
    let unfinished = folder.join(format!(".{name}.unfinished"));
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(unfinished, folder.join(name))
}
