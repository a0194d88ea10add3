use super::tx::{Ask, Reader, Tx};
use crate::rows::{LinkRow, purpose_number};
use crate::schema::{mail_links, users};
use diesel::prelude::*;
use domain::mail::{Link, LinkId, NewLink, Purpose};
use domain::port::{LinkRead, LinkWrite, StoreError};
use domain::{Email, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl LinkRead for $on {
            fn link_by_hash(&mut self, hash: &[u8]) -> Answer<Option<Link>> {
                self.ask("link by hash", |conn| {
                    let row = mail_links::table
                        .filter(mail_links::hash.eq(hash))
                        .select(LinkRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn link(&mut self, id: LinkId) -> Answer<Option<Link>> {
                self.ask("link", |conn| {
                    let row = mail_links::table.find(id.0).select(LinkRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn link_of_job(&mut self, job: i64) -> Answer<Option<Link>> {
                self.ask("link of job", |conn| {
                    let row = mail_links::table
                        .filter(mail_links::job_id.eq(job))
                        .select(LinkRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn count_links(
                &mut self,
                email: &Email,
                purpose: Purpose,
                since: Timestamp,
            ) -> Answer<i64> {
                self.ask("count links", |conn| {
                    mail_links::table
                        .filter(mail_links::email_key.eq(email.key()))
                        .filter(mail_links::purpose.eq(purpose_number(purpose)))
                        .filter(mail_links::created_at.gt(since.0))
                        .count()
                        .get_result(conn)
                })
            }

            fn open_link(
                &mut self,
                user: UserId,
                purpose: Purpose,
                now: Timestamp,
            ) -> Answer<Option<Link>> {
                self.ask("open link", |conn| {
                    let rows: Vec<LinkRow> = mail_links::table
                        .filter(mail_links::user_id.eq(user.0))
                        .filter(mail_links::purpose.eq(purpose_number(purpose)))
                        .filter(mail_links::spent_at.is_null())
                        .filter(mail_links::expires_at.gt(now.0))
                        .order(mail_links::id.desc())
                        .limit(1)
                        .select(LinkRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().next().map(Into::into))
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl LinkWrite for Tx<'_> {
    fn insert_link(&mut self, new: &NewLink) -> Answer<Link> {
        self.write("insert link", |conn| {
            let row: LinkRow = diesel::insert_into(mail_links::table)
                .values((
                    mail_links::user_id.eq(new.user.0),
                    mail_links::purpose.eq(purpose_number(new.purpose)),
                    mail_links::email.eq(new.email.as_str()),
                    mail_links::email_key.eq(new.email.key()),
                    mail_links::hash.eq(&new.hash),
                    mail_links::job_id.eq(new.job),
                    mail_links::created_at.eq(new.at.0),
                    mail_links::expires_at.eq(new.at.plus_ms(new.purpose.lives_ms()).0),
                ))
                .returning(LinkRow::as_returning())
                .get_result(conn)?;
            Ok(row.into())
        })
    }

    fn seal_link(&mut self, id: LinkId, hash: &[u8], expires_at: Timestamp) -> Answer<()> {
        self.write("seal link", |conn| {
            diesel::update(mail_links::table.find(id.0))
                .set((mail_links::hash.eq(hash), mail_links::expires_at.eq(expires_at.0)))
                .execute(conn)?;
            Ok(())
        })
    }

    fn spend_link(&mut self, id: LinkId, at: Timestamp) -> Answer<bool> {
        self.write("spend link", |conn| {
            let open = mail_links::table
                .filter(mail_links::id.eq(id.0))
                .filter(mail_links::spent_at.is_null());
            Ok(diesel::update(open).set(mail_links::spent_at.eq(at.0)).execute(conn)? > 0)
        })
    }

    fn spend_links(&mut self, user: UserId, purpose: Purpose, at: Timestamp) -> Answer<()> {
        self.write("spend links", |conn| {
            let open = mail_links::table
                .filter(mail_links::user_id.eq(user.0))
                .filter(mail_links::purpose.eq(purpose_number(purpose)))
                .filter(mail_links::spent_at.is_null());
            diesel::update(open).set(mail_links::spent_at.eq(at.0)).execute(conn)?;
            Ok(())
        })
    }

    fn set_email(
        &mut self,
        user: UserId,
        email: &Email,
        verified_at: Option<Timestamp>,
    ) -> Answer<()> {
        self.write("set e-mail", |conn| {
            diesel::update(users::table.find(user.0))
                .set((
                    users::email.eq(email.as_str()),
                    users::email_key.eq(email.key()),
                    users::email_verified_at.eq(verified_at.map(|at| at.0)),
                ))
                .execute(conn)?;
            Ok(())
        })
    }
}
