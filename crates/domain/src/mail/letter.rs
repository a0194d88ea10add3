use super::LinkId;
use crate::job::{self, NewJob};
use crate::port::{StoreError, Tx};
use crate::{Email, Timestamp, UserId};
use std::fmt::Write;

/// The kind of job that sends a letter.
pub const JOB: &str = "mail";

/// What a letter is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letter {
    /// A link for a new password, to whoever has this address, if anybody: known only when it is sent.
    Reset {
        /// The address as somebody typed it.
        typed: Email,
    },
    /// Another link to confirm an address, to whoever has this one and has not confirmed it.
    ConfirmAgain {
        /// The address as somebody typed it.
        typed: Email,
    },
    /// A link to confirm an address, to that address.
    Confirm {
        /// The link.
        link: LinkId,
    },
    /// Somebody tried to register with this address, which has an account.
    Taken {
        /// Whose.
        user: UserId,
    },
    /// The password was changed.
    PasswordChanged {
        /// Whose.
        user: UserId,
        /// Where to.
        to: Email,
    },
    /// Another address was asked for; to the one of before.
    EmailAsked {
        /// Whose.
        user: UserId,
        /// Where to.
        to: Email,
        /// The address that was asked for.
        other: Email,
    },
    /// The address was changed; to the one of before.
    EmailChanged {
        /// Whose.
        user: UserId,
        /// Where to.
        to: Email,
        /// The address of now.
        other: Email,
    },
    /// What waits for somebody who was away: known only when it is sent.
    Digest {
        /// Whose.
        user: UserId,
    },
}

impl Letter {
    /// What it is about, as it is stored.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Reset { .. } => "reset",
            Self::ConfirmAgain { .. } => "confirm_again",
            Self::Confirm { .. } => "confirm",
            Self::Taken { .. } => "taken",
            Self::PasswordChanged { .. } => "password_changed",
            Self::EmailAsked { .. } => "email_asked",
            Self::EmailChanged { .. } => "email_changed",
            Self::Digest { .. } => "digest",
        }
    }

    /// A JSON object of texts.
    fn payload(&self) -> String {
        let mut fields = vec![("letter", self.name().to_owned())];
        match self {
            Self::Reset { typed } | Self::ConfirmAgain { typed } => {
                fields.push(("to", typed.as_str().to_owned()));
            }
            Self::Confirm { link } => fields.push(("link", link.0.to_string())),
            Self::Taken { user } | Self::Digest { user } => {
                fields.push(("user", user.to_string()));
            }
            Self::PasswordChanged { user, to } => {
                fields.extend([("user", user.to_string()), ("to", to.as_str().to_owned())]);
            }
            Self::EmailAsked { user, to, other } | Self::EmailChanged { user, to, other } => fields
                .extend([
                    ("user", user.to_string()),
                    ("to", to.as_str().to_owned()),
                    ("other", other.as_str().to_owned()),
                ]),
        }
        json(&fields)
    }

    /// The letter of a payload, its texts asked for by name; `None` when it is none of ours.
    pub fn of(text: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let email = |name: &str| text(name).map(Email::from_stored);
        let number = |name: &str| text(name)?.parse::<i64>().ok();
        let user = || number("user").map(UserId);
        Some(match text("letter")?.as_str() {
            "reset" => Self::Reset { typed: email("to")? },
            "confirm_again" => Self::ConfirmAgain { typed: email("to")? },
            "confirm" => Self::Confirm { link: LinkId(number("link")?) },
            "taken" => Self::Taken { user: user()? },
            "password_changed" => Self::PasswordChanged { user: user()?, to: email("to")? },
            "email_asked" => {
                Self::EmailAsked { user: user()?, to: email("to")?, other: email("other")? }
            }
            "email_changed" => {
                Self::EmailChanged { user: user()?, to: email("to")?, other: email("other")? }
            }
            "digest" => Self::Digest { user: user()? },
            _ => return None,
        })
    }
}

/// Posts a letter in this transaction; `key` is its own name, so that the same is not posted twice.
///
/// # Errors
/// Only the store's.
pub fn post(tx: &mut dyn Tx, letter: &Letter, key: &str, at: Timestamp) -> Result<(), StoreError> {
    let key = format!("{}:{key}", letter.name());
    let payload = letter.payload();
    job::enqueue(tx, &NewJob { kind: JOB, key, payload, run_at: at, at }).map(drop)
}

/// A flat JSON object of texts.
fn json(fields: &[(&str, String)]) -> String {
    let quoted = |text: &str| {
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                c if c.is_control() => {
                    // Writing into a string can't fail.
                    let _infallible = write!(out, "\\u{:04x}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out.push('"');
        out
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, text)| format!("{}:{}", quoted(name), quoted(text))).collect();
    format!("{{{}}}", pairs.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted() {
        let fields = [("a", "x\"y\\z\n\u{7f}é".to_owned()), ("b", String::new())];
        assert_eq!(json(&fields), r#"{"a":"x\"y\\z\u000a\u007fé","b":""}"#);
    }
}
