//! What only SQLite says: the one writer has the whole database, so that nothing needs a lock.

use super::Conn;
use crate::rows::{ChatRow, SessionRow};
use crate::schema::{chats, memberships, sessions};
use diesel::QueryResult;
use diesel::prelude::*;
use domain::{ChatId, SessionId, UserId};

pub(super) const BEGIN: &str = "BEGIN IMMEDIATE";
/// Whether an error ends the whole transaction.
pub(super) const ERRORS_ABORT: bool = false;
pub(super) const SAVE: &str = "SAVEPOINT job";

pub(super) fn lock_chat(conn: &mut Conn, chat: ChatId) -> QueryResult<Option<ChatRow>> {
    chats::table.find(chat.0).select(ChatRow::as_select()).get_result(conn).optional()
}

pub(super) fn lock_chat_of(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
) -> QueryResult<Option<ChatRow>> {
    memberships::table
        .inner_join(chats::table)
        .filter(memberships::chat_id.eq(chat.0))
        .filter(memberships::user_id.eq(user.0))
        .filter(memberships::left_at.is_null())
        .select(ChatRow::as_select())
        .get_result(conn)
        .optional()
}

pub(super) fn lock_session(conn: &mut Conn, id: SessionId) -> QueryResult<Option<SessionRow>> {
    sessions::table.find(id.0).select(SessionRow::as_select()).get_result(conn).optional()
}

#[expect(clippy::unnecessary_wraps, reason = "PostgreSQL's can fail")]
pub(super) fn lock_users(_: &mut Conn, _: &[i64]) -> QueryResult<()> {
    Ok(())
}
