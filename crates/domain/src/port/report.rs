use super::StoreError;
use crate::announcement::{Announcement, AnnouncementId};
use crate::report::{About, NewReport, Report, ReportId, ReportState};
use crate::{MessageText, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about reports and announcements.
pub trait ReportRead {
    /// Reports of a state before one, newest first.
    fn reports(
        &mut self,
        state: ReportState,
        before: Option<ReportId>,
        limit: usize,
    ) -> Answer<Vec<Report>>;
    /// Reports that a person made before one, newest first.
    fn reports_by(
        &mut self,
        reporter: UserId,
        before: Option<ReportId>,
        limit: usize,
    ) -> Answer<Vec<Report>>;
    /// How many reports wait; only one person's if given.
    fn count_reports(&mut self, reporter: Option<UserId>) -> Answer<i64>;
    /// Everybody who administers, by id.
    fn administrators(&mut self) -> Answer<Vec<UserId>>;
    /// The newest announcements that hold, oldest first.
    fn announcements(&mut self, now: Timestamp, limit: usize) -> Answer<Vec<Announcement>>;
}

/// Changes of reports and announcements.
pub trait ReportWrite {
    /// The open report of the same by the same person.
    fn open_report(
        &mut self,
        reporter: UserId,
        subject: UserId,
        about: About,
    ) -> Answer<Option<Report>>;
    /// Stores a report.
    fn insert_report(
        &mut self,
        reporter: UserId,
        subject: UserId,
        new: &NewReport,
        quote: Option<&str>,
    ) -> Answer<Report>;
    /// Locks a report's row until the transaction ends.
    fn lock_report(&mut self, id: ReportId) -> Answer<Option<Report>>;
    /// Writes what was decided about a locked report.
    fn decide_report(&mut self, report: &Report) -> Answer<()>;
    /// Stores an announcement.
    fn insert_announcement(
        &mut self,
        text: &MessageText,
        by: Option<UserId>,
        at: Timestamp,
        until: Timestamp,
    ) -> Answer<Announcement>;
    /// Ends an announcement that holds; whether there was one.
    fn end_announcement(&mut self, id: AnnouncementId, at: Timestamp) -> Answer<bool>;
}
