use super::tx::{Ask, Reader, Tx};
use crate::rows::{ChatRow, MembershipRow, digest_of};
use crate::schema::{chats, memberships, notification_settings, notifications, sessions, users};
use diesel::dsl::{count_star, max, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::digest::Absence;
use domain::port::{DigestRead, DigestWrite, StoreError};
use domain::quiet::Zone;
use domain::{Chat, Membership, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;
type AbsenceRow = (i64, i32, String, Option<i64>, i64, Option<i64>, Option<i64>);

/// Settings of people who want digests and may be written to, with when they were last here. A person's
/// sessions are found by `sessions_user`, and people by the index of those who want any.
macro_rules! absences {
    () => {
        notification_settings::table
            .inner_join(users::table.on(users::id.eq(notification_settings::user_id)))
            .filter(sql::<Bool>("notification_settings.digest <> 0"))
            .filter(users::suspended_at.is_null())
            .filter(users::deactivated_at.is_null())
            .filter(users::deleted_at.is_null())
            .filter(users::email_verified_at.is_not_null())
            .select((
                notification_settings::user_id,
                notification_settings::digest,
                notification_settings::time_zone,
                notification_settings::digest_at,
                users::created_at,
                users::last_seen,
                sessions::table
                    .filter(sessions::user_id.eq(users::id))
                    .select(max(sessions::last_used_at))
                    .single_value(),
            ))
    };
}

fn absence((user, digest, zone, digest_at, made, closed, session): AbsenceRow) -> Absence {
    let last = closed.into_iter().chain(session).fold(made, i64::max);
    Absence {
        user: UserId(user),
        every: digest_of(digest),
        zone: Zone::from_stored(zone),
        digest_at: digest_at.map(Timestamp),
        last_used: Timestamp(last),
    }
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl DigestRead for $on {
            fn absences(&mut self, after: Option<UserId>, limit: usize) -> Answer<Vec<Absence>> {
                self.ask("absences", |conn| {
                    let rows: Vec<AbsenceRow> = absences!()
                        .filter(notification_settings::user_id.gt(after.map_or(0, |user| user.0)))
                        .order(notification_settings::user_id)
                        .limit(crate::limit(limit))
                        .load(conn)?;
                    Ok(rows.into_iter().map(absence).collect())
                })
            }

            fn absence(&mut self, user: UserId) -> Answer<Option<Absence>> {
                self.ask("absence", |conn| {
                    let row = absences!().filter(notification_settings::user_id.eq(user.0));
                    Ok(row.get_result(conn).optional()?.map(absence))
                })
            }

            fn waiting_chats(
                &mut self,
                user: UserId,
                now: Timestamp,
                limit: usize,
            ) -> Answer<Vec<(Chat, Membership)>> {
                let heard = memberships::muted_until
                    .is_null()
                    .or(memberships::muted_until.assume_not_null().le(now.0));
                self.ask("waiting chats", |conn| {
                    let rows: Vec<(ChatRow, MembershipRow)> = memberships::table
                        .inner_join(chats::table)
                        .filter(memberships::user_id.eq(user.0))
                        .filter(memberships::left_at.is_null())
                        .filter(chats::last_seq.gt(memberships::read_seq + memberships::own_after))
                        .filter(
                            chats::last_seq.gt(memberships::cleared_seq + memberships::own_after),
                        )
                        .filter(heard)
                        .order((chats::activity_at.desc(), chats::id.desc()))
                        .limit(crate::limit(limit))
                        .select((ChatRow::as_select(), MembershipRow::as_select()))
                        .load(conn)?;
                    Ok(rows.into_iter().map(|(chat, row)| (chat.into(), row.into())).collect())
                })
            }

            fn waiting_notices(&mut self, user: UserId) -> Answer<(i64, Option<Timestamp>)> {
                self.ask("waiting notices", |conn| {
                    let (count, newest): (i64, Option<i64>) = notifications::table
                        .filter(notifications::user_id.eq(user.0))
                        .filter(notifications::read_at.is_null())
                        .select((count_star(), max(notifications::at)))
                        .get_result(conn)?;
                    Ok((count, newest.map(Timestamp)))
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl DigestWrite for Tx<'_> {
    fn stamp_digest(&mut self, user: UserId, at: Timestamp) -> Answer<()> {
        self.write("stamp digest", |conn| {
            diesel::update(notification_settings::table.find(user.0))
                .set(notification_settings::digest_at.eq(at.0))
                .execute(conn)
                .map(drop)
        })
    }
}
