use super::StoreError;
use crate::search::{Block, BlockText, Candidate, Head, Part, Place, Scope, Slice, Step};
use crate::{Chat, ChatId, Message, Rev, Seq, Timestamp};
use std::ops::Range;

type Answer<T> = Result<T, StoreError>;

/// Questions of who looks for messages, and of who keeps the index. Whatever takes a scope asks for the
/// viewer's rights in the same question, and answers nothing deleted, hidden from them or below their floor.
pub trait SearchRead {
    /// From here on everything is read as it is now, whatever others write meanwhile.
    fn hold_still(&mut self) -> Answer<()>;
    /// Messages of the scope that the index lacks or knows as they were before, the newest first, at most
    /// `limit`; and whether that is all of them.
    fn unindexed(&mut self, scope: &Scope, limit: usize) -> Answer<(Vec<Candidate>, bool)>;
    /// Blocks that may hold messages of the scope, by the time of their newest message and id, both descending,
    /// after the one with these two.
    fn search_blocks(
        &mut self,
        scope: &Scope,
        after: Option<(Timestamp, i64)>,
        limit: usize,
    ) -> Answer<Vec<Block>>;
    /// Of each of these blocks, by their ids, the slice with the number, by block; where it holds nothing there is
    /// none.
    fn slices(&mut self, wanted: &[(i64, usize)]) -> Answer<Vec<Slice>>;
    /// Those of these messages that are in the scope, in any order.
    fn candidates(&mut self, scope: &Scope, places: &[(ChatId, Seq)]) -> Answer<Vec<Candidate>>;
    /// Those of these messages that are in the scope as the viewer sees them, in any order.
    fn found(&mut self, scope: &Scope, places: &[Place]) -> Answer<Vec<Message>>;
    /// Those of these chats that exist, by id. Whoever asks knows that they may be named.
    fn chats(&mut self, ids: &[ChatId]) -> Answer<Vec<Chat>>;
    /// Chats by id, after `after`, whose index lacks a message or a change of one.
    fn chats_to_index(&mut self, after: ChatId, limit: usize) -> Answer<Vec<ChatId>>;
    /// How far a chat and its index are; `None` when there is no such chat.
    fn index_head(&mut self, chat: ChatId) -> Answer<Option<Head>>;
    /// Changes of indexed messages that the index lacks, up to the head's `rev`, by rev.
    fn changes_to_index(&mut self, head: &Head, limit: usize) -> Answer<Vec<(Rev, Seq)>>;
    /// The blocks of a chat that begin with one of these numbers, by number.
    fn index_parts(&mut self, chat: ChatId, numbers: Range<i64>) -> Answer<Vec<Part>>;
    /// What the messages `first..=last` say, by seq; deleted ones nothing. For the index alone.
    fn texts(&mut self, chat: ChatId, first: Seq, last: Seq) -> Answer<Vec<(Place, String)>>;
}

/// Changes of the index.
pub trait SearchWrite {
    /// Notes how far a chat's index is, if it is still as it was when the step was made.
    fn move_index(&mut self, step: &Step) -> Answer<bool>;
    /// Writes a block in place of all that begin in what it takes the place of.
    fn put_block(&mut self, chat: ChatId, block: &BlockText) -> Answer<()>;
}
