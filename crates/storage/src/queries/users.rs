use super::super::native;
use super::tx::{Ask, Reader, Tx};
use crate::rows::{BriefRow, UserRow};
use crate::schema::{credentials, users};
use crate::search::{self, pattern};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use domain::account::{Register, Standing};
use domain::port::{StoreError, UserRead, UserWrite};
use domain::{Email, Handle, Rev, SearchText, Timestamp, User, UserBrief, UserId};

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl UserRead for $on {
            fn user(&mut self, id: UserId) -> Answer<Option<User>> {
                self.ask("user", |conn| {
                    let row = users::table.find(id.0).select(UserRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn users(&mut self, ids: &[UserId]) -> Answer<Vec<User>> {
                let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
                self.ask("users", |conn| {
                    let rows = users::table
                        .filter(users::id.eq_any(&ids))
                        .order(users::id)
                        .select(UserRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn user_by_handle(&mut self, handle: &Handle) -> Answer<Option<User>> {
                self.ask("user by handle", |conn| {
                    let row = users::table
                        .filter(users::handle.eq(handle.as_str()))
                        .select(UserRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn user_by_email(&mut self, email: &Email) -> Answer<Option<User>> {
                self.ask("user by e-mail", |conn| {
                    let row = users::table
                        .filter(users::email_key.eq(email.key()))
                        .select(UserRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn find_users(
                &mut self,
                query: &SearchText,
                after: Option<&Handle>,
                limit: usize,
            ) -> Answer<Vec<UserBrief>> {
                let after = after.map_or("", Handle::as_str);
                self.ask("find users", |conn| {
                    let rows = users::table
                        .filter(users::search_text.like(pattern(query)).escape('\\'))
                        .filter(users::handle.gt(after))
                        .filter(users::suspended_at.is_null())
                        .filter(users::deactivated_at.is_null())
                        .filter(users::deleted_at.is_null())
                        .order(users::handle)
                        .limit(crate::limit(limit))
                        .select(BriefRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn user_rev(&mut self, id: UserId) -> Answer<Rev> {
                self.ask("user rev", |conn| {
                    let rev = users::table.find(id.0).select(users::rev).get_result(conn);
                    Ok(Rev(rev.optional()?.unwrap_or(0)))
                })
            }

            fn has_admin(&mut self) -> Answer<bool> {
                self.ask("has admin", |conn| {
                    select(exists(users::table.filter(users::is_admin))).get_result(conn)
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl UserWrite for Tx<'_> {
    fn insert_user(&mut self, new: &Register) -> Answer<User> {
        // Administrators are made by an operator, or come by the link that only one has seen.
        let verified = (new.standing != Standing::Member).then_some(new.at.0);
        self.write("insert user", |conn| {
            let row: UserRow = diesel::insert_into(users::table)
                .values((
                    users::handle.eq(new.handle.as_str()),
                    users::handle_skeleton.eq(new.handle.skeleton()),
                    users::email.eq(new.email.as_str()),
                    users::email_key.eq(new.email.key()),
                    users::display_name.eq(new.display_name.as_str()),
                    users::search_text.eq(search::words(&new.handle, &new.display_name)),
                    users::is_admin.eq(new.standing != Standing::Member),
                    users::created_at.eq(new.at.0),
                    users::rev.eq(0),
                    users::email_verified_at.eq(verified),
                ))
                .returning(UserRow::as_returning())
                .get_result(conn)?;
            let user = User::from(row);
            super::accounts::claim(conn, user.id, &new.handle, new.at)?;
            diesel::insert_into(credentials::table)
                .values((
                    credentials::user_id.eq(user.id.0),
                    credentials::password_hash.eq(&new.password_hash),
                ))
                .execute(conn)?;
            Ok(user)
        })
    }

    fn bump_users(&mut self, ids: &[UserId]) -> Answer<Vec<(UserId, Rev)>> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        self.write("bump users", |conn| {
            if ids.len() > 1 {
                native::lock_users(conn, &ids)?;
            }
            let bumped = users::table.filter(users::id.eq_any(&ids));
            let mut revs: Vec<(i64, i64)> = diesel::update(bumped)
                .set(users::rev.eq(users::rev + 1))
                .returning((users::id, users::rev))
                .get_results(conn)?;
            revs.sort_unstable();
            Ok(revs.into_iter().map(|(id, rev)| (UserId(id), Rev(rev))).collect())
        })
    }

    fn set_last_seen(&mut self, id: UserId, at: Timestamp) -> Answer<()> {
        self.write("set last seen", |conn| {
            let before = users::last_seen.is_null().or(users::last_seen.lt(at.0));
            diesel::update(users::table.find(id.0).filter(before))
                .set(users::last_seen.eq(at.0))
                .execute(conn)?;
            Ok(())
        })
    }
}
