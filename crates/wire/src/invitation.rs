//! Invitations, and what the server tells about itself.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Everybody.
    Open,
    /// Whoever has an invitation.
    Invite,
    /// Nobody but the operator and administrators.
    Closed,
}

impl From<domain::policy::Registration> for Registration {
    fn from(mode: domain::policy::Registration) -> Self {
        match mode {
            domain::policy::Registration::Open => Self::Open,
            domain::policy::Registration::Invite => Self::Invite,
            domain::policy::Registration::Closed => Self::Closed,
        }
    }
}

impl From<Registration> for domain::policy::Registration {
    fn from(mode: Registration) -> Self {
        match mode {
            Registration::Open => Self::Open,
            Registration::Invite => Self::Invite,
            Registration::Closed => Self::Closed,
        }
    }
}

/// Settings that may be changed while the server runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Settings {
    /// Who may make an account.
    pub registration: Registration,
    /// Whether everybody may invite, not only administrators.
    pub members_invite: bool,
}

impl From<domain::policy::Policy> for Settings {
    fn from(policy: domain::policy::Policy) -> Self {
        Self { registration: policy.registration.into(), members_invite: policy.members_invite }
    }
}

/// `GET /server`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Server {
    /// The name that people see.
    pub name: String,
    /// Who may make an account.
    pub registration: Registration,
    /// Whether everybody may invite, not only administrators.
    pub members_invite: bool,
}

/// `PATCH /admin/settings`; what is missing stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsPatch {
    /// Who may make an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// Whether everybody may invite, not only administrators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members_invite: Option<bool>,
}

/// A link that lets people in, without its code: only who makes it sees that, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invitation {
    /// Its place: later ones have greater ones.
    pub id: i64,
    /// The username of who made it; null for the command line.
    pub made_by: Option<String>,
    /// What it is for.
    pub note: String,
    /// When it was made.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub made_at: i64,
    /// When it ends by itself.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: i64,
    /// How many people it lets in.
    pub max_uses: i64,
    /// How many came by it.
    pub uses: i64,
    /// When it was taken back; null while it wasn't.
    #[serde(with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub revoked_at: Option<i64>,
}

impl Invitation {
    /// An invitation with the name of who made it.
    pub fn new(one: domain::invitation::Invitation, made_by: Option<String>) -> Self {
        Self {
            id: one.id,
            made_by,
            note: one.note,
            made_at: one.made_at.0,
            expires_at: one.expires_at.0,
            max_uses: one.max_uses,
            uses: one.uses,
            revoked_at: one.revoked_at.map(|at| at.0),
        }
    }
}

/// A page of invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationList {
    /// Newest first.
    pub items: Vec<Invitation>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

impl InvitationList {
    /// A page with the names of those who made them.
    pub fn new(page: domain::invitation::Invitations, next_cursor: Option<String>) -> Self {
        let names: BTreeMap<i64, String> =
            page.makers.iter().map(|user| (user.id.0, user.handle.as_str().to_owned())).collect();
        let name = |one: &domain::invitation::Invitation| {
            one.made_by.and_then(|user| names.get(&user.0).cloned())
        };
        let items = page.items.into_iter().map(|one| {
            let made_by = name(&one);
            Invitation::new(one, made_by)
        });
        Self { items: items.collect(), next_cursor }
    }
}

/// `POST /invitations`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// How many people it lets in: 1..=1000, or 1..=10 unless one administers.
    #[serde(default = "once")]
    pub max_uses: i64,
    /// Seconds until it ends by itself, at most 90 days; 7 days when missing.
    #[serde(default = "week")]
    pub expires_in: i64,
    /// What it is for, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn once() -> i64 {
    1
}

fn week() -> i64 {
    7 * 86_400
}

/// An invitation with its code, shown this once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct MadeInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// The code; spelling doesn't matter.
    pub code: String,
    /// The page that takes it, from the server's root.
    pub path: String,
}
