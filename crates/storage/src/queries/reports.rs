use super::super::native;
use super::tx::{Ask, Reader, Tx};
use crate::rows::{AnnouncementRow, ReportRow, place, state_number};
use crate::schema::{announcements, reports, users};
use diesel::prelude::*;
use domain::announcement::{Announcement, AnnouncementId};
use domain::port::{ReportRead, ReportWrite, StoreError};
use domain::report::{About, NewReport, Report, ReportId, ReportState};
use domain::{MessageText, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl ReportRead for $on {
            fn reports(
                &mut self,
                state: ReportState,
                before: Option<ReportId>,
                limit: usize,
            ) -> Answer<Vec<Report>> {
                self.ask("reports", |conn| {
                    let rows = reports::table
                        .filter(reports::state.eq(state_number(state)))
                        .filter(reports::id.lt(before.unwrap_or(i64::MAX)))
                        .order(reports::id.desc())
                        .limit(crate::limit(limit))
                        .select(ReportRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn reports_by(
                &mut self,
                reporter: UserId,
                before: Option<ReportId>,
                limit: usize,
            ) -> Answer<Vec<Report>> {
                self.ask("reports by", |conn| {
                    let rows = reports::table
                        .filter(reports::reporter_id.eq(reporter.0))
                        .filter(reports::id.lt(before.unwrap_or(i64::MAX)))
                        .order(reports::id.desc())
                        .limit(crate::limit(limit))
                        .select(ReportRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn count_reports(&mut self, reporter: Option<UserId>) -> Answer<i64> {
                let mut open =
                    reports::table.filter(reports::state.eq(0)).count().into_boxed();
                if let Some(user) = reporter {
                    open = open.filter(reports::reporter_id.eq(user.0));
                }
                self.ask("count reports", |conn| open.get_result(conn))
            }

            fn administrators(&mut self) -> Answer<Vec<UserId>> {
                self.ask("administrators", |conn| {
                    let ids: Vec<i64> = users::table
                        .filter(users::is_admin)
                        .filter(users::suspended_at.is_null())
                        .order(users::id)
                        .limit(1_000)
                        .select(users::id)
                        .load(conn)?;
                    Ok(ids.into_iter().map(UserId).collect())
                })
            }

            fn announcements(&mut self, now: Timestamp, limit: usize) -> Answer<Vec<Announcement>> {
                self.ask("announcements", |conn| {
                    let rows = announcements::table
                        .filter(announcements::until.gt(now.0))
                        .order(announcements::id.desc())
                        .limit(crate::limit(limit))
                        .select(AnnouncementRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().rev().map(Into::into).collect())
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl ReportWrite for Tx<'_> {
    fn open_report(
        &mut self,
        reporter: UserId,
        subject: UserId,
        about: About,
    ) -> Answer<Option<Report>> {
        let (chat, seq) = place(about);
        self.ask("open report", |conn| {
            let row = reports::table
                .filter(reports::reporter_id.eq(reporter.0))
                .filter(reports::subject_id.eq(subject.0))
                .filter(reports::chat_id.eq(chat))
                .filter(reports::seq.eq(seq))
                .filter(reports::state.eq(0))
                .select(ReportRow::as_select());
            Ok(row.get_result(conn).optional()?.map(Into::into))
        })
    }

    fn insert_report(
        &mut self,
        reporter: UserId,
        subject: UserId,
        new: &NewReport,
        quote: Option<&str>,
    ) -> Answer<Report> {
        let (chat, seq) = place(new.about);
        self.write("insert report", |conn| {
            diesel::insert_into(reports::table)
                .values((
                    reports::reporter_id.eq(reporter.0),
                    reports::subject_id.eq(subject.0),
                    reports::chat_id.eq(chat),
                    reports::seq.eq(seq),
                    reports::reason.eq(new.reason.name()),
                    reports::note.eq(new.note.as_ref().map_or("", domain::Note::as_str)),
                    reports::quote.eq(quote),
                    reports::made_at.eq(new.at.0),
                    reports::state.eq(0),
                ))
                .returning(ReportRow::as_returning())
                .get_result(conn)
                .map(Into::into)
        })
    }

    fn lock_report(&mut self, id: ReportId) -> Answer<Option<Report>> {
        self.ask("lock report", |conn| Ok(native::lock_report(conn, id)?.map(Into::into)))
    }

    fn decide_report(&mut self, report: &Report) -> Answer<()> {
        self.write("decide report", |conn| {
            diesel::update(reports::table.find(report.id))
                .set((
                    reports::state.eq(state_number(report.state)),
                    reports::decided_by.eq(report.decided_by.map(|user| user.0)),
                    reports::decided_at.eq(report.decided_at.map(|at| at.0)),
                    reports::decision.eq(report.decision.as_deref()),
                ))
                .execute(conn)
                .map(drop)
        })
    }

    fn insert_announcement(
        &mut self,
        text: &MessageText,
        by: Option<UserId>,
        at: Timestamp,
        until: Timestamp,
    ) -> Answer<Announcement> {
        self.write("insert announcement", |conn| {
            diesel::insert_into(announcements::table)
                .values((
                    announcements::body.eq(text.as_str()),
                    announcements::made_by.eq(by.map(|user| user.0)),
                    announcements::made_at.eq(at.0),
                    announcements::until.eq(until.0),
                ))
                .returning(AnnouncementRow::as_returning())
                .get_result(conn)
                .map(Into::into)
        })
    }

    fn end_announcement(&mut self, id: AnnouncementId, at: Timestamp) -> Answer<bool> {
        self.write("end announcement", |conn| {
            let holds = announcements::table
                .filter(announcements::id.eq(id))
                .filter(announcements::until.gt(at.0));
            let ended = diesel::update(holds).set(announcements::until.eq(at.0)).execute(conn)?;
            Ok(ended == 1)
        })
    }
}
