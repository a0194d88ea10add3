use super::block::{self, Size, Texts};
use super::find::Span;
use super::index::{BlockText, Head, Part, Step};
use crate::port::{Read, StoreError};
use crate::{ChatId, Rev, Seq};
use std::collections::BTreeSet;

/// Changed messages that are looked at in one step.
const CHANGED: usize = 1_000;
/// Blocks with changes that are written in one transaction, and if they are small ones, more, as long as they have
/// no more slices together: the writer is kept for some milliseconds.
const BLOCKS: usize = 4;
const SLICES: usize = block::SLICES;
/// Bytes of new blocks after which a step ends. The largest block of messages of usual length has a tenth of it.
const BYTES: usize = 4 << 20;
/// The next part of a chat's index; `None` when it has all.
///
/// A block is always made anew from its messages as they are now: whatever became of one, nothing of what it
/// said before stays in the index. What is new makes small blocks; the one that completes four of them, or
/// eight, or sixteen, is written as one with them.
///
/// # Errors
/// Only the store's.
pub fn plan(read: &mut dyn Read, chat: ChatId) -> Result<Option<Step>, StoreError> {
    // The head is read first: what changes after it is found by its rev the next time.
    let Some(head) = read.index_head(chat)? else { return Ok(None) };
    let (rev, changed) = changes(read, &head)?;
    let (seq, new) = if rev == head.rev { news(&head) } else { (head.indexed_seq, Vec::new()) };
    if changed.is_empty() && new.is_empty() {
        return Ok(None);
    }
    let mut maker = Maker { read, head: &head, last: seq, made: Vec::new(), bytes: 0 };
    let from = block::number_of(head.indexed_seq.0 + 1);
    for part in new {
        maker.make(part, Some(from))?;
    }
    let end = maker.made.last().map_or(seq, |block| Seq(block::first_of(block.part.end()) - 1));
    let seq = seq.min(end);
    for part in changed {
        if !maker.made.iter().any(|block| block.part.covers(part)) {
            maker.make(part, None)?;
        }
    }
    let blocks = maker.made;
    Ok(Some(Step { before: head, rev, seq, blocks }))
}

/// Blocks with messages that changed, and up to which change that is all of them.
fn changes(read: &mut dyn Read, head: &Head) -> Result<(Rev, BTreeSet<Part>), StoreError> {
    let changed = read.changes_to_index(head, CHANGED)?;
    let (mut parts, mut slices, mut rev) = (BTreeSet::new(), 0, head.indexed_rev);
    let mut last = None;
    for (change, seq) in &changed {
        let small = Part { number: block::number_of(seq.0), size: Size::Small };
        let part = match last.filter(|part: &Part| part.covers(small)) {
            Some(part) => part,
            None => held(read, head.chat, small)?,
        };
        last = Some(part);
        if !parts.contains(&part) {
            slices += part.size.slices();
            if parts.len() >= BLOCKS && slices > SLICES {
                // What the same change did elsewhere is left to the next step, with it.
                let before = Rev(rev.0 - 1);
                let rev = if *change == rev { before.max(head.indexed_rev.next()) } else { rev };
                return Ok((rev, parts));
            }
            parts.insert(part);
        }
        rev = *change;
    }
    Ok((if changed.len() < CHANGED { head.rev } else { rev }, parts))
}

/// The block that took the place of a smallest one.
fn held(read: &mut dyn Read, chat: ChatId, small: Part) -> Result<Part, StoreError> {
    let around = Part::around(small.number, Size::Large);
    let parts = read.index_parts(chat, around.number..around.end())?;
    Ok(parts.into_iter().find(|part| part.covers(small)).unwrap_or(small))
}

/// Up to which message new ones are taken in, and the blocks that makes: up to the end of a largest one.
fn news(head: &Head) -> (Seq, Vec<Part>) {
    if head.indexed_seq >= head.last_seq {
        return (head.indexed_seq, Vec::new());
    }
    let first = block::number_of(head.indexed_seq.0 + 1);
    let end = Part::around(first, Size::Large).end();
    let seq = Seq(block::first_of(end) - 1).min(head.last_seq);
    let (mut number, mut parts) = (first, Vec::new());
    while block::first_of(number) <= seq.0 {
        let sizes = Size::ALL.into_iter().map(|size| Part::around(number, size));
        let full = |part: &Part| block::first_of(part.end()) <= seq.0 + 1;
        let part = sizes.into_iter().find(full).unwrap_or(Part { number, size: Size::Small });
        number = part.end();
        parts.push(part);
    }
    (seq, parts)
}

/// Makes blocks out of the messages of a chat.
struct Maker<'a> {
    read: &'a mut dyn Read,
    head: &'a Head,
    /// The last message that is taken in.
    last: Seq,
    made: Vec<BlockText>,
    /// Of their slices.
    bytes: usize,
}

/// What became of the messages of a block.
enum Made {
    Block(BlockText),
    /// There are none.
    Nothing,
    /// They say more than one block should hold.
    TooMuch,
}

impl Maker<'_> {
    /// Makes a block, or, if its messages say too much for one, those that it would take the place of.
    ///
    /// Where it is a new one, the smallest that is new is named: those before it stay as they are, and once there
    /// is much to write the rest is left to the next step.
    fn make(&mut self, part: Part, new: Option<i64>) -> Result<(), StoreError> {
        if new.is_some_and(|first| part.end() <= first || self.bytes > BYTES) {
            return Ok(());
        }
        match self.one(part)? {
            Made::Block(block) => {
                self.bytes += block.slices.iter().map(Vec::len).sum::<usize>();
                self.made.push(block);
                Ok(())
            }
            Made::Nothing => Ok(()),
            Made::TooMuch => part.parts().try_for_each(|part| self.make(part, new)),
        }
    }

    fn one(&mut self, part: Part) -> Result<Made, StoreError> {
        let start = block::first_of(part.number);
        let (mut said, mut runs) = (Texts::default(), Vec::new());
        for number in part.number..part.end() {
            let first = Seq(block::first_of(number));
            let last = Seq(block::first_of(number + 1) - 1).min(self.last);
            if first > last {
                break;
            }
            let texts = self.read.texts(self.head.chat, first, last)?;
            let Some((place, _)) = texts.first() else { break };
            let run = Span { oldest: place.at, newest: place.at };
            runs.push(texts.iter().fold(run, |run, (place, _)| run.and(place.at)));
            for (message, text) in texts {
                // Less than 4,096: the rows are those of one block.
                let place = u16::try_from(message.seq.0 - start).unwrap_or(u16::MAX);
                if said.add(place, text) > block::GRAMS && part.size > Size::Small {
                    return Ok(Made::TooMuch);
                }
            }
        }
        if runs.is_empty() {
            return Ok(Made::Nothing);
        }
        Ok(Made::Block(BlockText { part, runs, slices: said.slices(part.size) }))
    }
}
