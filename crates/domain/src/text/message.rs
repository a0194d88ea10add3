use super::InvalidText;

/// The body of a message: 1..=8,000 code points and at most 32 KiB of UTF-8.
///
/// Kept as sent, but for line ends, which become LF. NUL is refused: PostgreSQL can't store it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageText(String);

impl MessageText {
    /// Longest message in code points.
    pub const MAX_CHARS: usize = 8_000;
    /// Longest message in bytes of UTF-8.
    pub const MAX_BYTES: usize = 32 * 1024;

    /// Takes a message as typed.
    ///
    /// # Errors
    /// When it is empty or only white space, too long, or holds NUL.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        if text.len() > Self::MAX_BYTES * 2 {
            return Err(InvalidText::length("text", 1, Self::MAX_CHARS));
        }
        if text.contains('\0') {
            return Err(InvalidText::new("text", "must not hold the NUL character"));
        }
        let text = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text.to_owned()
        };
        let too_long = text.len() > Self::MAX_CHARS && text.chars().count() > Self::MAX_CHARS;
        if text.trim().is_empty() || too_long {
            return Err(InvalidText::length("text", 1, Self::MAX_CHARS));
        }
        if text.len() > Self::MAX_BYTES {
            return Err(InvalidText::new("text", "must have at most 32 KiB of UTF-8"));
        }
        Ok(Self(text))
    }

    /// Takes text that a store has already checked.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_at_both_sides() {
        for (text, ok) in [
            (String::new(), false),
            (" \n ".into(), false),
            ("a".repeat(8_000), true),
            ("a".repeat(8_001), false),
            ("é".repeat(8_000), true),
            ("\u{1F600}".repeat(8_000), true),
            ("a\0b".into(), false),
            ("a".repeat(1 << 20), false),
        ] {
            assert_eq!(MessageText::parse(&text).is_ok(), ok, "{} bytes", text.len());
        }
    }

    #[test]
    fn line_ends_become_lf() {
        assert_eq!(MessageText::parse("a\r\nb\rc").unwrap().as_str(), "a\nb\nc");
    }
}
