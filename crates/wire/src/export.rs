//! Lines of a download of one's own data, one JSON object each.

use crate::{Account, Kind, Mute, Role};
use domain::own::{Side, Trace};
use serde::{Deserialize, Serialize};

/// The account as one sees it, and what else its row says: `account.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportedAccount {
    /// What `GET /users/me` answers.
    #[serde(flatten)]
    pub account: Account,
    /// When the last connection closed.
    #[serde(with = "crate::time::maybe")]
    pub last_seen: Option<i64>,
    /// When it was shown that one reads mail at the address.
    #[serde(with = "crate::time::maybe")]
    pub email_verified_at: Option<i64>,
}

impl From<domain::User> for ExportedAccount {
    fn from(user: domain::User) -> Self {
        let last_seen = user.last_seen.map(|at| at.0);
        let email_verified_at = user.email_verified_at.map(|at| at.0);
        Self { account: user.into(), last_seen, email_verified_at }
    }
}

/// The second step of signing in, without its secret: `second_step.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedSecondStep {
    /// Since when it is asked for; null until the first code was right.
    #[serde(with = "crate::time::maybe")]
    pub confirmed_at: Option<i64>,
    /// How many recovery codes are left.
    pub recovery_codes_left: usize,
}

/// A device that one signed in on, also one that is signed out: `devices.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedDevice {
    /// Its id.
    pub id: i64,
    /// The browser or program, as it called itself.
    pub user_agent: String,
    /// When one signed in.
    #[serde(with = "crate::time::at")]
    pub created_at: i64,
    /// When it was last used, coarse to a minute.
    #[serde(with = "crate::time::at")]
    pub last_used_at: i64,
    /// When it was signed out by hand.
    #[serde(with = "crate::time::maybe")]
    pub ended_at: Option<i64>,
}

impl From<domain::Session> for ExportedDevice {
    fn from(session: domain::Session) -> Self {
        Self {
            id: session.id.0,
            user_agent: session.user_agent,
            created_at: session.created_at.0,
            last_used_at: session.last_used_at.0,
            ended_at: session.revoked_at.map(|at| at.0),
        }
    }
}

/// A bare fact; which fields there are depends on the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedTrace {
    /// In which chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<i64>,
    /// At which message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// Who else is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<i64>,
    /// Words, an emoji or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Since when.
    #[serde(default, with = "crate::time::maybe", skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// Until when.
    #[serde(default, with = "crate::time::maybe", skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
}

impl From<Trace> for ExportedTrace {
    fn from(trace: Trace) -> Self {
        Self {
            chat_id: trace.chat.map(|chat| chat.0),
            seq: trace.seq.map(|seq| seq.0),
            user_id: trace.user.map(|user| user.0),
            text: trace.text,
            at: trace.at.map(|at| at.0),
            until: trace.until.map(|at| at.0),
        }
    }
}

/// An entry of the audit log that names one: `audit_log.jsonl`. Of what others did it tells what and when;
/// who they are, from where and in which words is theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedDeed {
    /// When.
    #[serde(with = "crate::time::at")]
    pub at: i64,
    /// What, like `user.suspend`.
    pub action: String,
    /// Whether one did it oneself; else it was done to one's account.
    pub by_you: bool,
    /// What kind of thing one did it to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_kind: Option<String>,
    /// Which one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_id: Option<i64>,
    /// Where one's own request came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl ExportedDeed {
    /// An entry as the person whom it names from this side may know it.
    pub fn new(entry: domain::admin::AuditEntry, side: Side) -> Self {
        let by_you = side == Side::Actor;
        Self {
            at: entry.at.0,
            action: entry.action,
            by_you,
            target_kind: by_you.then_some(entry.target_kind),
            target_id: entry.target_id.filter(|_| by_you),
            address: entry.address.filter(|_| by_you),
        }
    }
}

/// A username that one has or had: `usernames.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportedName {
    /// The name.
    pub username: String,
    /// Since when.
    #[serde(with = "crate::time::at")]
    pub since: i64,
}

impl From<(domain::Handle, domain::Timestamp)> for ExportedName {
    fn from((handle, since): (domain::Handle, domain::Timestamp)) -> Self {
        Self { username: handle.as_str().to_owned(), since: since.0 }
    }
}

/// A chat that one is or was in: `chats.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExportedChat {
    /// Its id.
    pub chat_id: i64,
    /// Direct or group.
    pub kind: Kind,
    /// The title of a group.
    pub title: Option<String>,
    /// What one may do.
    pub role: Role,
    /// When one came.
    #[serde(with = "crate::time::at")]
    pub joined_at: i64,
    /// When one went.
    #[serde(with = "crate::time::maybe")]
    pub left_at: Option<i64>,
    /// How far one has read.
    pub read_seq: i64,
    /// When one last read on.
    #[serde(with = "crate::time::maybe")]
    pub read_at: Option<i64>,
    /// Up to where one cleared the history for oneself; 0 for never.
    pub cleared_seq: i64,
    /// The first message that one may read.
    pub visible_from: i64,
    /// Until when one wants to hear nothing of it.
    pub mute: Option<Mute>,
}

impl From<(domain::Chat, domain::Membership)> for ExportedChat {
    fn from((chat, row): (domain::Chat, domain::Membership)) -> Self {
        Self {
            chat_id: chat.id.0,
            kind: chat.kind.into(),
            // Who has left hears nothing more, also not of another title.
            title: chat.title.filter(|_| row.is_current()).map(|title| title.as_str().to_owned()),
            role: row.role.into(),
            joined_at: row.joined_at.0,
            left_at: row.left_at.map(|at| at.0),
            read_seq: row.read_seq.0,
            read_at: row.read_at.map(|at| at.0),
            cleared_seq: row.cleared_seq.0,
            visible_from: row.visible_from.0,
            mute: row.mute.map(Into::into),
        }
    }
}

/// A browser that is told while the page is closed: `push_subscriptions.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedSubscription {
    /// The address at the browser's push service.
    pub endpoint: String,
}

impl From<domain::push::Subscription> for ExportedSubscription {
    fn from(one: domain::push::Subscription) -> Self {
        Self { endpoint: one.endpoint.as_str().to_owned() }
    }
}

/// A report that one made: `reports.jsonl`. What administrators wrote about it is theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportedReport {
    /// Whom one reported.
    pub user_id: i64,
    /// Where the message is; null when it was about the person.
    pub chat_id: Option<i64>,
    /// Which message.
    pub seq: Option<i64>,
    /// Why.
    pub reason: String,
    /// In one's own words.
    pub note: String,
    /// When.
    #[serde(with = "crate::time::at")]
    pub made_at: i64,
}

impl From<domain::report::Report> for ExportedReport {
    fn from(one: domain::report::Report) -> Self {
        Self {
            user_id: one.subject.0,
            chat_id: one.message.map(|(chat, _)| chat.0),
            seq: one.message.map(|(_, seq)| seq.0),
            reason: one.reason.name().to_owned(),
            note: one.note,
            made_at: one.made_at.0,
        }
    }
}
