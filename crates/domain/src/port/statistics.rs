use super::StoreError;
use crate::admin::{Accounts, ChatCounts, DailyFigures};
use crate::{Day, Timestamp};

type Answer<T> = Result<T, StoreError>;

/// Questions about how much there is. None of them looks at messages.
pub trait StatisticsRead {
    /// How many accounts there are, without those that were deleted.
    fn count_accounts(&mut self) -> Answer<Accounts>;
    /// How many people used a session, or were last seen, at a time or later.
    fn count_active(&mut self, since: Timestamp) -> Answer<i64>;
    /// How many chats there are, and how many messages they hold: the sum of their newest seqs.
    fn count_chats(&mut self) -> Answer<ChatCounts>;
    /// How many accounts were made on each day from this one on, also those that were deleted since;
    /// by day, without days on which there were none.
    fn registered_from(&mut self, first: Day) -> Answer<Vec<(Day, i64)>>;
    /// What was noted about days `first..=last`, by day.
    fn daily_figures(&mut self, first: Day, last: Day) -> Answer<Vec<DailyFigures>>;
    /// What was noted about the newest day before this one.
    fn figures_before(&mut self, day: Day) -> Answer<Option<DailyFigures>>;
    /// How many bytes the database takes.
    fn database_bytes(&mut self) -> Answer<i64>;
}

/// Changes of the figures of days.
pub trait StatisticsWrite {
    /// Notes the figures of a day; of what was noted before, the greater stays.
    fn put_daily_figures(&mut self, figures: &DailyFigures) -> Answer<()>;
}
