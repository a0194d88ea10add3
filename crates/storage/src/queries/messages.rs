use super::super::{Conn, native};
use super::dress::{dress, dress_one};
use super::kept::Kept;
use super::kept::Value::Int;
use super::tx::{Ask, Reader, Tx};
use crate::rows::{MessageRow, role_of};
use crate::schema::{chats, messages};
use diesel::QueryResult;
use diesel::prelude::*;
use domain::port::{MessageRead, MessageWrite, SendContext, StoreError, StoreFault};
use domain::{Chat, ChatId, ClientId, Message, Rev, Seq, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

const SENT: &str = "UPDATE memberships SET sent_at = ? WHERE chat_id = ? AND user_id = ?";

/// Rows that are skipped rather than searched for.
const SKIPPED: i64 = 256;

/// A seq that no message with a rev beyond `since` has, and few of those after it have a lesser rev.
///
/// Messages get revs in the order of their seqs, so they are found by the primary key; an index of their
/// own would cost each message a page of the log. Each change makes one message at most: those since
/// then are among as many of the newest, and halving that range finds where they begin.
fn before_changes(conn: &mut Conn, chat: ChatId, since: Rev) -> QueryResult<Option<i64>> {
    let head = chats::table.find(chat.0).select((chats::rev, chats::last_seq));
    let Some((rev, mut last)) = head.get_result::<(i64, i64)>(conn).optional()? else {
        return Ok(None);
    };
    let mut before = (last - (rev - since.0).max(0)).max(0);
    while last - before > SKIPPED {
        let middle = before + (last - before) / 2;
        let there = messages::table.find((chat.0, middle)).select(messages::rev);
        if there.get_result::<i64>(conn)? > since.0 {
            last = middle;
        } else {
            before = middle;
        }
    }
    Ok(Some(before))
}

/// What came or changed after `since`, as it is now, by the change that says so.
///
/// A row that was changed after `upto` too counts as it was sent: the page that `upto` ends may be the
/// only one that tells of it before its later change comes.
fn changed(
    conn: &mut Conn,
    chat: ChatId,
    since: Rev,
    upto: Rev,
    limit: i64,
) -> QueryResult<Vec<MessageRow>> {
    let Some(after) = before_changes(conn, chat, since)? else {
        return Ok(Vec::new());
    };
    let mut rows: Vec<MessageRow> = messages::table
        .filter(messages::chat_id.eq(chat.0))
        .filter(messages::seq.gt(after))
        .filter(messages::rev.gt(since.0))
        .filter(messages::rev.le(upto.0))
        .filter(messages::changed_rev.is_null().or(messages::changed_rev.gt(upto.0)))
        .order(messages::seq)
        .limit(limit)
        .select(MessageRow::as_select())
        .load(conn)?;
    for row in &mut rows {
        row.changed_rev = None;
    }
    let touched: Vec<MessageRow> = messages::table
        .filter(messages::chat_id.eq(chat.0))
        .filter(messages::changed_rev.gt(since.0))
        .filter(messages::changed_rev.le(upto.0))
        .order(messages::changed_rev)
        .limit(limit)
        .select(MessageRow::as_select())
        .load(conn)?;
    if !touched.is_empty() {
        rows.extend(touched);
        rows.sort_unstable_by_key(|row| row.changed_rev.unwrap_or(row.rev));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(rows)
}

/// How many messages came or changed after `since`, up to `limit`.
fn count(conn: &mut Conn, chat: ChatId, since: Rev, limit: i64) -> QueryResult<i64> {
    let Some(after) = before_changes(conn, chat, since)? else {
        return Ok(0);
    };
    let new: Vec<i64> = messages::table
        .filter(messages::chat_id.eq(chat.0))
        .filter(messages::seq.gt(after))
        .filter(messages::rev.gt(since.0))
        .filter(messages::changed_rev.is_null())
        .order(messages::seq)
        .limit(limit)
        .select(messages::rev)
        .load(conn)?;
    let touched: Vec<i64> = messages::table
        .filter(messages::chat_id.eq(chat.0))
        .filter(messages::changed_rev.gt(since.0))
        .order(messages::changed_rev)
        .limit(limit)
        .select(messages::rev)
        .load(conn)?;
    Ok(i64::try_from(new.len() + touched.len()).unwrap_or(limit).min(limit))
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl MessageRead for $on {
            fn last_seq(&mut self, chat: ChatId) -> Answer<Seq> {
                self.ask("last seq", |conn| {
                    let seq = chats::table.find(chat.0).select(chats::last_seq).get_result(conn);
                    Ok(Seq(seq.optional()?.unwrap_or(0)))
                })
            }

            fn messages(
                &mut self,
                viewer: UserId,
                chat: ChatId,
                first: Seq,
                last: Seq,
            ) -> Answer<Vec<Message>> {
                self.ask("messages", |conn| {
                    let rows = messages::table
                        .filter(messages::chat_id.eq(chat.0))
                        .filter(messages::seq.between(first.0, last.0))
                        .order(messages::seq)
                        .select(MessageRow::as_select())
                        .load(conn)?;
                    dress(conn, viewer, rows)
                })
            }

            fn changed_messages(
                &mut self,
                viewer: UserId,
                chat: ChatId,
                since: Rev,
                upto: Rev,
                limit: usize,
            ) -> Answer<Vec<Message>> {
                self.ask("changed messages", |conn| {
                    let rows = changed(conn, chat, since, upto, crate::limit(limit))?;
                    dress(conn, viewer, rows)
                })
            }

            fn count_changed(&mut self, chat: ChatId, since: Rev, limit: i64) -> Answer<i64> {
                self.ask("count changed", |conn| count(conn, chat, since, limit))
            }

            fn count_sent(
                &mut self,
                chat: ChatId,
                sender: UserId,
                after: Seq,
                upto: Seq,
            ) -> Answer<i64> {
                self.ask("count sent", |conn| {
                    messages::table
                        .filter(messages::chat_id.eq(chat.0))
                        .filter(messages::seq.gt(after.0))
                        .filter(messages::seq.le(upto.0))
                        .filter(messages::sender_id.eq(sender.0))
                        .count()
                        .get_result(conn)
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl MessageWrite for Tx<'_> {
    fn send_context(
        &mut self,
        chat: ChatId,
        sender: UserId,
        client_id: &ClientId,
    ) -> Answer<Option<SendContext>> {
        self.ask("send context", |conn| {
            let Some((row, role, sent_at, used)) =
                native::lock_to_send(conn, chat, sender, client_id.as_str())?
            else {
                return Ok(None);
            };
            let (role, sent_at) = (role_of(role), sent_at.map(Timestamp));
            let context = SendContext { chat: row.into(), role, sent_at, replay: None };
            if !used {
                return Ok(Some(context));
            }
            let replay = messages::table
                .filter(messages::sender_id.eq(sender.0))
                .filter(messages::client_id.eq(client_id.as_str()))
                .select(MessageRow::as_select())
                .get_result(conn)
                .optional()?;
            Ok(Some(SendContext { replay: dress_one(conn, sender, replay)?, ..context }))
        })
    }

    fn note_sent(&mut self, chat: ChatId, sender: UserId, at: Timestamp) -> Answer<()> {
        self.write("note sent", |conn| {
            let values = [Int(at.0), Int(chat.0), Int(sender.0)];
            Kept { sql: SENT, values: &values }.execute(conn).map(drop)
        })
    }

    fn append(&mut self, chat: &Chat, message: &Message) -> Answer<()> {
        self.write("append message", |conn| native::append(conn, chat, message)).map_err(|error| {
            // Taken since `send_context` looked: looking again will find it.
            let taken = matches!(error.fault, StoreFault::Conflict(_));
            if taken { StoreError { fault: StoreFault::Retry, ..error } } else { error }
        })
    }
}
