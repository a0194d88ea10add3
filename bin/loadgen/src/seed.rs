//! Histories too long to be sent: rows as sending would have written them, while no server runs.

use crate::Outcome;
use crate::frame::TEXT;
use crate::meter::bar;
use crate::sql::Sql;
use std::fmt::Write;

/// Messages of one transaction.
const CHUNK: u64 = 250_000;
/// Texts of one statement.
const TEXTS: u64 = 500;
/// Where the names of messages begin: all have the same length, and a later one is greater, as with UUIDs that begin
/// with the time.
const NAMES: u64 = 1_000_000_000;
/// How long ago the chats were made, in milliseconds: what is said fills the time since.
const YEAR: u64 = 365 * 86_400_000;

/// Whose turn it is to write, and where.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    /// The chat.
    pub(crate) chat: i64,
    /// Who writes.
    pub(crate) sender: i64,
}

/// What the messages say.
#[derive(Clone, Copy)]
pub(crate) enum Words {
    /// A hundred bytes, all the same.
    Same,
    /// What is made of the number of the message, from 0 on; no text holds a quote.
    Of(fn(u64) -> String),
}

/// Whether the index of what is searched counts as made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    /// It counts as made, so that the server has nothing to do; it is not there.
    Passed,
    /// The server has to make it.
    Missing,
}

/// When messages were sent, in milliseconds: `total` of them, evenly from `from` on.
struct Time {
    from: u64,
    span: u64,
    total: u64,
}

/// Writes messages in the order in which they would have come: turn by turn, round by round, so that those of one
/// chat lie among those of the others.
pub(crate) struct Seeder {
    turns: Vec<Turn>,
    words: Words,
    index: Index,
    rounds: u64,
    /// When the last message was sent, and when the chats really were made.
    time: Option<(u64, u64)>,
}

impl Seeder {
    /// A round has these turns; a chat may have several.
    pub(crate) fn new(turns: Vec<Turn>, words: Words, index: Index) -> Self {
        Self { turns, words, index, rounds: 0, time: None }
    }

    /// Writes so many more rounds. The server is stopped.
    pub(crate) async fn write(&mut self, sql: &mut Sql, rounds: u64) -> Outcome {
        let turns = u64::try_from(self.turns.len())?;
        let (total, before) = (turns * rounds, self.rounds * turns);
        if total == 0 {
            return Err("too few messages to seed any".into());
        }
        let progress = bar("seeding", total);
        sql.begin_bulk().await?;
        sql.run(&self.prepare()).await?;
        let (from, now) = match self.time {
            Some(time) => time,
            None => age(sql).await?,
        };
        let time = Time { from, span: now.saturating_sub(from) / 2, total };
        let mut first = 0;
        while first < total {
            let next = (first + CHUNK).min(total);
            sql.run(&self.chunk(before, first, next, &time)).await?;
            progress.inc(next - first);
            first = next;
        }
        sql.run(&self.heads(rounds, &time)).await?;
        sql.end_bulk().await?;
        progress.finish_and_clear();
        self.rounds += rounds;
        self.time = Some((from + time.span, now));
        Ok(())
    }

    /// Writes messages `first..next` of this call, `before` of which were written by earlier ones.
    fn chunk(&self, before: u64, first: u64, next: u64, time: &Time) -> String {
        let (turns, Time { from, span, total }) = (self.turns.len(), time);
        let mut text = "BEGIN;\n".to_owned();
        self.put_texts(&mut text, before, first, next);
        let body = match self.words {
            Words::Same => format!("'{TEXT}'"),
            Words::Of(_) => "(SELECT x.body FROM seed_texts x WHERE x.n = s.n)".to_owned(),
        };
        let _infallible = write!(
            text,
            "INSERT INTO messages (chat_id, seq, rev, sender_id, client_id, body, sent_at) \
             WITH RECURSIVE s (n) AS (SELECT CAST({first} AS BIGINT) \
             UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {next}) \
             SELECT c.id, c.last_seq + s.n / {turns} * t.step + t.nth, \
             c.rev + s.n / {turns} * t.step + t.nth, t.sender_id, \
             'seeded-' || ({NAMES} + {before} + s.n), \
             {body}, {from} + {span} * s.n / {total} \
             FROM s JOIN seed_turns t ON t.slot = s.n % {turns} \
             JOIN chats c ON c.id = t.chat_id ORDER BY s.n;\nCOMMIT;"
        );
        text
    }

    /// The turns as a table: in which slot of a round a chat comes for the `nth` time of `step`.
    fn prepare(&self) -> String {
        let mut text = "CREATE TEMP TABLE seed_turns (slot BIGINT PRIMARY KEY, chat_id BIGINT, \
             sender_id BIGINT, nth BIGINT, step BIGINT);\n\
             CREATE TEMP TABLE seed_texts (n BIGINT PRIMARY KEY, body TEXT);\nBEGIN;\n"
            .to_owned();
        for (slot, Turn { chat, sender }) in self.turns.iter().enumerate() {
            let _infallible = writeln!(
                text,
                "INSERT INTO seed_turns VALUES ({slot}, {chat}, {sender}, \
                 (SELECT count(*) + 1 FROM seed_turns WHERE chat_id = {chat}), 0);"
            );
        }
        text.push_str(
            "UPDATE seed_turns SET step = \
             (SELECT count(*) FROM seed_turns x WHERE x.chat_id = seed_turns.chat_id);\nCOMMIT;",
        );
        text
    }

    /// The texts of messages `first..next`, of which as many as `before` were written by earlier calls.
    fn put_texts(&self, statements: &mut String, before: u64, first: u64, next: u64) {
        let Words::Of(text) = self.words else { return };
        statements.push_str("DELETE FROM seed_texts;\n");
        let mut from = first;
        while from < next {
            let to = (from + TEXTS).min(next);
            statements.push_str("INSERT INTO seed_texts VALUES ");
            for n in from..to {
                let comma = if n == from { "" } else { "," };
                let _infallible = write!(statements, "{comma}({n},'{}')", text(before + n));
            }
            statements.push_str(";\n");
            from = to;
        }
    }

    /// What every message would have changed besides: the chat's row, and how many of their own a sender has
    /// after their read cursor.
    fn heads(&self, rounds: u64, time: &Time) -> String {
        let (turns, Time { from, span, total }) = (self.turns.len(), time);
        let indexed = match self.index {
            Index::Passed => {
                "UPDATE chats SET indexed_seq = last_seq, indexed_rev = rev \
                 WHERE id IN (SELECT chat_id FROM seed_turns);\n"
            }
            Index::Missing => "",
        };
        format!(
            "BEGIN;\nUPDATE chats SET last_seq = last_seq + a.sent, rev = rev + a.sent, \
             activity_at = {from} + {span} * (({rounds} - 1) * CAST({turns} AS BIGINT) + a.slot) / {total} \
             FROM (SELECT chat_id, {rounds} * count(*) AS sent, max(slot) AS slot \
             FROM seed_turns GROUP BY chat_id) a WHERE chats.id = a.chat_id;\n\
             {indexed}\
             UPDATE memberships SET own_after = own_after + a.sent \
             FROM (SELECT chat_id, sender_id, {rounds} * count(*) AS sent \
             FROM seed_turns GROUP BY chat_id, sender_id) a \
             WHERE memberships.chat_id = a.chat_id AND memberships.user_id = a.sender_id;\nCOMMIT;\n\
             DROP TABLE seed_turns; DROP TABLE seed_texts;"
        )
    }
}

/// Makes the chats a year older; answers when they were made then, and really.
async fn age(sql: &mut Sql) -> Outcome<(u64, u64)> {
    let chats = "(SELECT chat_id FROM seed_turns)";
    let newest = format!("SELECT max(activity_at) FROM chats WHERE id IN {chats};");
    let now = sql.numbers(&newest).await?.first().copied().ok_or("no chat")?;
    sql.run(&format!(
        "UPDATE chats SET created_at = created_at - {YEAR}, activity_at = activity_at - {YEAR} \
         WHERE id IN {chats};\n\
         UPDATE memberships SET joined_at = joined_at - {YEAR} WHERE chat_id IN {chats};\n\
         UPDATE chat_lines SET at = at - {YEAR} WHERE chat_id IN {chats};\n\
         UPDATE messages SET sent_at = sent_at - {YEAR} WHERE chat_id IN {chats};"
    ))
    .await?;
    Ok((now - YEAR, now))
}
