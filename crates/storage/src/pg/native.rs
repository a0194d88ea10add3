//! What only PostgreSQL says: rows are locked, because other nodes write too.

use super::Conn;
use super::queries::Kept;
use super::queries::Value::{Int, MaybeInt, Text};
use crate::rows::{ChatRow, InvitationRow, RelationRow, ReportRow, SessionRow, WAITING};
use crate::schema::{
    chats, invitations, jobs, memberships, messages, relations, reports, sessions, settings, users,
};
use diesel::QueryResult;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::{Chat, ChatId, Message, SessionId, Timestamp, UserId};

pub(super) const BEGIN: &str = "BEGIN";
/// How a reader begins to see one state only.
pub(super) const HOLD_STILL: Option<&str> = Some("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
/// Whether an error ends the whole transaction.
pub(super) const ERRORS_ABORT: bool = true;
pub(super) const SAVE: &str = "SAVEPOINT job";

/// A chat to send to: its row, the sender's role and last time, and whether the client id is used.
type ToSend = (ChatRow, i32, Option<i64>, bool);

/// Joins the first `most` members `m` of a chat `c`; as a subquery it would be asked for each member.
pub(super) fn first_members(most: usize) -> String {
    format!(
        "CROSS JOIN LATERAL (SELECT x.* FROM memberships x \
             WHERE x.chat_id = c.id AND x.left_at IS NULL ORDER BY x.user_id LIMIT {most}) m"
    )
}

pub(super) fn lock_chat(conn: &mut Conn, chat: ChatId) -> QueryResult<Option<ChatRow>> {
    chats::table.find(chat.0).select(ChatRow::as_select()).for_update().get_result(conn).optional()
}

/// The chat of a current member with their role and when they last wrote in slow mode, and whether the
/// sender has used `client_id` before, as it was when the
/// question was asked: while it waits for the lock that may change, and then appending fails.
///
/// Locks both rows: whoever removes a member waits, or is waited for. The chat comes first in FROM
/// and so is locked first, as every other command does; the other way round they would deadlock.
pub(super) fn lock_to_send(
    conn: &mut Conn,
    chat: ChatId,
    sender: UserId,
    client_id: &str,
) -> QueryResult<Option<ToSend>> {
    let used = messages::table
        .filter(messages::sender_id.eq(sender.0))
        .filter(messages::client_id.eq(client_id));
    chats::table
        .inner_join(memberships::table)
        .filter(memberships::chat_id.eq(chat.0))
        .filter(memberships::user_id.eq(sender.0))
        .filter(memberships::left_at.is_null())
        .select((ChatRow::as_select(), memberships::role, memberships::sent_at, exists(used)))
        .for_update()
        .get_result(conn)
        .optional()
}

/// Three changes in one statement: a round trip is what costs here.
pub(super) fn append(conn: &mut Conn, chat: &Chat, message: &Message) -> QueryResult<()> {
    let values = [
        Int(chat.rev.0),
        Int(chat.last_seq.0),
        Int(chat.activity_at.0),
        Int(chat.id.0),
        Int(chat.id.0),
        Int(message.sender.0),
        Int(message.chat.0),
        Int(message.seq.0),
        Int(message.rev.0),
        Int(message.sender.0),
        Text(message.client_id.as_str()),
        Text(message.text.as_str()),
        Int(message.sent_at.0),
        MaybeInt(message.reply_to.as_ref().map(|quote| quote.seq.0)),
    ];
    Kept { sql: APPEND, values: &values }.execute(conn).map(drop)
}

const APPEND: &str = "\
    WITH head AS (UPDATE chats SET rev = ?, last_seq = ?, activity_at = ? WHERE id = ?), \
    own AS (UPDATE memberships SET own_after = own_after + 1 WHERE chat_id = ? AND user_id = ?) \
    INSERT INTO messages (chat_id, seq, rev, sender_id, client_id, body, sent_at, \
    reply_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

pub(super) fn lock_session(conn: &mut Conn, id: SessionId) -> QueryResult<Option<SessionRow>> {
    sessions::table
        .find(id.0)
        .select(SessionRow::as_select())
        .for_update()
        .get_result(conn)
        .optional()
}

/// In ascending order, as everybody does. Rows that name these people may be written meanwhile.
pub(super) fn lock_users(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    users::table
        .filter(users::id.eq_any(ids))
        .order(users::id)
        .select(users::id)
        .for_no_key_update()
        .load::<i64>(conn)?;
    Ok(())
}

/// Shared: those who register don't wait for each other.
pub(super) fn hold_settings(conn: &mut Conn) -> QueryResult<Vec<(String, String)>> {
    settings::table.order(settings::name).for_share().load(conn)
}

pub(super) fn lock_settings(conn: &mut Conn) -> QueryResult<Vec<(String, String)>> {
    settings::table.order(settings::name).for_update().load(conn)
}

pub(super) fn lock_invitation(conn: &mut Conn, id: i64) -> QueryResult<Option<InvitationRow>> {
    let row = invitations::table.find(id).select(InvitationRow::as_select());
    row.for_update().get_result(conn).optional()
}

/// In ascending order, as everybody does.
pub(super) fn lock_chats(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    chats::table
        .filter(chats::id.eq_any(ids))
        .order(chats::id)
        .select(chats::id)
        .for_update()
        .load::<i64>(conn)?;
    Ok(())
}

pub(super) fn lock_report(conn: &mut Conn, id: i64) -> QueryResult<Option<ReportRow>> {
    let row = reports::table.find(id).select(ReportRow::as_select());
    row.for_update().get_result(conn).optional()
}

pub(super) fn lock_relation(conn: &mut Conn, lo: i64, hi: i64) -> QueryResult<Option<RelationRow>> {
    relations::table
        .filter(relations::lo.eq(lo))
        .filter(relations::hi.eq(hi))
        .select(RelationRow::as_select())
        .for_update()
        .get_result(conn)
        .optional()
}

/// Tables and indexes; not the log of changes, which all databases of a cluster share.
pub(super) fn database_bytes(conn: &mut Conn) -> QueryResult<i64> {
    diesel::dsl::sql::<diesel::sql_types::BigInt>("SELECT pg_database_size(current_database())")
        .get_result(conn)
}

/// Those that another node is taking just now are passed over.
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
        .for_update()
        .skip_locked()
        .load(conn)
}
