use super::{
    AccountWrite, AdminWrite, DigestWrite, GroupWrite, JobWrite, KeepWrite, LifeWrite, LineWrite,
    LinkWrite, NotificationWrite, PolicyWrite, PushWrite, Read, ReportWrite, SearchWrite,
    SecondFactorWrite, SendContext, StatisticsWrite, StoreError,
};
use crate::contact::Relation;
use crate::{
    Chat, ChatId, ClientId, Event, Membership, Message, Rev, SessionId, Timestamp, Title, User,
    UserId, account::Register,
};

type Answer<T> = Result<T, StoreError>;

/// Changes of people.
pub trait UserWrite {
    /// Makes an account with its password. A taken name is a `Conflict` naming `handle`, a taken
    /// address one naming `email`.
    fn insert_user(&mut self, new: &Register) -> Answer<User>;
    /// Moves each person's own stream on by one and answers the new revs in the order of `ids`,
    /// which must be ascending.
    fn bump_users(&mut self, ids: &[UserId]) -> Answer<Vec<(UserId, Rev)>>;
    /// Moves one person's own stream on by one and answers its new rev.
    fn bump_user(&mut self, id: UserId) -> Answer<Rev> {
        let bumped = self.bump_users(&[id])?;
        bumped.first().map(|(_, rev)| *rev).ok_or_else(|| StoreError::lost("bump user"))
    }
    /// Notes when a person was last there; never moves back.
    fn set_last_seen(&mut self, id: UserId, at: Timestamp) -> Answer<()>;
}

/// Changes of chats and memberships.
pub trait ChatWrite {
    /// Makes the direct chat of two people, or that of one person with themselves, still empty of members;
    /// `None` when it exists.
    fn insert_direct(&mut self, a: UserId, b: UserId, at: Timestamp) -> Answer<Option<Chat>>;
    /// Makes a group, still empty of members.
    fn insert_group(&mut self, title: &Title, at: Timestamp) -> Answer<Chat>;
    /// Locks a chat's row until the transaction ends.
    fn lock_chat(&mut self, chat: ChatId) -> Answer<Option<Chat>>;
    /// Writes a locked chat's title, information, settings, blocks, revs, counts and times.
    fn update_chat(&mut self, chat: &Chat) -> Answer<()>;
    /// Writes rows whole, new ones and those that exist.
    fn put_members(&mut self, rows: &[Membership]) -> Answer<()>;
    /// The current member who inherits a group: of those who are here, else of those who are suspended or
    /// away, the admin who joined first, else the member who did; the lower id of two.
    fn heir(&mut self, chat: ChatId) -> Answer<Option<Membership>>;
    /// Writes a member's cursor (`read_seq`, `read_at`, `own_after`) and its step in time: with the chat the `rev` of
    /// both, as everybody is told; without it the `user_rev`, as only they are.
    fn set_read(&mut self, chat: Option<&Chat>, me: &Membership) -> Answer<()>;
}

/// Changes of messages: the hot path.
pub trait MessageWrite {
    /// Locks the chat and finds what sending needs, in one question; `None` unless the sender is a
    /// current member.
    fn send_context(
        &mut self,
        chat: ChatId,
        sender: UserId,
        client_id: &ClientId,
    ) -> Answer<Option<SendContext>>;
    /// Stores a message, the chat's head (`rev`, `last_seq`, `activity_at`), and one more own
    /// message after the sender's cursor. A client id that somebody took since
    /// [`MessageWrite::send_context`] looked is a `Retry`: the next look finds it.
    fn append(&mut self, chat: &Chat, message: &Message) -> Answer<()>;
    /// Notes when somebody wrote, for slow mode.
    fn note_sent(&mut self, chat: ChatId, sender: UserId, at: Timestamp) -> Answer<()>;
}

/// A session to be stored; see [`crate::Session`] for the fields.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Whose.
    pub user: UserId,
    /// Now.
    pub at: Timestamp,
    /// When it ends unless used.
    pub idle_until: Timestamp,
    /// When it ends whatever happens.
    pub ends_at: Timestamp,
    /// At most 256 bytes.
    pub user_agent: String,
    /// 32 random bytes.
    pub secret: Vec<u8>,
    /// SHA-256 of the cookie, for pages.
    pub cookie_hash: Option<Vec<u8>>,
}

/// Changes of sessions and passwords.
pub trait SessionWrite {
    /// Stores a session.
    fn insert_session(&mut self, new: &NewSession) -> Answer<SessionId>;
    /// Locks a session's row until the transaction ends.
    fn lock_session(&mut self, id: SessionId) -> Answer<Option<crate::Session>>;
    /// Notes a rotation: the generation, when, and when the session now ends by idleness.
    fn rotate_session(
        &mut self,
        id: SessionId,
        generation: i64,
        at: Timestamp,
        idle_until: Timestamp,
    ) -> Answer<()>;
    /// Notes a use; never moves back.
    fn touch_session(&mut self, id: SessionId, at: Timestamp, idle_until: Timestamp) -> Answer<()>;
    /// Ends those of a person's sessions that are not yet ended, and answers them.
    fn revoke_sessions(
        &mut self,
        user: UserId,
        ids: &[SessionId],
        at: Timestamp,
    ) -> Answer<Vec<SessionId>>;
    /// Replaces the finished hash of a person's password.
    fn set_password_hash(&mut self, user: UserId, hash: &str) -> Answer<()>;
}

/// Changes of what people have to do with each other.
pub trait ContactWrite {
    /// Locks the row of two people until the transaction ends, making it when there is none.
    fn lock_relation(&mut self, a: UserId, b: UserId) -> Answer<Relation>;
    /// Writes a locked row whole.
    fn put_relation(&mut self, relation: &Relation) -> Answer<()>;
}

/// Everything: one command's view of the transaction that it runs in.
pub trait Tx:
    Read
    + UserWrite
    + AccountWrite
    + ChatWrite
    + GroupWrite
    + MessageWrite
    + SessionWrite
    + SecondFactorWrite
    + ContactWrite
    + AdminWrite
    + JobWrite
    + LinkWrite
    + NotificationWrite
    + PolicyWrite
    + PushWrite
    + ReportWrite
    + StatisticsWrite
    + DigestWrite
    + LifeWrite
    + LineWrite
    + KeepWrite
    + SearchWrite
{
    /// Tells an event, once the transaction has been committed and unless it is undone.
    fn emit(&mut self, event: Event);
    /// This transaction as something that only reads.
    fn as_read(&mut self) -> &mut dyn Read;
}
