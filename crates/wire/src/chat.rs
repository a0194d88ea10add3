//! Chats as bodies.

use crate::profile::given;
use crate::{GroupInfo, GroupSettings, GroupSettingsPatch, Kept, Message, Mute, Status};
use domain::rights::Audience;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What sort of chat it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two people.
    Direct,
    /// Many people under a title.
    Group,
    /// One person alone, who keeps messages there.
    Saved,
}

impl From<domain::ChatKind> for Kind {
    fn from(kind: domain::ChatKind) -> Self {
        match kind {
            domain::ChatKind::Direct => Self::Direct,
            domain::ChatKind::Group => Self::Group,
            domain::ChatKind::Saved => Self::Saved,
        }
    }
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Makes admins and hands over; a group has exactly one.
    Owner,
    /// Adds and removes people, changes the title.
    Admin,
    /// Reads, writes, leaves.
    Member,
}

impl From<domain::Role> for Role {
    fn from(role: domain::Role) -> Self {
        match role {
            domain::Role::Owner => Self::Owner,
            domain::Role::Admin => Self::Admin,
            domain::Role::Member => Self::Member,
        }
    }
}

impl From<Role> for domain::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Admin => Self::Admin,
            Role::Member => Self::Member,
        }
    }
}

/// `PATCH /chats/{id}/members/{user_id}`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RoleChange {
    /// What they become; `owner` hands the group over.
    pub role: Role,
}

/// A person in a chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// Who.
    pub user_id: i64,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// When they came.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: i64,
    /// Only in a sync: they are gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left: bool,
    /// Everything up to here is read.
    pub read_seq: i64,
    /// When the cursor last moved.
    #[serde(with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub read_at: Option<i64>,
    /// Connected now.
    #[serde(default)]
    pub online: bool,
    /// When the last connection closed.
    #[serde(default, with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<i64>,
    /// What they are up to; over once its `until` has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The account is deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// Who sees whether they are there; never travels.
    #[serde(skip)]
    pub presence: Audience,
}

impl From<domain::Member> for Member {
    fn from(member: domain::Member) -> Self {
        Self {
            user_id: member.user.id.0,
            username: member.user.handle.as_str().to_owned(),
            display_name: member.user.display_name.as_str().to_owned(),
            role: member.role.into(),
            joined_at: member.joined_at.0,
            left: member.left,
            read_seq: member.read_seq.0,
            read_at: member.read_at.map(|at| at.0),
            online: false,
            last_seen: member.user.last_seen.map(|at| at.0),
            status: member.user.status.map(Into::into),
            deleted: member.user.deleted,
            presence: member.user.presence,
        }
    }
}

/// A chat as one of its members sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Chat {
    /// Its id.
    pub id: i64,
    /// Direct or group.
    pub kind: Kind,
    /// The title of a group; null for direct chats.
    pub title: Option<String>,
    /// What a group is about.
    #[serde(default)]
    pub description: Option<String>,
    /// What a group expects of its members.
    #[serde(default)]
    pub rules: Option<String>,
    /// The colour of a group as `#rrggbb`.
    #[serde(default)]
    pub color: Option<String>,
    /// How a group is run; null for direct chats.
    #[serde(default)]
    pub settings: Option<GroupSettings>,
    /// The newest change: where a sync may begin.
    pub rev: i64,
    /// The newest message; 0 while there is none.
    pub last_seq: i64,
    /// Everything up to here is read.
    pub read_seq: i64,
    /// Messages after it that are not one's own.
    pub unread: i64,
    /// Nothing up to here is there for oneself: one cleared the history, or came after it.
    #[serde(default)]
    pub cleared_seq: i64,
    /// Nor are system lines up to this `rev`: one cleared the history.
    #[serde(default)]
    pub cleared_rev: i64,
    /// One wants to hear nothing of it; null when one does.
    #[serde(default)]
    pub mute: Option<Mute>,
    /// What one keeps of it for oneself.
    #[serde(default)]
    pub kept: Kept,
    /// What one may do.
    pub role: Role,
    /// How many people are in it.
    pub member_count: i64,
    /// The first members by id: both of a direct chat; of a group with at most
    /// `limits.whole_roster` members all; in lists and of larger groups 10.
    pub members: Vec<Member>,
    /// The newest message.
    pub last_message: Option<Message>,
    /// When it was made.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: i64,
    /// When the newest message came, or it was made: the order of the list.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub activity_at: i64,
}

impl From<domain::ChatSummary> for Chat {
    fn from(summary: domain::ChatSummary) -> Self {
        let unread = summary.unread();
        let chat = summary.chat;
        let info = GroupInfo::from((chat.info, chat.settings));
        let settings = (chat.kind == domain::ChatKind::Group).then_some(info.settings);
        Self {
            id: chat.id.0,
            kind: chat.kind.into(),
            title: chat.title.map(|title| title.as_str().to_owned()),
            description: info.description,
            rules: info.rules,
            color: info.color,
            settings,
            rev: chat.rev.0,
            last_seq: chat.last_seq.0,
            read_seq: summary.me.read_seq.0,
            unread,
            cleared_seq: summary.me.floor().0,
            cleared_rev: summary.me.cleared_rev.0,
            mute: summary.me.mute.map(Into::into),
            kept: summary.kept.into(),
            role: summary.me.role.into(),
            member_count: chat.member_count,
            members: summary.members.into_iter().map(Into::into).collect(),
            last_message: summary.last_message.map(Into::into),
            created_at: chat.created_at.0,
            activity_at: chat.activity_at.0,
        }
    }
}

/// A page of chats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChatList {
    /// Newest activity first.
    pub items: Vec<Chat>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// `POST /chats`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NewChat {
    /// The chat with oneself: 201, or 200 when it was there.
    Saved {},
    /// The direct chat with somebody, by id or username.
    Direct {
        /// With whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_id: Option<i64>,
        /// With whom, by username.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        username: Option<String>,
    },
    /// A group of which one becomes the owner.
    Group {
        /// 1..=100 characters.
        title: String,
        /// The others.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        member_ids: Vec<i64>,
        /// The others, by username.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        member_usernames: Vec<String>,
    },
}

/// `PATCH /chats/{id}`: what is missing stays, what is null goes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ChatPatch {
    /// The new title of a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// 1 to 500 characters, or null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub description: Option<Option<String>>,
    /// 1 to 2,000 characters, or null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub rules: Option<Option<String>>,
    /// `#rrggbb`, or null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub color: Option<Option<String>>,
    /// How it is run.
    #[serde(default)]
    pub settings: GroupSettingsPatch,
}

/// `POST /chats/{id}/members`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AddMembers {
    /// Who comes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_ids: Vec<i64>,
    /// Who comes, by username.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usernames: Vec<String>,
}

/// Who came, and who is asked first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AddedMembers {
    /// Who came, by user id.
    pub items: Vec<Member>,
    /// Who is invited, because they don't let one bring them in at once.
    pub invited: Vec<i64>,
}

/// A page of members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MemberList {
    /// By user id.
    pub items: Vec<Member>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}
