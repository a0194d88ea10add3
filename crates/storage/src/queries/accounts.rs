use super::super::{Conn, native};
use super::dress::dress;
use super::tx::{Ask, Reader, Tx};
use crate::fault;
use crate::rows::{
    AccountRow, BriefRow, ChatRow, HI_GONE, LO_GONE, MembershipRow, MessageRow, UserRow, brief,
};
use crate::schema::{
    announcements, audit_log, chat_lines, chats, credentials, daily_figures, group_bans,
    group_invitations, hidden_messages, invitations, jobs, join_codes, join_requests, kept_chats,
    mail_links, memberships, message_edits, messages, notification_settings, notifications,
    push_subscriptions, reactions, read_marks, recovery_codes, relations, reports, sessions,
    two_factor, usernames, users,
};
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel::{QueryResult, sql_query};
use domain::port::{AccountRead, AccountWrite, StoreError, StoreFault};
use domain::{
    Chat, ChatId, ClientId, Handle, Membership, Message, Timestamp, User, UserBrief, UserId,
};

type Answer<T> = Result<T, StoreError>;

/// Takes a username for a person. Whose it is already stays so, and then nothing is answered.
fn take(conn: &mut Conn, user: UserId, handle: &Handle, at: Timestamp) -> QueryResult<bool> {
    let row = (
        usernames::skeleton.eq(handle.skeleton()),
        usernames::handle.eq(handle.as_str()),
        usernames::user_id.eq(user.0),
        usernames::since.eq(at.0),
    );
    let made = diesel::insert_into(usernames::table).values(row);
    if made.on_conflict_do_nothing().execute(conn)? == 1 {
        return Ok(true);
    }
    let mine = usernames::table.find(handle.skeleton()).filter(usernames::user_id.eq(user.0));
    let spelt = (usernames::handle.eq(handle.as_str()), usernames::since.eq(at.0));
    Ok(diesel::update(mine).set(spelt).execute(conn)? == 1)
}

/// The same, where somebody else's name is the fault of a unique key.
pub(super) fn claim(
    conn: &mut Conn,
    user: UserId,
    handle: &Handle,
    at: Timestamp,
) -> QueryResult<()> {
    if take(conn, user, handle, at)? { Ok(()) } else { Err(fault::taken("handle")) }
}

fn others(conn: &mut Conn, user: UserId, friends: bool) -> QueryResult<Vec<UserId>> {
    let mut rows = relations::table
        .filter(relations::lo.eq(user.0).or(relations::hi.eq(user.0)))
        .select((relations::lo, relations::hi))
        .into_boxed();
    if friends {
        rows = rows.filter(relations::friends_since.is_not_null());
    }
    let other = |(lo, hi): (i64, i64)| UserId(if lo == user.0 { hi } else { lo });
    let mut all: Vec<UserId> = rows.load(conn)?.into_iter().map(other).collect();
    all.sort_unstable();
    Ok(all)
}

#[derive(QueryableByName)]
struct Suggested {
    #[diesel(embed)]
    user: BriefRow,
    #[diesel(sql_type = BigInt)]
    groups: i64,
}

/// Groups beyond a hundred people say little about who knows whom, and are passed over.
const SHARED: &str = "\
    FROM memberships mine \
    JOIN chats c ON c.id = mine.chat_id AND c.kind = 1 AND c.member_count <= 100 \
    JOIN memberships theirs ON theirs.chat_id = mine.chat_id AND theirs.user_id <> mine.user_id \
        AND theirs.left_at IS NULL \
    JOIN users u ON u.id = theirs.user_id AND u.suspended_at IS NULL \
        AND u.deactivated_at IS NULL AND u.deleted_at IS NULL \
    LEFT JOIN relations r ON r.lo = CASE WHEN u.id < mine.user_id THEN u.id ELSE mine.user_id END \
        AND r.hi = CASE WHEN u.id < mine.user_id THEN mine.user_id ELSE u.id END \
    WHERE mine.left_at IS NULL AND (r.id IS NULL OR (r.friends_since IS NULL \
        AND r.request_from IS NULL AND r.lo_blocked_at IS NULL AND r.hi_blocked_at IS NULL))";

fn suggested(conn: &mut Conn, user: UserId, limit: usize) -> QueryResult<Vec<(UserBrief, i64)>> {
    let columns = brief();
    // Numbers of ours, so they may stand in the text.
    let text = format!(
        "SELECT {columns}, COUNT(*) AS groups {SHARED} AND mine.user_id = {} \
         GROUP BY {columns} ORDER BY COUNT(*) DESC, u.id LIMIT {limit}",
        user.0
    );
    let rows: Vec<Suggested> = sql_query(text).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.user.into(), row.groups)).collect())
}

/// That who wrote a message has neither deleted it for themselves nor cleared it.
const THERE_FOR_SENDER: &str = "NOT EXISTS (SELECT 1 FROM hidden_messages h \
        WHERE messages.hides > 0 AND h.user_id = messages.sender_id \
        AND h.chat_id = messages.chat_id AND h.seq = messages.seq) \
    AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.chat_id = messages.chat_id \
        AND m.user_id = messages.sender_id AND m.cleared_seq >= messages.seq)";

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl AccountRead for $on {
            fn user_by_any_handle(&mut self, handle: &Handle) -> Answer<Option<UserId>> {
                self.ask("user by any handle", |conn| {
                    let row = usernames::table.find(handle.skeleton()).select(usernames::user_id);
                    Ok(row.get_result(conn).optional()?.map(UserId))
                })
            }

            fn handles_since(&mut self, user: UserId, since: Timestamp) -> Answer<usize> {
                self.ask("handles since", |conn| {
                    let taken: i64 = usernames::table
                        .filter(usernames::user_id.eq(user.0))
                        .filter(usernames::since.gt(since.0))
                        .select(count_star())
                        .get_result(conn)?;
                    Ok(usize::try_from(taken).unwrap_or(0))
                })
            }

            fn handles_of(&mut self, user: UserId) -> Answer<Vec<(Handle, Timestamp)>> {
                self.ask("handles of", |conn| {
                    let rows: Vec<(String, i64)> = usernames::table
                        .filter(usernames::user_id.eq(user.0))
                        .order((usernames::since, usernames::skeleton))
                        .select((usernames::handle, usernames::since))
                        .load(conn)?;
                    let row = |(handle, since)| (Handle::from_stored(handle), Timestamp(since));
                    Ok(rows.into_iter().map(row).collect())
                })
            }

            fn memberships_of(
                &mut self,
                user: UserId,
                after: Option<ChatId>,
                limit: usize,
            ) -> Answer<Vec<(Chat, Membership)>> {
                self.ask("memberships of", |conn| {
                    let rows: Vec<(ChatRow, MembershipRow)> = memberships::table
                        .inner_join(chats::table)
                        .filter(memberships::user_id.eq(user.0))
                        .filter(memberships::chat_id.gt(after.map_or(0, |chat| chat.0)))
                        .order(memberships::chat_id)
                        .limit(crate::limit(limit))
                        .select((ChatRow::as_select(), MembershipRow::as_select()))
                        .load(conn)?;
                    Ok(rows.into_iter().map(|(chat, row)| (chat.into(), row.into())).collect())
                })
            }

            fn messages_by(
                &mut self,
                user: UserId,
                after: Option<&ClientId>,
                limit: usize,
            ) -> Answer<Vec<Message>> {
                self.ask("messages by", |conn| {
                    let rows: Vec<MessageRow> = messages::table
                        .filter(messages::sender_id.eq(user.0))
                        .filter(messages::deleted_at.is_null())
                        .filter(sql::<Bool>(THERE_FOR_SENDER))
                        .filter(messages::client_id.gt(after.map_or("", ClientId::as_str)))
                        .order(messages::client_id)
                        .limit(crate::limit(limit))
                        .select(MessageRow::as_select())
                        .load(conn)?;
                    dress(conn, user, rows)
                })
            }

            fn friends_of(&mut self, user: UserId) -> Answer<Vec<UserId>> {
                self.ask("friends of", |conn| others(conn, user, true))
            }

            fn relations_of(&mut self, user: UserId) -> Answer<Vec<UserId>> {
                self.ask("relations of", |conn| others(conn, user, false))
            }

            fn suggestions(&mut self, user: UserId, limit: usize) -> Answer<Vec<(UserBrief, i64)>> {
                self.ask("suggestions", |conn| suggested(conn, user, limit))
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

/// The chats that a person is in, by id.
fn chats_of(conn: &mut Conn, user: UserId) -> QueryResult<Vec<i64>> {
    memberships::table
        .filter(memberships::user_id.eq(user.0))
        .filter(memberships::left_at.is_null())
        .order(memberships::chat_id)
        .select(memberships::chat_id)
        .load(conn)
}

fn touch(conn: &mut Conn, user: UserId) -> QueryResult<Vec<Membership>> {
    let ids = chats_of(conn, user)?;
    let moved: Vec<(i64, i64)> = diesel::update(chats::table.filter(chats::id.eq_any(&ids)))
        .set(chats::rev.eq(chats::rev + 1))
        .returning((chats::id, chats::rev))
        .get_results(conn)?;
    let mut rows = Vec::with_capacity(moved.len());
    for (chat, rev) in moved {
        let row: MembershipRow = diesel::update(memberships::table.find((chat, user.0)))
            .set(memberships::rev.eq(rev))
            .returning(MembershipRow::as_returning())
            .get_result(conn)?;
        rows.push(Membership::from(row));
    }
    rows.sort_unstable_by_key(|row| row.chat);
    Ok(rows)
}

/// Letters that wait, or could not be sent, name where they go.
fn erase_letters(conn: &mut Conn, user: UserId) -> QueryResult<()> {
    diesel::delete(mail_links::table.filter(mail_links::user_id.eq(user.0))).execute(conn)?;
    let email: String = users::table.find(user.0).select(users::email).get_result(conn)?;
    let mut needle = String::from("%");
    for c in email.chars() {
        if matches!(c, '%' | '_' | '\\') {
            needle.push('\\');
        }
        needle.push(c);
    }
    needle.push('%');
    let told = jobs::payload.like(needle.clone()).escape('\\');
    let failed = jobs::last_error.like(needle).escape('\\').assume_not_null();
    diesel::delete(jobs::table.filter(told.or(failed))).execute(conn).map(drop)
}

fn erase(conn: &mut Conn, user: UserId) -> QueryResult<()> {
    erase_letters(conn, user)?;
    diesel::delete(credentials::table.find(user.0)).execute(conn)?;
    diesel::delete(sessions::table.filter(sessions::user_id.eq(user.0))).execute(conn)?;
    diesel::delete(usernames::table.filter(usernames::user_id.eq(user.0))).execute(conn)?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user.0)))
        .execute(conn)?;
    diesel::delete(two_factor::table.find(user.0)).execute(conn)?;
    let named = reports::reporter_id.eq(user.0).or(reports::subject_id.eq(user.0));
    diesel::delete(reports::table.filter(named)).execute(conn)?;
    diesel::update(reports::table.filter(reports::decided_by.eq(user.0)))
        .set((reports::decided_by.eq(None::<i64>), reports::decision.eq(None::<String>)))
        .execute(conn)?;
    diesel::update(announcements::table.filter(announcements::made_by.eq(user.0)))
        .set(announcements::made_by.eq(None::<i64>))
        .execute(conn)?;
    diesel::delete(group_bans::table.filter(group_bans::user_id.eq(user.0))).execute(conn)?;
    let invited = group_invitations::table.filter(group_invitations::user_id.eq(user.0));
    diesel::delete(invited).execute(conn)?;
    diesel::update(group_invitations::table.filter(group_invitations::by_id.eq(user.0)))
        .set(group_invitations::by_id.eq(None::<i64>))
        .execute(conn)?;
    diesel::delete(join_requests::table.filter(join_requests::user_id.eq(user.0))).execute(conn)?;
    diesel::update(join_codes::table.filter(join_codes::made_by.eq(user.0)))
        .set(join_codes::made_by.eq(None::<i64>))
        .execute(conn)?;
    diesel::update(group_bans::table.filter(group_bans::by_id.eq(user.0)))
        .set(group_bans::by_id.eq(None::<i64>))
        .execute(conn)?;
    diesel::delete(invitations::table.filter(invitations::made_by.eq(user.0))).execute(conn)?;
    diesel::delete(read_marks::table.filter(read_marks::user_id.eq(user.0))).execute(conn)?;
    let told = notifications::table.filter(notifications::user_id.eq(user.0));
    diesel::delete(told).execute(conn)?;
    diesel::delete(notification_settings::table.find(user.0)).execute(conn)?;
    diesel::delete(kept_chats::table.filter(kept_chats::user_id.eq(user.0))).execute(conn)?;
    let hidden = hidden_messages::table.filter(hidden_messages::user_id.eq(user.0));
    diesel::delete(hidden).execute(conn)?;
    let devices = push_subscriptions::table.filter(push_subscriptions::user_id.eq(user.0));
    diesel::delete(devices).execute(conn)?;
    // Who did what stays; from where, and the words about the person, go.
    let about = audit_log::target_kind.eq("user").and(audit_log::target_id.eq(user.0));
    let rows = audit_log::table.filter(about.or(audit_log::actor_id.eq(user.0)));
    let blank = (audit_log::details.eq("{}"), audit_log::address.eq(None::<String>));
    diesel::update(rows).set(blank).execute(conn).map(drop)
}

impl AccountWrite for Tx<'_> {
    fn claim_handle(&mut self, user: UserId, handle: &Handle, at: Timestamp) -> Answer<()> {
        self.write("claim handle", |conn| claim(conn, user, handle, at))
    }

    fn lock_with_chats(&mut self, user: UserId) -> Answer<Option<User>> {
        let row = self.ask("lock with chats", |conn| {
            let before = chats_of(conn, user)?;
            native::lock_chats(conn, &before)?;
            native::lock_users(conn, &[user.0])?;
            // Whoever brings people into a chat moves their streams on, and waits from here on.
            let same = chats_of(conn, user)? == before;
            let row = users::table.find(user.0).select(UserRow::as_select());
            Ok((same, row.get_result(conn).optional()?))
        });
        let (same, row) = row?;
        if same {
            return Ok(row.map(Into::into));
        }
        let cause = "the chats changed meanwhile";
        Err(StoreError::new("lock with chats", StoreFault::Retry, cause))
    }

    fn put_account(&mut self, user: &User) -> Answer<()> {
        self.write("put account", |conn| {
            let row = AccountRow::from(user);
            diesel::update(users::table.find(user.id.0)).set(row).execute(conn).map(drop)
        })
    }

    fn touch_memberships(&mut self, user: UserId) -> Answer<Vec<Membership>> {
        self.write("touch memberships", |conn| touch(conn, user))
    }

    fn set_gone(&mut self, user: UserId, gone: bool) -> Answer<()> {
        self.write("set gone", |conn| {
            for (side, bit) in [("pair_lo", LO_GONE), ("pair_hi", HI_GONE)] {
                let to = if gone { format!("blocks | {bit}") } else { format!("blocks & ~{bit}") };
                sql_query(format!("UPDATE chats SET blocks = {to} WHERE {side} = {}", user.0))
                    .execute(conn)?;
            }
            Ok(())
        })
    }

    fn erase(&mut self, user: UserId) -> Answer<()> {
        self.write("erase", |conn| erase(conn, user))
    }

    fn purge_chat(&mut self, chat: ChatId) -> Answer<()> {
        self.write("purge chat", |conn| {
            super::search_index::purge(conn, chat)?;
            diesel::delete(messages::table.filter(messages::chat_id.eq(chat.0))).execute(conn)?;
            diesel::delete(message_edits::table.filter(message_edits::chat_id.eq(chat.0)))
                .execute(conn)?;
            diesel::delete(reactions::table.filter(reactions::chat_id.eq(chat.0))).execute(conn)?;
            diesel::delete(hidden_messages::table.filter(hidden_messages::chat_id.eq(chat.0)))
                .execute(conn)?;
            diesel::delete(chat_lines::table.filter(chat_lines::chat_id.eq(chat.0)))
                .execute(conn)?;
            diesel::delete(kept_chats::table.filter(kept_chats::chat_id.eq(chat.0)))
                .execute(conn)?;
            diesel::delete(read_marks::table.filter(read_marks::chat_id.eq(chat.0)))
                .execute(conn)?;
            diesel::delete(group_bans::table.filter(group_bans::chat_id.eq(chat.0)))
                .execute(conn)?;
            diesel::delete(group_invitations::table.filter(group_invitations::chat_id.eq(chat.0)))
                .execute(conn)?;
            diesel::delete(join_codes::table.filter(join_codes::chat_id.eq(chat.0)))
                .execute(conn)?;
            diesel::delete(join_requests::table.filter(join_requests::chat_id.eq(chat.0)))
                .execute(conn)?;
            diesel::delete(memberships::table.filter(memberships::chat_id.eq(chat.0)))
                .execute(conn)?;
            let gone: Option<i64> = diesel::delete(chats::table.find(chat.0))
                .returning(chats::last_seq)
                .get_result(conn)
                .optional()?;
            // Else the next days would count as empty until as much has been written again.
            let total = daily_figures::messages_total - gone.unwrap_or(0);
            diesel::update(daily_figures::table)
                .set(daily_figures::messages_total.eq(total))
                .execute(conn)
                .map(drop)
        })
    }
}
