use super::{InvalidText, is_invisible_control};
use unicode_segmentation::UnicodeSegmentation;

/// Takes some lines of at most `max` graphemes as typed, trimmed, with line ends made LF.
fn lines(field: &'static str, text: &str, max: usize) -> Result<String, InvalidText> {
    // Graphemes alone have no bound.
    if text.len() > max.saturating_mul(8) {
        return Err(InvalidText::length(field, 1, max));
    }
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    let length = text.graphemes(true).count();
    if length == 0 || length > max {
        return Err(InvalidText::length(field, 1, max));
    }
    let foreign =
        |c: char| (c.is_control() && c != '\n') || (is_invisible_control(c) && c != '\u{200D}');
    if text.chars().any(foreign) {
        return Err(InvalidText::new(field, "must not hold control or invisible characters"));
    }
    Ok(text)
}

/// A colour as `#rrggbb`, in lower case.
fn hex(field: &'static str, text: &str) -> Result<String, InvalidText> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    let fits = digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    let wrong = || InvalidText::new(field, "must be a colour like #2f7d6b");
    if fits { Ok(text.to_ascii_lowercase()) } else { Err(wrong()) }
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $parse:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes what was typed.
            ///
            /// # Errors
            /// When it hasn't the shape of one.
            pub fn parse(text: &str) -> Result<Self, InvalidText> {
                let parse: fn(&str) -> Result<String, InvalidText> = $parse;
                parse(text).map(Self)
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
    };
}

text!(
    /// What a group is about: 1 to 500 graphemes, lines allowed.
    Description, |text| lines("description", text, 500)
);
text!(
    /// What a group expects of its members: 1 to 2,000 graphemes, lines allowed.
    Rules, |text| lines("rules", text, 2_000)
);
text!(
    /// The colour of a group, as `#rrggbb`.
    Color, |text| hex("color", text)
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_tell_of_themselves_in_bounds() {
        assert_eq!(Description::parse(" a\r\nb ").unwrap().as_str(), "a\nb");
        for (length, ok) in [(0, false), (1, true), (500, true), (501, false)] {
            assert_eq!(Description::parse(&"é".repeat(length)).is_ok(), ok, "{length}");
        }
        for (length, ok) in [(2_000, true), (2_001, false)] {
            assert_eq!(Rules::parse(&"é".repeat(length)).is_ok(), ok, "{length}");
        }
        assert!(Rules::parse("a\u{202E}b").is_err() && Rules::parse("a\0b").is_err());
        assert!(Rules::parse(&"a\u{0301}".repeat(20_000)).is_err());
        assert_eq!(Color::parse("#A0b1C2").unwrap().as_str(), "#a0b1c2");
        for odd in ["", "#", "a0b1c2", "#a0b1c", "#a0b1c2d", "#a0b1cg", "red", "#é1c2", "#+12345"]
        {
            assert!(Color::parse(odd).is_err(), "{odd}");
        }
    }
}
