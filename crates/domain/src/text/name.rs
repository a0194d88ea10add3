use super::{InvalidText, is_invisible_control};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// Most combining marks that one base character may carry in a name.
const MAX_MARKS: usize = 4;
/// Most bytes in any name; graphemes alone have no bound.
const MAX_BYTES: usize = 1024;

/// Trims, normalises to NFC and checks a name of at most `max` graphemes.
fn parse_name(field: &'static str, text: &str, max: usize) -> Result<String, InvalidText> {
    if text.len() > MAX_BYTES {
        return Err(InvalidText::length(field, 1, max));
    }
    let name: String = text.trim().nfc().collect();
    let length = name.graphemes(true).count();
    if length == 0 || length > max {
        return Err(InvalidText::length(field, 1, max));
    }
    if name.chars().any(|c| c.is_control() || (is_invisible_control(c) && c != '\u{200D}')) {
        return Err(InvalidText::new(field, "must not hold control or invisible characters"));
    }
    let mut marks = 0;
    for c in name.nfd() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MAX_MARKS {
            return Err(InvalidText::new(field, "has too many combining marks"));
        }
    }
    Ok(name)
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $field:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Longest name in graphemes.
            pub const MAX: usize = $max;

            /// Takes a name as typed, trimmed and in NFC.
            ///
            /// # Errors
            /// When it is empty, too long, holds invisible controls or piles up marks.
            pub fn parse(text: &str) -> Result<Self, InvalidText> {
                parse_name($field, text, Self::MAX).map(Self)
            }

            /// Takes text that a store has already checked.
            pub fn from_stored(text: String) -> Self {
                Self(text)
            }

            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

name!(
    /// The name that others read: 1..=64 graphemes.
    DisplayName, "display_name", 64
);
name!(
    /// The title of a group: 1..=100 graphemes.
    Title, "title", 100
);
name!(
    /// What somebody is up to: 1 to 80 graphemes.
    StatusText, "status", 80
);
name!(
    /// A few words with a friend request: 1 to 200 graphemes.
    Note, "note", 200
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_people_and_drop_tricks() {
        for (text, ok) in [
            ("Ana", true),
            ("  Ana  ", true),
            ("", false),
            ("José 👩‍👩‍👧", true),
            ("علي", true),
            ("a\u{202E}b", false),
            ("a\u{200B}b", false),
            ("a\u{0301}\u{0301}\u{0301}\u{0301}\u{0301}", false),
            ("a\nb", false),
        ] {
            assert_eq!(DisplayName::parse(text).is_ok(), ok, "{text:?}");
        }
        assert!(DisplayName::parse(&"é".repeat(64)).is_ok());
        assert!(DisplayName::parse(&"é".repeat(65)).is_err());
        assert!(Title::parse(&"x".repeat(100)).is_ok());
        assert!(Title::parse(&"x".repeat(101)).is_err());
    }
}
