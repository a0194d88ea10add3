//! What a page of messages shows besides its own rows: a question for the page, none where nothing is.

use super::super::Conn;
use crate::rows::MessageRow;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{QueryResult, sql_query};
use domain::message::{Quote, Reaction};
use domain::{Emoji, Message, Seq, UserId};
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

#[derive(QueryableByName)]
struct ReactionRow {
    #[diesel(sql_type = BigInt)]
    chat_id: i64,
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Text)]
    emoji: String,
    #[diesel(sql_type = BigInt)]
    people: i64,
    #[diesel(sql_type = BigInt)]
    own: i64,
}

/// Rows of any chats as messages as `viewer` sees them, with what stands elsewhere.
pub(super) fn dress(
    conn: &mut Conn,
    viewer: UserId,
    rows: Vec<MessageRow>,
) -> QueryResult<Vec<Message>> {
    let reacted = rows.iter().filter(|row| row.is_reacted());
    let mut reacted: Vec<Place> = reacted.map(MessageRow::place).collect();
    let mut reactions = reactions(conn, viewer, &mut reacted)?;
    let mut quoted: Vec<Place> = rows.iter().filter_map(MessageRow::answers).collect();
    let quotes = quotes(conn, &mut quoted)?;
    let whole = |row: MessageRow| {
        let reply_to = row.answers().and_then(|place| quotes.get(&place).cloned());
        let reactions = reactions.remove(&row.place()).unwrap_or_default();
        Message { reply_to, reactions, ..row.into() }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The same for one row that may be there.
pub(super) fn dress_one(
    conn: &mut Conn,
    viewer: UserId,
    row: Option<MessageRow>,
) -> QueryResult<Option<Message>> {
    Ok(dress(conn, viewer, row.into_iter().collect())?.pop())
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

/// The reactions to these messages, of each by first use: by ranges of the primary key.
fn reactions(
    conn: &mut Conn,
    viewer: UserId,
    places: &mut Vec<Place>,
) -> QueryResult<HashMap<Place, Vec<Reaction>>> {
    let mut all: HashMap<Place, Vec<Reaction>> = HashMap::new();
    if places.is_empty() {
        return Ok(all);
    }
    let text = format!(
        "SELECT chat_id, seq, emoji, COUNT(*) AS people, \
         SUM(CASE WHEN user_id = {} THEN 1 ELSE 0 END) AS own \
         FROM reactions WHERE (chat_id, seq) IN (VALUES {}) \
         GROUP BY chat_id, seq, emoji ORDER BY chat_id, seq, MIN(at), emoji",
        viewer.0,
        listed(places)
    );
    for row in sql_query(text).load::<ReactionRow>(conn)? {
        let (emoji, me) = (Emoji::from_stored(row.emoji), row.own > 0);
        let reaction = Reaction { emoji, count: row.people, me };
        all.entry((row.chat_id, row.seq)).or_default().push(reaction);
    }
    Ok(all)
}
