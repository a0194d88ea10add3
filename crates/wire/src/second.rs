//! Two-step sign-in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether signing in takes a second step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TwoFactor {
    /// It does.
    pub enabled: bool,
    /// How many recovery codes are left.
    pub recovery_codes_left: usize,
}

/// What an authenticator is told. It is on once `PUT` brought a first right code.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewTotp {
    /// The secret in base32, to be typed.
    pub secret: String,
    /// `otpauth://totp/…`
    pub uri: String,
    /// The same as a QR code: rows of `1` for dark and `0` for light, without a margin.
    pub qr: Vec<String>,
}

/// A code of the authenticator.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct TotpCode {
    /// Six digits.
    pub code: String,
}

/// The password once more, with a code of the authenticator or a recovery code.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct ConfirmTwice {
    /// One's own password.
    #[schema(format = Password)]
    pub password: String,
    /// Six digits, or a recovery code.
    pub code: String,
}

/// Recovery codes, shown once; each gets one in without the authenticator once.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCodes {
    /// Ten codes.
    pub recovery_codes: Vec<String>,
}
