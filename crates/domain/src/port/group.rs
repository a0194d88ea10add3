use super::StoreError;
use crate::chat::{Ban, GroupInvitation, GroupInvitationId, JoinCode, JoinRequest, PublicGroup};
use crate::{Chat, ChatId, CodeText, Member, SearchText, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about how people come into groups.
pub trait GroupRead {
    /// Those of `users` who are kept out of a group.
    fn banned(&mut self, chat: ChatId, users: &[UserId]) -> Answer<Vec<UserId>>;
    /// Who is kept out of a group, by id, after `after`.
    fn bans(&mut self, chat: ChatId, after: Option<UserId>, limit: usize) -> Answer<Vec<Ban>>;
    /// Current members by user id, after `after`, whose username or a word of whose name begins with
    /// `query`.
    fn find_members(
        &mut self,
        chat: ChatId,
        query: &SearchText,
        after: Option<UserId>,
        limit: usize,
    ) -> Answer<Vec<Member>>;
    /// A chat by itself.
    fn chat(&mut self, chat: ChatId) -> Answer<Option<Chat>>;
    /// The code that is spelt so, whether it lets anybody in or not.
    fn join_code(&mut self, code: &CodeText) -> Answer<Option<JoinCode>>;
    /// A group's codes that still let people in, newest first.
    fn join_codes(&mut self, chat: ChatId, now: Timestamp, limit: usize) -> Answer<Vec<JoinCode>>;
    /// Since when somebody asks to come in.
    fn join_request(&mut self, chat: ChatId, user: UserId) -> Answer<Option<Timestamp>>;
    /// Who asks to come in, by id, after `after`.
    fn join_requests(
        &mut self,
        chat: ChatId,
        after: Option<UserId>,
        limit: usize,
    ) -> Answer<Vec<JoinRequest>>;
    /// How many ask to come in.
    fn count_join_requests(&mut self, chat: ChatId) -> Answer<i64>;
    /// Into which group an invitation of this person is.
    fn group_invitation(&mut self, id: GroupInvitationId, user: UserId) -> Answer<Option<ChatId>>;
    /// A person's invitations into groups that somebody is in, newest first, before `before`.
    fn group_invitations(
        &mut self,
        user: UserId,
        before: Option<GroupInvitationId>,
        limit: usize,
    ) -> Answer<Vec<GroupInvitation>>;
    /// Public groups that somebody is in, a word of whose title begins with `query`, newest first,
    /// before `before`.
    fn public_groups(
        &mut self,
        viewer: UserId,
        query: Option<&SearchText>,
        before: Option<ChatId>,
        limit: usize,
    ) -> Answer<Vec<PublicGroup>>;
}

/// Changes of how people come into groups; the chat's row is locked.
pub trait GroupWrite {
    /// Keeps somebody out; nothing changes for those who are kept out already.
    fn put_ban(&mut self, chat: ChatId, user: UserId, by: UserId, at: Timestamp) -> Answer<()>;
    /// Lets somebody in again.
    fn delete_ban(&mut self, chat: ChatId, user: UserId) -> Answer<()>;
    /// Stores an invitation; whether there was none before.
    fn put_group_invitation(
        &mut self,
        chat: ChatId,
        user: UserId,
        by: UserId,
        at: Timestamp,
    ) -> Answer<bool>;
    /// Somebody is invited no more.
    fn delete_group_invitation(&mut self, chat: ChatId, user: UserId) -> Answer<()>;
    /// Stores a code.
    fn put_join_code(&mut self, code: &JoinCode) -> Answer<()>;
    /// Counts one more use of a code.
    fn use_join_code(&mut self, code: &CodeText) -> Answer<()>;
    /// Takes a code back.
    fn delete_join_code(&mut self, code: &CodeText) -> Answer<()>;
    /// Takes back the codes of a group that somebody made; all of them for `None`.
    fn drop_codes(&mut self, chat: ChatId, made_by: Option<UserId>) -> Answer<()>;
    /// Forgets a group's codes that let nobody in any more.
    fn drop_old_codes(&mut self, chat: ChatId, now: Timestamp) -> Answer<()>;
    /// The owner and the admins of a group, by id.
    fn admins(&mut self, chat: ChatId, limit: usize) -> Answer<Vec<UserId>>;
    /// Notes that somebody asks to come in.
    fn put_join_request(&mut self, chat: ChatId, user: UserId, at: Timestamp) -> Answer<()>;
    /// Somebody asks no more.
    fn delete_join_request(&mut self, chat: ChatId, user: UserId) -> Answer<()>;
}
