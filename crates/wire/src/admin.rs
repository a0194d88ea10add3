//! What administrators send and see.

use crate::Session;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A person as administrators see them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AdminUser {
    /// The person.
    pub id: i64,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// The address for mail.
    pub email: String,
    /// May administer the server.
    pub is_admin: bool,
    /// Since when the person is shut out; null while they may sign in.
    #[serde(with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub suspended_at: Option<i64>,
    /// When the account was made.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: i64,
    /// Connected now.
    pub online: bool,
    /// When the last connection closed; null before the first.
    #[serde(with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<i64>,
}

impl From<domain::User> for AdminUser {
    fn from(user: domain::User) -> Self {
        Self {
            id: user.id.0,
            username: user.handle.as_str().to_owned(),
            display_name: user.display_name.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            is_admin: user.is_admin,
            suspended_at: user.suspended_at.map(|at| at.0),
            created_at: user.created_at.0,
            online: false,
            last_seen: user.last_seen.map(|at| at.0),
        }
    }
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AdminUserList {
    /// By username.
    pub items: Vec<AdminUser>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// `POST /admin/users`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct NewUser {
    /// 3..=32 characters: letters of one script, digits, `.`, `_`, `-`.
    pub username: String,
    /// The address for mail.
    pub email: String,
    /// 8..=256 characters, not among the commonest.
    #[schema(format = Password)]
    pub password: String,
    /// The name that others read; the username when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// May administer the server.
    #[serde(default)]
    pub is_admin: bool,
}

/// A person's devices, for an administrator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AdminSessionList {
    /// Newest use first, at most 100.
    pub items: Vec<Session>,
}

/// Somebody or something that an entry of the audit log is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditTarget {
    /// `user`, `setting`, `invitation`, `report`, `announcement` or `job`.
    pub kind: String,
    /// Which one; null when there is one of its kind.
    pub id: Option<i64>,
    /// The username of a person, while there is an account.
    pub username: Option<String>,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Its place: later entries have greater ones.
    pub id: i64,
    /// When.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub at: i64,
    /// Who; null for the command line.
    pub actor_id: Option<i64>,
    /// Their username, while there is an account.
    pub actor: Option<String>,
    /// What, like `user.suspend`.
    pub action: String,
    /// To whom or what.
    pub target: AuditTarget,
    /// Where the request came from; null for the command line.
    pub address: Option<String>,
    /// What else is worth knowing: never a secret, never what somebody wrote.
    pub details: BTreeMap<String, String>,
}

/// A page of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditList {
    /// Newest first.
    pub items: Vec<AuditEntry>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

impl AuditList {
    /// A page of the log, each person by their username.
    pub fn new(log: domain::admin::Log, next_cursor: Option<String>) -> Self {
        let names: BTreeMap<i64, String> =
            log.people.iter().map(|user| (user.id.0, user.handle.as_str().to_owned())).collect();
        let entry = |entry: domain::admin::AuditEntry| {
            let about = entry.target_id.filter(|_| entry.target_kind == "user");
            let actor_id = entry.actor.map(|actor| actor.0);
            AuditEntry {
                id: entry.id,
                at: entry.at.0,
                actor_id,
                actor: actor_id.and_then(|id| names.get(&id).cloned()),
                action: entry.action,
                target: AuditTarget {
                    kind: entry.target_kind,
                    id: entry.target_id,
                    username: about.and_then(|id| names.get(&id).cloned()),
                },
                address: entry.address,
                details: entry.details.into_iter().collect(),
            }
        };
        Self { items: log.entries.into_iter().map(entry).collect(), next_cursor }
    }
}
