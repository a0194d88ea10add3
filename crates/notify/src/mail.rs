//! Letters: written when they are sent, in text and HTML, and carried by SMTP or into a folder.

mod carrier;
mod digest;
mod envelope;
mod kind;
mod sheet;
mod words;

pub use carrier::{CarrierOptions, SmtpOptions, Tls};
pub use kind::{MailError, MailKind, MailOptions};
