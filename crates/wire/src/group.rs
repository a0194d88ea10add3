//! What groups tell of themselves, how they are run, and who is kept out.

use crate::User;
use domain::chat;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who of a group's members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Everybody in it.
    Everyone,
    /// Its admins and its owner.
    Admins,
}

impl From<chat::Who> for Who {
    fn from(who: chat::Who) -> Self {
        match who {
            chat::Who::Everyone => Self::Everyone,
            chat::Who::Admins => Self::Admins,
        }
    }
}

impl From<Who> for chat::Who {
    fn from(who: Who) -> Self {
        match who {
            Who::Everyone => Self::Everyone,
            Who::Admins => Self::Admins,
        }
    }
}

/// What people who come later may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PastFor {
    /// Everything.
    All,
    /// What is written once they are in.
    FromJoining,
}

impl From<chat::PastFor> for PastFor {
    fn from(past: chat::PastFor) -> Self {
        match past {
            chat::PastFor::All => Self::All,
            chat::PastFor::FromJoining => Self::FromJoining,
        }
    }
}

impl From<PastFor> for chat::PastFor {
    fn from(past: PastFor) -> Self {
        match past {
            PastFor::All => Self::All,
            PastFor::FromJoining => Self::FromJoining,
        }
    }
}

/// How a group is run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupSettings {
    /// Who may write.
    pub who_may_write: Who,
    /// Who may bring people in.
    pub who_may_add: Who,
    /// Who may pin messages.
    pub who_may_pin: Who,
    /// Who may change title, description, rules and colour.
    pub who_may_edit_info: Who,
    /// How many seconds members, not admins, wait between two messages; 0 for none.
    pub slow_mode_s: i32,
    /// What people who come from now on may read.
    pub history: PastFor,
    /// Whether everybody on the server finds it and may join.
    pub public: bool,
}

impl From<chat::GroupSettings> for GroupSettings {
    fn from(settings: chat::GroupSettings) -> Self {
        Self {
            who_may_write: settings.write.into(),
            who_may_add: settings.add.into(),
            who_may_pin: settings.pin.into(),
            who_may_edit_info: settings.edit_info.into(),
            slow_mode_s: settings.slow_mode_s,
            history: settings.history.into(),
            public: settings.public,
        }
    }
}

/// Other settings of a group: what is missing stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupSettingsPatch {
    /// Who may write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who_may_write: Option<Who>,
    /// Who may bring people in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who_may_add: Option<Who>,
    /// Who may pin messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who_may_pin: Option<Who>,
    /// Who may change title, description, rules and colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who_may_edit_info: Option<Who>,
    /// 0 to 3,600 seconds between two messages of a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slow_mode_s: Option<i32>,
    /// What people who come from now on may read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<PastFor>,
    /// Whether everybody on the server finds it and may join.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<bool>,
}

impl From<GroupSettingsPatch> for chat::SettingsPatch {
    fn from(patch: GroupSettingsPatch) -> Self {
        Self {
            write: patch.who_may_write.map(Into::into),
            add: patch.who_may_add.map(Into::into),
            pin: patch.who_may_pin.map(Into::into),
            edit_info: patch.who_may_edit_info.map(Into::into),
            slow_mode_s: patch.slow_mode_s,
            history: patch.history.map(Into::into),
            public: patch.public,
        }
    }
}

/// What a group tells of itself beside its title, and how it is run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupInfo {
    /// A few sentences.
    pub description: Option<String>,
    /// What is expected of its members.
    pub rules: Option<String>,
    /// Its colour as `#rrggbb`.
    pub color: Option<String>,
    /// How it is run.
    pub settings: GroupSettings,
}

impl From<(chat::GroupInfo, chat::GroupSettings)> for GroupInfo {
    fn from((info, settings): (chat::GroupInfo, chat::GroupSettings)) -> Self {
        Self {
            description: info.description.map(|text| text.as_str().to_owned()),
            rules: info.rules.map(|text| text.as_str().to_owned()),
            color: info.color.map(|text| text.as_str().to_owned()),
            settings: settings.into(),
        }
    }
}

/// Somebody who is kept out of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ban {
    /// Who.
    pub user: User,
    /// Who did it; null when their account is deleted.
    pub by: Option<i64>,
    /// Since when.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub at: i64,
}

impl From<chat::Ban> for Ban {
    fn from(ban: chat::Ban) -> Self {
        let user = User { last_seen: None, ..ban.user.into() };
        Self { user, by: ban.by.map(|by| by.0), at: ban.at.0 }
    }
}

/// A page of those who are kept out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BanList {
    /// By user id.
    pub items: Vec<Ban>,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}
