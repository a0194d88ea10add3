use crate::schema::{announcements, reports};
use diesel::prelude::*;
use domain::announcement::Announcement;
use domain::report::{About, Reason, Report, ReportState};
use domain::{ChatId, Seq, Timestamp, UserId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = reports)]
pub(crate) struct ReportRow {
    id: i64,
    reporter_id: i64,
    subject_id: i64,
    chat_id: i64,
    seq: i64,
    reason: String,
    note: String,
    quote: Option<String>,
    made_at: i64,
    state: i32,
    decided_by: Option<i64>,
    decided_at: Option<i64>,
    decision: Option<String>,
}

/// A state as it is stored.
pub(crate) fn state_number(state: ReportState) -> i32 {
    match state {
        ReportState::Open => 0,
        ReportState::Resolved => 1,
        ReportState::Dismissed => 2,
    }
}

/// A message as it is stored: zeros when it is about a person.
pub(crate) fn place(about: About) -> (i64, i64) {
    match about {
        About::Person(_) => (0, 0),
        About::Message(chat, seq) => (chat.0, seq.0),
    }
}

impl From<ReportRow> for Report {
    fn from(row: ReportRow) -> Self {
        Self {
            id: row.id,
            reporter: UserId(row.reporter_id),
            subject: UserId(row.subject_id),
            message: (row.seq > 0).then_some((ChatId(row.chat_id), Seq(row.seq))),
            reason: Reason::named(&row.reason).unwrap_or(Reason::Other),
            note: row.note,
            quote: row.quote,
            made_at: Timestamp(row.made_at),
            state: match row.state {
                0 => ReportState::Open,
                1 => ReportState::Resolved,
                _ => ReportState::Dismissed,
            },
            decided_by: row.decided_by.map(UserId),
            decided_at: row.decided_at.map(Timestamp),
            decision: row.decision,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = announcements)]
pub(crate) struct AnnouncementRow {
    id: i64,
    body: String,
    made_at: i64,
    until: i64,
}

impl From<AnnouncementRow> for Announcement {
    fn from(row: AnnouncementRow) -> Self {
        Self {
            id: row.id,
            text: row.body,
            made_at: Timestamp(row.made_at),
            until: Timestamp(row.until),
        }
    }
}
