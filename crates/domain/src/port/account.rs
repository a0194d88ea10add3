use super::StoreError;
use crate::{
    Chat, ChatId, ClientId, Handle, Membership, Message, Timestamp, User, UserBrief, UserId,
};

type Answer<T> = Result<T, StoreError>;

/// Questions about accounts.
pub trait AccountRead {
    /// Whoever has or had this username, or one that looks like it.
    fn user_by_any_handle(&mut self, handle: &Handle) -> Answer<Option<UserId>>;
    /// How many usernames the person took after `since`.
    fn handles_since(&mut self, user: UserId, since: Timestamp) -> Answer<usize>;
    /// The person's friends by id.
    fn friends_of(&mut self, user: UserId) -> Answer<Vec<UserId>>;
    /// The usernames that the person has or had, with when they took each, oldest first.
    fn handles_of(&mut self, user: UserId) -> Answer<Vec<(Handle, Timestamp)>>;
    /// The chats that the person is or was in by id, after `after`, with their rows in them.
    fn memberships_of(
        &mut self,
        user: UserId,
        after: Option<ChatId>,
        limit: usize,
    ) -> Answer<Vec<(Chat, Membership)>>;
    /// The messages that the person wrote, by client id, after `after`.
    fn messages_by(
        &mut self,
        user: UserId,
        after: Option<&ClientId>,
        limit: usize,
    ) -> Answer<Vec<Message>>;
    /// Everybody with whom the person has or had anything to do, by id.
    fn relations_of(&mut self, user: UserId) -> Answer<Vec<UserId>>;
    /// People who share most groups with the person and whom nothing ties to them yet, with how many
    /// groups; most first.
    fn suggestions(&mut self, user: UserId, limit: usize) -> Answer<Vec<(UserBrief, i64)>>;
}

/// Changes of accounts.
pub trait AccountWrite {
    /// Takes a username for a person. One that is or was somebody else's, also by its look, is a
    /// `Conflict` naming `handle`.
    fn claim_handle(&mut self, user: UserId, handle: &Handle, at: Timestamp) -> Answer<()>;
    /// Locks the chats that a person is in, then the person; answers the person. A chat that they come
    /// into meanwhile is a `Retry`.
    fn lock_with_chats(&mut self, user: UserId) -> Answer<Option<User>>;
    /// Writes all of a person's row but the streams' revs, the rights and the times of coming and going.
    fn put_account(&mut self, user: &User) -> Answer<()>;
    /// Moves each chat that the person is in on by one change, which touches the person's row in it;
    /// answers those rows by chat.
    fn touch_memberships(&mut self, user: UserId) -> Answer<Vec<Membership>>;
    /// Notes on the person's direct chats whether they are gone, so that sending needs to look nowhere else.
    fn set_gone(&mut self, user: UserId, gone: bool) -> Answer<()>;
    /// Removes everything about a person that isn't a message or a bare number, wherever it stands.
    fn erase(&mut self, user: UserId) -> Answer<()>;
    /// Removes a chat that nobody is in any more, with all its messages.
    fn purge_chat(&mut self, chat: ChatId) -> Answer<()>;
}
