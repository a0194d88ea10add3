//! Reports and announcements.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// `POST /reports`: a person by `user_id`, or a message by `chat_id` and `seq`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<i64>,
    /// Where the message is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<i64>,
    /// Which message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// `spam`, `harassment`, `hate`, `violence`, `sexual`, `illegal` or `other`.
    pub reason: String,
    /// In one's own words, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a reporter is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportMade {
    /// The report's number.
    pub id: i64,
}

/// A report as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// Its place: later ones have greater ones.
    pub id: i64,
    /// The username of who reports.
    pub reporter: Option<String>,
    /// Whom.
    pub user_id: i64,
    /// Their username.
    pub username: Option<String>,
    /// The name that others read of them.
    pub display_name: Option<String>,
    /// Where the message is; null when it is about the person.
    pub chat_id: Option<i64>,
    /// Which message.
    pub seq: Option<i64>,
    /// Why.
    pub reason: String,
    /// In the reporter's words.
    pub note: String,
    /// The message as it was when it was reported.
    pub quote: Option<String>,
    /// When.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub made_at: i64,
    /// `open`, `resolved` or `dismissed`.
    pub state: String,
    /// The username of who decided.
    pub decided_by: Option<String>,
    /// When.
    #[serde(with = "crate::time::maybe")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub decided_at: Option<i64>,
    /// In their words.
    pub decision: Option<String>,
}

/// A page of reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportList {
    /// Newest first.
    pub items: Vec<Report>,
    /// How many wait in all.
    pub open: i64,
    /// Give it as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

fn state_name(state: domain::report::ReportState) -> &'static str {
    match state {
        domain::report::ReportState::Open => "open",
        domain::report::ReportState::Resolved => "resolved",
        domain::report::ReportState::Dismissed => "dismissed",
    }
}

impl ReportList {
    /// A page with the names of the people in it.
    pub fn new(page: domain::report::Reports, next_cursor: Option<String>) -> Self {
        let people: BTreeMap<i64, domain::User> =
            page.people.into_iter().map(|user| (user.id.0, user)).collect();
        let name = |id: domain::UserId| people.get(&id.0).map(|u| u.handle.as_str().to_owned());
        let shown = |id: domain::UserId| {
            people.get(&id.0).map(|user| user.display_name.as_str().to_owned())
        };
        let items = page.items.into_iter().map(|one| Report {
            id: one.id,
            reporter: name(one.reporter),
            user_id: one.subject.0,
            username: name(one.subject),
            display_name: shown(one.subject),
            chat_id: one.message.map(|(chat, _)| chat.0),
            seq: one.message.map(|(_, seq)| seq.0),
            reason: one.reason.name().to_owned(),
            note: one.note,
            quote: one.quote,
            made_at: one.made_at.0,
            state: state_name(one.state).to_owned(),
            decided_by: one.decided_by.and_then(name),
            decided_at: one.decided_at.map(|at| at.0),
            decision: one.decision,
        });
        Self { items: items.collect(), open: page.open, next_cursor }
    }
}

/// How a report is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Something was done.
    Resolved,
    /// Nothing had to be done.
    Dismissed,
}

/// `PUT /admin/reports/{report_id}`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decide {
    /// How.
    pub state: Decision,
    /// For the other administrators, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What everybody is told, for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Announcement {
    /// Its place: later ones have greater ones.
    pub id: i64,
    /// The words.
    pub text: String,
    /// When it was made.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub made_at: i64,
    /// Until when it holds.
    #[serde(with = "crate::time::at")]
    #[schema(value_type = String, format = DateTime)]
    pub until: i64,
}

impl From<domain::announcement::Announcement> for Announcement {
    fn from(one: domain::announcement::Announcement) -> Self {
        Self { id: one.id, text: one.text, made_at: one.made_at.0, until: one.until.0 }
    }
}

/// The announcements that hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnnouncementList {
    /// Oldest first, at most five.
    pub items: Vec<Announcement>,
}

/// `POST /admin/announcements`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    /// 1..=500 characters.
    pub text: String,
    /// Seconds for which it holds, at most a year.
    pub expires_in: i64,
}
