use super::StoreError;
use crate::message::{Hidden, Reacting, ReadBy, Version, WhoReacted, WhoRead};
use crate::{Chat, ChatId, Membership, Message, NotificationId, Rev, Seq, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about what became of messages.
pub trait LifeRead {
    /// What a message said before, oldest first; nothing of one that was never edited.
    fn versions(&mut self, chat: ChatId, seq: Seq) -> Answer<Vec<Version>>;
    /// The unread notifications of a message, by person and id, at most `limit`.
    fn unread_about(
        &mut self,
        chat: ChatId,
        seq: Seq,
        limit: usize,
    ) -> Answer<Vec<(UserId, NotificationId)>>;
    /// The members who have read a message, by id: those who keep it to themselves, who are away, and between
    /// whom and the viewer a block stands are left out.
    fn who_read(&mut self, which: &WhoRead, limit: usize) -> Answer<Vec<ReadBy>>;
    /// The messages that are pinned to a chat, as `viewer` sees them, the newest pin first.
    fn pinned(&mut self, viewer: UserId, chat: ChatId, limit: usize) -> Answer<Vec<Message>>;
    /// Messages that a person deleted for themselves with `since < rev <= upto`, by `rev`.
    fn changed_hidden(
        &mut self,
        user: UserId,
        since: Rev,
        upto: Rev,
        limit: usize,
    ) -> Answer<Vec<Hidden>>;
    /// The first messages that a person may read, of the chats that they are in and that are not there for
    /// them from the beginning, each with the `rev` of their row.
    fn firsts_of(&mut self, user: UserId) -> Answer<Vec<(ChatId, Rev, Seq)>>;
    /// Reactions by emoji and person.
    fn who_reacted(&mut self, which: &WhoReacted, limit: usize) -> Answer<Vec<Reacting>>;
}

/// Changes of messages that were sent. Each writes the `rev` of the locked chat, which is the message's.
pub trait LifeWrite {
    /// Writes a message's text and when it was edited, and keeps what it said before: the first version
    /// and the newest, together with the present one [`crate::message::MAX_VERSIONS`].
    fn put_edit(&mut self, chat: &Chat, message: &Message, before: &Version) -> Answer<()>;
    /// Writes what is left of a message that is deleted, and erases what hangs on it.
    fn put_deleted(&mut self, chat: &Chat, message: &Message) -> Answer<()>;
    /// Stores a reaction that is not there yet.
    fn put_reaction(&mut self, chat: &Chat, seq: Seq, one: &Reacting) -> Answer<()>;
    /// Removes a reaction that is there.
    fn drop_reaction(&mut self, chat: &Chat, seq: Seq, one: &Reacting) -> Answer<()>;
    /// Writes whether and how a message is pinned.
    fn put_pin(&mut self, chat: &Chat, message: &Message) -> Answer<()>;
    /// Notes that a person deleted a message for themselves.
    fn put_hidden(&mut self, user: UserId, one: &Hidden) -> Answer<()>;
    /// Writes how far a member cleared their history (`cleared_seq`, `cleared_rev`,
    /// `own_after`, `user_rev`).
    fn put_cleared(&mut self, me: &Membership) -> Answer<()>;
}
