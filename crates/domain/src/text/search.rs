use super::InvalidText;
use unicode_normalization::UnicodeNormalization;

/// What somebody looks for: 1..=200 characters, folded for comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchText(String);

impl SearchText {
    /// Longest query in code points.
    pub const MAX: usize = 200;

    /// Takes a query as typed; keeps its NFKC lower-case form.
    ///
    /// # Errors
    /// When it is empty after trimming, too long, or holds NUL.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let text = text.trim();
        if text.contains('\0') {
            return Err(InvalidText::new("query", "must not hold the NUL character"));
        }
        let length = text.chars().take(Self::MAX + 1).count();
        if length == 0 || length > Self::MAX {
            return Err(InvalidText::length("query", 1, Self::MAX));
        }
        Ok(Self(fold(text)))
    }

    /// The folded query.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The form in which names are compared and searched: NFKC, lower case.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}
