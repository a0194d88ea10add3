use super::super::Conn;
use super::tx::{Ask, Reader, Tx};
use crate::rows::KeptRow;
use crate::schema::kept_chats;
use diesel::QueryResult;
use diesel::dsl::count;
use diesel::prelude::*;
use domain::chat::{Kept, MAX_PINNED};
use domain::port::{KeepRead, KeepWrite, StoreError};
use domain::{ChatId, Rev, UserId};

type Answer<T> = Result<T, StoreError>;

/// What a person keeps of these chats, by chat id.
pub(super) fn kept(conn: &mut Conn, user: UserId, chats: &[ChatId]) -> QueryResult<Vec<Kept>> {
    let ids: Vec<i64> = chats.iter().map(|chat| chat.0).collect();
    let rows: Vec<KeptRow> = kept_chats::table
        .filter(kept_chats::user_id.eq(user.0))
        .filter(kept_chats::chat_id.eq_any(&ids))
        .order(kept_chats::chat_id)
        .select(KeptRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl KeepRead for $on {
            fn kept(&mut self, user: UserId, chats: &[ChatId]) -> Answer<Vec<Kept>> {
                self.ask("kept", |conn| kept(conn, user, chats))
            }

            fn changed_kept(
                &mut self,
                user: UserId,
                since: Rev,
                upto: Rev,
                limit: usize,
            ) -> Answer<Vec<Kept>> {
                self.ask("changed kept", |conn| {
                    let rows: Vec<KeptRow> = kept_chats::table
                        .filter(kept_chats::user_id.eq(user.0))
                        .filter(kept_chats::rev.gt(since.0))
                        .filter(kept_chats::rev.le(upto.0))
                        .order(kept_chats::rev)
                        .limit(crate::limit(limit))
                        .select(KeptRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn pinned_chats(&mut self, user: UserId) -> Answer<Vec<ChatId>> {
                self.ask("pinned chats", |conn| {
                    let ids: Vec<i64> = kept_chats::table
                        .filter(kept_chats::user_id.eq(user.0))
                        .filter(kept_chats::pinned_at.is_not_null())
                        .order((kept_chats::pinned_at.desc(), kept_chats::chat_id.desc()))
                        .limit(MAX_PINNED)
                        .select(kept_chats::chat_id)
                        .load(conn)?;
                    Ok(ids.into_iter().map(ChatId).collect())
                })
            }

            fn count_kept(&mut self, user: UserId) -> Answer<(i64, i64)> {
                self.ask("count kept", |conn| {
                    kept_chats::table
                        .filter(kept_chats::user_id.eq(user.0))
                        .select((count(kept_chats::pinned_at), count(kept_chats::draft)))
                        .get_result(conn)
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl KeepWrite for Tx<'_> {
    fn put_kept(&mut self, user: UserId, kept: &Kept) -> Answer<()> {
        self.write("put kept", |conn| {
            let row = kept_chats::table.find((user.0, kept.chat.0));
            let changed = diesel::update(row).set(KeptRow::new(user, kept)).execute(conn)?;
            if changed == 0 {
                let row = KeptRow::new(user, kept);
                diesel::insert_into(kept_chats::table).values(row).execute(conn)?;
            }
            Ok(())
        })
    }
}
