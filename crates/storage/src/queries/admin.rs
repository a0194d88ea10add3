use super::super::{Db, native};
use super::tx::{Ask, Reader, Tx};
use crate::rows::{AuditRow, UserRow, audit_details};
use crate::schema::{audit_log, sessions, users};
use crate::search::{beginning, pattern};
use diesel::prelude::*;
use domain::admin::{AuditEntry, AuditId, NewAudit, PeopleFilter, PeopleQuery};
use domain::port::{AdminRead, AdminWrite, StoreError};
use domain::{Handle, SessionId, Timestamp, User, UserId};

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl AdminRead for $on {
            fn people(
                &mut self,
                query: &PeopleQuery,
                after: Option<&Handle>,
                limit: usize,
            ) -> Answer<Vec<User>> {
                let after = after.map_or("", Handle::as_str);
                let mut found = users::table
                    .filter(users::handle.gt(after))
                    .filter(users::deleted_at.is_null())
                    .order(users::handle)
                    .limit(crate::limit(limit))
                    .select(UserRow::as_select())
                    .into_boxed::<Db>();
                found = match query.filter {
                    PeopleFilter::All => found,
                    PeopleFilter::Suspended => found.filter(users::suspended_at.is_not_null()),
                    PeopleFilter::Admins => found.filter(users::is_admin),
                };
                if let Some(text) = &query.text {
                    let named = users::search_text.like(pattern(text)).escape('\\');
                    let reached = users::email_key.like(beginning(text)).escape('\\');
                    found = found.filter(named.or(reached));
                }
                self.ask("people", |conn| {
                    Ok(found.load(conn)?.into_iter().map(User::from).collect())
                })
            }

            fn audit_log(
                &mut self,
                before: Option<AuditId>,
                limit: usize,
            ) -> Answer<Vec<AuditEntry>> {
                self.ask("audit log", |conn| {
                    let rows = audit_log::table
                        .filter(audit_log::id.lt(before.unwrap_or(i64::MAX)))
                        .order(audit_log::id.desc())
                        .limit(crate::limit(limit))
                        .select(AuditRow::as_select())
                        .load(conn)?;
                    rows.into_iter().map(TryInto::try_into).collect()
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl AdminWrite for Tx<'_> {
    fn lock_user(&mut self, id: UserId) -> Answer<Option<User>> {
        self.ask("lock user", |conn| {
            native::lock_users(conn, &[id.0])?;
            let row = users::table.find(id.0).select(UserRow::as_select());
            Ok(row.get_result(conn).optional()?.map(Into::into))
        })
    }

    fn lock_administration(&mut self, about: UserId) -> Answer<Vec<User>> {
        self.ask("lock administration", |conn| {
            let mut ids: Vec<i64> =
                users::table.filter(users::is_admin).select(users::id).load(conn)?;
            ids.push(about.0);
            native::lock_users(conn, &ids)?;
            // Asked for once more: whoever was waited for may have changed them.
            let rows = users::table
                .filter(users::id.eq_any(&ids))
                .order(users::id)
                .select(UserRow::as_select())
                .load(conn)?;
            Ok(rows.into_iter().map(Into::into).collect())
        })
    }

    fn set_rights(&mut self, user: &User) -> Answer<()> {
        self.write("set rights", |conn| {
            diesel::update(users::table.find(user.id.0))
                .set((
                    users::is_admin.eq(user.is_admin),
                    users::suspended_at.eq(user.suspended_at.map(|at| at.0)),
                ))
                .execute(conn)?;
            Ok(())
        })
    }

    fn revoke_every_session(&mut self, user: UserId, at: Timestamp) -> Answer<Vec<SessionId>> {
        self.write("revoke every session", |conn| {
            let live = sessions::table
                .filter(sessions::user_id.eq(user.0))
                .filter(sessions::revoked_at.is_null());
            let mut ended: Vec<i64> = diesel::update(live)
                .set(sessions::revoked_at.eq(at.0))
                .returning(sessions::id)
                .get_results(conn)?;
            super::push::end(conn, &ended)?;
            ended.sort_unstable();
            Ok(ended.into_iter().map(SessionId).collect())
        })
    }

    fn append_audit(&mut self, entry: &NewAudit) -> Answer<()> {
        self.write("append audit", |conn| {
            diesel::insert_into(audit_log::table)
                .values((
                    audit_log::at.eq(entry.by.at.0),
                    audit_log::actor_id.eq(entry.by.actor.map(|actor| actor.user.0)),
                    audit_log::action.eq(entry.action),
                    audit_log::target_kind.eq(entry.target.kind()),
                    audit_log::target_id.eq(entry.target.id()),
                    audit_log::address.eq(entry.by.address.map(|address| address.to_string())),
                    audit_log::details.eq(audit_details(&entry.details)),
                ))
                .execute(conn)?;
            Ok(())
        })
    }
}
