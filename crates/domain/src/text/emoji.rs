use super::InvalidText;

/// One emoji, in the one form that Unicode recommends for general interchange (RGI, fully qualified).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Emoji(String);

impl Emoji {
    /// Longest emoji in bytes of UTF-8.
    pub const MAX_BYTES: usize = 64;

    /// Takes an emoji as typed; one without its variation selector is the same as with it.
    ///
    /// # Errors
    /// When it is anything but exactly one emoji.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let found = if text.len() > Self::MAX_BYTES { None } else { emojis::get(text) };
        let found = found.filter(|emoji| emoji.as_str().len() <= Self::MAX_BYTES);
        let found = found.ok_or_else(|| InvalidText::new("emoji", "must be exactly one emoji"))?;
        Ok(Self(found.as_str().to_owned()))
    }

    /// Takes an emoji that a store has already checked.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The emoji.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_emoji_passes() {
        for (text, want) in [
            ("\u{1F44D}", Some("\u{1F44D}")),
            ("\u{1F44D}\u{1F3FD}", Some("\u{1F44D}\u{1F3FD}")),
            ("\u{2764}\u{FE0F}", Some("\u{2764}\u{FE0F}")),
            ("\u{2764}", Some("\u{2764}\u{FE0F}")),
            ("#\u{FE0F}\u{20E3}", Some("#\u{FE0F}\u{20E3}")),
            ("\u{1F1E9}\u{1F1EA}", Some("\u{1F1E9}\u{1F1EA}")),
            (
                "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}",
                Some("\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}"),
            ),
            ("", None),
            ("a", None),
            ("1", None),
            ("#", None),
            ("+1", None),
            (":smile:", None),
            (" \u{1F44D}", None),
            ("\u{1F44D}\u{1F44D}", None),
            ("\u{1F44D}x", None),
            ("\u{1F3FD}\u{1F44D}", None),
            ("\u{1F1E9}", None),
            ("\u{1F1FF}\u{1F1FF}", None),
            ("\u{200D}", None),
            ("\u{FE0F}", None),
            ("\u{1F44D}\u{200D}\u{1F44D}", None),
            ("\u{1F44D}\0", None),
        ] {
            let got = Emoji::parse(text);
            assert_eq!(got.as_ref().map(Emoji::as_str).ok(), want, "{text:?}");
        }
        assert!(Emoji::parse(&"\u{1F44D}".repeat(100_000)).is_err());
    }

    #[test]
    fn every_emoji_is_short_and_itself() {
        for emoji in
            emojis::iter().flat_map(|emoji| emoji.skin_tones().into_iter().flatten().chain([emoji]))
        {
            let parsed = Emoji::parse(emoji.as_str()).expect("an emoji");
            assert_eq!(parsed.as_str(), emoji.as_str());
        }
    }
}
