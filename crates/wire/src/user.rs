//! People as bodies.

use crate::Privacy;
use domain::rights::Audience;
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
    /// What they are up to; over once its `until` has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The account is deleted: what is left is the number and a name that says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// Who sees whether they are there; never travels.
    #[serde(skip)]
    pub presence: Audience,
}

/// What somebody is up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Status {
    /// 1 to 80 characters.
    pub text: String,
    /// After this it counts as none; null while it stays.
    #[serde(default, with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<i64>,
}

impl From<domain::Status> for Status {
    fn from(status: domain::Status) -> Self {
        let until = status.until.map(|at| at.0);
        Self { text: status.text.as_str().to_owned(), until }
    }
}

impl From<domain::UserBrief> for User {
    fn from(user: domain::UserBrief) -> Self {
        Self {
            id: user.id.0,
            username: user.handle.as_str().to_owned(),
            display_name: user.display_name.as_str().to_owned(),
            online: false,
            last_seen: user.last_seen.map(|at| at.0),
            status: user.status.map(Into::into),
            deleted: user.deleted,
            presence: user.presence,
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
    /// Whether it was shown that the person reads mail there.
    #[serde(default)]
    pub email_verified: bool,
    /// The address that waits for a letter to be answered; told by `GET /users/me`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_email: Option<String>,
    /// May administer the server.
    pub is_admin: bool,
    /// When the account was made.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: i64,
    /// The newest change of the person's own stream: where a sync may begin.
    pub rev: i64,
    /// A few sentences about oneself.
    pub bio: Option<String>,
    /// What one is up to.
    pub status: Option<Status>,
    /// Where one's clock stands, by its name in the IANA database.
    pub time_zone: Option<String>,
    /// The language one prefers (BCP 47).
    pub language: Option<String>,
    /// Whom one lets see and do what.
    pub privacy: Privacy,
}

impl From<domain::User> for Account {
    fn from(user: domain::User) -> Self {
        Self {
            id: user.id.0,
            username: user.handle.as_str().to_owned(),
            display_name: user.display_name.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            email_verified: user.email_verified_at.is_some(),
            pending_email: None,
            is_admin: user.is_admin,
            created_at: user.created_at.0,
            rev: user.rev.0,
            bio: user.profile.bio.map(|bio| bio.as_str().to_owned()),
            status: user.profile.status.map(Into::into),
            time_zone: user.profile.time_zone.map(|zone| zone.as_str().to_owned()),
            language: user.profile.language.map(|language| language.as_str().to_owned()),
            privacy: user.privacy.into(),
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
