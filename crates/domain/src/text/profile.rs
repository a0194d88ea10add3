use super::{InvalidText, is_invisible_control};
use unicode_segmentation::UnicodeSegmentation;

/// A few sentences about oneself: 1 to 500 graphemes, lines allowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bio(String);

impl Bio {
    /// Longest bio in graphemes.
    pub const MAX: usize = 500;
    /// Longest bio in bytes; graphemes alone have no bound.
    const MAX_BYTES: usize = 4_096;

    /// Takes a bio as typed, trimmed, with line ends made LF.
    ///
    /// # Errors
    /// When it is empty, too long, or holds controls other than line ends.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let long = || InvalidText::length("bio", 1, Self::MAX);
        if text.len() > Self::MAX_BYTES {
            return Err(long());
        }
        let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
        let length = text.graphemes(true).count();
        if length == 0 || length > Self::MAX {
            return Err(long());
        }
        let foreign =
            |c: char| (c.is_control() && c != '\n') || (is_invisible_control(c) && c != '\u{200D}');
        if text.chars().any(foreign) {
            return Err(InvalidText::new("bio", "must not hold control or invisible characters"));
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

macro_rules! tag {
    ($(#[$doc:meta])* $name:ident, $field:literal, $max:literal, $rule:literal, $fits:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes a tag as given.
            ///
            /// # Errors
            /// When it hasn't the shape of one.
            pub fn parse(text: &str) -> Result<Self, InvalidText> {
                let fits: fn(&str) -> bool = $fits;
                let ok = (1..=$max).contains(&text.len()) && fits(text);
                ok.then(|| Self(text.to_owned())).ok_or_else(|| InvalidText::new($field, $rule))
            }

            /// Takes text that a store has already checked.
            pub fn from_stored(text: String) -> Self {
                Self(text)
            }

            /// The tag.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

/// Whether every part of `text` between `mark`s is made of the characters that `fits` takes.
fn parts(text: &str, mark: char, fits: impl Fn(&str) -> bool) -> bool {
    text.split(mark).all(|part| !part.is_empty() && fits(part))
}

tag!(
    /// The name of a time zone in the form of the IANA database, like `Europe/Madrid`; which names
    /// there are is the clients' to know.
    TimeZone, "time_zone", 64, "must be the name of a time zone like Europe/Madrid",
    |text| parts(text, '/', |part| {
        part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
    })
);
tag!(
    /// A language in the form of BCP 47 (RFC 5646), like `pt-BR`.
    Language, "language", 35, "must be the tag of a language like es or pt-BR",
    |text| {
        let first = text.split('-').next().unwrap_or_default();
        (2..=8).contains(&first.len())
            && first.chars().all(|c| c.is_ascii_alphabetic())
            && parts(text, '-', |part| {
                part.len() <= 8 && part.chars().all(|c| c.is_ascii_alphanumeric())
            })
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bio_has_lines_and_no_tricks() {
        assert_eq!(Bio::parse(" a\r\nb\rc ").unwrap().as_str(), "a\nb\nc");
        for (text, ok) in [
            ("", false),
            ("  \n ", false),
            ("a\u{202E}b", false),
            ("a\0b", false),
            ("a\tb", false),
            ("👩‍👩‍👧 madre", true),
        ] {
            assert_eq!(Bio::parse(text).is_ok(), ok, "{text:?}");
        }
        assert!(Bio::parse(&"é".repeat(500)).is_ok());
        assert!(Bio::parse(&"é".repeat(501)).is_err());
        assert!(Bio::parse(&"a\u{0301}".repeat(9_000)).is_err());
    }

    #[test]
    fn tags_have_their_shape() {
        for (text, ok) in [
            ("Europe/Madrid", true),
            ("Etc/GMT+3", true),
            ("America/Argentina/Buenos_Aires", true),
            ("UTC", true),
            ("", false),
            ("/", false),
            ("../etc", false),
            ("Europe/ Madrid", false),
        ] {
            assert_eq!(TimeZone::parse(text).is_ok(), ok, "{text:?}");
        }
        for (text, ok) in [
            ("es", true),
            ("pt-BR", true),
            ("zh-Hant-TW", true),
            ("e", false),
            ("es-", false),
            ("es_ES", false),
            ("12", false),
        ] {
            assert_eq!(Language::parse(text).is_ok(), ok, "{text:?}");
        }
    }
}
