use super::{AdminError, check};
use crate::port::{Read, StoreError, Tx};
use crate::time::DAY_MS;
use crate::{Actor, Day, Timestamp};

/// Accounts that were not deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// All of them.
    pub total: i64,
    /// Those that are shut out.
    pub suspended: i64,
}

/// Chats, and the messages in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChatCounts {
    /// Chats of two.
    pub direct: i64,
    /// Groups.
    pub group: i64,
    /// Messages in all of them.
    pub messages: i64,
}

/// How many people were there lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Activity {
    /// Within 24 hours.
    pub day: i64,
    /// Within 7 days.
    pub week: i64,
    /// Within 30 days.
    pub month: i64,
}

/// What was noted about a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DailyFigures {
    /// Which day.
    pub day: Day,
    /// The messages of the whole server at its end, as far as it is over. Only the differences between
    /// days mean something: a chat that goes is taken off all of them.
    pub messages_total: i64,
    /// The most people seen to be active since its midnight.
    pub active: i64,
}

/// What happened on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayStatistics {
    /// Which day.
    pub day: Day,
    /// Messages sent.
    pub messages: i64,
    /// Accounts made.
    pub registered: i64,
    /// People who were there.
    pub active: i64,
}

/// What an administrator may know of the whole server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// Accounts.
    pub accounts: Accounts,
    /// Who was there lately.
    pub activity: Activity,
    /// Chats and messages.
    pub chats: ChatCounts,
    /// What the database takes, in bytes.
    pub database_bytes: i64,
    /// The last days, oldest first, each of them, today the last.
    pub days: Vec<DayStatistics>,
}

/// The statistics of the last `days` days, today among them.
///
/// # Errors
/// When the actor is no administrator.
pub fn statistics(
    read: &mut dyn Read,
    actor: &Actor,
    now: Timestamp,
    days: u16,
) -> Result<Statistics, AdminError> {
    check(read, actor)?;
    let chats = read.count_chats()?;
    let active_since =
        |read: &mut dyn Read, days: i64| read.count_active(now.plus_ms(-days * DAY_MS));
    let activity = Activity {
        day: active_since(read, 1)?,
        week: active_since(read, 7)?,
        month: active_since(read, 30)?,
    };
    let today = today(read, now, chats.messages)?;
    let first = today.day.plus(1 - i64::from(days));
    let mut noted: Vec<DailyFigures> = read.figures_before(first)?.into_iter().collect();
    noted.extend(read.daily_figures(first, today.day)?);
    let registered = read.registered_from(first)?;
    Ok(Statistics {
        accounts: read.count_accounts()?,
        activity,
        chats,
        database_bytes: read.database_bytes()?,
        days: series(first, &today, &noted, &registered),
    })
}

/// The figures of today as they are now, to be noted by [`keep_figures`].
///
/// # Errors
/// Only the store's.
pub fn count_today(read: &mut dyn Read, now: Timestamp) -> Result<DailyFigures, StoreError> {
    let messages = read.count_chats()?.messages;
    today(read, now, messages)
}

fn today(read: &mut dyn Read, now: Timestamp, messages: i64) -> Result<DailyFigures, StoreError> {
    let day = now.day();
    Ok(DailyFigures { day, messages_total: messages, active: read.count_active(day.start())? })
}

/// Notes the figures of a day.
///
/// The first note of a day also ends the day before it: whatever was sent since that one's last note
/// was sent on it, or while nobody counted. So the first note of all makes a day with which to begin.
///
/// # Errors
/// Only the store's.
pub fn keep_figures(tx: &mut dyn Tx, now: &DailyFigures) -> Result<(), StoreError> {
    if tx.daily_figures(now.day, now.day)?.is_empty() {
        let before = tx.figures_before(now.day)?;
        let day = before.map_or(now.day.plus(-1), |before| before.day);
        tx.put_daily_figures(&DailyFigures { day, active: 0, ..*now })?;
    }
    tx.put_daily_figures(now)
}

/// Every day from `first` to today. A day's messages are what its total has over that of the newest
/// day before it of which something is known; never less than none.
fn series(
    first: Day,
    today: &DailyFigures,
    noted: &[DailyFigures],
    registered: &[(Day, i64)],
) -> Vec<DayStatistics> {
    let mut noted = noted.iter().filter(|figures| figures.day <= today.day).peekable();
    let mut before = None;
    while let Some(figures) = noted.next_if(|figures| figures.day < first) {
        before = Some(figures.messages_total);
    }
    let mut registered = registered.iter().peekable();
    let days = (first.0..=today.day.0).map(Day);
    days.map(|day| {
        let mut known = noted.next_if(|figures| figures.day == day).copied();
        if day == today.day {
            let active = known.map_or(today.active, |known| known.active.max(today.active));
            known = Some(DailyFigures { active, ..*today });
        }
        let messages = match (known, before) {
            (Some(known), Some(before)) => (known.messages_total - before).max(0),
            _ => 0,
        };
        before = known.map(|known| known.messages_total).or(before);
        let joined = registered.next_if(|(at, _)| *at == day).map_or(0, |(_, count)| *count);
        let active = known.map_or(0, |known| known.active);
        DayStatistics { day, messages, registered: joined, active }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(day: i64, messages_total: i64, active: i64) -> DailyFigures {
        DailyFigures { day: Day(day), messages_total, active }
    }

    /// Day, messages, registered, active of each day.
    fn told(
        first: i64,
        today: DailyFigures,
        noted: &[DailyFigures],
        registered: &[(i64, i64)],
    ) -> Vec<(i64, i64, i64, i64)> {
        let registered: Vec<_> = registered.iter().map(|(day, n)| (Day(*day), *n)).collect();
        let all = series(Day(first), &today, noted, &registered);
        all.iter().map(|d| (d.day.0, d.messages, d.registered, d.active)).collect()
    }

    #[test]
    fn days_are_what_came_since_the_one_before() {
        let rows = [noted(9, 100, 3), noted(10, 130, 4), noted(11, 130, 1)];
        let days = told(10, noted(12, 137, 2), &rows, &[(10, 2), (12, 1)]);
        assert_eq!(days, [(10, 30, 2, 4), (11, 0, 0, 1), (12, 7, 1, 2)]);
    }

    #[test]
    fn unknown_days_are_there_without_anything() {
        assert_eq!(told(5, noted(7, 40, 2), &[], &[]), [(5, 0, 0, 0), (6, 0, 0, 0), (7, 0, 0, 2)]);
        // What was sent over a hole counts for the first day after it.
        let days = told(5, noted(8, 45, 0), &[noted(5, 10, 1), noted(7, 40, 1)], &[]);
        assert_eq!(days, [(5, 0, 0, 1), (6, 0, 0, 0), (7, 30, 0, 1), (8, 5, 0, 0)]);
        // The day before the first is as old as it is.
        assert_eq!(told(8, noted(8, 45, 0), &[noted(2, 40, 1)], &[]), [(8, 5, 0, 0)]);
    }

    #[test]
    fn no_day_has_less_than_nothing() {
        let rows = [noted(4, 90, 1), noted(5, 20, 1)];
        let days = told(5, noted(6, 25, 1), &rows, &[]);
        assert_eq!(days, [(5, 0, 0, 1), (6, 5, 0, 1)], "and the next counts from there");
    }

    #[test]
    fn today_is_as_it_is_now() {
        let rows = [noted(5, 10, 1), noted(6, 12, 9), noted(7, 999, 9)];
        let days = told(6, noted(6, 15, 4), &rows, &[(7, 3)]);
        assert_eq!(days, [(6, 5, 0, 9)], "a clock that ran ahead is forgotten");
    }
}
