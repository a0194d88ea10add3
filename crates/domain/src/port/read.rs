use super::{
    AccountRead, AdminRead, DigestRead, GroupRead, JobRead, KeepRead, LifeRead, LineRead, LinkRead,
    NotificationRead, OwnRead, PolicyRead, PushRead, ReportRead, SearchRead, SecondFactorRead,
    StatisticsRead, StoreError,
};
use crate::contact::{Contact, ContactFilter, Relation};
use crate::{
    Chat, ChatId, ChatSummary, ContactId, Email, Handle, Member, Membership, Message, Rev, Role,
    SearchText, Seq, Session, SessionId, Timestamp, User, UserBrief, UserId, chat::ChatCursor,
};

type Answer<T> = Result<T, StoreError>;

/// Questions about people.
pub trait UserRead {
    /// One person.
    fn user(&mut self, id: UserId) -> Answer<Option<User>>;
    /// Those of `ids` that exist, by id.
    fn users(&mut self, ids: &[UserId]) -> Answer<Vec<User>>;
    /// The person with exactly this username.
    fn user_by_handle(&mut self, handle: &Handle) -> Answer<Option<User>>;
    /// The person with this address ([`Email::key`]).
    fn user_by_email(&mut self, email: &Email) -> Answer<Option<User>>;
    /// People whose username or a word of whose display name begins with `query`, by username,
    /// after `after`.
    fn find_users(
        &mut self,
        query: &SearchText,
        after: Option<&Handle>,
        limit: usize,
    ) -> Answer<Vec<UserBrief>>;
    /// The newest change of a person's own stream; 0 when there is no such person.
    fn user_rev(&mut self, id: UserId) -> Answer<Rev>;
    /// Whether any administrator exists.
    fn has_admin(&mut self) -> Answer<bool>;
}

/// Questions about chats and who is in them.
pub trait ChatRead {
    /// A chat with the row of a current member; `None` when either is missing.
    fn chat_for(&mut self, chat: ChatId, user: UserId) -> Answer<Option<(Chat, Membership)>>;
    /// A person's row in a chat, also when they have left.
    fn membership(&mut self, chat: ChatId, user: UserId) -> Answer<Option<Membership>>;
    /// Current members by user id, after `after`.
    fn members(&mut self, chat: ChatId, after: Option<UserId>, limit: usize)
    -> Answer<Vec<Member>>;
    /// Those of `users` who are in the chat now, as members, by id.
    fn members_among(&mut self, chat: ChatId, users: &[UserId]) -> Answer<Vec<Member>>;
    /// Those of `users` who are in the chat now.
    fn current_members(&mut self, chat: ChatId, users: &[UserId]) -> Answer<Vec<UserId>>;
    /// The direct chat of two people, in either order.
    fn direct_chat(&mut self, a: UserId, b: UserId) -> Answer<Option<ChatId>>;
    /// A person's chats by activity and id, descending, after `cursor`; at most 10 members each.
    fn chats_of(
        &mut self,
        user: UserId,
        cursor: Option<ChatCursor>,
        limit: usize,
    ) -> Answer<Vec<ChatSummary>>;
    /// One chat as a current member sees it; of a large group 10 members.
    fn summary(&mut self, chat: ChatId, user: UserId) -> Answer<Option<ChatSummary>>;
    /// The same without members.
    fn bare_summary(&mut self, chat: ChatId, user: UserId) -> Answer<Option<ChatSummary>>;
    /// Those of `chats` that the person is in now, by chat id; of large groups 10 members each.
    fn summaries(&mut self, user: UserId, chats: &[ChatId]) -> Answer<Vec<ChatSummary>>;
    /// Every chat that the person is in now, with the `rev` of their row: what a socket subscribes to.
    fn chat_ids_of(&mut self, user: UserId) -> Answer<Vec<(ChatId, Rev)>>;
    /// The large groups among them.
    fn large_chats_of(&mut self, user: UserId) -> Answer<Vec<ChatId>>;
    /// Rows of the person with `since < user_rev <= upto`, by `user_rev`.
    fn changed_memberships(
        &mut self,
        user: UserId,
        since: Rev,
        upto: Rev,
        limit: usize,
    ) -> Answer<Vec<Membership>>;
    /// Members with `since < rev <= upto`, also those who left, by `rev`.
    fn changed_members(
        &mut self,
        chat: ChatId,
        since: Rev,
        upto: Rev,
        limit: usize,
    ) -> Answer<Vec<Member>>;
}

/// What a command needs to know to take a message.
#[derive(Clone, Debug)]
pub struct SendContext {
    /// The chat, locked until the transaction ends.
    pub chat: Chat,
    /// What the sender may do in it.
    pub role: Role,
    /// When they last wrote while slow mode was on.
    pub sent_at: Option<Timestamp>,
    /// The message that this sender stored under this client id before.
    pub replay: Option<Message>,
}

/// Questions about messages.
pub trait MessageRead {
    /// The newest seq of a chat; 0 when it is empty or missing.
    fn last_seq(&mut self, chat: ChatId) -> Answer<Seq>;
    /// Messages `first..=last` by seq, as `viewer` sees them.
    fn messages(
        &mut self,
        viewer: UserId,
        chat: ChatId,
        first: Seq,
        last: Seq,
    ) -> Answer<Vec<Message>>;
    /// Messages with `since < rev <= upto` by `rev`, as `viewer` sees them now. One that was sent by `upto` and
    /// changed after it has the `rev` under which it was sent.
    fn changed_messages(
        &mut self,
        viewer: UserId,
        chat: ChatId,
        since: Rev,
        upto: Rev,
        limit: usize,
    ) -> Answer<Vec<Message>>;
    /// How many messages have `rev > since`; counting stops at `limit`.
    fn count_changed(&mut self, chat: ChatId, since: Rev, limit: i64) -> Answer<i64>;
    /// How many messages `after < seq <= upto` the person wrote.
    fn count_sent(&mut self, chat: ChatId, sender: UserId, after: Seq, upto: Seq) -> Answer<i64>;
}

/// Questions about sessions and passwords.
pub trait SessionRead {
    /// One session, also an ended one.
    fn session(&mut self, id: SessionId) -> Answer<Option<Session>>;
    /// The session whose cookie has this SHA-256.
    fn session_by_cookie(&mut self, hash: &[u8]) -> Answer<Option<Session>>;
    /// A person's sessions that are not revoked, newest use first, at most 100.
    fn sessions_of(&mut self, user: UserId) -> Answer<Vec<Session>>;
    /// The finished hash of a person's password.
    fn password_hash(&mut self, user: UserId) -> Answer<Option<String>>;
}

/// Questions about what people have to do with each other.
pub trait ContactRead {
    /// What two people have to do with each other, in either order; `None` when they never had anything.
    fn relation(&mut self, a: UserId, b: UserId) -> Answer<Option<Relation>>;
    /// The two people of a relation, the lower id first.
    fn relation_pair(&mut self, id: ContactId) -> Answer<Option<(UserId, UserId)>>;
    /// A person's contacts of one kind by id, after `after`.
    fn contacts(
        &mut self,
        user: UserId,
        filter: ContactFilter,
        after: Option<ContactId>,
        limit: usize,
    ) -> Answer<Vec<Contact>>;
    /// Contacts of the person with `since < rev <= upto`, by `rev`, also those that are empty now.
    fn changed_contacts(
        &mut self,
        user: UserId,
        since: Rev,
        upto: Rev,
        limit: usize,
    ) -> Answer<Vec<Contact>>;
    /// Whether two people are in the same group now.
    fn share_group(&mut self, a: UserId, b: UserId) -> Answer<bool>;
    /// Everybody between whom and the person a block stands, whosever.
    fn veiled_from(&mut self, user: UserId) -> Answer<Vec<UserId>>;
}

/// Every question.
pub trait Read:
    UserRead
    + AccountRead
    + ChatRead
    + GroupRead
    + MessageRead
    + SessionRead
    + SecondFactorRead
    + ContactRead
    + AdminRead
    + JobRead
    + LinkRead
    + NotificationRead
    + PolicyRead
    + PushRead
    + ReportRead
    + StatisticsRead
    + DigestRead
    + LifeRead
    + LineRead
    + KeepRead
    + OwnRead
    + SearchRead
{
}

impl<T> Read for T where
    T: UserRead
        + AccountRead
        + ChatRead
        + GroupRead
        + MessageRead
        + SessionRead
        + SecondFactorRead
        + ContactRead
        + AdminRead
        + JobRead
        + LinkRead
        + NotificationRead
        + PolicyRead
        + PushRead
        + ReportRead
        + StatisticsRead
        + DigestRead
        + LifeRead
        + LineRead
        + KeepRead
        + OwnRead
        + SearchRead
{
}
