use super::fold::{Traced, fold};
use super::gram::Lookup;
use super::snippet::Mark;
use crate::InvalidText;

/// What a search looks for: words and phrases that must all occur, in any order, each as a part of the text.
///
/// Nothing in it is syntax but quotation marks around a phrase; one that has no partner is a character like
/// any other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Folded; none is empty, none occurs twice.
    terms: Vec<String>,
    link: bool,
}

/// What every link holds.
const LINK: &str = "://";

impl Query {
    /// Shortest query in code points; of characters that are words by themselves one is enough.
    pub const MIN: usize = 2;
    /// Longest query in code points.
    pub const MAX: usize = 200;

    /// Takes a query as typed. With `link` only messages with a link count, and `text` may be empty.
    ///
    /// # Errors
    /// When it is too short or too long, holds NUL, or nothing is left of it to compare.
    pub fn parse(text: &str, link: bool) -> Result<Self, InvalidText> {
        let text = text.trim();
        if text.contains('\0') {
            return Err(InvalidText::new("q", "must not hold the NUL character"));
        }
        let length = text.chars().take(Self::MAX + 1).count();
        let alone = text.chars().next().is_some_and(stands_alone);
        let enough = length >= Self::MIN || (length == 1 && alone) || (length == 0 && link);
        if !enough || length > Self::MAX {
            return Err(InvalidText::length("q", Self::MIN, Self::MAX));
        }
        let mut terms: Vec<String> = Vec::new();
        for term in split(text) {
            let term = fold(term);
            if !term.trim().is_empty() && !terms.contains(&term) {
                terms.push(term);
            }
        }
        if terms.is_empty() && !link {
            return Err(InvalidText::new("q", "must hold something that can be compared"));
        }
        Ok(Self { terms, link })
    }

    /// Whether a message says what is looked for: the one rule of what is found.
    pub fn matches(&self, text: &str) -> bool {
        let folded = fold(text);
        (!self.link || has_link(&folded)) && self.terms.iter().all(|term| folded.contains(term))
    }

    /// Where in a text it says so, in order and apart; at most 100 places.
    pub fn marks(&self, text: &str) -> Vec<Mark> {
        const MOST: usize = 100;
        let traced = Traced::new(text);
        let mut found = Vec::new();
        for term in &self.terms {
            let places = traced.folded.match_indices(term.as_str()).take(MOST);
            found.extend(places.map(|(at, _)| traced.original(at, at + term.len())));
        }
        found.sort_unstable();
        found.truncate(MOST);
        Mark::of_bytes(text, &found)
    }

    /// What to ask the index for: a message that matches has all of it, one that has all of it may match.
    pub(super) fn lookups(&self) -> Vec<Lookup> {
        let link = self.link.then_some(LINK);
        let terms: Vec<&str> = self.terms.iter().map(String::as_str).chain(link).collect();
        Lookup::of_terms(&terms)
    }
}

fn has_link(folded: &str) -> bool {
    folded.contains("http://") || folded.contains("https://")
}

/// Whether one character is worth looking for: a sign of a script that writes words with few, or a picture.
pub(super) fn stands_alone(c: char) -> bool {
    c >= '\u{2190}'
}

/// Words, and phrases without their quotation marks.
fn split(text: &str) -> Vec<&str> {
    let (mut terms, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let inside = rest.get(first.len_utf8()..).unwrap_or_default();
        let (term, after) = match inside.find(is_quote).filter(|_| is_quote(first)) {
            Some(end) => {
                let (phrase, after) = inside.split_at(end);
                (phrase, after.strip_prefix(is_quote).unwrap_or(after))
            }
            None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        terms.push(term);
        rest = after.trim_start();
    }
    terms
}

/// Also as telephones write them.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201C}' | '\u{201D}' | '\u{201E}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query::parse(text, false).expect("a query")
    }

    #[test]
    fn words_and_phrases_must_all_occur() {
        let text = "Im Café an der Straße: 100 % \"gut\", see https://x.example/a_b?q=1";
        for (q, found) in [
            ("cafe strasse", true),
            ("\"der strasse\"", true),
            ("\"strasse der\"", false),
            ("afé raß", true),
            ("tee cafe", false),
            ("\"gut", true),
            ("“an der”", true),
            ("a_b", true),
            ("a%b", false),
            ("100 %", true),
            ("X.EXAMPLE/A", true),
        ] {
            assert_eq!(query(q).matches(text), found, "{q}");
        }
        assert!(Query::parse("", true).expect("links").matches(text));
        assert!(!Query::parse("", true).expect("links").matches("://"));
        assert!(!Query::parse("tee", true).expect("links").matches(text));
    }

    #[test]
    fn lengths_are_bounded() {
        let long = "ä".repeat(200);
        for (q, good) in [
            ("", false),
            ("  ", false),
            ("a", false),
            (" a ", false),
            ("ab", true),
            ("猫", true),
            ("😀", true),
            ("a\0b", false),
            ("\u{301}\u{301}", false),
            ("\" \"", false),
            (long.as_str(), true),
            (&format!("{long}a"), false),
        ] {
            assert_eq!(Query::parse(q, false).is_ok(), good, "{q:?}");
        }
    }

    #[test]
    fn marks_count_as_javascript_does() {
        let marks = query("strasse é").marks("😀 Straße e\u{301}");
        assert_eq!(marks, [Mark { start: 3, end: 9 }, Mark { start: 10, end: 12 }]);
        let both = query("abc bcd").marks("abcd");
        assert_eq!(both, [Mark { start: 0, end: 4 }]);
    }
}
