use super::Role;
use crate::{Color, Description, Rules};

/// Slowest that people may be made to write, in seconds.
pub const SLOWEST_S: i32 = 3_600;

/// What a group tells of itself beside its title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupInfo {
    /// A few sentences.
    pub description: Option<Description>,
    /// What is expected of its members.
    pub rules: Option<Rules>,
    /// Its colour.
    pub color: Option<Color>,
}

/// Who of a group's members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Everybody in it.
    Everyone,
    /// Its admins and its owner.
    Admins,
}

impl Who {
    /// The least role among them.
    pub fn least(self) -> Role {
        match self {
            Self::Everyone => Role::Member,
            Self::Admins => Role::Admin,
        }
    }
}

/// What people who come later may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PastFor {
    /// Everything.
    All,
    /// What is written once they are in.
    FromJoining,
}

/// How a group is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupSettings {
    /// Who may write.
    pub write: Who,
    /// Who may bring people in.
    pub add: Who,
    /// Who may pin messages.
    pub pin: Who,
    /// Who may change title, description, rules and colour.
    pub edit_info: Who,
    /// How many seconds members, not admins, wait between two messages; 0 for none.
    pub slow_mode_s: i32,
    /// What people who come from now on may read.
    pub history: PastFor,
    /// Whether everybody on the server finds it and may join.
    pub public: bool,
}

impl Default for GroupSettings {
    fn default() -> Self {
        Self {
            write: Who::Everyone,
            add: Who::Admins,
            pin: Who::Admins,
            edit_info: Who::Admins,
            slow_mode_s: 0,
            history: PastFor::All,
            public: false,
        }
    }
}

impl GroupSettings {
    /// How long members wait between two messages, in milliseconds; 0 for not at all.
    pub fn slow_ms(&self) -> i64 {
        i64::from(self.slow_mode_s) * 1_000
    }
}

/// Other settings; what is `None` stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SettingsPatch {
    /// Who may write.
    pub write: Option<Who>,
    /// Who may bring people in.
    pub add: Option<Who>,
    /// Who may pin messages.
    pub pin: Option<Who>,
    /// Who may change what the group tells of itself.
    pub edit_info: Option<Who>,
    /// How many seconds members wait between two messages.
    pub slow_mode_s: Option<i32>,
    /// What people who come from now on may read.
    pub history: Option<PastFor>,
    /// Whether everybody on the server finds it.
    pub public: Option<bool>,
}

impl SettingsPatch {
    /// These settings with the changes.
    #[must_use]
    pub fn over(self, old: GroupSettings) -> GroupSettings {
        GroupSettings {
            write: self.write.unwrap_or(old.write),
            add: self.add.unwrap_or(old.add),
            pin: self.pin.unwrap_or(old.pin),
            edit_info: self.edit_info.unwrap_or(old.edit_info),
            slow_mode_s: self.slow_mode_s.unwrap_or(old.slow_mode_s),
            history: self.history.unwrap_or(old.history),
            public: self.public.unwrap_or(old.public),
        }
    }
}
