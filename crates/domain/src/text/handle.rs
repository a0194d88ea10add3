use super::InvalidText;
use precis_profiles::{UsernameCaseMapped, precis_core::profile::Profile};
use unicode_security::{MixedScript, confusable_detection::skeleton};

/// Names that nobody may take: roles and paths that people would trust.
const RESERVED: &[&str] = &[
    "admin",
    "administrator",
    "all",
    "api",
    "bot",
    "channel",
    "current",
    "deleted",
    "everyone",
    "help",
    "here",
    "info",
    "mail",
    "me",
    "moderator",
    "nobody",
    "null",
    "postmaster",
    "root",
    "security",
    "self",
    "support",
    "system",
    "tertulia",
    "webmaster",
];

/// A username: 3..=32 characters after PRECIS `UsernameCaseMapped` (RFC 8265), lower case.
///
/// Letters of one script, digits and `._-`, beginning with a letter or digit. Unique by its
/// [`skeleton`](Handle::skeleton), so that look-alikes collide (UTS 39, 4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(String);

impl Handle {
    /// Shortest username in characters.
    pub const MIN: usize = 3;
    /// Longest username in characters.
    pub const MAX: usize = 32;

    /// Takes a username as typed and maps it to its one spelling.
    ///
    /// # Errors
    /// When length, characters or scripts break the rule, or the name is reserved.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
        let name = Self::normal(text)?;
        if RESERVED.contains(&name.as_str()) {
            return Err(InvalidText::new("username", "is reserved"));
        }
        Ok(Self(name))
    }

    /// Takes a username for a look-up: reserved names are no error here.
    pub fn for_lookup(text: &str) -> Option<Self> {
        Self::normal(text).ok().map(Self)
    }

    fn normal(text: &str) -> Result<String, InvalidText> {
        let length = || InvalidText::length("username", Self::MIN, Self::MAX);
        if text.len() > Self::MAX * 8 {
            return Err(length());
        }
        let allowed = "may hold letters of one script, digits and . _ - only";
        let name = UsernameCaseMapped::new()
            .prepare(text)
            .and_then(|_| UsernameCaseMapped::new().enforce(text))
            .map_err(|_| InvalidText::new("username", allowed))?
            .into_owned();
        let count = name.chars().count();
        if !(Self::MIN..=Self::MAX).contains(&count) {
            return Err(length());
        }
        let good = |c: char| c.is_alphanumeric() || "._-".contains(c);
        let starts_well = name.chars().next().is_some_and(char::is_alphanumeric);
        if !starts_well || !name.chars().all(good) || !name.is_single_script() {
            return Err(InvalidText::new("username", allowed));
        }
        Ok(name)
    }

    /// Takes text that a store has already checked.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The username in its one spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that is unique: what the name looks like (UTS 39 skeleton, lower case).
    pub fn skeleton(&self) -> String {
        skeleton(&self.0).flat_map(char::to_lowercase).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_one_script() {
        for (text, want) in [
            ("Ana", Some("ana")),
            ("ana.maria-2", Some("ana.maria-2")),
            ("an", None),
            ("admin", None),
            ("ana ", None),
            ("ana\u{200B}x", None),
            ("аna", None), // the first letter is Cyrillic
            ("анна", Some("анна")),
            ("_ana", None),
            ("ana/..", None),
            ("ＡＮＡ", Some("ana")),
        ] {
            let got = Handle::parse(text).ok();
            assert_eq!(got.as_ref().map(Handle::as_str), want, "{text:?}");
        }
    }

    #[test]
    fn look_alikes_share_a_skeleton() {
        let skeleton = |s| Handle::parse(s).unwrap().skeleton();
        assert_eq!(skeleton("bil1"), skeleton("bill"));
        assert_ne!(skeleton("ana"), skeleton("ann"));
    }
}
