use super::InvalidText;
use unicode_normalization::UnicodeNormalization;

/// An e-mail address, kept as typed; compared by its lower-case NFKC form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Longest address in bytes (RFC 5321, 4.5.3.1.3).
    pub const MAX: usize = 254;

    /// Takes an address as typed, trimmed.
    ///
    /// Checks shape only: one `@`, a local part, a domain with no empty label.
    ///
    /// # Errors
    /// When that shape is broken or a control, space or list separator is inside.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let bad = || InvalidText::new("email", "must be an e-mail address like ana@example.org");
        let text = text.trim();
        let (local, host) = text.rsplit_once('@').ok_or_else(bad)?;
        let foreign = |c: char| c.is_control() || c.is_whitespace() || ",;<>()[]\"\\:@".contains(c);
        let labels_ok = host
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
        let ok = text.len() <= Self::MAX
            && !local.is_empty()
            && local.len() <= 64
            && !local.contains(foreign)
            && !host.contains(foreign)
            && labels_ok;
        ok.then(|| Self(text.to_owned())).ok_or_else(bad)
    }

    /// Takes text that a store has already checked.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The address as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that is unique: NFKC, lower case.
    pub fn key(&self) -> String {
        self.0.nfkc().flat_map(char::to_lowercase).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_is_checked() {
        for (text, ok) in [
            ("ana@example.org", true),
            (" ana@example.org ", true),
            ("ana@localhost", true),
            ("ana", false),
            ("@x.org", false),
            ("a@", false),
            ("a@x..org", false),
            ("a@x.org,b@x.org", false),
            ("a\r\nBcc: b@x.org", false),
            ("a b@x.org", false),
        ] {
            assert_eq!(Email::parse(text).is_ok(), ok, "{text:?}");
        }
        assert_eq!(Email::parse("Ana@Example.ORG").unwrap().key(), "ana@example.org");
    }
}
