//! Passwords, addresses and letters about them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /password-resets`, `POST /email-confirmations`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct LetterRequest {
    /// The address of an account. Whether there is one, is not told.
    #[schema(example = "ana@example.org")]
    pub email: String,
}

/// `PUT /password-resets/{token}`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct PasswordReset {
    /// 8..=256 characters, not among the commonest.
    #[schema(format = Password)]
    pub password: String,
}

/// `PUT /users/me/password`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct PasswordChange {
    /// The password of now.
    #[schema(format = Password)]
    pub old_password: String,
    /// 8..=256 characters, not among the commonest.
    #[schema(format = Password)]
    pub new_password: String,
}

/// `PUT /users/me/email`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct EmailChange {
    /// The new address.
    #[schema(example = "ana@example.org")]
    pub email: String,
    /// The password.
    #[schema(format = Password)]
    pub password: String,
}

/// An account that waits for a letter to be answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unconfirmed {
    /// Where the letter went.
    pub email: String,
}

/// `POST /admin/users/{user_id}/password-reset`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct NewResetLink {
    /// Send it to the person's address instead of answering it.
    #[serde(default)]
    pub mail: bool,
}

/// A link for a new password, to be given from hand to hand; it is shown once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ResetLink {
    /// The link.
    pub url: String,
    /// Until when it works.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: i64,
}
