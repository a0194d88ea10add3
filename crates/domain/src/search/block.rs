//! The index of 256 consecutive messages of a chat: which of them hold which three characters in a row.
//!
//! A block is cut into [`SLICES`] by what the three characters (a *gram*) begin with, so that a search reads
//! only the slices of the grams that it looks for. A slice is a sorted list of grams, each with the places
//! of the messages that hold it. Grams are kept as hashes of 8 bits per character: what is found may match,
//! what is not found does not. The last characters of a text make grams with nothing behind them, so that
//! every two characters in a row begin some gram: whoever looks for two finds all that begin with them. A
//! sign of a script that writes words with few is found by itself: it alone says which slice it is in.

use super::query::stands_alone;
use std::ops::RangeInclusive;

/// Messages of a block.
pub const MESSAGES: i64 = 256;
/// Slices of a block.
pub const SLICES: usize = 64;
/// Most grams that are looked for: few leave hardly more than what matches.
const MOST_LOOKUPS: usize = 8;
/// From so many messages on a gram has a bit for each message, not a list.
const LISTED: usize = 32;
/// Behind the last character; no text holds it.
const END: char = '\0';

/// The block of the message with this seq.
pub const fn number_of(seq: i64) -> i64 {
    (seq - 1).div_euclid(MESSAGES)
}

/// The first seq of a block.
pub const fn first_of(number: i64) -> i64 {
    number * MESSAGES + 1
}

/// Messages of a block, as bits by their place in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places([u64; 4]);

impl Places {
    /// Every place.
    pub const ALL: Self = Self([u64::MAX; 4]);

    fn put(&mut self, place: u8) {
        if let Some(word) = self.0.get_mut(usize::from(place >> 6)) {
            *word |= 1 << (place & 63);
        }
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut both = self.0;
        both.iter_mut().zip(other.0).for_each(|(word, other)| *word &= other);
        Self(both)
    }

    /// How many.
    pub fn count(self) -> usize {
        self.0.iter().map(|word| usize::try_from(word.count_ones()).unwrap_or(0)).sum()
    }

    /// None at all.
    pub fn is_empty(self) -> bool {
        self.0 == [0; 4]
    }

    /// Each place, the last first.
    pub fn latest_first(self) -> impl Iterator<Item = u8> {
        [(192, 3), (128, 2), (64, 1), (0, 0_usize)].into_iter().flat_map(move |(base, at)| {
            let mut word = self.0.get(at).copied().unwrap_or(0);
            std::iter::from_fn(move || {
                let bit = word.checked_ilog2()?;
                word ^= 1 << bit;
                Some(base + low_u8(u64::from(bit)))
            })
        })
    }
}

/// The slices of a block out of its folded texts with their places, by number; most hold something.
pub fn build<'a>(texts: impl Iterator<Item = (u8, &'a str)>) -> Vec<Vec<u8>> {
    let mut grams: Vec<u64> = Vec::new();
    for (place, text) in texts {
        each_gram(text, |slice, key| {
            grams.push(u64::from(slice) << 32 | u64::from(key) << 8 | u64::from(place));
        });
    }
    grams.sort_unstable();
    grams.dedup();
    let mut slices = vec![Slice::default(); SLICES];
    for same in grams.chunk_by(|a, b| a >> 8 == b >> 8) {
        let Some(gram) = same.first() else { continue };
        let slice = usize::try_from(gram >> 32).ok().and_then(|number| slices.get_mut(number));
        if let Some(slice) = slice {
            slice.push(low_u32(gram >> 8) & 0x00FF_FFFF, same);
        }
    }
    slices.into_iter().map(|slice| slice.bytes).collect()
}

#[derive(Clone, Default)]
struct Slice {
    bytes: Vec<u8>,
    last: u32,
}

impl Slice {
    /// Adds a gram that is greater than those before, with the places of its messages as low bytes.
    ///
    /// The step from the gram before, twice, odd when one message follows; else how many do, or 0 before
    /// 256 bits.
    fn push(&mut self, key: u32, messages: &[u64]) {
        let step = (key - self.last) << 1;
        self.last = key;
        if let [only] = messages {
            put_number(&mut self.bytes, step | 1);
            return self.bytes.push(low_u8(*only));
        }
        put_number(&mut self.bytes, step);
        if messages.len() < LISTED {
            self.bytes.push(low_u8(u64::try_from(messages.len()).unwrap_or(0)));
            return self.bytes.extend(messages.iter().map(|message| low_u8(*message)));
        }
        let mut bits = Places::default();
        for message in messages {
            bits.put(low_u8(*message));
        }
        self.bytes.push(0);
        for word in bits.0 {
            self.bytes.extend(word.to_le_bytes());
        }
    }
}

fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(low_u8(u64::from(number)) | 0x80);
        number >>= 7;
    }
    bytes.push(low_u8(u64::from(number)));
}

fn low_u8(number: u64) -> u8 {
    let [low, ..] = number.to_le_bytes();
    low
}

fn low_u32(number: u64) -> u32 {
    let [a, b, c, d, ..] = number.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// Takes numbers and bytes off a slice; nothing more from where it is broken.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// Goes past the messages of a gram, and puts them into `found` if it is given.
    fn places(&mut self, single: bool, found: Option<&mut Places>) -> Option<()> {
        let count = if single { 1 } else { usize::from(self.byte()?) };
        let length = if count == 0 { size_of::<Places>() } else { count };
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        let Some(found) = found else { return Some(()) };
        if count == 0 {
            let (words, _) = taken.as_chunks::<8>();
            let bits = words.iter().map(|word| u64::from_le_bytes(*word));
            found.0.iter_mut().zip(bits).for_each(|(word, bits)| *word |= bits);
        } else {
            for place in taken {
                found.put(*place);
            }
        }
        Some(())
    }
}

/// A gram to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// In which slice it is.
    pub slice: usize,
    keys: RangeInclusive<u32>,
}

impl Lookup {
    /// The messages of a block that may hold it, out of its slice.
    pub fn find(&self, slice: &[u8]) -> Places {
        let mut found = Places::default();
        let (mut cursor, mut key) = (Cursor(slice), 0_u32);
        while let Some(head) = cursor.number() {
            key = key.saturating_add(head >> 1);
            if key > *self.keys.end() {
                break;
            }
            let wanted = self.keys.contains(&key);
            if cursor.places(head & 1 == 1, wanted.then_some(&mut found)).is_none() {
                break;
            }
        }
        found
    }

    /// What to look for to find all of some folded terms: grams from all of them, spread over each.
    pub(super) fn of_terms(terms: &[&str]) -> Vec<Self> {
        let mut of_each: Vec<_> = terms.iter().map(|term| of_term(term).into_iter()).collect();
        let mut all = Vec::new();
        loop {
            let round: Vec<Self> = of_each.iter_mut().filter_map(Iterator::next).collect();
            if round.is_empty() || all.len() >= MOST_LOOKUPS {
                all.truncate(MOST_LOOKUPS);
                return all;
            }
            for lookup in round {
                if !all.contains(&lookup) {
                    all.push(lookup);
                }
            }
        }
    }
}

/// Grams of a term: the first, the last, then every third between, then the others.
fn of_term(term: &str) -> Vec<Lookup> {
    let chars: Vec<char> = term.chars().collect();
    let of = |gram: &[char]| Lookup { slice: usize::from(slice_of(gram)), keys: keys_of(gram) };
    match chars.as_slice() {
        [] => Vec::new(),
        [c] if !stands_alone(*c) => Vec::new(),
        [_] | [_, _] => vec![of(&chars)],
        _ => {
            let last = chars.len() - 3;
            let grams = |keep: fn(usize) -> bool| (1..last).filter(move |at| keep(*at));
            let third = grams(|at| at % 3 == 0);
            let others = grams(|at| at % 3 != 0);
            let order = std::iter::once(0).chain((last > 0).then_some(last)).chain(third);
            let order = order.chain(others).take(MOST_LOOKUPS);
            order.filter_map(|at| chars.get(at..at + 3)).map(of).collect()
        }
    }
}

/// Every gram of a folded text.
fn each_gram(text: &str, mut put: impl FnMut(u8, u32)) {
    let mut chars = text.chars();
    let Some(mut a) = chars.next() else { return };
    let mut b = chars.next().unwrap_or(END);
    while a != END {
        let c = chars.next().unwrap_or(END);
        put(slice_of(&[a, b]), *keys_of(&[a, b, c]).start());
        (a, b) = (b, c);
    }
}

/// The slice of what begins with these characters: the first decides, where it may be looked for alone.
fn slice_of(gram: &[char]) -> u8 {
    let (first, second) = (gram.first().copied(), gram.get(1).copied());
    let first = first.unwrap_or(END);
    let second = if stands_alone(first) { END } else { second.unwrap_or(END) };
    let mixed = spread(first).wrapping_add(spread(second).rotate_left(13));
    low_u8(u64::from(mixed.wrapping_mul(0x85EB_CA6B) >> 26))
}

/// The keys of the grams that begin with these one to three characters.
fn keys_of(gram: &[char]) -> RangeInclusive<u32> {
    let key = |rest: u8| {
        let mut bytes = [0, rest, rest, rest];
        bytes.iter_mut().skip(1).zip(gram).for_each(|(byte, c)| *byte = hash(*c));
        u32::from_be_bytes(bytes)
    };
    key(0)..=key(u8::MAX)
}

/// Neighbours in an alphabet get far apart (D. Knuth, The Art of Computer Programming 3, 6.4).
fn spread(c: char) -> u32 {
    u32::from(c).wrapping_mul(0x9E37_79B1)
}

fn hash(c: char) -> u8 {
    low_u8(u64::from(spread(c) >> 24))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str], term: &str) -> Vec<u8> {
        let slices = build((0..=u8::MAX).zip(texts.iter().copied()));
        assert_eq!(slices.len(), SLICES);
        let lookups = Lookup::of_terms(&[term]);
        let find = |lookup: &Lookup| lookup.find(&slices[lookup.slice]);
        lookups.iter().map(find).fold(Places::ALL, Places::and).latest_first().collect()
    }

    #[test]
    fn what_is_there_is_found() {
        let texts = ["the cat", "a cab", "猫が好き", "the end", "b", ""];
        for (term, places) in [
            ("the", vec![3, 0]),
            ("cat", vec![0]),
            ("ca", vec![1, 0]),
            ("nd", vec![3]),
            ("ab", vec![1]),
            ("猫", vec![2]),
            ("き", vec![2]),
            ("好き", vec![2]),
            ("the cat", vec![0]),
            ("dog", vec![]),
            ("xyz", vec![]),
        ] {
            assert_eq!(found(&texts, term), places, "{term}");
        }
        assert_eq!(found(&texts, "t").len(), 256, "nothing to look for");
    }

    #[test]
    fn grams_of_many_messages_are_bits() {
        let texts: Vec<String> = (0..256).map(|n| format!("same {n}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(found(&texts, "same").len(), 256);
        assert_eq!(found(&texts, "same 25"), [255, 254, 253, 252, 251, 250, 25]);
        assert_eq!(found(&texts[..31], "same").len(), 31);
        assert_eq!(found(&texts[..32], "same").len(), 32);
    }

    #[test]
    fn broken_slices_find_nothing_and_break_nothing() {
        let texts = ["the cat sat on the mat"; 40];
        let slices = build((0..40).zip(texts));
        let lookup = &Lookup::of_terms(&["the"])[0];
        let whole = &slices[lookup.slice];
        for end in 0..whole.len() {
            let _anything = lookup.find(&whole[..end]);
        }
        assert_eq!(lookup.find(&[0xFF; 64]), Places::default());
    }

    #[test]
    fn blocks_are_numbered_from_nought() {
        for (seq, number) in [(1, 0), (256, 0), (257, 1), (512, 1), (513, 2)] {
            assert_eq!(number_of(seq), number);
        }
        assert_eq!((first_of(0), first_of(2)), (1, 513));
    }
}
