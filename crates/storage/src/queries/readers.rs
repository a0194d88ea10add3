use super::super::Conn;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::{QueryResult, sql_query};
use domain::message::{ReadBy, WhoRead};
use domain::{Timestamp, UserId};

#[derive(QueryableByName)]
struct ReaderRow {
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = BigInt)]
    at: i64,
}

/// The step of each member's cursor that passed a message, by the primary keys: a page costs the same
/// however much was read since.
///
/// Who came after the message began behind it: their steps since then say nothing of it, those of an
/// earlier stay do.
pub(super) fn who_read(conn: &mut Conn, which: &WhoRead, limit: usize) -> QueryResult<Vec<ReadBy>> {
    let (chat, seq, viewer) = (which.chat.0, which.seq.0, which.viewer.0);
    let (sender, sent_at) = (which.sender.0, which.sent_at.0);
    let (after, limit) = (which.after.map_or(0, |user| user.0), crate::limit(limit));
    // Numbers of ours, so they may stand in the text.
    let text = format!(
        "SELECT m.user_id, r.at FROM memberships m \
         JOIN users u ON u.id = m.user_id \
         JOIN read_marks r ON r.chat_id = m.chat_id AND r.user_id = m.user_id AND r.seq = ( \
             SELECT MIN(x.seq) FROM read_marks x \
             WHERE x.chat_id = m.chat_id AND x.user_id = m.user_id AND x.seq >= {seq}) \
         WHERE m.chat_id = {chat} AND m.user_id > {after} AND m.user_id <> {sender} \
         AND m.left_at IS NULL AND m.read_seq >= {seq} AND u.read_receipts \
         AND u.suspended_at IS NULL AND u.deactivated_at IS NULL AND u.deleted_at IS NULL \
         AND (m.joined_at <= {sent_at} OR r.at < m.joined_at) \
         AND NOT EXISTS (SELECT 1 FROM relations b \
             WHERE ((b.lo = m.user_id AND b.hi = {viewer}) OR (b.lo = {viewer} AND b.hi = m.user_id)) \
             AND (b.lo_blocked_at IS NOT NULL OR b.hi_blocked_at IS NOT NULL)) \
         ORDER BY m.user_id LIMIT {limit}"
    );
    let rows = sql_query(text).load::<ReaderRow>(conn)?;
    let read = |row: ReaderRow| ReadBy { user: UserId(row.user_id), at: Timestamp(row.at) };
    Ok(rows.into_iter().map(read).collect())
}
