/// A part of a text, in UTF-16 code units as JavaScript counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its first.
    pub start: usize,
    /// The first behind it.
    pub end: usize,
}

impl Mark {
    /// Ranges of bytes by their start, those that touch joined, as marks.
    pub(super) fn of_bytes(text: &str, ranges: &[(usize, usize)]) -> Vec<Self> {
        let mut joined: Vec<(usize, usize)> = Vec::new();
        for &(start, end) in ranges.iter().filter(|(start, end)| start < end) {
            match joined.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        let (mut marks, mut byte, mut unit) = (Vec::with_capacity(joined.len()), 0, 0);
        let mut units_to = |to: usize| {
            unit += text.get(byte..to).map_or(0, |part| part.encode_utf16().count());
            byte = to;
            unit
        };
        for (start, end) in joined {
            let start = units_to(start);
            marks.push(Self { start, end: units_to(end) });
        }
        marks
    }
}

/// The part of a long text around the first place that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// What stands there.
    pub text: String,
    /// Where it begins in the whole, in UTF-16 code units.
    pub start: usize,
}

impl Snippet {
    /// Longest text in code points that is shown whole, and longest snippet.
    pub const MAX: usize = 240;
    /// How much of what comes before is shown.
    const BEFORE: usize = 60;

    /// The part around the first mark; `None` of a text that is short enough.
    pub fn of(text: &str, marks: &[Mark]) -> Option<Self> {
        text.chars().nth(Self::MAX)?;
        let first = marks.first().map_or(0, |mark| mark.start);
        // The place of the mark in code points; what is shown begins with a word before it.
        let units = text.chars().scan(0, |units, c| {
            *units += c.len_utf16();
            Some(*units)
        });
        let place = units.take_while(|units| *units <= first).count();
        let skip = place.saturating_sub(Self::BEFORE);
        let skip = if skip == 0 { 0 } else { skip + to_word(text, skip, Self::BEFORE / 2) };
        let start = text.chars().take(skip).map(char::len_utf16).sum();
        Some(Self { text: text.chars().skip(skip).take(Self::MAX).collect(), start })
    }
}

/// How many of the next `most` characters belong to a word that was begun; 0 when it has no end there.
fn to_word(text: &str, from: usize, most: usize) -> usize {
    let space = text.chars().skip(from).take(most).position(char::is_whitespace);
    space.map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_around_the_place() {
        assert_eq!(Snippet::of("short", &[]), None);
        let text = format!("{}needle{}", "😀 words ".repeat(100), " more".repeat(100));
        let at = text.encode_utf16().count() - 506;
        let snippet = Snippet::of(&text, &[Mark { start: at, end: at + 6 }]).expect("long");
        assert_eq!(snippet.text.chars().count(), Snippet::MAX);
        assert!(snippet.text.starts_with("words ") || snippet.text.starts_with('😀'));
        let units: Vec<u16> = snippet.text.encode_utf16().collect();
        let inside = &units[at - snippet.start..at - snippet.start + 6];
        assert_eq!(String::from_utf16_lossy(inside), "needle");
        let begin = Snippet::of(&text, &[]).expect("long");
        assert_eq!((begin.start, begin.text.starts_with("😀 words")), (0, true));
    }
}
