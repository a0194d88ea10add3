//! Rows as they are stored, and what they mean. Private to this crate.

use crate::schema::{chats, memberships, messages, sessions, users};
use diesel::prelude::*;
use domain::{
    Chat, ChatId, ChatKind, ClientId, DisplayName, Email, Handle, Member, Membership, Message,
    MessageText, Rev, Role, Seq, Session, SessionId, Timestamp, Title, User, UserBrief, UserId,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct UserRow {
    id: i64,
    handle: String,
    email: String,
    display_name: String,
    is_admin: bool,
    created_at: i64,
    last_seen: Option<i64>,
    rev: i64,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId(row.id),
            handle: Handle::from_stored(row.handle),
            email: Email::from_stored(row.email),
            display_name: DisplayName::from_stored(row.display_name),
            is_admin: row.is_admin,
            created_at: Timestamp(row.created_at),
            last_seen: row.last_seen.map(Timestamp),
            rev: Rev(row.rev),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
pub(crate) struct BriefRow {
    id: i64,
    handle: String,
    display_name: String,
    last_seen: Option<i64>,
}

impl From<BriefRow> for UserBrief {
    fn from(row: BriefRow) -> Self {
        Self {
            id: UserId(row.id),
            handle: Handle::from_stored(row.handle),
            display_name: DisplayName::from_stored(row.display_name),
            last_seen: row.last_seen.map(Timestamp),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(crate) struct SessionRow {
    id: i64,
    user_id: i64,
    created_at: i64,
    last_used_at: i64,
    idle_until: i64,
    ends_at: i64,
    user_agent: String,
    secret: Vec<u8>,
    cookie_hash: Option<Vec<u8>>,
    generation: i64,
    rotated_at: i64,
    revoked_at: Option<i64>,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: SessionId(row.id),
            user: UserId(row.user_id),
            created_at: Timestamp(row.created_at),
            last_used_at: Timestamp(row.last_used_at),
            idle_until: Timestamp(row.idle_until),
            ends_at: Timestamp(row.ends_at),
            user_agent: row.user_agent,
            secret: row.secret,
            cookie_hash: row.cookie_hash,
            generation: row.generation,
            rotated_at: Timestamp(row.rotated_at),
            revoked_at: row.revoked_at.map(Timestamp),
        }
    }
}

const DIRECT: i32 = 0;
const GROUP: i32 = 1;
const OWNER: i32 = 0;
const MEMBER: i32 = 1;

pub(crate) const fn kind_number(kind: ChatKind) -> i32 {
    match kind {
        ChatKind::Direct => DIRECT,
        ChatKind::Group => GROUP,
    }
}

pub(crate) const fn role_number(role: Role) -> i32 {
    match role {
        Role::Owner => OWNER,
        Role::Member => MEMBER,
    }
}

const fn role_of(number: i32) -> Role {
    if number == OWNER { Role::Owner } else { Role::Member }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = chats)]
pub(crate) struct ChatRow {
    id: i64,
    kind: i32,
    title: Option<String>,
    rev: i64,
    meta_rev: i64,
    last_seq: i64,
    member_count: i64,
    created_at: i64,
    activity_at: i64,
}

impl From<ChatRow> for Chat {
    fn from(row: ChatRow) -> Self {
        Self {
            id: ChatId(row.id),
            kind: if row.kind == DIRECT { ChatKind::Direct } else { ChatKind::Group },
            title: row.title.map(Title::from_stored),
            rev: Rev(row.rev),
            meta_rev: Rev(row.meta_rev),
            last_seq: Seq(row.last_seq),
            member_count: row.member_count,
            created_at: Timestamp(row.created_at),
            activity_at: Timestamp(row.activity_at),
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = memberships)]
pub(crate) struct MembershipRow {
    chat_id: i64,
    user_id: i64,
    role: i32,
    rev: i64,
    user_rev: i64,
    joined_at: i64,
    left_at: Option<i64>,
    read_seq: i64,
    read_at: Option<i64>,
    own_after: i64,
}

impl From<MembershipRow> for Membership {
    fn from(row: MembershipRow) -> Self {
        Self {
            chat: ChatId(row.chat_id),
            user: UserId(row.user_id),
            role: role_of(row.role),
            rev: Rev(row.rev),
            user_rev: Rev(row.user_rev),
            joined_at: Timestamp(row.joined_at),
            left_at: row.left_at.map(Timestamp),
            read_seq: Seq(row.read_seq),
            read_at: row.read_at.map(Timestamp),
            own_after: row.own_after,
        }
    }
}

impl From<&Membership> for MembershipRow {
    fn from(row: &Membership) -> Self {
        Self {
            chat_id: row.chat.0,
            user_id: row.user.0,
            role: role_number(row.role),
            rev: row.rev.0,
            user_rev: row.user_rev.0,
            joined_at: row.joined_at.0,
            left_at: row.left_at.map(|at| at.0),
            read_seq: row.read_seq.0,
            read_at: row.read_at.map(|at| at.0),
            own_after: row.own_after,
        }
    }
}

/// A membership with the person it is about.
pub(crate) fn member(row: MembershipRow, brief: BriefRow) -> Member {
    Member::new(&row.into(), brief.into())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
pub(crate) struct MessageRow {
    chat_id: i64,
    seq: i64,
    rev: i64,
    sender_id: i64,
    client_id: String,
    body: String,
    sent_at: i64,
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        Self {
            chat: ChatId(row.chat_id),
            seq: Seq(row.seq),
            rev: Rev(row.rev),
            sender: UserId(row.sender_id),
            client_id: ClientId::from_stored(row.client_id),
            text: MessageText::from_stored(row.body),
            sent_at: Timestamp(row.sent_at),
        }
    }
}
