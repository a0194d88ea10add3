//! What only PostgreSQL says: rows are locked, because other nodes write too.

use super::Conn;
use crate::rows::{ChatRow, SessionRow};
use crate::schema::{chats, memberships, sessions, users};
use diesel::QueryResult;
use diesel::prelude::*;
use domain::{ChatId, SessionId, UserId};

pub(super) const BEGIN: &str = "BEGIN";
/// Whether an error ends the whole transaction.
pub(super) const ERRORS_ABORT: bool = true;
pub(super) const SAVE: &str = "SAVEPOINT job";

pub(super) fn lock_chat(conn: &mut Conn, chat: ChatId) -> QueryResult<Option<ChatRow>> {
    chats::table.find(chat.0).select(ChatRow::as_select()).for_update().get_result(conn).optional()
}

/// Locks both rows: whoever removes a member waits, or is waited for. The chat comes first in FROM
/// and so is locked first, as every other command does; the other way round they would deadlock.
pub(super) fn lock_chat_of(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
) -> QueryResult<Option<ChatRow>> {
    chats::table
        .inner_join(memberships::table)
        .filter(memberships::chat_id.eq(chat.0))
        .filter(memberships::user_id.eq(user.0))
        .filter(memberships::left_at.is_null())
        .select(ChatRow::as_select())
        .for_update()
        .get_result(conn)
        .optional()
}

pub(super) fn lock_session(conn: &mut Conn, id: SessionId) -> QueryResult<Option<SessionRow>> {
    sessions::table
        .find(id.0)
        .select(SessionRow::as_select())
        .for_update()
        .get_result(conn)
        .optional()
}

/// In ascending order, as everybody does.
pub(super) fn lock_users(conn: &mut Conn, ids: &[i64]) -> QueryResult<()> {
    users::table
        .filter(users::id.eq_any(ids))
        .order(users::id)
        .select(users::id)
        .for_update()
        .load::<i64>(conn)?;
    Ok(())
}
