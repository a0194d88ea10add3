use super::super::Conn;
use super::kept::Kept;
use super::kept::Value::Int;
use super::tx::{Ask, Reader, Tx};
use crate::rows::{BriefRow, NotificationRow, SettingsRow, notification, notification_number};
use crate::schema::{
    memberships, notification_settings, notifications, relations, sessions, users,
};
use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::{QueryResult, sql_query};
use domain::notification::{NewNotification, Notification, NotificationFilter};
use domain::port::{NotificationRead, NotificationWrite, StoreError};
use domain::quiet::Settings;
use domain::{ChatId, Handle, NotificationId, Rev, Timestamp, UserId};
use std::fmt::Write;

type Answer<T> = Result<T, StoreError>;

/// The current members of a chat but the sender and those between whom and the sender a block stands.
macro_rules! others {
    ($chat:expr, $sender:expr) => {{
        let lower = relations::lo.eq(users::id).and(relations::hi.eq($sender.0));
        let higher = relations::lo.eq($sender.0).and(relations::hi.eq(users::id));
        let blocked =
            relations::lo_blocked_at.is_not_null().or(relations::hi_blocked_at.is_not_null());
        let block = relations::table.filter(lower.or(higher)).filter(blocked);
        users::table
            .inner_join(memberships::table)
            .filter(users::id.ne($sender.0))
            .filter(memberships::chat_id.eq($chat.0))
            .filter(memberships::left_at.is_null())
            .filter(not(exists(block)))
    }};
}

/// A person's notifications with whoever caused each.
macro_rules! of {
    ($user:expr) => {
        notifications::table
            .left_join(users::table.on(users::id.nullable().eq(notifications::actor_id)))
            .filter(notifications::user_id.eq($user.0))
            .select((NotificationRow::as_select(), Option::<BriefRow>::as_select()))
    };
}

/// The newest are kept: the first that is too old, and all before it, go.
const DROP_OLD: &str = "DELETE FROM notifications WHERE user_id = ? AND id <= ( \
    SELECT n.id FROM notifications n WHERE n.user_id = ? ORDER BY n.id DESC LIMIT 1 OFFSET 500)";
const _: () = assert!(domain::notification::MAX_KEPT == 500, "as in DROP_OLD");

/// Up to so many rows are written one by one, with statements that are kept.
const FEW: usize = 4;

/// Those who may have more than are kept.
fn having_many(conn: &mut Conn, to: &[(UserId, Rev)]) -> QueryResult<Vec<i64>> {
    if to.len() <= FEW {
        return Ok(to.iter().map(|(user, _)| user.0).collect());
    }
    let mut ids = String::new();
    for (user, _) in to {
        // Numbers of ours, so they may stand in the text.
        let comma = if ids.is_empty() { "" } else { "," };
        let _infallible = write!(ids, "{comma}{user}");
    }
    let text = format!(
        "SELECT u.id FROM users u WHERE u.id IN ({ids}) AND EXISTS ( \
             SELECT 1 FROM notifications n WHERE n.user_id = u.id \
             ORDER BY n.id DESC LIMIT 1 OFFSET 500)"
    );
    let rows: Vec<Owner> = sql_query(text).load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

#[derive(QueryableByName)]
struct Owner {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl NotificationRead for $on {
            fn notifications(
                &mut self,
                user: UserId,
                before: Option<NotificationId>,
                limit: usize,
            ) -> Answer<Vec<Notification>> {
                self.ask("notifications", |conn| {
                    let rows = of!(user)
                        .filter(notifications::id.lt(before.map_or(i64::MAX, |id| id.0)))
                        .order(notifications::id.desc())
                        .limit(crate::limit(limit))
                        .load::<(NotificationRow, Option<BriefRow>)>(conn)?;
                    rows.into_iter().map(notification).collect()
                })
            }

            fn changed_notifications(
                &mut self,
                user: UserId,
                since: Rev,
                upto: Rev,
                limit: usize,
            ) -> Answer<Vec<Notification>> {
                self.ask("changed notifications", |conn| {
                    let rows = of!(user)
                        .filter(notifications::rev.gt(since.0))
                        .filter(notifications::rev.le(upto.0))
                        .order((notifications::rev, notifications::id))
                        .limit(crate::limit(limit))
                        .load::<(NotificationRow, Option<BriefRow>)>(conn)?;
                    rows.into_iter().map(notification).collect()
                })
            }

            fn unread_notifications(&mut self, users: &[UserId]) -> Answer<Vec<(UserId, i64)>> {
                let ids: Vec<i64> = users.iter().map(|id| id.0).collect();
                self.ask("unread notifications", |conn| {
                    let rows: Vec<(i64, i64)> = notifications::table
                        .filter(notifications::user_id.eq_any(&ids))
                        .filter(notifications::read_at.is_null())
                        .group_by(notifications::user_id)
                        .order(notifications::user_id)
                        .select((notifications::user_id, count_star()))
                        .load(conn)?;
                    Ok(rows.into_iter().map(|(user, count)| (UserId(user), count)).collect())
                })
            }

            fn notification_ids(
                &mut self,
                user: UserId,
                which: &NotificationFilter,
            ) -> Answer<Vec<(NotificationId, bool)>> {
                self.ask("notification ids", |conn| {
                    let all = notifications::table
                        .filter(notifications::user_id.eq(user.0))
                        .order(notifications::id)
                        .select((notifications::id, notifications::read_at.is_not_null()))
                        .into_boxed();
                    let some = match which {
                        NotificationFilter::All => all,
                        NotificationFilter::UpTo(id) => all.filter(notifications::id.le(id.0)),
                        NotificationFilter::These(ids) => {
                            let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
                            all.filter(notifications::id.eq_any(ids))
                        }
                    };
                    let rows: Vec<(i64, bool)> = some.load(conn)?;
                    Ok(rows.into_iter().map(|(id, read)| (NotificationId(id), read)).collect())
                })
            }

            fn mentioned(
                &mut self,
                chat: ChatId,
                sender: UserId,
                names: &[Handle],
            ) -> Answer<Vec<UserId>> {
                let names: Vec<&str> = names.iter().map(Handle::as_str).collect();
                self.ask("mentioned", |conn| {
                    let named = others!(chat, sender).filter(users::handle.eq_any(&names));
                    let ids: Vec<i64> = named.order(users::id).select(users::id).load(conn)?;
                    Ok(ids.into_iter().map(UserId).collect())
                })
            }

            fn others_in(
                &mut self,
                chat: ChatId,
                sender: UserId,
                upto: Timestamp,
                after: UserId,
                limit: usize,
            ) -> Answer<Vec<UserId>> {
                self.ask("others in chat", |conn| {
                    let here = others!(chat, sender)
                        .filter(memberships::user_id.gt(after.0))
                        .filter(memberships::joined_at.le(upto.0))
                        .filter(users::deactivated_at.is_null())
                        .filter(users::suspended_at.is_null())
                        .filter(users::deleted_at.is_null());
                    let ids: Vec<i64> = here
                        .order(memberships::user_id)
                        .limit(crate::limit(limit))
                        .select(users::id)
                        .load(conn)?;
                    Ok(ids.into_iter().map(UserId).collect())
                })
            }

            fn notification_settings(&mut self, user: UserId) -> Answer<Option<Settings>> {
                self.ask("notification settings", |conn| {
                    let row = notification_settings::table
                        .find(user.0)
                        .select(SettingsRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn knows_device(&mut self, user: UserId, user_agent: &str) -> Answer<bool> {
                self.ask("knows device", |conn| {
                    let same = sessions::table
                        .filter(sessions::user_id.eq(user.0))
                        .filter(sessions::user_agent.eq(user_agent));
                    diesel::select(exists(same)).get_result(conn)
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl NotificationWrite for Tx<'_> {
    fn put_notifications(&mut self, new: &NewNotification, to: &[(UserId, Rev)]) -> Answer<()> {
        self.write("put notifications", |conn| {
            let rows = to.iter().map(|(user, rev)| {
                (
                    notifications::user_id.eq(user.0),
                    notifications::id.eq(rev.0),
                    notifications::rev.eq(rev.0),
                    notifications::kind.eq(notification_number(new.kind)),
                    notifications::actor_id.eq(new.actor.map(|actor| actor.0)),
                    notifications::chat_id.eq(new.chat.map(|chat| chat.0)),
                    notifications::seq.eq(new.seq.map(|seq| seq.0)),
                    notifications::detail.eq(new.detail.as_deref()),
                    notifications::at.eq(new.at.0),
                )
            });
            if to.len() > FEW {
                diesel::insert_into(notifications::table)
                    .values(rows.collect::<Vec<_>>())
                    .execute(conn)?;
            } else {
                for row in rows {
                    diesel::insert_into(notifications::table).values(row).execute(conn)?;
                }
            }
            for user in having_many(conn, to)? {
                Kept { sql: DROP_OLD, values: &[Int(user), Int(user)] }.execute(conn)?;
            }
            Ok(())
        })
    }

    fn put_notification_settings(&mut self, user: UserId, settings: &Settings) -> Answer<()> {
        self.write("put notification settings", |conn| {
            diesel::insert_into(notification_settings::table)
                .values(SettingsRow::new(user, settings))
                .on_conflict(notification_settings::user_id)
                .do_update()
                .set(SettingsRow::new(user, settings))
                .execute(conn)
                .map(drop)
        })
    }

    fn mark_notifications(
        &mut self,
        user: UserId,
        ids: &[NotificationId],
        rev: Rev,
        at: Timestamp,
    ) -> Answer<()> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        self.write("mark notifications", |conn| {
            let unread = notifications::table
                .filter(notifications::user_id.eq(user.0))
                .filter(notifications::id.eq_any(&ids));
            diesel::update(unread)
                .set((notifications::read_at.eq(at.0), notifications::rev.eq(rev.0)))
                .execute(conn)
                .map(drop)
        })
    }
}
