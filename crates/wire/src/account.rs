//! Registration.

use crate::Account;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /accounts`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Register {
    /// 3..=32 characters: letters of one script, digits, `.`, `_`, `-`.
    #[schema(example = "ana")]
    pub username: String,
    /// The address for mail.
    #[schema(example = "ana@example.org")]
    pub email: String,
    /// 8..=256 characters, not among the commonest.
    #[schema(format = Password)]
    pub password: String,
    /// The name that others read; the username when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The token of the set-up link, to become the first administrator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setup_token: Option<String>,
    /// The code of an invitation, where the server asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<String>,
    /// Answer with a session cookie for pages instead of tokens.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cookie: bool,
}

/// Somebody signed in.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    /// Who.
    pub user: Account,
    /// For `Authorization: Bearer`; missing when a cookie was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    /// For the next pair, once; missing when a cookie was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// `Bearer`, or `Cookie`.
    pub token_type: String,
    /// Seconds until the access token (or the idle cookie) ends.
    pub expires_in: i64,
    /// For the header `X-CSRF-Token` of writes with the cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csrf_token: Option<String>,
}
