use super::block::Size;
use super::find::Span;
use crate::port::{Read, StoreError, Tx};
use crate::{ChatId, Rev, Seq};

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

/// Where a block stands in its chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Of the chat's smallest blocks the first that it takes the place of.
    pub number: i64,
    /// How large it is.
    pub size: Size,
}

impl Part {
    /// The block of a size that takes the place of a smallest one: blocks begin at multiples of their size.
    pub fn around(number: i64, size: Size) -> Self {
        Self { number: number.div_euclid(size.span()) * size.span(), size }
    }

    /// The smallest block after it.
    pub const fn end(self) -> i64 {
        self.number + self.size.span()
    }

    /// Whether it takes the place of the other.
    pub const fn covers(self, other: Self) -> bool {
        self.number <= other.number && other.end() <= self.end()
    }

    /// The blocks of the next smaller size that it takes the place of.
    pub(super) fn parts(self) -> impl Iterator<Item = Self> {
        let sized = self.size.smaller().into_iter();
        sized.flat_map(move |size| {
            let step = usize::try_from(size.span()).unwrap_or(1);
            (self.number..self.end()).step_by(step).map(move |number| Self { number, size })
        })
    }
}

/// What stands in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockText {
    /// Which of the chat's.
    pub part: Part,
    /// When each 256 of its messages were sent; at least one.
    pub runs: Vec<Span>,
    /// Its slices by number; empty ones need no row.
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
