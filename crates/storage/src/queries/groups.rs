use super::tx::{Ask, Reader, Tx};
use crate::rows::BriefRow;
use crate::schema::{group_bans, users};
use diesel::prelude::*;
use domain::chat::Ban;
use domain::port::{GroupRead, GroupWrite, StoreError};
use domain::{ChatId, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl GroupRead for $on {
            fn banned(&mut self, chat: ChatId, users: &[UserId]) -> Answer<Vec<UserId>> {
                let ids: Vec<i64> = users.iter().map(|id| id.0).collect();
                self.ask("banned", |conn| {
                    let ids: Vec<i64> = group_bans::table
                        .filter(group_bans::chat_id.eq(chat.0))
                        .filter(group_bans::user_id.eq_any(&ids))
                        .order(group_bans::user_id)
                        .select(group_bans::user_id)
                        .load(conn)?;
                    Ok(ids.into_iter().map(UserId).collect())
                })
            }

            fn bans(
                &mut self,
                chat: ChatId,
                after: Option<UserId>,
                limit: usize,
            ) -> Answer<Vec<Ban>> {
                self.ask("bans", |conn| {
                    let rows: Vec<(BriefRow, Option<i64>, i64)> = group_bans::table
                        .inner_join(users::table)
                        .filter(group_bans::chat_id.eq(chat.0))
                        .filter(group_bans::user_id.gt(after.map_or(0, |user| user.0)))
                        .order(group_bans::user_id)
                        .limit(crate::limit(limit))
                        .select((BriefRow::as_select(), group_bans::by_id.nullable(), group_bans::at))
                        .load(conn)?;
                    let ban = |(user, by, at): (BriefRow, Option<i64>, i64)| Ban {
                        user: user.into(),
                        by: by.map(UserId),
                        at: Timestamp(at),
                    };
                    Ok(rows.into_iter().map(ban).collect())
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl GroupWrite for Tx<'_> {
    fn put_ban(&mut self, chat: ChatId, user: UserId, by: UserId, at: Timestamp) -> Answer<()> {
        self.write("put ban", |conn| {
            let row = (
                group_bans::chat_id.eq(chat.0),
                group_bans::user_id.eq(user.0),
                group_bans::by_id.eq(by.0),
                group_bans::at.eq(at.0),
            );
            let made = diesel::insert_into(group_bans::table).values(row);
            made.on_conflict_do_nothing().execute(conn).map(drop)
        })
    }

    fn delete_ban(&mut self, chat: ChatId, user: UserId) -> Answer<()> {
        self.write("delete ban", |conn| {
            diesel::delete(group_bans::table.find((chat.0, user.0))).execute(conn).map(drop)
        })
    }
}
