use super::super::Conn;
use super::tx::{Ask, Reader, Tx};
use crate::rows::{BriefRow, LineRow};
use crate::schema::{chat_lines, users};
use diesel::QueryResult;
use diesel::prelude::*;
use domain::chat::{Line, NewLine};
use domain::port::{LineRead, LineWrite, StoreError};
use domain::{ChatId, Rev, Seq, Timestamp, UserBrief, UserId};
use std::collections::HashMap;

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl LineRead for $on {
            fn lines(
                &mut self,
                chat: ChatId,
                from: Seq,
                upto: Seq,
                limit: usize,
            ) -> Answer<Vec<Line>> {
                self.ask("lines", |conn| {
                    let mut rows: Vec<LineRow> = chat_lines::table
                        .filter(chat_lines::chat_id.eq(chat.0))
                        .filter(chat_lines::after_seq.ge(from.0))
                        .filter(chat_lines::after_seq.le(upto.0))
                        .order((chat_lines::after_seq.desc(), chat_lines::rev.desc()))
                        .limit(crate::limit(limit))
                        .select(LineRow::as_select())
                        .load(conn)?;
                    rows.reverse();
                    named(conn, chat, &rows)
                })
            }

            fn changed_lines(
                &mut self,
                chat: ChatId,
                since: Rev,
                upto: Rev,
                limit: usize,
            ) -> Answer<Vec<Line>> {
                self.ask("changed lines", |conn| {
                    let rows: Vec<LineRow> = chat_lines::table
                        .filter(chat_lines::chat_id.eq(chat.0))
                        .filter(chat_lines::rev.gt(since.0))
                        .filter(chat_lines::rev.le(upto.0))
                        .order(chat_lines::rev)
                        .limit(crate::limit(limit))
                        .select(LineRow::as_select())
                        .load(conn)?;
                    named(conn, chat, &rows)
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl LineWrite for Tx<'_> {
    fn put_line(&mut self, chat: ChatId, rev: Rev, after: Seq, new: &NewLine) -> Answer<()> {
        self.write("put line", |conn| {
            let row = LineRow::new(chat, rev, after, new);
            diesel::insert_into(chat_lines::table).values(row).execute(conn).map(drop)
        })
    }
}

/// The lines with the people whom they name.
fn named(conn: &mut Conn, chat: ChatId, rows: &[LineRow]) -> QueryResult<Vec<Line>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<i64> = rows.iter().flat_map(|row| row.user_ids().chain(row.by_id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let briefs: Vec<BriefRow> =
        users::table.filter(users::id.eq_any(&ids)).select(BriefRow::as_select()).load(conn)?;
    let briefs = briefs.into_iter().map(UserBrief::from);
    let briefs: HashMap<UserId, UserBrief> = briefs.map(|brief| (brief.id, brief)).collect();
    let brief = |id: i64| briefs.get(&UserId(id)).cloned();
    let line = |row: &LineRow| Line {
        chat,
        rev: Rev(row.rev),
        after: Seq(row.after_seq),
        at: Timestamp(row.at),
        kind: row.kind(),
        by: row.by_id.and_then(brief),
        users: row.user_ids().filter_map(brief).collect(),
        changes: row.changes(),
    };
    Ok(rows.iter().map(line).collect())
}
