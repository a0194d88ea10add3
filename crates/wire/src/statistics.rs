//! Figures of the whole server, for administrators.

use domain::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// People, in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UserStatistics {
    /// Accounts, without those that were deleted.
    pub total: i64,
    /// People who were there within 24 hours.
    pub active_day: i64,
    /// People who were there within 7 days.
    pub active_week: i64,
    /// People who were there within 30 days.
    pub active_month: i64,
    /// People with a socket on this node now.
    pub online: i64,
    /// Accounts that are shut out.
    pub suspended: i64,
}

/// Chats, in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChatStatistics {
    /// Chats of two.
    pub direct: i64,
    /// Groups.
    pub group: i64,
}

/// Messages, in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MessageStatistics {
    /// Messages in all chats.
    pub total: i64,
}

/// What is kept, in bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StorageStatistics {
    /// The database.
    pub database_bytes: i64,
}

/// A day in UTC, in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DayStatistics {
    /// Which day, like `2026-11-21`.
    #[schema(format = Date)]
    pub day: String,
    /// Messages sent; 0 on days on which nobody counted.
    pub messages: i64,
    /// Accounts made.
    pub registered: i64,
    /// The most people seen to have been there since its midnight; 0 on days on which nobody counted.
    pub active: i64,
}

/// How the server is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Statistics {
    /// When this was counted.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub now: i64,
    /// People.
    pub users: UserStatistics,
    /// Chats.
    pub chats: ChatStatistics,
    /// Messages.
    pub messages: MessageStatistics,
    /// What is kept.
    pub storage: StorageStatistics,
    /// Each of the last days, oldest first, today the last.
    pub days: Vec<DayStatistics>,
}

impl Statistics {
    /// The figures of a moment, with how many people are connected.
    pub fn new(now: Timestamp, online: i64, figures: domain::admin::Statistics) -> Self {
        let domain::admin::Statistics { accounts, activity, chats, database_bytes, days } = figures;
        Self {
            now: now.0,
            users: UserStatistics {
                total: accounts.total,
                active_day: activity.day,
                active_week: activity.week,
                active_month: activity.month,
                online,
                suspended: accounts.suspended,
            },
            chats: ChatStatistics { direct: chats.direct, group: chats.group },
            messages: MessageStatistics { total: chats.messages },
            storage: StorageStatistics { database_bytes },
            days: days.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<domain::admin::DayStatistics> for DayStatistics {
    fn from(day: domain::admin::DayStatistics) -> Self {
        Self {
            day: date(day.day),
            messages: day.messages,
            registered: day.registered,
            active: day.active,
        }
    }
}

/// `1970-01-01` and so on.
fn date(day: Day) -> String {
    let midnight = crate::rfc3339(day.start());
    midnight.split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        for (day, text) in [(0, "1970-01-01"), (20_717, "2026-09-21"), (-1, "1969-12-31")] {
            assert_eq!(date(Day(day)), text);
        }
    }
}
