//! People.

use crate::{DisplayName, Email, Handle, Rev, Timestamp, UserId};

/// A person's account, without anything that proves who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The username.
    pub handle: Handle,
    /// The address for mail; only the person and administrators see it.
    pub email: Email,
    /// The name that others read.
    pub display_name: DisplayName,
    /// May administer the server.
    pub is_admin: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When the last connection closed; `None` before the first.
    pub last_seen: Option<Timestamp>,
    /// The person's own stream.
    pub rev: Rev,
}

impl User {
    /// What others see of the person.
    pub fn brief(&self) -> UserBrief {
        UserBrief {
            id: self.id,
            handle: self.handle.clone(),
            display_name: self.display_name.clone(),
            last_seen: self.last_seen,
        }
    }
}

/// What others see of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserBrief {
    /// The person.
    pub id: UserId,
    /// The username.
    pub handle: Handle,
    /// The name that others read.
    pub display_name: DisplayName,
    /// When the last connection closed; `None` before the first.
    pub last_seen: Option<Timestamp>,
}
