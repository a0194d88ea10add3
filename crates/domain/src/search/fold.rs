//! The form in which messages are compared.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form in which messages are compared: NFKC, case folded, without accents.
///
/// `straße` and `STRASSE`, `Café` and `cafe`, `Ｔｅａ` and `tea` have one form. Accents are the marks that
/// Latin, Greek, Cyrillic, Hebrew and Arabic do without; those of other scripts are letters and stay
/// (Thai vowels, か and が). What shows nothing by itself (joiners, soft hyphens, variation selectors) goes,
/// and any white space is a space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        folded.extend(text.chars().map(fold_ascii));
        return folded;
    }
    for piece in pieces(text) {
        fold_piece(piece, &mut folded);
    }
    folded
}

fn fold_ascii(c: char) -> char {
    if c.is_ascii_whitespace() { ' ' } else { c.to_ascii_lowercase() }
}

/// Kana, ideographs and Hangul: what takes them apart and together again changes nothing.
fn is_its_own(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}')
}

/// A text in its folded form, and which part of the original each part of that stands for.
pub(super) struct Traced {
    pub(super) folded: String,
    /// For each piece of the original: where its folded form ends, and where it ends itself, in bytes.
    ends: Vec<(usize, usize)>,
}

impl Traced {
    pub(super) fn new(text: &str) -> Self {
        let (mut folded, mut ends, mut end) = (String::with_capacity(text.len()), Vec::new(), 0);
        for piece in pieces(text) {
            fold_piece(piece, &mut folded);
            end += piece.len();
            ends.push((folded.len(), end));
        }
        Self { folded, ends }
    }

    /// The bytes of the original that stand behind a range of folded bytes, widened to whole pieces.
    pub(super) fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.ends.partition_point(|(folded, _)| *folded <= start);
        let last = self.ends.partition_point(|(folded, _)| *folded < end);
        let before = first.checked_sub(1).and_then(|before| self.ends.get(before));
        let end_of = |piece: Option<&(usize, usize)>| piece.map_or(0, |(_, end)| *end);
        (end_of(before), end_of(self.ends.get(last).or(self.ends.last())))
    }
}

/// A text cut into characters with the marks that belong to them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        chars.next()?;
        let end = chars.find(|(_, c)| !continues(*c)).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// Whether a character is part of the one before it.
fn continues(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    // Vowels and finals of Hangul, and the voice marks of half-width Katakana.
    matches!(c, '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}' | '\u{FF9E}' | '\u{FF9F}')
        || is_combining_mark(c)
}

fn fold_piece(piece: &str, folded: &mut String) {
    let mut chars = piece.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii() => return folded.push(fold_ascii(c)),
        (Some(c), None) if is_its_own(c) => return folded.push(c),
        _ => {}
    }
    // Lower, upper, lower: only so do ß, ẞ and SS meet, and σ and ς.
    let cases = piece
        .nfkd()
        .filter(|c| !is_dropped(*c))
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .filter(|c| !is_dropped(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { c });
    folded.extend(cases.nfc());
}

/// Accents, and characters that show nothing by themselves.
fn is_dropped(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    matches!(c,
        // Accents: of any European script, Hebrew points, Arabic vowels and the stretching bar.
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0487}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}'
        | '\u{05C1}' | '\u{05C2}' | '\u{05C4}' | '\u{05C5}' | '\u{05C7}' | '\u{0610}'..='\u{061A}'
        | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}' | '\u{06EA}'..='\u{06ED}'
        | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}'
        // Default ignorables.
        | '\u{00AD}' | '\u{061C}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_call_the_same_is_the_same() {
        for (a, b) in [
            ("Café", "cafe"),
            ("Cafe\u{301}", "CAFÉ"),
            ("straße", "STRASSE"),
            ("STRAẞE", "strasse"),
            ("Ｔｅａ１２", "tea12"),
            ("ﬁne", "FINE"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("Ёлка", "елка"),
            ("İstanbul", "istanbul"),
            ("ılık", "ILIK"),
            ("שָׁלוֹם", "שלום"),
            ("مُحَمَّد", "محمد"),
            ("ｶﾞｷﾞ", "ガギ"),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
            ("❤\u{fe0f}", "❤"),
            ("so\u{ad}ft\u{200d}er", "softer"),
            ("a\tb\nc\u{a0}d\u{3000}e", "a b c d e"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn short_ways_lead_to_the_same() {
        let all = ('\u{3041}'..='\u{D7A3}').filter(|c| is_its_own(*c));
        let long: String = all.clone().collect::<String>().nfkd().nfc().collect();
        assert_eq!(all.collect::<String>(), long);
        let ascii: String = (0..128_u8).map(char::from).collect();
        let folded: String = pieces(&ascii).map(|piece| fold(&format!("é{piece}"))).collect();
        assert_eq!(folded.replace('e', ""), fold(&ascii).replace('e', ""));
    }

    #[test]
    fn what_differs_stays_apart() {
        for (a, b) in [("か", "が"), ("กิน", "กน"), ("a b", "ab"), ("😀", "😁"), ("각", "가")]
        {
            assert_ne!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn parts_lead_back_to_the_original() {
        let text = "x Straße 한 e\u{301}";
        let traced = Traced::new(text);
        let at = traced.folded.find("ss").expect("folded");
        let (start, end) = traced.original(at, at + 2);
        assert_eq!(&text[start..end], "ß");
        let (start, end) = traced.original(at + 1, at + 2);
        assert_eq!(&text[start..end], "ß", "half of it is all of it");
        let last = traced.folded.len();
        let (start, end) = traced.original(last - 1, last);
        assert_eq!(&text[start..end], "e\u{301}");
        assert_eq!(traced.original(0, 1), (0, 1));
    }
}
