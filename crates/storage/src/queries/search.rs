//! Looking for messages. The viewer's rights are part of every question about messages.

use super::super::Conn;
use super::dress::{self, dress, listed};
use super::search_index;
use super::tx::{Ask, Reader, Tx};
use crate::rows::{ChatRow, MessageRow};
use crate::schema::{chats, memberships, messages, search_slices};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use diesel::{QueryResult, sql_query};
use domain::port::{SearchRead, StoreError};
use domain::search::{Block, Candidate, Head, Part, Place, Scope, Slice, block};
use domain::{Chat, ChatId, Message, Rev, Seq, Timestamp};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

type Answer<T> = Result<T, StoreError>;

#[derive(QueryableByName)]
struct CandidateRow {
    #[diesel(sql_type = BigInt)]
    chat_id: i64,
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = BigInt)]
    sent_at: i64,
    #[diesel(sql_type = Text)]
    body: String,
}

impl From<CandidateRow> for Candidate {
    fn from(row: CandidateRow) -> Self {
        let place =
            Place { at: Timestamp(row.sent_at), chat: ChatId(row.chat_id), seq: Seq(row.seq) };
        Self { place, text: row.body }
    }
}

#[derive(QueryableByName)]
struct BlockRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    chat_id: i64,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = BigInt)]
    span: i64,
    #[diesel(sql_type = BigInt)]
    newest: i64,
    #[diesel(sql_type = Binary)]
    runs: Vec<u8>,
}

#[derive(QueryableByName)]
struct LackingRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    indexed_seq: i64,
    #[diesel(sql_type = BigInt)]
    indexed_rev: i64,
    #[diesel(sql_type = BigInt)]
    last_seq: i64,
}

/// Chats that are asked for at once: SQLite takes 500 parts of a UNION, each chat has two.
const CHATS: usize = 100;

/// What messages `m` have to be for the viewer's membership `me`. Only numbers come from outside.
fn conditions(scope: &Scope) -> String {
    let mut text = String::from(
        "me.left_at IS NULL AND m.deleted_at IS NULL AND m.seq >= me.visible_from \
         AND m.seq > me.cleared_seq AND NOT (m.hides > 0 AND EXISTS ( \
         SELECT 1 FROM hidden_messages h WHERE h.user_id = me.user_id \
         AND h.chat_id = m.chat_id AND h.seq = m.seq))",
    );
    let mut and = |condition: &str, number: Option<i64>| {
        if let Some(number) = number {
            let _infallible = write!(text, " AND {condition} {number}");
        }
    };
    and("me.user_id =", Some(scope.viewer.0));
    and("me.chat_id =", scope.chat.map(|chat| chat.0));
    and("m.sender_id =", scope.from.map(|from| from.0));
    and("m.sent_at >=", scope.since.map(|since| since.0));
    and("m.sent_at <", scope.until.map(|until| until.0));
    if let Some(Place { at, chat, seq }) = scope.after {
        let (at, chat, seq) = (at.0, chat.0, seq.0);
        let _infallible =
            write!(text, " AND (m.sent_at, m.chat_id, m.seq) < ({at}, {chat}, {seq})");
    }
    text
}

const COLUMNS: &str = "m.chat_id, m.seq, m.sent_at, m.body";
/// What [`conditions`] and [`COLUMNS`] need of a message.
const PARTS: &str = "chat_id, seq, sent_at, body, sender_id, deleted_at, hides";

/// Chats of the scope whose index lacks something.
fn lacking(conn: &mut Conn, scope: &Scope) -> QueryResult<Vec<LackingRow>> {
    let chat = scope.chat.map_or(String::new(), |chat| format!("AND c.id = {}", chat.0));
    // CROSS JOIN: SQLite takes the tables in this order.
    let text = format!(
        "SELECT c.id, c.indexed_seq, c.indexed_rev, c.last_seq \
         FROM memberships me CROSS JOIN chats c \
         WHERE me.user_id = {} AND me.left_at IS NULL AND c.id = me.chat_id {chat} \
         AND (c.last_seq > c.indexed_seq OR (c.rev > c.indexed_rev AND EXISTS ( \
             SELECT 1 FROM messages m WHERE m.chat_id = c.id AND m.changed_rev > c.indexed_rev)))",
        scope.viewer.0
    );
    sql_query(text).load::<LackingRow>(conn)
}

fn unindexed(conn: &mut Conn, scope: &Scope, limit: usize) -> QueryResult<(Vec<Candidate>, bool)> {
    let chats = lacking(conn, scope)?;
    let most = crate::limit(limit);
    let mut whole = chats.iter().all(|chat| chat.last_seq - chat.indexed_seq <= most);
    let mut all = Vec::new();
    for chats in chats.chunks(CHATS) {
        let part = unindexed_of(conn, scope, chats, limit)?;
        whole &= part.len() <= limit;
        all.extend(part);
    }
    Ok((all, whole))
}

/// With the numbers in it each part is a range of a key that both databases see: by a join PostgreSQL would
/// rather read the whole table than believe that there is little.
fn unindexed_of(
    conn: &mut Conn,
    scope: &Scope,
    chats: &[LackingRow],
    limit: usize,
) -> QueryResult<Vec<Candidate>> {
    let mut parts = String::new();
    for LackingRow { id, indexed_seq, indexed_rev, last_seq } in chats {
        let first = (*indexed_seq).max(last_seq - crate::limit(limit));
        let union = if parts.is_empty() { "" } else { " UNION ALL " };
        let _infallible = write!(
            parts,
            "{union}SELECT {PARTS} FROM messages WHERE chat_id = {id} AND seq > {first} \
             UNION ALL SELECT {PARTS} FROM messages WHERE chat_id = {id} \
             AND changed_rev > {indexed_rev} AND seq <= {first}"
        );
    }
    let text = format!(
        "SELECT {COLUMNS} FROM ({parts}) m CROSS JOIN memberships me \
         WHERE {conditions} AND me.chat_id = m.chat_id ORDER BY m.sent_at DESC LIMIT {most}",
        conditions = conditions(scope),
        most = limit + 1
    );
    Ok(sql_query(text).load::<CandidateRow>(conn)?.into_iter().map(Into::into).collect())
}

fn candidates(
    conn: &mut Conn,
    scope: &Scope,
    places: &[(ChatId, Seq)],
) -> QueryResult<Vec<Candidate>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let mut places: Vec<dress::Place> = places.iter().map(|(chat, seq)| (chat.0, seq.0)).collect();
    let text = format!(
        "{} SELECT {COLUMNS} FROM p CROSS JOIN memberships me CROSS JOIN messages m \
         WHERE {} AND me.chat_id = p.chat_id AND m.chat_id = p.chat_id AND m.seq = p.seq",
        listed(&mut places),
        conditions(scope)
    );
    Ok(sql_query(text).load::<CandidateRow>(conn)?.into_iter().map(Into::into).collect())
}

fn blocks(
    conn: &mut Conn,
    scope: &Scope,
    after: Option<(Timestamp, i64)>,
    limit: usize,
) -> QueryResult<Vec<Block>> {
    let (newest, oldest) = (scope.newest().0, scope.oldest().0);
    let mut text = format!(
        "SELECT b.id, b.chat_id, b.number, b.span, b.newest, b.runs FROM memberships me \
         CROSS JOIN search_blocks b WHERE me.user_id = {} AND me.left_at IS NULL \
         AND b.chat_id = me.chat_id AND b.oldest <= {newest} AND b.newest >= {oldest} \
         AND (b.number + b.span) * {size} >= me.visible_from \
         AND (b.number + b.span) * {size} > me.cleared_seq",
        scope.viewer.0,
        size = block::MESSAGES,
    );
    if let Some(chat) = scope.chat {
        let _infallible = write!(text, " AND b.chat_id = {}", chat.0);
    }
    if let Some((Timestamp(newest), id)) = after {
        let _infallible = write!(text, " AND (b.newest, b.id) < ({newest}, {id})");
    }
    let _infallible = write!(text, " ORDER BY b.newest DESC, b.id DESC LIMIT {limit}");
    let named = |row: BlockRow| Block {
        id: row.id,
        chat: ChatId(row.chat_id),
        number: row.number,
        size: search_index::size_of(row.span),
        newest: Timestamp(row.newest),
        runs: search_index::runs_of(&row.runs),
    };
    Ok(sql_query(text).load::<BlockRow>(conn)?.into_iter().map(named).collect())
}

fn slices(conn: &mut Conn, wanted: &[(i64, usize)]) -> QueryResult<Vec<Slice>> {
    let per_block = search_index::per_block();
    let id = |(block, number): &(i64, usize)| block * per_block + crate::limit(*number);
    let rows: Vec<(i64, Vec<u8>)> = search_slices::table
        .filter(search_slices::id.eq_any(wanted.iter().map(id)))
        .order(search_slices::id)
        .select((search_slices::id, search_slices::data))
        .load(conn)?;
    let named = |(id, data): (i64, Vec<u8>)| Slice { block: id.div_euclid(per_block), data };
    Ok(rows.into_iter().map(named).collect())
}

fn found(conn: &mut Conn, scope: &Scope, places: &[Place]) -> QueryResult<Vec<Message>> {
    let mut seqs: BTreeMap<ChatId, Vec<i64>> = BTreeMap::new();
    for place in places {
        seqs.entry(place.chat).or_default().push(place.seq.0);
    }
    let mine = memberships::table
        .filter(memberships::chat_id.eq(messages::chat_id))
        .filter(memberships::user_id.eq(scope.viewer.0))
        .filter(memberships::left_at.is_null())
        .filter(memberships::visible_from.le(messages::seq))
        .filter(memberships::cleared_seq.lt(messages::seq));
    let mut rows = Vec::new();
    // One question per chat: with all in one SQLite would look at every message of each.
    for (chat, seqs) in seqs {
        let own: Vec<MessageRow> = messages::table
            .filter(messages::chat_id.eq(chat.0))
            .filter(messages::seq.eq_any(seqs))
            .filter(exists(mine))
            .select(MessageRow::as_select())
            .load(conn)?;
        rows.extend(own);
    }
    dress(conn, scope.viewer, rows)
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl SearchRead for $on {
            fn hold_still(&mut self) -> Answer<()> {
                self.still()
            }

            fn unindexed(&mut self, scope: &Scope, limit: usize) -> Answer<(Vec<Candidate>, bool)> {
                self.ask("unindexed", |conn| unindexed(conn, scope, limit))
            }

            fn search_blocks(
                &mut self,
                scope: &Scope,
                after: Option<(Timestamp, i64)>,
                limit: usize,
            ) -> Answer<Vec<Block>> {
                self.ask("search blocks", |conn| blocks(conn, scope, after, limit))
            }

            fn slices(&mut self, wanted: &[(i64, usize)]) -> Answer<Vec<Slice>> {
                self.ask("slices", |conn| slices(conn, wanted))
            }

            fn candidates(
                &mut self,
                scope: &Scope,
                places: &[(ChatId, Seq)],
            ) -> Answer<Vec<Candidate>> {
                self.ask("candidates", |conn| candidates(conn, scope, places))
            }

            fn found(&mut self, scope: &Scope, places: &[Place]) -> Answer<Vec<Message>> {
                self.ask("found", |conn| found(conn, scope, places))
            }

            fn chats(&mut self, ids: &[ChatId]) -> Answer<Vec<Chat>> {
                self.ask("chats", |conn| {
                    let ids: Vec<i64> = ids.iter().map(|chat| chat.0).collect();
                    let rows: Vec<ChatRow> = chats::table
                        .filter(chats::id.eq_any(ids))
                        .order(chats::id)
                        .select(ChatRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn chats_to_index(&mut self, after: ChatId, limit: usize) -> Answer<Vec<ChatId>> {
                self.ask("chats to index", |conn| search_index::due(conn, after, limit))
            }

            fn index_head(&mut self, chat: ChatId) -> Answer<Option<Head>> {
                self.ask("index head", |conn| search_index::head(conn, chat))
            }

            fn changes_to_index(&mut self, head: &Head, limit: usize) -> Answer<Vec<(Rev, Seq)>> {
                self.ask("changes to index", |conn| search_index::changes(conn, head, limit))
            }

            fn index_parts(&mut self, chat: ChatId, numbers: Range<i64>) -> Answer<Vec<Part>> {
                self.ask("index parts", |conn| search_index::parts(conn, chat, &numbers))
            }

            fn texts(&mut self, chat: ChatId, first: Seq, last: Seq) -> Answer<Vec<(Place, String)>> {
                self.ask("texts", |conn| search_index::texts(conn, chat, first, last))
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);
