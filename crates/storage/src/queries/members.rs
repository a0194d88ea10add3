use super::super::{Conn, native};
use super::kept::Kept;
use super::kept::Value::{Int, MaybeInt};
use crate::rows::{BriefRow, MembershipRow};
use crate::schema::{memberships, read_marks};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable};
use diesel::upsert::excluded;
use diesel::{QueryResult, sql_query};
use domain::{Chat, ChatId, Member, Membership, Rev, Seq, Timestamp, UserId};
use std::collections::HashMap;
use std::fmt::Write;

#[derive(QueryableByName)]
struct MemberRow {
    #[diesel(sql_type = BigInt)]
    chat_id: i64,
    #[diesel(sql_type = BigInt)]
    user_id: i64,
    #[diesel(sql_type = Integer)]
    role: i32,
    #[diesel(sql_type = BigInt)]
    rev: i64,
    #[diesel(sql_type = BigInt)]
    joined_at: i64,
    #[diesel(sql_type = BigInt)]
    read_seq: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    read_at: Option<i64>,
    #[diesel(embed)]
    user: BriefRow,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        let membership = Membership {
            chat: ChatId(row.chat_id),
            user: UserId(row.user_id),
            role: crate::rows::role_of(row.role),
            rev: Rev(row.rev),
            user_rev: Rev(0),
            joined_at: Timestamp(row.joined_at),
            left_at: None,
            read_seq: Seq(row.read_seq),
            read_at: row.read_at.map(Timestamp),
            own_after: 0,
            cleared_seq: Seq(0),
            cleared_rev: Rev(0),
            mute: None,
            visible_from: Seq(1),
        };
        Self::new(&membership, row.user.into())
    }
}

/// The first `most` members of each chat, by id: one question, whatever the size of the groups.
pub(super) fn members_of(
    conn: &mut Conn,
    chats: &[ChatId],
    most: usize,
) -> QueryResult<HashMap<ChatId, Vec<Member>>> {
    let mut all: HashMap<ChatId, Vec<Member>> = HashMap::new();
    if chats.is_empty() {
        return Ok(all);
    }
    let mut ids = String::new();
    for chat in chats {
        // Numbers of ours, so they may stand in the text.
        let comma = if ids.is_empty() { "" } else { "," };
        let _infallible = write!(ids, "{comma}{}", chat.0);
    }
    let text = format!(
        "SELECT m.chat_id, m.user_id, m.role, m.rev, m.joined_at, m.read_seq, m.read_at, \
         {} \
         FROM chats c {} JOIN users u ON u.id = m.user_id \
         WHERE c.id IN ({ids}) ORDER BY m.chat_id, m.user_id",
        crate::rows::brief(),
        native::first_members(most)
    );
    for row in sql_query(text).load::<MemberRow>(conn)? {
        all.entry(ChatId(row.chat_id)).or_default().push(row.into());
    }
    Ok(all)
}

/// Owners and admins, as the partial index says it: a value that is bound would not find it.
pub(super) fn admins() -> SqlLiteral<Bool> {
    diesel::dsl::sql("memberships.role <> 1")
}

/// Writes membership rows whole, but for what was cleared of those that are there: who comes back finds gone
/// what they cleared.
pub(super) fn put(conn: &mut Conn, rows: &[Membership]) -> QueryResult<()> {
    // Row by row: SQLite caches the statement, and a change touches at most 100 people.
    for row in rows {
        diesel::insert_into(memberships::table)
            .values(MembershipRow::from(row))
            .on_conflict((memberships::chat_id, memberships::user_id))
            .do_update()
            .set((
                memberships::role.eq(excluded(memberships::role)),
                memberships::rev.eq(excluded(memberships::rev)),
                memberships::user_rev.eq(excluded(memberships::user_rev)),
                memberships::joined_at.eq(excluded(memberships::joined_at)),
                memberships::left_at.eq(excluded(memberships::left_at)),
                memberships::read_seq.eq(excluded(memberships::read_seq)),
                memberships::read_at.eq(excluded(memberships::read_at)),
                memberships::own_after.eq(excluded(memberships::own_after)),
                memberships::muted_until.eq(excluded(memberships::muted_until)),
                memberships::visible_from.eq(excluded(memberships::visible_from)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Writes a cursor, its step in time, and the chat's head.
pub(super) fn set_read(conn: &mut Conn, chat: Option<&Chat>, me: &Membership) -> QueryResult<()> {
    let at = me.read_at.map_or(0, |at| at.0);
    let values = [
        Int(me.read_seq.0),
        MaybeInt(me.read_at.map(|at| at.0)),
        Int(me.own_after),
        Int(if chat.is_some() { me.rev.0 } else { me.user_rev.0 }),
        Int(me.chat.0),
        Int(me.user.0),
    ];
    let sql = if chat.is_some() { CURSOR } else { CURSOR_ALONE };
    Kept { sql, values: &values }.execute(conn)?;
    diesel::insert_into(read_marks::table)
        .values((
            read_marks::chat_id.eq(me.chat.0),
            read_marks::user_id.eq(me.user.0),
            read_marks::seq.eq(me.read_seq.0),
            read_marks::at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    let Some(chat) = chat else { return Ok(()) };
    let values = [Int(chat.rev.0), Int(chat.id.0)];
    Kept { sql: "UPDATE chats SET rev = ? WHERE id = ?", values: &values }.execute(conn)?;
    Ok(())
}

const CURSOR: &str = "UPDATE memberships SET read_seq = ?, read_at = ?, own_after = ?, rev = ? \
    WHERE chat_id = ? AND user_id = ?";
/// `user_rev` is in an index, which other cursors leave alone.
const CURSOR_ALONE: &str = "UPDATE memberships SET read_seq = ?, read_at = ?, own_after = ?, \
    user_rev = ? WHERE chat_id = ? AND user_id = ?";
