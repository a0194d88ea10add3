use super::StoreError;
use crate::chat::Ban;
use crate::{ChatId, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about how people come into groups.
pub trait GroupRead {
    /// Those of `users` who are kept out of a group.
    fn banned(&mut self, chat: ChatId, users: &[UserId]) -> Answer<Vec<UserId>>;
    /// Who is kept out of a group, by id, after `after`.
    fn bans(&mut self, chat: ChatId, after: Option<UserId>, limit: usize) -> Answer<Vec<Ban>>;
}

/// Changes of how people come into groups; the chat's row is locked.
pub trait GroupWrite {
    /// Keeps somebody out; nothing changes for those who are kept out already.
    fn put_ban(&mut self, chat: ChatId, user: UserId, by: UserId, at: Timestamp) -> Answer<()>;
    /// Lets somebody in again.
    fn delete_ban(&mut self, chat: ChatId, user: UserId) -> Answer<()>;
}
