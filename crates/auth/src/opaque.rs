//! Text that opens a door, and therefore never prints.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::fmt;

/// A token, cookie or ticket on its way to its owner. Never prints.
#[derive(Clone)]
pub struct Opaque(String);

impl Opaque {
    pub(crate) fn plain(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn encode(bytes: &[u8]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The text itself, ASCII, to be sent to its owner and nobody else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The text itself, given away.
    pub fn into_exposed(self) -> String {
        self.0
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opaque(..)")
    }
}

/// Exactly `N` bytes written as base64url without padding; anything else is `None`.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != (N * 4).div_ceil(3) {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}
