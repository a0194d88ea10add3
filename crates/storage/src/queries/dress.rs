//! What a page of messages shows besides its own rows: a question for the page, none where nothing is.

use super::super::Conn;
use crate::rows::MessageRow;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{QueryResult, sql_query};
use domain::message::Quote;
use domain::{Message, Seq, UserId};
use std::collections::HashMap;
use std::fmt::Write;

/// The place of a message: its chat and seq.
type Place = (i64, i64);

#[derive(QueryableByName)]
struct QuoteRow {
    #[diesel(sql_type = BigInt)]
    chat_id: i64,
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = BigInt)]
    sender_id: i64,
    #[diesel(sql_type = Text)]
    start: String,
    #[diesel(sql_type = Bool)]
    deleted: bool,
}

impl From<QuoteRow> for Quote {
    fn from(row: QuoteRow) -> Self {
        Self {
            seq: Seq(row.seq),
            sender: UserId(row.sender_id),
            text: row.start,
            deleted: row.deleted,
        }
    }
}

/// Rows of any chats as messages, with what stands elsewhere.
pub(super) fn dress(conn: &mut Conn, rows: Vec<MessageRow>) -> QueryResult<Vec<Message>> {
    let mut quoted: Vec<Place> = rows.iter().filter_map(MessageRow::answers).collect();
    let quotes = quotes(conn, &mut quoted)?;
    let whole = |row: MessageRow| {
        let reply_to = row.answers().and_then(|place| quotes.get(&place).cloned());
        Message { reply_to, ..row.into() }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The same for one row that may be there.
pub(super) fn dress_one(conn: &mut Conn, row: Option<MessageRow>) -> QueryResult<Option<Message>> {
    Ok(dress(conn, row.into_iter().collect())?.pop())
}

/// `(1,2),(1,7)`: numbers of ours, so they may stand in the text.
fn listed(places: &mut Vec<Place>) -> String {
    places.sort_unstable();
    places.dedup();
    let mut text = String::new();
    for (chat, seq) in places {
        let comma = if text.is_empty() { "" } else { "," };
        let _infallible = write!(text, "{comma}({chat},{seq})");
    }
    text
}

/// How these messages begin now: by the primary key.
fn quotes(conn: &mut Conn, places: &mut Vec<Place>) -> QueryResult<HashMap<Place, Quote>> {
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "SELECT chat_id, seq, sender_id, substr(body, 1, {}) AS start, \
         deleted_at IS NOT NULL AS deleted \
         FROM messages WHERE (chat_id, seq) IN (VALUES {})",
        Quote::MAX_CHARS,
        listed(places)
    );
    let rows = sql_query(text).load::<QuoteRow>(conn)?;
    Ok(rows.into_iter().map(|row| ((row.chat_id, row.seq), row.into())).collect())
}
