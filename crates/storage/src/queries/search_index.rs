//! Keeping the index of messages.

use super::super::Conn;
use super::tx::Tx;
use crate::schema::{chats, messages, search_blocks, search_slices};
use diesel::QueryResult;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::port::{SearchWrite, StoreError};
use domain::search::block::{self, Size};
use domain::search::{BlockText, Head, Part, Place, Span, Step};
use domain::{ChatId, Rev, Seq, Timestamp};
use std::ops::Range;

type Answer<T> = Result<T, StoreError>;

/// Ids that a block has for its slices.
pub(super) fn per_block() -> i64 {
    crate::limit(block::SLICES)
}

/// The size of a block that takes the place of so many of the smallest: no other is written.
pub(super) fn size_of(span: i64) -> Size {
    Size::of_span(span).unwrap_or(Size::Small)
}

/// Two times for each, eight bytes each, the lowest first.
fn bytes_of(runs: &[Span]) -> Vec<u8> {
    runs.iter().flat_map(|run| [run.oldest.0, run.newest.0]).flat_map(i64::to_le_bytes).collect()
}

/// What [`bytes_of`] wrote.
pub(super) fn runs_of(bytes: &[u8]) -> Vec<Span> {
    let (times, _) = bytes.as_chunks::<8>();
    let (runs, _) = times.as_chunks::<2>();
    let time = |bytes: &[u8; 8]| Timestamp(i64::from_le_bytes(*bytes));
    runs.iter()
        .map(|[oldest, newest]| Span { oldest: time(oldest), newest: time(newest) })
        .collect()
}

pub(super) fn parts(conn: &mut Conn, chat: ChatId, numbers: &Range<i64>) -> QueryResult<Vec<Part>> {
    let rows: Vec<(i64, i64)> = search_blocks::table
        .filter(search_blocks::chat_id.eq(chat.0))
        .filter(search_blocks::number.ge(numbers.start))
        .filter(search_blocks::number.lt(numbers.end))
        .order(search_blocks::number)
        .select((search_blocks::number, search_blocks::span))
        .load(conn)?;
    Ok(rows.into_iter().map(|(number, span)| Part { number, size: size_of(span) }).collect())
}

/// Goes through the chats by id: there is no index of what lacks something, as every message would write it.
pub(super) fn due(conn: &mut Conn, after: ChatId, limit: usize) -> QueryResult<Vec<ChatId>> {
    let touched = messages::table
        .filter(messages::chat_id.eq(chats::id))
        .filter(messages::changed_rev.gt(chats::indexed_rev.nullable()));
    let changed = chats::rev.gt(chats::indexed_rev).and(exists(touched));
    let ids: Vec<i64> = chats::table
        .filter(chats::id.gt(after.0))
        .filter(chats::last_seq.gt(chats::indexed_seq).or(changed))
        .order(chats::id)
        .limit(crate::limit(limit))
        .select(chats::id)
        .load(conn)?;
    Ok(ids.into_iter().map(ChatId).collect())
}

pub(super) fn head(conn: &mut Conn, chat: ChatId) -> QueryResult<Option<Head>> {
    let row: Option<(i64, i64, i64, i64)> = chats::table
        .find(chat.0)
        .select((chats::rev, chats::last_seq, chats::indexed_rev, chats::indexed_seq))
        .get_result(conn)
        .optional()?;
    Ok(row.map(|(rev, last_seq, indexed_rev, indexed_seq)| Head {
        chat,
        rev: Rev(rev),
        last_seq: Seq(last_seq),
        indexed_rev: Rev(indexed_rev),
        indexed_seq: Seq(indexed_seq),
    }))
}

pub(super) fn changes(conn: &mut Conn, head: &Head, limit: usize) -> QueryResult<Vec<(Rev, Seq)>> {
    let rows: Vec<(Option<i64>, i64)> = messages::table
        .filter(messages::chat_id.eq(head.chat.0))
        .filter(messages::changed_rev.gt(head.indexed_rev.0))
        .filter(messages::changed_rev.le(head.rev.0))
        .filter(messages::seq.le(head.indexed_seq.0))
        .order(messages::changed_rev)
        .limit(crate::limit(limit))
        .select((messages::changed_rev, messages::seq))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(rev, seq)| Some((Rev(rev?), Seq(seq)))).collect())
}

pub(super) fn texts(
    conn: &mut Conn,
    chat: ChatId,
    first: Seq,
    last: Seq,
) -> QueryResult<Vec<(Place, String)>> {
    let rows: Vec<(i64, i64, String)> = messages::table
        .filter(messages::chat_id.eq(chat.0))
        .filter(messages::seq.between(first.0, last.0))
        .order(messages::seq)
        .select((messages::sent_at, messages::seq, messages::body))
        .load(conn)?;
    let placed = |(at, seq, body)| (Place { at: Timestamp(at), chat, seq: Seq(seq) }, body);
    Ok(rows.into_iter().map(placed).collect())
}

/// Forgets the index of a chat.
pub(super) fn purge(conn: &mut Conn, chat: ChatId) -> QueryResult<()> {
    forget(conn, chat, &(0..i64::MAX))
}

/// Forgets the blocks that begin with one of these numbers.
fn forget(conn: &mut Conn, chat: ChatId, numbers: &Range<i64>) -> QueryResult<()> {
    let gone = || {
        search_blocks::table
            .filter(search_blocks::chat_id.eq(chat.0))
            .filter(search_blocks::number.ge(numbers.start))
            .filter(search_blocks::number.lt(numbers.end))
    };
    let ids: Vec<i64> = gone().select(search_blocks::id).load(conn)?;
    for id in &ids {
        clear(conn, *id)?;
    }
    if ids.is_empty() {
        return Ok(());
    }
    diesel::delete(gone()).execute(conn).map(drop)
}

fn clear(conn: &mut Conn, id: i64) -> QueryResult<()> {
    let (first, last) = (id * per_block(), (id + 1) * per_block() - 1);
    diesel::delete(search_slices::table.filter(search_slices::id.between(first, last)))
        .execute(conn)
        .map(drop)
}

impl SearchWrite for Tx<'_> {
    fn move_index(&mut self, step: &Step) -> Answer<bool> {
        self.write("move index", |conn| {
            let before = &step.before;
            let row = chats::table
                .find(before.chat.0)
                .filter(chats::indexed_seq.eq(before.indexed_seq.0))
                .filter(chats::indexed_rev.eq(before.indexed_rev.0));
            let now = (chats::indexed_seq.eq(step.seq.0), chats::indexed_rev.eq(step.rev.0));
            Ok(diesel::update(row).set(now).execute(conn)? == 1)
        })
    }

    fn put_block(&mut self, chat: ChatId, block: &BlockText) -> Answer<()> {
        self.write("put block", |conn| {
            let Part { number, size } = block.part;
            forget(conn, chat, &(number + 1..block.part.end()))?;
            let Some(first) = block.runs.first() else { return Ok(()) };
            let whole =
                block.runs.iter().fold(*first, |all, run| all.and(run.oldest).and(run.newest));
            let runs = bytes_of(&block.runs);
            let held = (
                search_blocks::span.eq(size.span()),
                search_blocks::oldest.eq(whole.oldest.0),
                search_blocks::newest.eq(whole.newest.0),
                search_blocks::runs.eq(runs.as_slice()),
            );
            let row = (search_blocks::chat_id.eq(chat.0), search_blocks::number.eq(number));
            let id: i64 = diesel::insert_into(search_blocks::table)
                .values((row, held))
                .on_conflict((search_blocks::chat_id, search_blocks::number))
                .do_update()
                .set(held)
                .returning(search_blocks::id)
                .get_result(conn)?;
            clear(conn, id)?;
            put_slices(conn, id, &block.slices)
        })
    }
}

fn put_slices(conn: &mut Conn, block: i64, slices: &[Vec<u8>]) -> QueryResult<()> {
    let held = (block * per_block()..).zip(slices).filter(|(_, data)| !data.is_empty());
    let row = |(id, data): (i64, &Vec<u8>)| {
        (search_slices::id.eq(id), search_slices::data.eq(data.clone()))
    };
    let rows: Vec<_> = held.map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    diesel::insert_into(search_slices::table).values(rows).execute(conn).map(drop)
}
