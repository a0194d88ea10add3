//! Rows as they are stored, and what they mean. Private to this crate.

mod audit;
mod code;
mod group;
mod job;
mod kept;
mod line;
mod link;
mod message;
mod notification;
mod people;
mod policy;
mod quiet;
mod report;

pub(crate) use audit::{AuditRow, audit_details};
pub(crate) use code::JoinCodeRow;
pub(crate) use group::{settings_number, settings_of};
pub(crate) use job::{DEAD, DONE, JobRow, WAITING, job_state_number};
pub(crate) use kept::KeptRow;
pub(crate) use line::LineRow;
pub(crate) use link::{LinkRow, purpose_number};
pub(crate) use message::{MessageRow, VersionRow};
pub(crate) use notification::{NotificationRow, notification, notification_number};
pub(crate) use people::{AccountRow, BriefRow, UserRow, brief};
pub(crate) use policy::InvitationRow;
pub(crate) use quiet::{SettingsRow, digest_of, mute_number, mute_of};
pub(crate) use report::{AnnouncementRow, ReportRow, place, state_number};

use crate::schema::{chats, memberships, relations, sessions};

use diesel::prelude::*;
use domain::chat::{GroupInfo, Pair, Shut};
use domain::contact::{FriendRequest, Relation, Side};
use domain::{
    Chat, ChatId, ChatKind, Color, ContactId, Description, Member, Membership, Note, Rev, Role,
    Rules, Seq, Session, SessionId, Timestamp, Title, UserId,
};

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
const SAVED: i32 = 2;
const OWNER: i32 = 0;
const MEMBER: i32 = 1;
const ADMIN: i32 = 2;

pub(crate) const fn kind_number(kind: ChatKind) -> i32 {
    match kind {
        ChatKind::Direct => DIRECT,
        ChatKind::Group => GROUP,
        ChatKind::Saved => SAVED,
    }
}

pub(crate) const fn role_number(role: Role) -> i32 {
    match role {
        Role::Owner => OWNER,
        Role::Member => MEMBER,
        Role::Admin => ADMIN,
    }
}

pub(crate) const fn role_of(number: i32) -> Role {
    match number {
        OWNER => Role::Owner,
        ADMIN => Role::Admin,
        _ => Role::Member,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = chats)]
pub(crate) struct ChatRow {
    id: i64,
    kind: i32,
    title: Option<String>,
    pair_lo: Option<i64>,
    pair_hi: Option<i64>,
    rev: i64,
    meta_rev: i64,
    last_seq: i64,
    member_count: i64,
    created_at: i64,
    activity_at: i64,
    blocks: i32,
    description: Option<String>,
    rules: Option<String>,
    color: Option<String>,
    settings: i32,
    slow_mode_s: i32,
    is_public: bool,
    roster_rev: i64,
}

/// What closes a direct chat, as bits.
const LO_BLOCKS: i32 = 1;
const HI_BLOCKS: i32 = 2;
pub(crate) const LO_GONE: i32 = 4;
pub(crate) const HI_GONE: i32 = 8;

pub(crate) fn blocks_number(pair: Option<&Pair>) -> i32 {
    pair.map_or(0, |Pair { lo_shuts, hi_shuts, .. }| {
        i32::from(lo_shuts.blocks) * LO_BLOCKS
            + i32::from(hi_shuts.blocks) * HI_BLOCKS
            + i32::from(lo_shuts.gone) * LO_GONE
            + i32::from(hi_shuts.gone) * HI_GONE
    })
}

const fn shut(bits: i32, blocks: i32, gone: i32) -> Shut {
    Shut { blocks: bits & blocks != 0, gone: bits & gone != 0 }
}

impl From<ChatRow> for Chat {
    fn from(row: ChatRow) -> Self {
        let pair = row.pair_lo.zip(row.pair_hi).map(|(lo, hi)| Pair {
            lo: UserId(lo),
            hi: UserId(hi),
            lo_shuts: shut(row.blocks, LO_BLOCKS, LO_GONE),
            hi_shuts: shut(row.blocks, HI_BLOCKS, HI_GONE),
        });
        Self {
            pair,
            id: ChatId(row.id),
            kind: match row.kind {
                DIRECT => ChatKind::Direct,
                SAVED => ChatKind::Saved,
                _ => ChatKind::Group,
            },
            title: row.title.map(Title::from_stored),
            info: GroupInfo {
                description: row.description.map(Description::from_stored),
                rules: row.rules.map(Rules::from_stored),
                color: row.color.map(Color::from_stored),
            },
            settings: settings_of(row.settings, row.slow_mode_s, row.is_public),
            rev: Rev(row.rev),
            meta_rev: Rev(row.meta_rev),
            last_seq: Seq(row.last_seq),
            member_count: row.member_count,
            roster_rev: Rev(row.roster_rev),
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
    muted_until: Option<i64>,
    visible_from: i64,
    cleared_seq: i64,
    cleared_rev: i64,
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
            cleared_seq: Seq(row.cleared_seq),
            cleared_rev: Rev(row.cleared_rev),
            mute: row.muted_until.map(mute_of),
            visible_from: Seq(row.visible_from),
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
            muted_until: row.mute.map(mute_number),
            visible_from: row.visible_from.0,
            cleared_seq: row.cleared_seq.0,
            cleared_rev: row.cleared_rev.0,
        }
    }
}

/// A membership with the person it is about.
pub(crate) fn member(row: MembershipRow, brief: BriefRow) -> Member {
    Member::new(&row.into(), brief.into())
}

#[derive(Queryable, Selectable, AsChangeset, Identifiable)]
#[diesel(table_name = relations, treat_none_as_null = true)]
pub(crate) struct RelationRow {
    id: i64,
    lo: i64,
    hi: i64,
    friends_since: Option<i64>,
    request_from: Option<i64>,
    request_note: Option<String>,
    request_at: Option<i64>,
    lo_blocked_at: Option<i64>,
    hi_blocked_at: Option<i64>,
    lo_rev: i64,
    hi_rev: i64,
}

impl From<RelationRow> for Relation {
    fn from(row: RelationRow) -> Self {
        let note = row.request_note.map(Note::from_stored);
        let request = row.request_from.zip(row.request_at);
        let side = |blocked_at: Option<i64>, rev| Side {
            blocked_at: blocked_at.map(Timestamp),
            rev: Rev(rev),
        };
        Self {
            id: ContactId(row.id),
            lo: UserId(row.lo),
            hi: UserId(row.hi),
            friends_since: row.friends_since.map(Timestamp),
            request: request.map(|(from, at)| FriendRequest {
                from: UserId(from),
                note,
                at: Timestamp(at),
            }),
            lo_side: side(row.lo_blocked_at, row.lo_rev),
            hi_side: side(row.hi_blocked_at, row.hi_rev),
        }
    }
}

impl From<&Relation> for RelationRow {
    fn from(relation: &Relation) -> Self {
        let request = relation.request.as_ref();
        Self {
            id: relation.id.0,
            lo: relation.lo.0,
            hi: relation.hi.0,
            friends_since: relation.friends_since.map(|at| at.0),
            request_from: request.map(|request| request.from.0),
            request_note: request
                .and_then(|request| request.note.as_ref())
                .map(|note| note.as_str().to_owned()),
            request_at: request.map(|request| request.at.0),
            lo_blocked_at: relation.lo_side.blocked_at.map(|at| at.0),
            hi_blocked_at: relation.hi_side.blocked_at.map(|at| at.0),
            lo_rev: relation.lo_side.rev.0,
            hi_rev: relation.hi_side.rev.0,
        }
    }
}
