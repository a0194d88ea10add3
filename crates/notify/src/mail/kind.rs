use super::carrier::{Carrier, CarrierOptions};
use super::envelope;
use super::sheet::Sheet;
use super::words::Between;
use crate::{Attempt, Database, Kind};
use auth::{LinkToken, Unsubscribe};
use domain::job::{Lease, Outcome};
use domain::mail::{JOB, Letter, Link};
use domain::port::StoreError;
use domain::{Email, Timestamp, User, UserId, account, digest};
use lettre::message::Mailbox;
use rand::rngs::ThreadRng;
use std::collections::HashMap;

/// What letters are made with.
#[derive(Clone, Debug)]
pub struct MailOptions {
    /// Who takes them.
    pub carrier: CarrierOptions,
    /// Who they come from, like `Tertulia <tertulia@example.org>`.
    pub from: String,
    /// The server's name.
    pub server_name: String,
    /// What links begin with; never what a request said.
    pub base_url: String,
    /// Signs links that end digests.
    pub unsubscribe: Unsubscribe,
}

/// Why no letters can be sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The sender is no address.
    #[error("mail.from: {0:?} is no address like tertulia@example.org")]
    From(String),
    /// There is no TLS to be had.
    #[error("mail.tls: {0}")]
    Tls(String),
}

/// Sends letters.
pub struct MailKind {
    database: Database,
    carrier: Carrier,
    from: Mailbox,
    server_name: String,
    base_url: String,
    unsubscribe: Unsubscribe,
    now: fn() -> Timestamp,
    random: fn() -> ThreadRng,
}

impl MailKind {
    /// Makes the sender of letters; connects to nobody yet.
    ///
    /// # Errors
    /// When the options mean nothing.
    pub fn new(
        options: MailOptions,
        database: Database,
        now: fn() -> Timestamp,
        random: fn() -> ThreadRng,
    ) -> Result<Self, MailError> {
        let from: Mailbox =
            options.from.parse().map_err(|_| MailError::From(options.from.clone()))?;
        let carrier = Carrier::new(options.carrier, from.email.domain())?;
        let base_url = options.base_url.trim_end_matches('/').to_owned();
        let (server_name, unsubscribe) = (options.server_name, options.unsubscribe);
        Ok(Self { database, carrier, from, server_name, base_url, unsubscribe, now, random })
    }

    async fn send(&self, lease: &Lease) -> Result<Outcome, StoreError> {
        let fields: HashMap<String, String> =
            serde_json::from_str(&lease.payload).unwrap_or_default();
        let Some(letter) = Letter::of(|name| fields.get(name).cloned()) else {
            return Ok(Outcome::Never("no letter that is known here".to_owned()));
        };
        let at = (self.now)();
        let press = self.press(&letter);
        let Some((to, sheet)) = self.write(letter, lease.id.0, at).await? else {
            return Ok(Outcome::Done);
        };
        let name = format!("job-{}", lease.id);
        let message = match envelope::seal(&self.from, &to, &sheet, &name, press.as_deref(), at) {
            Ok(message) => message,
            Err(error) => return Ok(Outcome::Never(error.to_string())),
        };
        Ok(self.carrier.carry(message, &name).await)
    }

    /// Whom a letter goes to and what it says; `None` when it has become pointless.
    async fn write(
        &self,
        letter: Letter,
        job: i64,
        at: Timestamp,
    ) -> Result<Option<(Email, Sheet)>, StoreError> {
        let token = LinkToken::generate(&mut (self.random)());
        let hash = token.hash;
        let url = |page: &str| format!("{}/{page}#{}", self.base_url, token.token.expose());
        Ok(match letter {
            Letter::Reset { typed } => {
                let issue = move |tx: &mut dyn domain::port::Tx| {
                    account::issue_reset(tx, &typed, job, &hash, at)
                };
                let issued = self.database.write(issue).await?;
                issued.map(|(user, _)| (user.email.clone(), self.to(&user).reset(url("reset"))))
            }
            Letter::Confirm { link } => {
                let seal = move |tx: &mut dyn domain::port::Tx| {
                    account::seal_confirmation(tx, link, &hash, at)
                };
                self.database.write(seal).await?.map(|it| self.confirmation(&it, url("confirm")))
            }
            Letter::ConfirmAgain { typed } => {
                let issue = move |tx: &mut dyn domain::port::Tx| {
                    account::issue_confirmation(tx, &typed, job, &hash, at)
                };
                self.database.write(issue).await?.map(|it| self.confirmation(&it, url("confirm")))
            }
            Letter::Taken { user } => self.person(user).await?.map(|user| {
                let sheet = self.to(&user).taken(user.handle.as_str());
                (user.email, sheet)
            }),
            Letter::PasswordChanged { user, to } => {
                self.person(user).await?.map(|user| (to, self.to(&user).password_changed()))
            }
            Letter::EmailAsked { user, to, other } => {
                self.person(user).await?.map(|user| (to, self.to(&user).email_asked(&other)))
            }
            Letter::EmailChanged { user, to, other } => {
                self.person(user).await?.map(|user| (to, self.to(&user).email_changed(&other)))
            }
            Letter::Digest { user } => {
                let found = self.database.read(move |read| digest::content(read, user, at)).await?;
                found.map(|found| (found.user.email.clone(), self.digest(&found)))
            }
        })
    }

    fn confirmation(&self, (user, link): &(User, Link), url: String) -> (Email, Sheet) {
        let between = self.to(user);
        let first = link.email.key() == user.email.key();
        let sheet = if first { between.confirm(url) } else { between.confirm_new(url) };
        (link.email.clone(), sheet)
    }

    /// What came while somebody was away, with the page to get no more.
    fn digest(&self, content: &digest::Content) -> Sheet {
        let token = self.unsubscribe.token(content.user.id);
        let stop = format!("{}/unsubscribe#{}", self.base_url, token.expose());
        self.to(&content.user).digest(&content.waiting, format!("{}/", self.base_url), stop)
    }

    /// Where a mailbox presses to get no more of such letters.
    fn press(&self, letter: &Letter) -> Option<String> {
        let Letter::Digest { user } = letter else { return None };
        let token = self.unsubscribe.token(*user);
        Some(format!("{}/api/v1/unsubscriptions/{}", self.base_url, token.expose()))
    }

    fn to<'a>(&'a self, user: &'a User) -> Between<'a> {
        Between { server: &self.server_name, name: user.display_name.as_str() }
    }

    async fn person(&self, user: UserId) -> Result<Option<User>, StoreError> {
        self.database.read(move |read| read.user(user)).await
    }
}

impl Kind for MailKind {
    fn name(&self) -> &'static str {
        JOB
    }

    fn run<'a>(&'a self, job: &'a Lease) -> Attempt<'a> {
        Box::pin(async move {
            self.send(job).await.unwrap_or_else(|error| Outcome::Again(error.to_string()))
        })
    }
}
