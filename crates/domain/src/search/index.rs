use super::block;
use super::fold;
use crate::port::{Read, StoreError, Tx};
use crate::{ChatId, Rev, Seq, Timestamp};
use std::collections::BTreeSet;

/// Blocks that are written in one transaction: the writer is kept for a millisecond or two.
const BLOCKS: usize = 4;
/// Changed messages that are looked at in one step.
const CHANGED: usize = 1_000;

/// How far a chat is, and how far its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The chat.
    pub chat: ChatId,
    /// The chat's newest change.
    pub rev: Rev,
    /// The chat's newest message.
    pub last_seq: Seq,
    /// The index knows every change of its messages up to here.
    pub indexed_rev: Rev,
    /// The index holds the messages up to here.
    pub indexed_seq: Seq,
}

/// What stands in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockText {
    /// Which of the chat's.
    pub number: i64,
    /// When the oldest of its messages was sent.
    pub oldest: Timestamp,
    /// When the newest was.
    pub newest: Timestamp,
    /// Its slices, see [`block::build`]; empty ones need no row.
    pub slices: Vec<Vec<u8>>,
}

/// A part of the index that is ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What the index was when it was made: nothing is written if it isn't any more.
    pub before: Head,
    /// How far the index is with it.
    pub rev: Rev,
    /// The same of messages.
    pub seq: Seq,
    /// Blocks that are written anew.
    pub blocks: Vec<BlockText>,
}

/// Chats by id, after `after`, whose index lacks something.
///
/// # Errors
/// Only the store's.
pub fn due(read: &mut dyn Read, after: ChatId, limit: usize) -> Result<Vec<ChatId>, StoreError> {
    read.chats_to_index(after, limit)
}

/// The next part of a chat's index; `None` when it has all.
///
/// A block is always made anew from its messages as they are now: whatever became of one, nothing of what it
/// said before stays in the index.
///
/// # Errors
/// Only the store's.
pub fn plan(read: &mut dyn Read, chat: ChatId) -> Result<Option<Step>, StoreError> {
    // The head is read first: what changes after it is found by its rev the next time.
    let Some(head) = read.index_head(chat)? else { return Ok(None) };
    let changed = read.changes_to_index(&head, CHANGED)?;
    let (mut numbers, mut rev, mut whole) = (BTreeSet::new(), head.indexed_rev, true);
    for (change, seq) in &changed {
        let number = block::number_of(seq.0);
        if !numbers.contains(&number) && numbers.len() == BLOCKS {
            // What the same change did elsewhere is left to the next step, with it.
            let before = Rev(rev.0 - 1);
            rev = if *change == rev { before.max(head.indexed_rev.next()) } else { rev };
            whole = false;
            break;
        }
        numbers.insert(number);
        rev = *change;
    }
    let mut seq = head.indexed_seq;
    if whole && changed.len() < CHANGED {
        rev = head.rev;
    }
    if rev == head.rev && seq < head.last_seq {
        let new = block::number_of(seq.0 + 1)..=block::number_of(head.last_seq.0);
        for number in new {
            if !numbers.contains(&number) && numbers.len() == BLOCKS {
                break;
            }
            numbers.insert(number);
            seq = Seq(block::first_of(number + 1) - 1).min(head.last_seq);
        }
    }
    if numbers.is_empty() {
        return Ok(None);
    }
    let blocks = numbers.into_iter().filter_map(|number| made(read, &head, number).transpose());
    let blocks = blocks.collect::<Result<_, StoreError>>()?;
    Ok(Some(Step { before: head, rev, seq, blocks }))
}

fn made(read: &mut dyn Read, head: &Head, number: i64) -> Result<Option<BlockText>, StoreError> {
    let first = Seq(block::first_of(number));
    let last = Seq(block::first_of(number + 1) - 1).min(head.last_seq);
    let rows = read.texts(head.chat, first, last)?;
    let times = || rows.iter().map(|(place, _)| place.at);
    let (Some(oldest), Some(newest)) = (times().min(), times().max()) else { return Ok(None) };
    let folded = rows.iter().map(|(place, text)| {
        // At most 255: the rows are those of one block.
        (u8::try_from(place.seq.0 - first.0).unwrap_or(u8::MAX), fold(text))
    });
    let folded: Vec<(u8, String)> = folded.collect();
    let slices = block::build(folded.iter().map(|(place, text)| (*place, text.as_str())));
    Ok(Some(BlockText { number, oldest, newest, slices }))
}

/// Writes a part of the index, unless somebody wrote another since it was made. Answers whether it did.
///
/// # Errors
/// Only the store's.
pub fn keep(tx: &mut dyn Tx, step: &Step) -> Result<bool, StoreError> {
    if !tx.move_index(step)? {
        return Ok(false);
    }
    step.blocks.iter().try_for_each(|block| tx.put_block(step.before.chat, block))?;
    Ok(true)
}
