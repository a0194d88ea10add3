//! How a slice of a block is written: its grams in order, each with the places of the messages that hold it.

use super::block::{Places, Size};
use super::gram::Lookup;

/// A slice that is being written.
///
/// Of each gram it keeps the step from the gram before, twice, odd when one message holds it. Of one message
/// the place follows, in one byte in a small block and two in others; of several the length in bytes of what
/// follows: the first place and the steps to the others; or 0 before a bit for each message of the block,
/// where those take less. Numbers are written seven bits to a byte, the lowest first, every byte but the last
/// with the eighth set.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    size: Size,
    bytes: Vec<u8>,
    last: u32,
}

impl Writer {
    pub(super) const fn new(size: Size) -> Self {
        Self { size, bytes: Vec::new(), last: 0 }
    }

    /// Adds a gram that is greater than those before, with the places of its messages, each once, in order.
    pub(super) fn push(&mut self, key: u32, places: impl Iterator<Item = u16> + Clone) {
        let step = (key - self.last) << 1;
        self.last = key;
        let (mut list, mut before) = (Vec::new(), 0);
        let mut count = 0;
        for place in places.clone() {
            put_number(&mut list, u32::from(place - before));
            (before, count) = (place, count + 1);
        }
        if count == 1 {
            put_number(&mut self.bytes, step | 1);
            let both = before.to_le_bytes();
            self.bytes.extend(both.iter().take(self.size.place_bytes()));
            return;
        }
        put_number(&mut self.bytes, step);
        if list.len() < self.size.bit_bytes() {
            put_number(&mut self.bytes, u32::try_from(list.len()).unwrap_or(0));
            return self.bytes.extend(list);
        }
        let mut bits = Places::none(self.size);
        places.for_each(|place| bits.put(place));
        self.bytes.push(0);
        self.bytes.extend(bits.words().flat_map(u64::to_le_bytes));
    }

    pub(super) fn done(self) -> Vec<u8> {
        self.bytes
    }
}

fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        let [low, ..] = number.to_le_bytes();
        bytes.push(low | 0x80);
        number >>= 7;
    }
    let [low, ..] = number.to_le_bytes();
    bytes.push(low);
}

/// Takes numbers and bytes off a slice; nothing more from where it is broken.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
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
    fn places(&mut self, size: Size, single: bool, found: Option<&mut Places>) -> Option<()> {
        if single {
            let place = self.take(size.place_bytes())?;
            let byte = |at: usize| place.get(at).copied().unwrap_or(0);
            let place = u16::from_le_bytes([byte(0), byte(1)]);
            if let Some(found) = found {
                found.put(place);
            }
            return Some(());
        }
        let length = usize::try_from(self.number()?).ok()?;
        let taken = self.take(if length == 0 { size.bit_bytes() } else { length })?;
        let Some(found) = found else { return Some(()) };
        if length == 0 {
            let (words, _) = taken.as_chunks::<8>();
            found.put_all(words.iter().map(|word| u64::from_le_bytes(*word)));
            return Some(());
        }
        let (mut list, mut place) = (Cursor(taken), 0_u32);
        while let Some(step) = list.number() {
            place = place.saturating_add(step);
            found.put(u16::try_from(place).unwrap_or(u16::MAX));
        }
        Some(())
    }
}

/// The messages of a block that may hold what is looked for, out of its slice.
pub(super) fn find(lookup: &Lookup, size: Size, slice: &[u8]) -> Places {
    let mut found = Places::none(size);
    let (mut cursor, mut key) = (Cursor(slice), 0_u32);
    while let Some(head) = cursor.number() {
        key = key.saturating_add(head >> 1);
        if key > *lookup.keys.end() {
            break;
        }
        let wanted = lookup.keys.contains(&key);
        if cursor.places(size, head & 1 == 1, wanted.then_some(&mut found)).is_none() {
            break;
        }
    }
    found
}
