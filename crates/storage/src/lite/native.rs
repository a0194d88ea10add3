//! What only SQLite says: the one writer has the whole database, so that nothing needs a lock.

use super::Conn;
use super::queries::Kept;
use super::queries::Value::{Int, MaybeInt, Text};
use crate::rows::{ChatRow, InvitationRow, RelationRow, ReportRow, SessionRow, WAITING};
use crate::schema::{
    chats, invitations, jobs, memberships, messages, relations, reports, sessions, settings,
};
use diesel::QueryResult;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::{Chat, ChatId, Message, SessionId, Timestamp, UserId};

pub(super) const BEGIN: &str = "BEGIN IMMEDIATE";
/// How a reader begins to see one state only: each does from the beginning.
pub(super) const HOLD_STILL: Option<&str> = None;
/// Whether an error ends the whole transaction.
pub(super) const ERRORS_ABORT: bool = false;
pub(super) const SAVE: &str = "SAVEPOINT job";

/// A chat to send to: its row, the sender's role and last time, and whether the client id is used.
type ToSend = (ChatRow, i32, Option<i64>, bool);

pub(super) fn lock_chat(conn: &mut Conn, chat: ChatId) -> QueryResult<Option<ChatRow>> {
    chats::table.find(chat.0).select(ChatRow::as_select()).get_result(conn).optional()
}

/// The chat of a current member with their role and when they last wrote in slow mode, and whether the
/// sender has used `client_id` before.
pub(super) fn lock_to_send(
    conn: &mut Conn,
    chat: ChatId,
    sender: UserId,
    client_id: &str,
) -> QueryResult<Option<ToSend>> {
    let used = messages::table
        .filter(messages::sender_id.eq(sender.0))
        .filter(messages::client_id.eq(client_id));
    memberships::table
        .inner_join(chats::table)
        .filter(memberships::chat_id.eq(chat.0))
        .filter(memberships::user_id.eq(sender.0))
        .filter(memberships::left_at.is_null())
        .select((ChatRow::as_select(), memberships::role, memberships::sent_at, exists(used)))
        .get_result(conn)
        .optional()
}

pub(super) fn append(conn: &mut Conn, chat: &Chat, message: &Message) -> QueryResult<()> {
    let values = [
        Int(message.chat.0),
        Int(message.seq.0),
        Int(message.rev.0),
        Int(message.sender.0),
        Text(message.client_id.as_str()),
        Text(message.text.as_str()),
        Int(message.sent_at.0),
        MaybeInt(message.reply_to.as_ref().map(|quote| quote.seq.0)),
    ];
    Kept { sql: MESSAGE, values: &values }.execute(conn)?;
    let values = [Int(chat.rev.0), Int(chat.last_seq.0), Int(chat.activity_at.0), Int(chat.id.0)];
    Kept { sql: HEAD, values: &values }.execute(conn)?;
    Kept { sql: OWN, values: &[Int(chat.id.0), Int(message.sender.0)] }.execute(conn)?;
    Ok(())
}

const MESSAGE: &str = "INSERT INTO messages \
    (chat_id, seq, rev, sender_id, client_id, body, sent_at, reply_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
const HEAD: &str = "UPDATE chats SET rev = ?, last_seq = ?, activity_at = ? WHERE id = ?";
const OWN: &str =
    "UPDATE memberships SET own_after = own_after + 1 WHERE chat_id = ? AND user_id = ?";

pub(super) fn lock_session(conn: &mut Conn, id: SessionId) -> QueryResult<Option<SessionRow>> {
    sessions::table.find(id.0).select(SessionRow::as_select()).get_result(conn).optional()
}

/// Joins the first `most` members `m` of a chat `c`.
pub(super) fn first_members(most: usize) -> String {
    format!(
        "JOIN memberships m ON m.chat_id = c.id AND m.user_id IN ( \
             SELECT x.user_id FROM memberships x \
             WHERE x.chat_id = c.id AND x.left_at IS NULL ORDER BY x.user_id LIMIT {most})"
    )
}

#[expect(clippy::unnecessary_wraps, reason = "PostgreSQL's can fail")]
pub(super) fn lock_users(_: &mut Conn, _: &[i64]) -> QueryResult<()> {
    Ok(())
}

/// One writer: what is read in its transaction stays.
pub(super) fn hold_settings(conn: &mut Conn) -> QueryResult<Vec<(String, String)>> {
    settings::table.order(settings::name).load(conn)
}

pub(super) fn lock_settings(conn: &mut Conn) -> QueryResult<Vec<(String, String)>> {
    hold_settings(conn)
}

pub(super) fn lock_invitation(conn: &mut Conn, id: i64) -> QueryResult<Option<InvitationRow>> {
    let row = invitations::table.find(id).select(InvitationRow::as_select());
    row.get_result(conn).optional()
}

#[expect(clippy::unnecessary_wraps, reason = "PostgreSQL's can fail")]
pub(super) fn lock_chats(_: &mut Conn, _: &[i64]) -> QueryResult<()> {
    Ok(())
}

pub(super) fn lock_report(conn: &mut Conn, id: i64) -> QueryResult<Option<ReportRow>> {
    let row = reports::table.find(id).select(ReportRow::as_select());
    row.get_result(conn).optional()
}

pub(super) fn lock_relation(conn: &mut Conn, lo: i64, hi: i64) -> QueryResult<Option<RelationRow>> {
    relations::table
        .filter(relations::lo.eq(lo))
        .filter(relations::hi.eq(hi))
        .select(RelationRow::as_select())
        .get_result(conn)
        .optional()
}

/// Free pages count: the file holds them.
pub(super) fn database_bytes(conn: &mut Conn) -> QueryResult<i64> {
    diesel::dsl::sql::<diesel::sql_types::BigInt>(
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    )
    .get_result(conn)
}

pub(super) fn lock_due_jobs(
    conn: &mut Conn,
    kinds: &[&str],
    now: Timestamp,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    jobs::table
        .filter(jobs::state.eq(WAITING))
        .filter(jobs::kind.eq_any(kinds))
        .filter(jobs::run_at.le(now.0))
        .order((jobs::run_at, jobs::id))
        .limit(limit)
        .select(jobs::id)
        .load(conn)
}
