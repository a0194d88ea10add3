//! Profiles and privacy.

use crate::{Status, User};
use domain::rights;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// Somebody's profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Profile {
    /// Who.
    #[serde(flatten)]
    pub user: User,
    /// A few sentences about themselves.
    pub bio: Option<String>,
    /// Where their clock stands, by its name in the IANA database.
    pub time_zone: Option<String>,
}

/// `PATCH /users/me`: what is missing stays, what is null goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProfilePatch {
    /// Another username; the old one stays one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// 1 to 500 characters, or null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub bio: Option<Option<String>>,
    /// What one is up to, or null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[schema(value_type = Option<Status>)]
    pub status: Option<Option<Status>>,
    /// A name of the IANA database like `Europe/Madrid`, or null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Option<String>>,
    /// A tag like `es` or `pt-BR` (BCP 47), or null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub language: Option<Option<String>>,
}

/// A field that is there, be it null.
#[expect(clippy::option_option, reason = "missing, null and given are three things")]
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// Whom somebody lets do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Nobody.
    Nobody,
    /// Friends.
    Friends,
    /// Friends, and people in one of the same groups.
    SharedGroup,
    /// Everybody.
    Everyone,
}

impl From<rights::Audience> for Audience {
    fn from(audience: rights::Audience) -> Self {
        match audience {
            rights::Audience::Nobody => Self::Nobody,
            rights::Audience::Friends => Self::Friends,
            rights::Audience::SharedGroup => Self::SharedGroup,
            rights::Audience::Everyone => Self::Everyone,
        }
    }
}

impl From<Audience> for rights::Audience {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Nobody => Self::Nobody,
            Audience::Friends => Self::Friends,
            Audience::SharedGroup => Self::SharedGroup,
            Audience::Everyone => Self::Everyone,
        }
    }
}

/// Whom one lets see and do what.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Privacy {
    /// Who may open a direct chat with one, within the server's own rule.
    pub messages: Audience,
    /// Who may bring one into groups at once; others invite.
    pub groups: Audience,
    /// Who sees whether one is there and when one last was: everyone whom one shares a chat with,
    /// friends, or nobody.
    pub presence: Audience,
    /// Whether others see how far one has read.
    pub read_receipts: bool,
    /// Whether whoever knows one's address finds one by it.
    pub findable_by_email: bool,
}

impl From<domain::Privacy> for Privacy {
    fn from(privacy: domain::Privacy) -> Self {
        Self {
            messages: privacy.messages.into(),
            groups: privacy.groups.into(),
            presence: privacy.presence.into(),
            read_receipts: privacy.read_receipts,
            findable_by_email: privacy.findable_by_email,
        }
    }
}

/// `PUT /users/me/privacy`: what is missing stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PrivacyPatch {
    /// Who may open a direct chat with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Audience>,
    /// Who may bring one into groups at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Audience>,
    /// Who sees whether one is there; not `shared_group`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presence: Option<Audience>,
    /// Whether others see how far one has read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_receipts: Option<bool>,
    /// Whether whoever knows one's address finds one by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findable_by_email: Option<bool>,
}

/// What asks for the password once more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Confirm {
    /// One's own password.
    pub password: String,
}

/// Somebody whom one may know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Suggestion {
    /// Who.
    pub user: User,
    /// In how many groups one is with them.
    pub shared_groups: i64,
}

/// People whom one may know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SuggestionList {
    /// Those of most groups first.
    pub items: Vec<Suggestion>,
}
