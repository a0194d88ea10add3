use super::super::Conn;
use super::tx::{Ask, Reader, Tx};
use crate::rows::{SettingsRow, mute_of};
use crate::schema::{memberships, notification_settings, push_subscriptions, sessions};
use diesel::QueryResult;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::port::{PushRead, PushWrite, StoreError};
use domain::push::{
    Endpoint, MAX_SUBSCRIPTIONS, NewSubscription, Subscription, SubscriptionId, Target,
};
use domain::{Actor, ChatId, Seq, SessionId, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;
type TargetRow = (i64, i64, Option<i64>, Option<SettingsRow>);

#[derive(Queryable, Selectable)]
#[diesel(table_name = push_subscriptions)]
struct SubscriptionRow {
    id: i64,
    user_id: i64,
    endpoint: String,
    public_key: Vec<u8>,
    secret: Vec<u8>,
}

impl From<SubscriptionRow> for Subscription {
    fn from(row: SubscriptionRow) -> Self {
        Self {
            id: SubscriptionId(row.id),
            user: UserId(row.user_id),
            endpoint: Endpoint::from_stored(row.endpoint),
            public_key: row.public_key,
            secret: row.secret,
        }
    }
}

fn target((id, user, muted_until, settings): TargetRow) -> Target {
    Target {
        subscription: SubscriptionId(id),
        user: UserId(user),
        mute: muted_until.map(mute_of),
        settings: settings.map(Into::into).unwrap_or_default(),
    }
}

/// Subscriptions whose sessions live.
macro_rules! live {
    ($now:expr) => {
        push_subscriptions::table
            .inner_join(sessions::table.on(sessions::id.eq(push_subscriptions::session_id)))
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::idle_until.gt($now.0))
            .filter(sessions::ends_at.gt($now.0))
    };
}

/// The devices of sessions that ended are told no more.
pub(super) fn end(conn: &mut Conn, sessions: &[i64]) -> QueryResult<()> {
    let over = push_subscriptions::session_id.eq_any(sessions);
    diesel::delete(push_subscriptions::table.filter(over)).execute(conn).map(drop)
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl PushRead for $on {
            fn subscription(
                &mut self,
                id: SubscriptionId,
                now: Timestamp,
            ) -> Answer<Option<Subscription>> {
                self.ask("subscription", |conn| {
                    let row = live!(now)
                        .filter(push_subscriptions::id.eq(id.0))
                        .select(SubscriptionRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn subscriptions_of(&mut self, user: UserId) -> Answer<Vec<Subscription>> {
                self.ask("subscriptions of user", |conn| {
                    let rows = push_subscriptions::table
                        .filter(push_subscriptions::user_id.eq(user.0))
                        .order(push_subscriptions::id)
                        .limit(crate::limit(MAX_SUBSCRIPTIONS))
                        .select(SubscriptionRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn subscription_of(&mut self, session: SessionId) -> Answer<Option<SubscriptionId>> {
                self.ask("subscription of session", |conn| {
                    let id = push_subscriptions::table
                        .filter(push_subscriptions::session_id.eq(session.0))
                        .select(push_subscriptions::id);
                    Ok(id.get_result(conn).optional()?.map(SubscriptionId))
                })
            }

            fn push_targets(
                &mut self,
                (chat, seq): (ChatId, Seq),
                now: Timestamp,
                after: SubscriptionId,
                limit: usize,
            ) -> Answer<Vec<Target>> {
                self.ask("push targets", |conn| {
                    let rows = live!(now)
                        .inner_join(
                            memberships::table
                                .on(memberships::user_id.eq(push_subscriptions::user_id)),
                        )
                        .left_join(
                            notification_settings::table.on(notification_settings::user_id
                                .eq(push_subscriptions::user_id)),
                        )
                        .filter(memberships::chat_id.eq(chat.0))
                        .filter(memberships::left_at.is_null())
                        .filter(memberships::read_seq.lt(seq.0))
                        .filter(push_subscriptions::id.gt(after.0))
                        .order(push_subscriptions::id)
                        .limit(crate::limit(limit))
                        .select((
                            push_subscriptions::id,
                            push_subscriptions::user_id,
                            memberships::muted_until,
                            Option::<SettingsRow>::as_select(),
                        ))
                        .load::<TargetRow>(conn)?;
                    Ok(rows.into_iter().map(target).collect())
                })
            }

            fn push_targets_of(&mut self, user: UserId, now: Timestamp) -> Answer<Vec<Target>> {
                self.ask("push targets of user", |conn| {
                    let rows = live!(now)
                        .left_join(
                            notification_settings::table.on(notification_settings::user_id
                                .eq(push_subscriptions::user_id)),
                        )
                        .filter(push_subscriptions::user_id.eq(user.0))
                        .order(push_subscriptions::id)
                        .select((
                            push_subscriptions::id,
                            push_subscriptions::user_id,
                            None::<i64>.into_sql::<diesel::sql_types::Nullable<diesel::sql_types::BigInt>>(),
                            Option::<SettingsRow>::as_select(),
                        ))
                        .load::<TargetRow>(conn)?;
                    Ok(rows.into_iter().map(target).collect())
                })
            }

            fn has_subscriptions(&mut self) -> Answer<bool> {
                self.ask("has subscriptions", |conn| {
                    let any = push_subscriptions::table.select(push_subscriptions::id);
                    diesel::select(exists(any)).get_result(conn)
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl PushWrite for Tx<'_> {
    fn put_subscription(&mut self, actor: &Actor, new: &NewSubscription) -> Answer<()> {
        self.write("put subscription", |conn| {
            let before = push_subscriptions::table.filter(
                push_subscriptions::session_id
                    .eq(actor.session.0)
                    .or(push_subscriptions::endpoint.eq(new.endpoint.as_str())),
            );
            diesel::delete(before).execute(conn)?;
            diesel::insert_into(push_subscriptions::table)
                .values((
                    push_subscriptions::user_id.eq(actor.user.0),
                    push_subscriptions::session_id.eq(actor.session.0),
                    push_subscriptions::endpoint.eq(new.endpoint.as_str()),
                    push_subscriptions::public_key.eq(&new.public_key),
                    push_subscriptions::secret.eq(&new.secret),
                    push_subscriptions::created_at.eq(new.at.0),
                ))
                .execute(conn)?;
            let ids: Vec<i64> = push_subscriptions::table
                .filter(push_subscriptions::user_id.eq(actor.user.0))
                .order(push_subscriptions::id.desc())
                .select(push_subscriptions::id)
                .load(conn)?;
            let old: Vec<i64> = ids.into_iter().skip(MAX_SUBSCRIPTIONS).collect();
            let old = push_subscriptions::table.filter(push_subscriptions::id.eq_any(old));
            diesel::delete(old).execute(conn).map(drop)
        })
    }

    fn drop_subscription_of(&mut self, session: SessionId) -> Answer<()> {
        self.write("drop subscription of session", |conn| {
            let own = push_subscriptions::session_id.eq(session.0);
            diesel::delete(push_subscriptions::table.filter(own)).execute(conn).map(drop)
        })
    }

    fn drop_subscription(&mut self, id: SubscriptionId) -> Answer<()> {
        self.write("drop subscription", |conn| {
            diesel::delete(push_subscriptions::table.find(id.0)).execute(conn).map(drop)
        })
    }
}
