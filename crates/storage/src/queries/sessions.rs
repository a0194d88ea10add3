use super::super::native;
use super::tx::{Ask, Reader, Tx};
use crate::rows::SessionRow;
use crate::schema::{credentials, sessions};
use diesel::prelude::*;
use domain::port::{NewSession, SessionRead, SessionWrite, StoreError};
use domain::{Session, SessionId, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// Most sessions that a list answers.
const LISTED: i64 = 100;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl SessionRead for $on {
            fn session(&mut self, id: SessionId) -> Answer<Option<Session>> {
                self.ask("session", |conn| {
                    let row = sessions::table.find(id.0).select(SessionRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn session_by_cookie(&mut self, hash: &[u8]) -> Answer<Option<Session>> {
                self.ask("session by cookie", |conn| {
                    let row = sessions::table
                        .filter(sessions::cookie_hash.eq(hash))
                        .select(SessionRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn sessions_of(&mut self, user: UserId) -> Answer<Vec<Session>> {
                self.ask("sessions of user", |conn| {
                    let rows = sessions::table
                        .filter(sessions::user_id.eq(user.0))
                        .filter(sessions::revoked_at.is_null())
                        .order((sessions::last_used_at.desc(), sessions::id.desc()))
                        .limit(LISTED)
                        .select(SessionRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn password_hash(&mut self, user: UserId) -> Answer<Option<String>> {
                self.ask("password hash", |conn| {
                    let hash = credentials::table.find(user.0).select(credentials::password_hash);
                    hash.get_result(conn).optional()
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl SessionWrite for Tx<'_> {
    fn insert_session(&mut self, new: &NewSession) -> Answer<SessionId> {
        self.write("insert session", |conn| {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::user_id.eq(new.user.0),
                    sessions::created_at.eq(new.at.0),
                    sessions::last_used_at.eq(new.at.0),
                    sessions::idle_until.eq(new.idle_until.0),
                    sessions::ends_at.eq(new.ends_at.0),
                    sessions::user_agent.eq(&new.user_agent),
                    sessions::secret.eq(&new.secret),
                    sessions::cookie_hash.eq(&new.cookie_hash),
                    sessions::generation.eq(0),
                    sessions::rotated_at.eq(new.at.0),
                ))
                .returning(sessions::id)
                .get_result(conn)
                .map(SessionId)
        })
    }

    fn lock_session(&mut self, id: SessionId) -> Answer<Option<Session>> {
        self.ask("lock session", |conn| Ok(native::lock_session(conn, id)?.map(Into::into)))
    }

    fn rotate_session(
        &mut self,
        id: SessionId,
        generation: i64,
        at: Timestamp,
        idle_until: Timestamp,
    ) -> Answer<()> {
        self.write("rotate session", |conn| {
            diesel::update(sessions::table.find(id.0))
                .set((
                    sessions::generation.eq(generation),
                    sessions::rotated_at.eq(at.0),
                    sessions::last_used_at.eq(at.0),
                    sessions::idle_until.eq(idle_until.0),
                ))
                .execute(conn)?;
            Ok(())
        })
    }

    fn touch_session(&mut self, id: SessionId, at: Timestamp, idle_until: Timestamp) -> Answer<()> {
        self.write("touch session", |conn| {
            let older = sessions::table.find(id.0).filter(sessions::last_used_at.lt(at.0));
            diesel::update(older)
                .set((sessions::last_used_at.eq(at.0), sessions::idle_until.eq(idle_until.0)))
                .execute(conn)?;
            Ok(())
        })
    }

    fn revoke_sessions(
        &mut self,
        user: UserId,
        ids: &[SessionId],
        at: Timestamp,
    ) -> Answer<Vec<SessionId>> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        self.write("revoke sessions", |conn| {
            let live = sessions::table
                .filter(sessions::id.eq_any(&ids))
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

    fn set_password_hash(&mut self, user: UserId, hash: &str) -> Answer<()> {
        self.write("set password hash", |conn| {
            diesel::update(credentials::table.find(user.0))
                .set(credentials::password_hash.eq(hash))
                .execute(conn)?;
            Ok(())
        })
    }
}
