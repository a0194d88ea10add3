//! Ways into groups: codes, requests, public groups.

use crate::User;
use domain::chat;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /chats/{id}/join-codes`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct NewJoinCode {
    /// How many it lets in, at most 1,000; missing for as many as come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<i64>,
    /// For how many seconds it is good: 7 days unless said otherwise, at most 90 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_s: Option<i64>,
    /// Whether those who come by it ask first.
    #[serde(default)]
    pub approval: bool,
}

/// A code that lets people into a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinCode {
    /// Twelve characters in three groups; spaces, hyphens and the case don't matter when it is typed.
    pub code: String,
    /// The page that it leads to.
    pub link: String,
    /// Who made it; null when their account is deleted.
    pub made_by: Option<i64>,
    /// When.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub made_at: i64,
    /// When it ends by itself.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: i64,
    /// How many it lets in; null for as many as come.
    pub max_uses: Option<i64>,
    /// How many came, or asked, by it.
    pub uses: i64,
    /// Whether those who come by it ask first.
    pub approval: bool,
}

impl JoinCode {
    /// A code with the link for pages of this origin.
    pub fn new(code: &chat::JoinCode, origin: &str) -> Self {
        let letters = code.code.as_str();
        let part = |n: usize| letters.get(n * 4..n * 4 + 4).unwrap_or_default();
        let shown = format!("{}-{}-{}", part(0), part(1), part(2));
        Self {
            link: format!("{origin}/g/{shown}"),
            code: shown,
            made_by: code.made_by.map(|user| user.0),
            made_at: code.made_at.0,
            expires_at: code.expires_at.0,
            max_uses: code.max_uses,
            uses: code.uses,
            approval: code.approval,
        }
    }
}

/// The codes of a group that let people in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinCodeList {
    /// Newest first, at most 50.
    pub items: Vec<JoinCode>,
}

/// `POST /join`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct JoinBy {
    /// The code as it was typed.
    pub code: String,
}

/// `GET /join/{code}`: what one sees of a group before one comes in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinPreview {
    /// Its title.
    pub title: String,
    /// How many people are in it.
    pub member_count: i64,
    /// Whether one asks first.
    pub approval: bool,
    /// The group, when one is in it already.
    pub chat_id: Option<i64>,
}

impl From<chat::Preview> for JoinPreview {
    fn from(preview: chat::Preview) -> Self {
        Self {
            title: preview.title.as_str().to_owned(),
            member_count: preview.member_count,
            approval: preview.approval,
            chat_id: preview.chat.map(|chat| chat.0),
        }
    }
}

/// 202 of `POST /join`: one waits until somebody lets one in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinPending {
    /// The title of the group.
    pub title: String,
}

/// Somebody who asks to come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinRequest {
    /// Who.
    pub user: User,
    /// Since when.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub at: i64,
}

impl From<chat::JoinRequest> for JoinRequest {
    fn from(request: chat::JoinRequest) -> Self {
        Self { user: User { last_seen: None, ..request.user.into() }, at: request.at.0 }
    }
}

/// A page of those who ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JoinRequestList {
    /// By user id.
    pub items: Vec<JoinRequest>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JoinDecision {
    /// Lets them in.
    Accept,
    /// Turns them away; they aren't told.
    Decline,
}

/// `PUT /chats/{id}/join-requests/{user_id}`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
pub struct JoinAnswer {
    /// Yes or no.
    pub answer: JoinDecision,
}

/// A public group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublicGroup {
    /// Join it by `PUT /chats/{chat_id}/members/me`.
    pub chat_id: i64,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: Option<String>,
    /// Its colour as `#rrggbb`.
    pub color: Option<String>,
    /// How many people are in it.
    pub member_count: i64,
    /// Whether one is in it.
    pub member: bool,
}

impl From<chat::PublicGroup> for PublicGroup {
    fn from(group: chat::PublicGroup) -> Self {
        let chat = group.chat;
        Self {
            chat_id: chat.id.0,
            title: chat.title.map(|title| title.as_str().to_owned()).unwrap_or_default(),
            description: chat.info.description.map(|text| text.as_str().to_owned()),
            color: chat.info.color.map(|text| text.as_str().to_owned()),
            member_count: chat.member_count,
            member: group.member,
        }
    }
}

/// A page of public groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublicGroupList {
    /// Newest first.
    pub items: Vec<PublicGroup>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// An invitation into a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupInvitation {
    /// Names it in its answer.
    pub id: i64,
    /// Into which group.
    pub chat_id: i64,
    /// Its title.
    pub title: String,
    /// How many people are in it.
    pub member_count: i64,
    /// Who invites; null when their account is deleted.
    pub by: Option<User>,
    /// Since when.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub at: i64,
}

impl From<chat::GroupInvitation> for GroupInvitation {
    fn from(one: chat::GroupInvitation) -> Self {
        Self {
            id: one.id,
            chat_id: one.chat.0,
            title: one.title.as_str().to_owned(),
            member_count: one.member_count,
            by: one.by.map(|by| User { last_seen: None, ..by.into() }),
            at: one.at.0,
        }
    }
}

/// A page of one's invitations into groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupInvitationList {
    /// Newest first.
    pub items: Vec<GroupInvitation>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}
