//! People's names as they are searched.

use domain::{DisplayName, Handle, SearchText};

/// Every word of a person's names, folded, each behind a space.
pub(crate) fn words(handle: &Handle, name: &DisplayName) -> String {
    words_of(&[handle.as_str(), name.as_str()])
}

/// Every word of some names, folded, each behind a space.
pub(crate) fn words_of(names: &[&str]) -> String {
    let mut words = String::new();
    for folded in names.iter().map(|name| domain::text::fold(name)) {
        for word in folded.split_whitespace() {
            words.push(' ');
            words.push_str(word);
        }
    }
    words
}

/// The LIKE pattern (escape `\`) for names with a word that begins with `query`, taken literally.
pub(crate) fn pattern(query: &SearchText) -> String {
    let mut pattern = String::from("% ");
    for c in query.as_str().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The LIKE pattern (escape `\`) for addresses that begin with `query`, taken literally.
pub(crate) fn beginning(query: &SearchText) -> String {
    pattern(query).split_off(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_literal() {
        let pattern = |text| pattern(&SearchText::parse(text).unwrap());
        assert_eq!(pattern("An"), "% an%");
        assert_eq!(beginning(&SearchText::parse("A_b@").unwrap()), r"a\_b@%");
        assert_eq!(pattern(r"50%_\"), r"% 50\%\_\\%");
    }
}
