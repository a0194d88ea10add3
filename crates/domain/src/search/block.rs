//! The index of consecutive messages of a chat, 256 of them or more: which hold which three characters in a row.
//!
//! A block is cut into slices by what the three characters (a *gram*) begin with, so that a search reads only
//! the slices of the grams that it looks for. A slice is a sorted list of grams, each with the places of the
//! messages that hold it. Four full blocks beside each other become one, two of those one, and two of those again:
//! what is rare is looked for in few pieces, and what is new changes small ones.

use super::fold;
use super::gram::{Lookup, SLICE_BITS, each_gram};
use super::slice;
use std::ops::Range;

/// Messages of the smallest block.
pub const MESSAGES: i64 = 256;
/// Most slices of a block: that of the largest has as many.
pub const SLICES: usize = 1 << SLICE_BITS;

/// Grams that are sorted at once, four megabytes of them; what says more than that is no part of a larger block.
/// The largest block of messages of usual length has half of it.
pub(super) const GRAMS: usize = 1 << 19;
/// Most times that the texts of a block are gone through.
const MOST_PASSES: usize = 8;

/// The smallest block of the message with this seq.
pub const fn number_of(seq: i64) -> i64 {
    (seq - 1).div_euclid(MESSAGES)
}

/// The first seq of the smallest block with this number.
pub const fn first_of(number: i64) -> i64 {
    number * MESSAGES + 1
}

/// How large a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// 256 messages in 64 slices.
    Small,
    /// 1,024 messages in 128 slices.
    Middle,
    /// 2,048 messages in 256 slices.
    Wide,
    /// 4,096 messages in 512 slices.
    Large,
}

impl Size {
    /// From the largest to the smallest.
    pub const ALL: [Self; 4] = [Self::Large, Self::Wide, Self::Middle, Self::Small];

    /// How many of the smallest it takes the place of.
    pub const fn span(self) -> i64 {
        match self {
            Self::Small => 1,
            Self::Middle => 4,
            Self::Wide => 8,
            Self::Large => 16,
        }
    }

    /// The size that takes the place of so many.
    pub fn of_span(span: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.span() == span)
    }

    /// The next smaller one.
    pub const fn smaller(self) -> Option<Self> {
        match self {
            Self::Small => None,
            Self::Middle => Some(Self::Small),
            Self::Wide => Some(Self::Middle),
            Self::Large => Some(Self::Wide),
        }
    }

    /// How many messages are in it.
    pub fn messages(self) -> usize {
        usize::try_from(self.span() * MESSAGES).unwrap_or_default()
    }

    /// How many slices it is cut into.
    pub const fn slices(self) -> usize {
        SLICES >> self.merged()
    }

    /// How often slices of the largest are put together, two and two, to one of this size.
    const fn merged(self) -> usize {
        match self {
            Self::Small => 3,
            Self::Middle => 2,
            Self::Wide => 1,
            Self::Large => 0,
        }
    }

    /// The slice that holds what one of the largest does.
    fn slice(self, largest: u16) -> usize {
        usize::from(largest) >> self.merged()
    }

    /// Bytes of a place that stands alone.
    pub(super) const fn place_bytes(self) -> usize {
        match self {
            Self::Small => 1,
            Self::Middle | Self::Wide | Self::Large => 2,
        }
    }

    /// Bytes of a bit for each message.
    pub(super) fn bit_bytes(self) -> usize {
        self.messages() / 8
    }
}

/// Messages of a block, as bits by their place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places(Vec<u64>);

impl Places {
    /// No place.
    pub fn none(size: Size) -> Self {
        Self(vec![0; size.messages() / 64])
    }

    /// Every place.
    pub fn all(size: Size) -> Self {
        Self(vec![u64::MAX; size.messages() / 64])
    }

    /// Adds one; one that the block doesn't have is none.
    pub(super) fn put(&mut self, place: u16) {
        if let Some(word) = self.0.get_mut(usize::from(place >> 6)) {
            *word |= 1 << (place & 63);
        }
    }

    /// Adds some, as bits.
    pub(super) fn put_all(&mut self, bits: impl Iterator<Item = u64>) {
        self.0.iter_mut().zip(bits).for_each(|(word, bits)| *word |= bits);
    }

    pub(super) fn words(&self) -> impl Iterator<Item = u64> {
        self.0.iter().copied()
    }

    /// Leaves those that are in the other, too.
    pub fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.words().map(|word| usize::try_from(word.count_ones()).unwrap_or(0)).sum()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.words().all(|word| word == 0)
    }

    /// Each place in a part of the block that begins and ends with a multiple of 64.
    pub fn within(&self, part: Range<i64>) -> impl Iterator<Item = u16> {
        let word = |place: i64| usize::try_from(place / 64).unwrap_or(usize::MAX);
        let words = (0_u16..).step_by(64).zip(self.words()).take(word(part.end));
        words.skip(word(part.start)).flat_map(|(base, mut word)| {
            std::iter::from_fn(move || {
                let bit = word.checked_ilog2()?;
                word ^= 1 << bit;
                Some(base + u16::try_from(bit).unwrap_or_default())
            })
        })
    }
}

/// The texts of a block's messages, each with its place, in order.
#[derive(Debug, Default)]
pub struct Texts {
    texts: Vec<(u16, String)>,
    chars: usize,
}

impl Texts {
    /// Adds what a message says; answers how many characters there are with it.
    pub fn add(&mut self, place: u16, text: String) -> usize {
        self.chars += text.chars().count();
        self.texts.push((place, text));
        self.chars
    }

    /// The slices of a block of this size by number; most hold something.
    ///
    /// Where there is much to say they are made a few at a time, so that what is sorted stays small.
    pub fn slices(&self, size: Size) -> Vec<Vec<u8>> {
        let mut slices = Vec::with_capacity(size.slices());
        let passes = (self.chars / GRAMS + 1).min(MOST_PASSES);
        let mut grams = Vec::with_capacity(self.chars.min(GRAMS));
        for first in (0..size.slices()).step_by(size.slices().div_ceil(passes)) {
            let part = first..size.slices().min(first + size.slices().div_ceil(passes));
            self.gather(size, &part, &mut grams);
            slices.extend(written(size, &part, &grams));
        }
        slices
    }

    /// The grams of some slices, sorted, each once for each message: slice, key and place in 16, 24 and 16 bits.
    fn gather(&self, size: Size, part: &Range<usize>, grams: &mut Vec<u64>) {
        grams.clear();
        let mut most = 2 * GRAMS;
        for (place, text) in &self.texts {
            each_gram(&fold(text), |slice, key| {
                let slice = size.slice(slice);
                if part.contains(&slice) {
                    let slice = u64::try_from(slice).unwrap_or(0);
                    grams.push(slice << 40 | u64::from(key) << 16 | u64::from(*place));
                }
            });
            if grams.len() > most {
                sorted_once(grams);
                most = 2 * grams.len().max(GRAMS);
            }
        }
        sorted_once(grams);
    }
}

fn sorted_once(grams: &mut Vec<u64>) {
    grams.sort_unstable();
    grams.dedup();
}

/// Slices out of their grams.
fn written(size: Size, part: &Range<usize>, grams: &[u64]) -> impl Iterator<Item = Vec<u8>> {
    let mut slices = vec![slice::Writer::new(size); part.len()];
    for same in grams.chunk_by(|a, b| a >> 16 == b >> 16) {
        let Some(gram) = same.first() else { continue };
        let number = usize::try_from(gram >> 40).unwrap_or_default().saturating_sub(part.start);
        if let Some(slice) = slices.get_mut(number) {
            slice.push(key_of(*gram), same.iter().map(|gram| place_of(*gram)));
        }
    }
    slices.into_iter().map(slice::Writer::done)
}

fn key_of(gram: u64) -> u32 {
    let [_, _, low, middle, high, ..] = gram.to_le_bytes();
    u32::from_le_bytes([low, middle, high, 0])
}

fn place_of(gram: u64) -> u16 {
    let [low, high, ..] = gram.to_le_bytes();
    u16::from_le_bytes([low, high])
}

impl Lookup {
    /// In which slice of a block of this size it is.
    pub(super) fn slice_in(&self, size: Size) -> usize {
        size.slice(self.slice)
    }

    /// The messages of a block of this size that may hold it, out of its slice.
    pub(super) fn find(&self, size: Size, slice: &[u8]) -> Places {
        slice::find(self, size, slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices(size: Size, texts: &[&str]) -> Vec<Vec<u8>> {
        let mut all = Texts::default();
        for (place, text) in (0..).zip(texts) {
            all.add(place, (*text).to_owned());
        }
        all.slices(size)
    }

    fn found(size: Size, texts: &[&str], term: &str) -> Vec<u16> {
        let slices = slices(size, texts);
        assert_eq!(slices.len(), size.slices());
        let mut left = Places::all(size);
        for lookup in Lookup::of_terms(&[term]) {
            left.keep(&lookup.find(size, &slices[lookup.slice_in(size)]));
        }
        let part = |from| left.within(from..from + 256).collect::<Vec<_>>();
        let mut all: Vec<u16> = (0..16).flat_map(|part_number| part(part_number * 256)).collect();
        all.sort_unstable_by(|a, b| b.cmp(a));
        all
    }

    #[test]
    fn what_is_there_is_found() {
        let texts = ["the cat", "a cab", "猫が好き", "the end", "b", ""];
        for size in Size::ALL {
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
                assert_eq!(found(size, &texts, term), places, "{term}");
            }
            assert_eq!(found(size, &texts, "t").len(), size.messages(), "nothing to look for");
        }
    }

    #[test]
    fn grams_of_many_messages_are_found() {
        for size in Size::ALL {
            let texts: Vec<String> =
                (0..size.messages()).map(|n| format!("same {n:04}.")).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            assert_eq!(found(size, &texts, "same").len(), size.messages());
            assert_eq!(found(size, &texts, "025.").last(), Some(&25));
            assert_eq!(found(size, &texts, "0203."), [203]);
            // Around where bits take less than a list, and where a step takes two bytes.
            for count in [size.bit_bytes() - 1, size.bit_bytes(), size.bit_bytes() + 1] {
                assert_eq!(found(size, &texts[..count], "same").len(), count);
            }
            let last = *texts.last().expect("some");
            let mut far = vec!["nothing"; size.messages()];
            (far[0], far[size.messages() - 1]) = (last, last);
            let end = u16::try_from(size.messages() - 1).expect("a place");
            assert_eq!(found(size, &far, last), [end, 0]);
            far[0] = "nothing";
            assert_eq!(found(size, &far, last), [end]);
        }
    }

    #[test]
    fn long_texts_are_taken_apart() {
        let sign = |n: u32| char::from_u32(0x4E00 + n % 5_000).expect("a sign");
        let text = |n: u32| -> String { (0..6_000).map(|at| sign(at * 7 + n * 31)).collect() };
        let texts: Vec<String> = (0..256).map(text).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert!(texts.len() * 6_000 > 2 * GRAMS);
        let term: String = texts[77].chars().skip(70).take(9).collect();
        let places = found(Size::Small, &texts, &term);
        for (place, text) in (0..).zip(&texts) {
            assert!(places.contains(&place) || !text.contains(&term), "{place}");
        }
        assert!(places.contains(&77));
        assert!(found(Size::Small, &texts, "nothing").is_empty());
    }

    #[test]
    fn broken_slices_find_nothing_and_break_nothing() {
        for size in Size::ALL {
            let slices = slices(size, &["the cat sat on the mat"; 40]);
            let lookup = &Lookup::of_terms(&["the"])[0];
            let whole = &slices[lookup.slice_in(size)];
            for end in 0..whole.len() {
                let _anything = lookup.find(size, &whole[..end]);
            }
            assert_eq!(lookup.find(size, &[0xFF; 64]), Places::none(size));
        }
    }

    #[test]
    fn blocks_are_numbered_from_nought() {
        for (seq, number) in [(1, 0), (256, 0), (257, 1), (512, 1), (513, 2)] {
            assert_eq!(number_of(seq), number);
        }
        assert_eq!((first_of(0), first_of(2)), (1, 513));
        for size in Size::ALL {
            assert_eq!(Size::of_span(size.span()), Some(size));
        }
        assert_eq!(Size::of_span(2), None);
    }
}
