//! How much there is. None of these looks at messages: their number is the sum of the chats' newest seqs.

use super::super::native;
use super::kept::{Kept, Value::Int};
use super::tx::{Ask, Reader, Tx};
use crate::schema::{chats, daily_figures, sessions, users};
use diesel::dsl::{count, count_star, exists, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::admin::{Accounts, ChatCounts, DailyFigures};
use domain::port::{StatisticsRead, StatisticsWrite, StoreError};
use domain::{Day, Timestamp};

type Answer<T> = Result<T, StoreError>;

/// The day of a time; both sides of a grouping have to be the same text.
const CREATED: &str = "created_at / 86400000";
/// One pass over the chats, where grouping them would sort them.
const DIRECT: &str = "CAST(COALESCE(SUM(CASE WHEN kind = 0 THEN 1 ELSE 0 END), 0) AS BIGINT)";
const MESSAGES: &str = "CAST(COALESCE(SUM(last_seq), 0) AS BIGINT)";
/// Of two notes of a day the greater figures stay, whichever node comes last.
const NOTE: &str = "INSERT INTO daily_figures (day, messages_total, active) VALUES (?, ?, ?) \
    ON CONFLICT (day) DO UPDATE SET \
    messages_total = CASE WHEN excluded.messages_total > daily_figures.messages_total \
        THEN excluded.messages_total ELSE daily_figures.messages_total END, \
    active = CASE WHEN excluded.active > daily_figures.active \
        THEN excluded.active ELSE daily_figures.active END";

fn figures((day, messages_total, active): (i64, i64, i64)) -> DailyFigures {
    DailyFigures { day: Day(day), messages_total, active }
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl StatisticsRead for $on {
            fn count_accounts(&mut self) -> Answer<Accounts> {
                self.ask("count accounts", |conn| {
                    let (total, suspended) = users::table
                        .filter(users::deleted_at.is_null())
                        .select((count_star(), count(users::suspended_at)))
                        .get_result(conn)?;
                    Ok(Accounts { total, suspended })
                })
            }

            fn count_active(&mut self, since: Timestamp) -> Answer<i64> {
                self.ask("count active", |conn| {
                    let used = sessions::table
                        .filter(sessions::user_id.eq(users::id))
                        .filter(sessions::last_used_at.ge(since.0));
                    users::table
                        .filter(users::deleted_at.is_null())
                        .filter(users::last_seen.ge(since.0).or(exists(used)))
                        .count()
                        .get_result(conn)
                })
            }

            fn count_chats(&mut self) -> Answer<ChatCounts> {
                self.ask("count chats", |conn| {
                    let (all, direct, messages) = chats::table
                        .select((count_star(), sql::<BigInt>(DIRECT), sql::<BigInt>(MESSAGES)))
                        .get_result::<(i64, i64, i64)>(conn)?;
                    Ok(ChatCounts { direct, group: all - direct, messages })
                })
            }

            fn registered_from(&mut self, first: Day) -> Answer<Vec<(Day, i64)>> {
                self.ask("registered", |conn| {
                    let days: Vec<(i64, i64)> = users::table
                        .filter(users::created_at.ge(first.start().0))
                        .group_by(sql::<BigInt>(CREATED))
                        .order(sql::<BigInt>(CREATED))
                        .select((sql::<BigInt>(CREATED), sql::<BigInt>("COUNT(*)")))
                        .load(conn)?;
                    Ok(days.into_iter().map(|(day, count)| (Day(day), count)).collect())
                })
            }

            fn daily_figures(&mut self, first: Day, last: Day) -> Answer<Vec<DailyFigures>> {
                self.ask("daily figures", |conn| {
                    let rows = daily_figures::table
                        .filter(daily_figures::day.between(first.0, last.0))
                        .order(daily_figures::day)
                        .load(conn)?;
                    Ok(rows.into_iter().map(figures).collect())
                })
            }

            fn figures_before(&mut self, day: Day) -> Answer<Option<DailyFigures>> {
                self.ask("figures before", |conn| {
                    let newest = daily_figures::table
                        .filter(daily_figures::day.lt(day.0))
                        .order(daily_figures::day.desc());
                    Ok(newest.first(conn).optional()?.map(figures))
                })
            }

            fn database_bytes(&mut self) -> Answer<i64> {
                self.ask("database bytes", native::database_bytes)
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl StatisticsWrite for Tx<'_> {
    fn put_daily_figures(&mut self, figures: &DailyFigures) -> Answer<()> {
        self.write("put daily figures", |conn| {
            let values = [Int(figures.day.0), Int(figures.messages_total), Int(figures.active)];
            Kept { sql: NOTE, values: &values }.execute(conn).map(drop)
        })
    }
}
