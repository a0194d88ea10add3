//! What the index knows a text by: three characters in a row, a *gram*.
//!
//! Grams are kept as hashes of 8 bits per character: what is found may match, what is not found does not. The
//! last characters of a text make grams with nothing behind them, so that every two characters in a row begin
//! some gram: whoever looks for two finds all that begin with them. A sign of a script that writes words with
//! few is found by itself: it alone says which slice it is in.

use super::query::stands_alone;
use std::ops::RangeInclusive;

/// Bits that say which slice of the largest block a gram is in.
pub(super) const SLICE_BITS: u32 = 9;
/// Most grams that are looked for: few leave hardly more than what matches.
const MOST_LOOKUPS: usize = 8;
/// Behind the last character; no text holds it.
const END: char = '\0';

/// A gram to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lookup {
    /// In which slice of the largest block it is.
    pub(super) slice: u16,
    /// The grams that are meant: of two characters all that begin with them.
    pub(super) keys: RangeInclusive<u32>,
}

impl Lookup {
    fn of(gram: &[char]) -> Self {
        Self { slice: slice_of(gram), keys: keys_of(gram) }
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
    match chars.as_slice() {
        [] => Vec::new(),
        [c] if !stands_alone(*c) => Vec::new(),
        [_] | [_, _] => vec![Lookup::of(&chars)],
        _ => {
            let last = chars.len() - 3;
            let grams = |keep: fn(usize) -> bool| (1..last).filter(move |at| keep(*at));
            let third = grams(|at| at % 3 == 0);
            let others = grams(|at| at % 3 != 0);
            let order = std::iter::once(0).chain((last > 0).then_some(last)).chain(third);
            let order = order.chain(others).take(MOST_LOOKUPS);
            order.filter_map(|at| chars.get(at..at + 3)).map(Lookup::of).collect()
        }
    }
}

/// Every gram of a folded text: its slice in the largest block, and its key.
pub(super) fn each_gram(text: &str, mut put: impl FnMut(u16, u32)) {
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
fn slice_of(gram: &[char]) -> u16 {
    let (first, second) = (gram.first().copied(), gram.get(1).copied());
    let first = first.unwrap_or(END);
    let second = if stands_alone(first) { END } else { second.unwrap_or(END) };
    let mixed = spread(first).wrapping_add(spread(second).rotate_left(13));
    let [low, high, ..] = (mixed.wrapping_mul(0x85EB_CA6B) >> (32 - SLICE_BITS)).to_le_bytes();
    u16::from_le_bytes([low, high])
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
    let [.., high] = spread(c).to_le_bytes();
    high
}
