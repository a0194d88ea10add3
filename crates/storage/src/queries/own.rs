//! The download of one's own data: what no other question asks for.

use super::super::{Conn, Db};
use super::kept::Kept;
use super::kept::Value::{Int, Text as Words};
use super::tx::{Ask, Reader, Tx};
use crate::rows::{AuditRow, SessionRow};
use crate::schema::{audit_log, sessions};
use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::admin::{AuditEntry, AuditId};
use domain::own::{Side, Trace, Trail};
use domain::port::{OwnRead, StoreError};
use domain::{ChatId, Seq, Session, SessionId, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

#[derive(QueryableByName)]
struct TraceRow {
    #[diesel(sql_type = BigInt)]
    k1: i64,
    #[diesel(sql_type = BigInt)]
    k2: i64,
    #[diesel(sql_type = BigInt)]
    k3: i64,
    #[diesel(sql_type = Text)]
    k4: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    chat_id: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    seq: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    user_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    words: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    since: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    until: Option<i64>,
}

impl From<TraceRow> for Trace {
    fn from(row: TraceRow) -> Self {
        Self {
            key: ([row.k1, row.k2, row.k3], row.k4),
            chat: row.chat_id.map(ChatId),
            seq: row.seq.map(Seq),
            user: row.user_id.map(UserId),
            text: row.words,
            at: row.since.map(Timestamp),
            until: row.until.map(Timestamp),
        }
    }
}

/// Where the rows of a trail stand, and what of them is told. What is in `from` names the person as `?`.
struct Shape {
    from: &'static str,
    /// The order, whose index the migration names: three numbers, or two and a text.
    key: [&'static str; 3],
    by_text: bool,
    chat: &'static str,
    seq: &'static str,
    user: &'static str,
    words: &'static str,
    since: &'static str,
    until: &'static str,
}

/// A row about a message, told by its place and when.
const PLACE: Shape = Shape {
    from: "",
    key: ["t.chat_id", "t.seq", "0"],
    by_text: false,
    chat: "t.chat_id",
    seq: "t.seq",
    user: "NULL",
    words: "NULL",
    since: "t.at",
    until: "NULL",
};

/// A row about a group, told by the group and when.
const GROUP: Shape = Shape { key: ["t.chat_id", "0", "0"], seq: "NULL", ..PLACE };

/// A row of its own number that is about no chat.
const ROW: Shape = Shape { key: ["t.id", "0", "0"], chat: "NULL", ..GROUP };

#[expect(clippy::too_many_lines, reason = "it is a table")]
fn shape(trail: Trail) -> Shape {
    match trail {
        // What the person deleted for themselves is gone for them, with what it said before.
        Trail::Versions => Shape {
            from: "messages m JOIN message_edits t ON t.chat_id = m.chat_id AND t.seq = m.seq \
                WHERE m.sender_id = ? AND m.edited_at IS NOT NULL \
                AND NOT EXISTS (SELECT 1 FROM hidden_messages h WHERE m.hides > 0 \
                    AND h.user_id = m.sender_id AND h.chat_id = m.chat_id AND h.seq = m.seq) \
                AND NOT EXISTS (SELECT 1 FROM memberships c WHERE c.chat_id = m.chat_id \
                    AND c.user_id = m.sender_id AND c.cleared_seq >= m.seq)",
            key: ["m.chat_id", "m.seq", "t.number"],
            words: "t.body",
            ..PLACE
        },
        Trail::Reactions => Shape {
            from: "reactions t WHERE t.user_id = ?",
            key: ["t.chat_id", "t.seq", "t.emoji"],
            by_text: true,
            words: "t.emoji",
            ..PLACE
        },
        Trail::Hidden => {
            Shape { from: "hidden_messages t WHERE t.user_id = ?", since: "NULL", ..PLACE }
        }
        Trail::Deletions => {
            Shape { from: "messages t WHERE t.deleted_by = ?", since: "t.deleted_at", ..PLACE }
        }
        Trail::Kept => Shape {
            from: "kept_chats t WHERE t.user_id = ?",
            seq: "t.draft_reply_to",
            words: "t.draft",
            since: "COALESCE(t.draft_at, t.pinned_at)",
            ..GROUP
        },
        Trail::Changes => Shape {
            from: "chat_lines t WHERE t.by_id = ?",
            key: ["t.chat_id", "t.rev", "0"],
            seq: "NULL",
            words: "t.changes",
            ..PLACE
        },
        Trail::Pins => {
            Shape { from: "messages t WHERE t.pinned_by = ?", since: "t.pinned_at", ..PLACE }
        }
        // By the primary key, chat by chat: an index by person would make every step of every cursor dearer.
        Trail::Reads => Shape {
            from: "memberships m JOIN read_marks t ON t.chat_id = m.chat_id \
                AND t.user_id = m.user_id WHERE m.user_id = ?",
            ..PLACE
        },
        Trail::Bans => Shape { from: "group_bans t WHERE t.user_id = ?", ..GROUP },
        Trail::BansSet => Shape {
            from: "group_bans t WHERE t.by_id = ?",
            key: ["t.chat_id", "t.user_id", "0"],
            user: "t.user_id",
            ..GROUP
        },
        Trail::Requests => Shape { from: "join_requests t WHERE t.user_id = ?", ..GROUP },
        Trail::Invited => Shape {
            from: "group_invitations t WHERE t.user_id = ?",
            chat: "t.chat_id",
            user: "t.by_id",
            ..ROW
        },
        Trail::Inviting => Shape {
            from: "group_invitations t WHERE t.by_id = ?",
            chat: "t.chat_id",
            user: "t.user_id",
            ..ROW
        },
        Trail::Codes => Shape {
            from: "join_codes t WHERE t.made_by = ?",
            key: ["0", "0", "t.code"],
            by_text: true,
            since: "t.made_at",
            until: "t.expires_at",
            ..GROUP
        },
        // There are few.
        Trail::Announcements => Shape {
            from: "announcements t WHERE t.made_by = ?",
            words: "t.body",
            since: "t.made_at",
            until: "t.until",
            ..ROW
        },
        Trail::Letters => Shape {
            from: "mail_links t WHERE t.user_id = ?",
            words: "t.email",
            since: "t.created_at",
            until: "t.expires_at",
            ..ROW
        },
    }
}

impl Shape {
    /// The names of the order that are columns: PostgreSQL sorts by no constant.
    fn order(&self) -> String {
        self.key.into_iter().filter(|column| *column != "0").collect::<Vec<_>>().join(", ")
    }

    fn sql(&self) -> String {
        let Self { from, key: [a, b, c], chat, seq, user, words, since, until, .. } = self;
        let (third, fourth) = if self.by_text { ("0", *c) } else { (*c, "''") };
        let order = self.order();
        let marks = vec!["?"; order.split(", ").count()].join(", ");
        format!(
            "SELECT CAST({a} AS BIGINT) AS k1, CAST({b} AS BIGINT) AS k2, \
             CAST({third} AS BIGINT) AS k3, CAST({fourth} AS TEXT) AS k4, \
             CAST({chat} AS BIGINT) AS chat_id, CAST({seq} AS BIGINT) AS seq, \
             CAST({user} AS BIGINT) AS user_id, CAST({words} AS TEXT) AS words, \
             CAST({since} AS BIGINT) AS since, CAST({until} AS BIGINT) AS until \
             FROM {from} AND ({order}) > ({marks}) ORDER BY {order} LIMIT ?"
        )
    }
}

fn traces(
    conn: &mut Conn,
    user: UserId,
    shape: &Shape,
    after: Option<&Trace>,
    limit: usize,
) -> QueryResult<Vec<Trace>> {
    let (numbers, text) = after.map_or(([0; 3], ""), |trace| (trace.key.0, trace.key.1.as_str()));
    let mut values = vec![Int(user.0)];
    for (place, column) in shape.key.into_iter().enumerate() {
        match numbers.get(place) {
            _ if column == "0" => {}
            _ if place == 2 && shape.by_text => values.push(Words(text)),
            number => values.extend(number.map(|number| Int(*number))),
        }
    }
    values.push(Int(crate::limit(limit)));
    let rows: Vec<TraceRow> = Kept { sql: &shape.sql(), values: &values }.load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl OwnRead for $on {
            fn traces(
                &mut self,
                user: UserId,
                trail: Trail,
                after: Option<&Trace>,
                limit: usize,
            ) -> Answer<Vec<Trace>> {
                self.ask("traces", |conn| traces(conn, user, &shape(trail), after, limit))
            }

            fn devices(
                &mut self,
                user: UserId,
                after: Option<SessionId>,
                limit: usize,
            ) -> Answer<Vec<Session>> {
                self.ask("devices", |conn| {
                    let rows: Vec<SessionRow> = sessions::table
                        .filter(sessions::user_id.eq(user.0))
                        .filter(sessions::id.gt(after.map_or(0, |session| session.0)))
                        .order(sessions::id)
                        .limit(crate::limit(limit))
                        .select(SessionRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn deeds(
                &mut self,
                user: UserId,
                side: Side,
                after: AuditId,
                limit: usize,
            ) -> Answer<Vec<AuditEntry>> {
                self.ask("deeds", |conn| {
                    let found = audit_log::table
                        .filter(audit_log::id.gt(after))
                        .order(audit_log::id)
                        .limit(crate::limit(limit))
                        .select(AuditRow::as_select())
                        .into_boxed::<Db>();
                    let others = audit_log::actor_id.is_null().or(audit_log::actor_id.ne(user.0));
                    let found = match side {
                        Side::Actor => found.filter(audit_log::actor_id.eq(user.0)),
                        Side::Subject => found
                            // Literally, as the index says it: a bound kind would not find it.
                            .filter(diesel::dsl::sql::<diesel::sql_types::Bool>(
                                "audit_log.target_kind = 'user'",
                            ))
                            .filter(audit_log::target_id.eq(user.0))
                            .filter(others),
                    };
                    found.load(conn)?.into_iter().map(TryInto::try_into).collect()
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);
