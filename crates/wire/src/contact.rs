//! Friends, friend requests and blocks.

use crate::User;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What one has to do with somebody. Without `friends_since`, `request` and `blocked_at`: nothing (any more).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// Who.
    pub user: User,
    /// Since when they are friends.
    #[serde(with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub friends_since: Option<i64>,
    /// A request that waits for an answer.
    pub request: Option<PendingRequest>,
    /// Since when one blocks them.
    #[serde(with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub blocked_at: Option<i64>,
}

/// A friend request, apart from who it is with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PendingRequest {
    /// Names it in `/friend-requests/{id}`.
    pub id: i64,
    /// It waits for one's own answer.
    pub incoming: bool,
    /// A few words with it.
    pub note: Option<String>,
    /// When it was made.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: i64,
}

impl From<domain::contact::Contact> for Contact {
    fn from(contact: domain::contact::Contact) -> Self {
        let id = contact.id.0;
        // Who somebody is, not when they are there: presence has events of its own.
        let user = User { last_seen: None, ..contact.user.into() };
        Self {
            user,
            friends_since: contact.friends_since.map(|at| at.0),
            request: contact.request.map(|request| PendingRequest {
                id,
                incoming: request.incoming,
                note: request.note.map(|note| note.as_str().to_owned()),
                created_at: request.at.0,
            }),
            blocked_at: contact.blocked_at.map(|at| at.0),
        }
    }
}

/// `POST /friend-requests`: to somebody by id or by username.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewFriendRequest {
    /// To whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<i64>,
    /// The same by username.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// A few words, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// `PUT /friend-requests/{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FriendAnswer {
    /// Yes or no.
    pub answer: Answer,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// Yes.
    Accept,
    /// No.
    Reject,
}

/// A friend request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FriendRequest {
    /// Names it.
    pub id: i64,
    /// The other: who asks, or who was asked.
    pub user: User,
    /// It waits for one's own answer.
    pub incoming: bool,
    /// `pending`, or `accepted` when the other had asked too.
    pub state: RequestState,
    /// A few words with it.
    pub note: Option<String>,
    /// When it was made, or when they became friends.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: i64,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RequestState {
    /// It waits for an answer.
    Pending,
    /// They are friends.
    Accepted,
}

impl From<domain::contact::Contact> for FriendRequest {
    fn from(contact: domain::contact::Contact) -> Self {
        let id = contact.id.0;
        let since = contact.friends_since.map_or(0, |at| at.0);
        let user = User { last_seen: None, ..contact.user.into() };
        match contact.request {
            Some(request) => Self {
                id,
                user,
                incoming: request.incoming,
                state: RequestState::Pending,
                note: request.note.map(|note| note.as_str().to_owned()),
                created_at: request.at.0,
            },
            None => Self {
                id,
                user,
                incoming: false,
                state: RequestState::Accepted,
                note: None,
                created_at: since,
            },
        }
    }
}

/// A page of friend requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FriendRequestList {
    /// By id.
    pub items: Vec<FriendRequest>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// A page of friends or of blocked people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContactList {
    /// By when one first had to do with each other.
    pub items: Vec<Contact>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}
