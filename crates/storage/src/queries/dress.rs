//! What a page of messages shows besides its own rows: a question for the page, none where nothing is.

use super::super::Conn;
use crate::rows::MessageRow;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{QueryResult, sql_query};
use domain::message::{Quote, Reaction};
use domain::{Emoji, Message, Seq, UserId};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// The place of a message: its chat and seq.
pub(super) type Place = (i64, i64);

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
            text: if row.deleted { String::new() } else { row.start },
            deleted: row.deleted,
        }
    }
}

#[derive(QueryableByName)]
struct PlaceRow {
    #[diesel(sql_type = BigInt)]
    chat_id: i64,
    #[diesel(sql_type = BigInt)]
    seq: i64,
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
    let mut answered: Vec<Place> = rows.iter().filter_map(MessageRow::answers).collect();
    let quotes = quotes(conn, viewer, &mut answered)?;
    let hidden = rows.iter().filter(|row| row.is_hidden());
    let mut hidden: Vec<Place> = hidden.map(MessageRow::place).collect();
    let hidden = hidden_from(conn, viewer, &mut hidden)?;
    let mut whole = |row: MessageRow| {
        let place = row.place();
        let reply_to = row.answers().and_then(|place| quotes.get(&place).cloned());
        let reactions = reactions.remove(&place).unwrap_or_default();
        let message = Message { reply_to, reactions, ..row.into() };
        if hidden.contains(&place) { message.hide() } else { message }
    };
    Ok(rows.into_iter().map(&mut whole).collect())
}

/// The same for one row that may be there.
pub(super) fn dress_one(
    conn: &mut Conn,
    viewer: UserId,
    row: Option<MessageRow>,
) -> QueryResult<Option<Message>> {
    Ok(dress(conn, viewer, row.into_iter().collect())?.pop())
}

/// `WITH p (chat_id, seq) AS (VALUES (1,2),(1,7))`: numbers of ours, so they may stand in the text.
///
/// As the first of a CROSS JOIN: SQLite takes its tables in that order and looks each place up by key,
/// where for `IN (VALUES …)` it would read the whole table.
pub(super) fn listed(places: &mut Vec<Place>) -> String {
    places.sort_unstable();
    places.dedup();
    let mut text = String::new();
    for (chat, seq) in places {
        let comma = if text.is_empty() { "" } else { "," };
        let _infallible = write!(text, "{comma}({chat},{seq})");
    }
    format!("WITH p (chat_id, seq) AS (VALUES {text})")
}

/// The rows at these places, by the primary key.
pub(super) fn rows_at(conn: &mut Conn, places: &mut Vec<Place>) -> QueryResult<Vec<MessageRow>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let text = format!(
        "{} SELECT m.* FROM p CROSS JOIN messages m \
         WHERE m.chat_id = p.chat_id AND m.seq = p.seq",
        listed(places)
    );
    sql_query(text).load(conn)
}

/// How these messages begin now, where they are there for the viewer: by the primary keys.
fn quotes(
    conn: &mut Conn,
    viewer: UserId,
    places: &mut Vec<Place>,
) -> QueryResult<HashMap<Place, Quote>> {
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "{places} SELECT q.chat_id, q.seq, q.sender_id, substr(q.body, 1, {most}) AS start, \
         (q.deleted_at IS NOT NULL \
          OR EXISTS (SELECT 1 FROM hidden_messages h WHERE q.hides > 0 \
              AND h.user_id = {viewer} AND h.chat_id = q.chat_id AND h.seq = q.seq) \
          OR EXISTS (SELECT 1 FROM memberships m WHERE m.chat_id = q.chat_id \
              AND m.user_id = {viewer} \
              AND (m.cleared_seq >= q.seq OR m.visible_from > q.seq))) AS deleted \
         FROM p CROSS JOIN messages q WHERE q.chat_id = p.chat_id AND q.seq = p.seq",
        most = Quote::MAX_CHARS,
        viewer = viewer.0,
        places = listed(places)
    );
    let rows = sql_query(text).load::<QuoteRow>(conn)?;
    Ok(rows.into_iter().map(|row| ((row.chat_id, row.seq), row.into())).collect())
}

/// Which of these messages the viewer deleted for themselves: by the primary key.
fn hidden_from(
    conn: &mut Conn,
    viewer: UserId,
    places: &mut Vec<Place>,
) -> QueryResult<HashSet<Place>> {
    if places.is_empty() {
        return Ok(HashSet::new());
    }
    let text = format!(
        "{} SELECT h.chat_id, h.seq FROM p CROSS JOIN hidden_messages h \
         WHERE h.user_id = {} AND h.chat_id = p.chat_id AND h.seq = p.seq",
        listed(places),
        viewer.0
    );
    let rows = sql_query(text).load::<PlaceRow>(conn)?;
    Ok(rows.into_iter().map(|row| (row.chat_id, row.seq)).collect())
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
        "{} SELECT r.chat_id, r.seq, r.emoji, COUNT(*) AS people, \
         SUM(CASE WHEN r.user_id = {} THEN 1 ELSE 0 END) AS own \
         FROM p CROSS JOIN reactions r WHERE r.chat_id = p.chat_id AND r.seq = p.seq \
         GROUP BY r.chat_id, r.seq, r.emoji ORDER BY r.chat_id, r.seq, MIN(r.at), r.emoji",
        listed(places),
        viewer.0
    );
    for row in sql_query(text).load::<ReactionRow>(conn)? {
        let (emoji, me) = (Emoji::from_stored(row.emoji), row.own > 0);
        let reaction = Reaction { emoji, count: row.people, me };
        all.entry((row.chat_id, row.seq)).or_default().push(reaction);
    }
    Ok(all)
}
