use super::StoreError;
use crate::chat::Kept;
use crate::{ChatId, Rev, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about what people keep of chats for themselves.
pub trait KeepRead {
    /// What a person keeps of these chats, by chat id; nothing of those of which nothing is kept.
    fn kept(&mut self, user: UserId, chats: &[ChatId]) -> Answer<Vec<Kept>>;
    /// What of it changed with `since < rev <= upto`, by `rev`.
    fn changed_kept(
        &mut self,
        user: UserId,
        since: Rev,
        upto: Rev,
        limit: usize,
    ) -> Answer<Vec<Kept>>;
    /// The chats that a person pinned, the newest pin first.
    fn pinned_chats(&mut self, user: UserId) -> Answer<Vec<ChatId>>;
    /// How many chats a person pinned, and how many drafts they have.
    fn count_kept(&mut self, user: UserId) -> Answer<(i64, i64)>;
}

/// Changes of what people keep of chats.
pub trait KeepWrite {
    /// Writes a row whole.
    fn put_kept(&mut self, user: UserId, kept: &Kept) -> Answer<()>;
}
