//! People as bodies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What others see of a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// The person.
    pub id: i64,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// Connected now. Always false for people one shares no chat with.
    #[serde(default)]
    pub online: bool,
    /// When the last connection closed; null before the first, and for people one shares no chat with.
    #[serde(default, with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<i64>,
}

impl From<domain::UserBrief> for User {
    fn from(user: domain::UserBrief) -> Self {
        Self {
            id: user.id.0,
            username: user.handle.as_str().to_owned(),
            display_name: user.display_name.as_str().to_owned(),
            online: false,
            last_seen: user.last_seen.map(|at| at.0),
        }
    }
}

/// A person's own account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// The person.
    pub id: i64,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// The address for mail; nobody else sees it.
    pub email: String,
    /// May administer the server.
    pub is_admin: bool,
    /// When the account was made.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: i64,
    /// The newest change of the person's own stream: where a sync may begin.
    pub rev: i64,
}

impl From<domain::User> for Account {
    fn from(user: domain::User) -> Self {
        Self {
            id: user.id.0,
            username: user.handle.as_str().to_owned(),
            display_name: user.display_name.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            is_admin: user.is_admin,
            created_at: user.created_at.0,
            rev: user.rev.0,
        }
    }
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserList {
    /// By username.
    pub items: Vec<User>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}
