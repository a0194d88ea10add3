use super::super::native;
use super::summaries::{SummaryRow, With, one_summary, summaries, summary_rows};
use super::tx::{Ask, Reader, Tx};
use crate::rows::{ChatRow, MembershipRow, blocks_number, kind_number, member, settings_number};
use crate::schema::{chats, memberships, users};
use diesel::prelude::*;
use domain::chat::{ChatCursor, LARGE_ABOVE};
use domain::port::{ChatRead, ChatWrite, StoreError};
use domain::{
    Chat, ChatId, ChatKind, ChatSummary, Color, Description, Member, Membership, Rev, Rules,
    Timestamp, Title, UserId,
};

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl ChatRead for $on {
            fn chat_for(
                &mut self,
                chat: ChatId,
                user: UserId,
            ) -> Answer<Option<(Chat, Membership)>> {
                self.ask("chat for member", |conn| {
                    let row = memberships::table
                        .inner_join(chats::table)
                        .filter(memberships::chat_id.eq(chat.0))
                        .filter(memberships::user_id.eq(user.0))
                        .filter(memberships::left_at.is_null())
                        .select((ChatRow::as_select(), MembershipRow::as_select()))
                        .get_result::<(ChatRow, MembershipRow)>(conn)
                        .optional()?;
                    Ok(row.map(|(chat, me)| (chat.into(), me.into())))
                })
            }

            fn membership(&mut self, chat: ChatId, user: UserId) -> Answer<Option<Membership>> {
                self.ask("membership", |conn| {
                    let row = memberships::table
                        .find((chat.0, user.0))
                        .select(MembershipRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn members(
                &mut self,
                chat: ChatId,
                after: Option<UserId>,
                limit: usize,
            ) -> Answer<Vec<Member>> {
                self.ask("members", |conn| {
                    let rows = memberships::table
                        .inner_join(users::table)
                        .filter(memberships::chat_id.eq(chat.0))
                        .filter(memberships::user_id.gt(after.map_or(0, |user| user.0)))
                        .filter(memberships::left_at.is_null())
                        .order(memberships::user_id)
                        .limit(crate::limit(limit))
                        .select((MembershipRow::as_select(), crate::rows::BriefRow::as_select()))
                        .load(conn)?;
                    Ok(rows.into_iter().map(|(row, brief)| member(row, brief)).collect())
                })
            }

            fn members_among(&mut self, chat: ChatId, users: &[UserId]) -> Answer<Vec<Member>> {
                let ids: Vec<i64> = users.iter().map(|id| id.0).collect();
                self.ask("members among", |conn| {
                    let rows = memberships::table
                        .inner_join(users::table)
                        .filter(memberships::chat_id.eq(chat.0))
                        .filter(memberships::user_id.eq_any(&ids))
                        .filter(memberships::left_at.is_null())
                        .order(memberships::user_id)
                        .select((MembershipRow::as_select(), crate::rows::BriefRow::as_select()))
                        .load(conn)?;
                    Ok(rows.into_iter().map(|(row, brief)| member(row, brief)).collect())
                })
            }

            fn current_members(&mut self, chat: ChatId, users: &[UserId]) -> Answer<Vec<UserId>> {
                let ids: Vec<i64> = users.iter().map(|id| id.0).collect();
                self.ask("current members", |conn| {
                    let ids: Vec<i64> = memberships::table
                        .filter(memberships::chat_id.eq(chat.0))
                        .filter(memberships::user_id.eq_any(&ids))
                        .filter(memberships::left_at.is_null())
                        .select(memberships::user_id)
                        .load(conn)?;
                    Ok(ids.into_iter().map(UserId).collect())
                })
            }

            fn direct_chat(&mut self, a: UserId, b: UserId) -> Answer<Option<ChatId>> {
                self.ask("direct chat", |conn| {
                    let id = chats::table
                        .filter(chats::pair_lo.eq(a.0.min(b.0)))
                        .filter(chats::pair_hi.eq(a.0.max(b.0)))
                        .select(chats::id);
                    Ok(id.get_result(conn).optional()?.map(ChatId))
                })
            }

            fn chats_of(
                &mut self,
                user: UserId,
                cursor: Option<ChatCursor>,
                limit: usize,
            ) -> Answer<Vec<ChatSummary>> {
                let (at, id) = cursor.map_or((i64::MAX, i64::MAX), |c| (c.activity_at.0, c.chat.0));
                self.ask("chats of user", |conn| {
                    let before = chats::activity_at
                        .lt(at)
                        .or(chats::activity_at.eq(at).and(chats::id.lt(id)));
                    let rows = summary_rows!(user)
                        .filter(before)
                        .order((chats::activity_at.desc(), chats::id.desc()))
                        .limit(crate::limit(limit))
                        .load::<SummaryRow>(conn)?;
                    summaries(conn, user, rows, With::Few)
                })
            }

            fn summary(&mut self, chat: ChatId, user: UserId) -> Answer<Option<ChatSummary>> {
                self.ask("summary", |conn| one_summary(conn, chat, user, With::All))
            }

            fn bare_summary(&mut self, chat: ChatId, user: UserId) -> Answer<Option<ChatSummary>> {
                self.ask("bare summary", |conn| one_summary(conn, chat, user, With::Nobody))
            }

            fn summaries(&mut self, user: UserId, ids: &[ChatId]) -> Answer<Vec<ChatSummary>> {
                let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
                self.ask("summaries", |conn| {
                    let rows = summary_rows!(user)
                        .filter(memberships::chat_id.eq_any(&ids))
                        .order(memberships::chat_id)
                        .load::<SummaryRow>(conn)?;
                    summaries(conn, user, rows, With::All)
                })
            }

            fn chat_ids_of(&mut self, user: UserId) -> Answer<Vec<(ChatId, Rev)>> {
                self.ask("chat ids of user", |conn| {
                    let rows: Vec<(i64, i64)> = memberships::table
                        .filter(memberships::user_id.eq(user.0))
                        .filter(memberships::left_at.is_null())
                        .select((memberships::chat_id, memberships::rev))
                        .load(conn)?;
                    Ok(rows.into_iter().map(|(chat, rev)| (ChatId(chat), Rev(rev))).collect())
                })
            }

            fn large_chats_of(&mut self, user: UserId) -> Answer<Vec<ChatId>> {
                self.ask("large chats of user", |conn| {
                    let ids: Vec<i64> = memberships::table
                        .inner_join(chats::table)
                        .filter(memberships::user_id.eq(user.0))
                        .filter(memberships::left_at.is_null())
                        .filter(chats::member_count.gt(LARGE_ABOVE))
                        .select(chats::id)
                        .load(conn)?;
                    Ok(ids.into_iter().map(ChatId).collect())
                })
            }

            fn changed_memberships(
                &mut self,
                user: UserId,
                since: Rev,
                upto: Rev,
                limit: usize,
            ) -> Answer<Vec<Membership>> {
                self.ask("changed memberships", |conn| {
                    let rows = memberships::table
                        .filter(memberships::user_id.eq(user.0))
                        .filter(memberships::user_rev.gt(since.0))
                        .filter(memberships::user_rev.le(upto.0))
                        .order(memberships::user_rev)
                        .limit(crate::limit(limit))
                        .select(MembershipRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn changed_members(
                &mut self,
                chat: ChatId,
                since: Rev,
                upto: Rev,
                limit: usize,
            ) -> Answer<Vec<Member>> {
                self.ask("changed members", |conn| {
                    let rows = memberships::table
                        .inner_join(users::table)
                        .filter(memberships::chat_id.eq(chat.0))
                        .filter(memberships::rev.gt(since.0))
                        .filter(memberships::rev.le(upto.0))
                        .order((memberships::rev, memberships::user_id))
                        .limit(crate::limit(limit))
                        .select((MembershipRow::as_select(), crate::rows::BriefRow::as_select()))
                        .load(conn)?;
                    Ok(rows.into_iter().map(|(row, brief)| member(row, brief)).collect())
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl ChatWrite for Tx<'_> {
    fn insert_direct(&mut self, a: UserId, b: UserId, at: Timestamp) -> Answer<Option<Chat>> {
        let kind = if a == b { ChatKind::Saved } else { ChatKind::Direct };
        self.write("insert direct chat", |conn| {
            let row = diesel::insert_into(chats::table)
                .values((
                    chats::kind.eq(kind_number(kind)),
                    chats::pair_lo.eq(a.0.min(b.0)),
                    chats::pair_hi.eq(a.0.max(b.0)),
                    new_chat(at),
                ))
                .on_conflict_do_nothing()
                .returning(ChatRow::as_returning())
                .get_result(conn);
            Ok(row.optional()?.map(Into::into))
        })
    }

    fn insert_group(&mut self, title: &Title, at: Timestamp) -> Answer<Chat> {
        self.write("insert group", |conn| {
            diesel::insert_into(chats::table)
                .values((
                    chats::kind.eq(kind_number(ChatKind::Group)),
                    chats::title.eq(title.as_str()),
                    new_chat(at),
                ))
                .returning(ChatRow::as_returning())
                .get_result(conn)
                .map(Into::into)
        })
    }

    fn lock_chat(&mut self, chat: ChatId) -> Answer<Option<Chat>> {
        self.ask("lock chat", |conn| Ok(native::lock_chat(conn, chat)?.map(Into::into)))
    }

    fn update_chat(&mut self, chat: &Chat) -> Answer<()> {
        self.write("update chat", |conn| {
            diesel::update(chats::table.find(chat.id.0))
                .set((
                    chats::title.eq(chat.title.as_ref().map(Title::as_str)),
                    chats::description.eq(chat.info.description.as_ref().map(Description::as_str)),
                    chats::rules.eq(chat.info.rules.as_ref().map(Rules::as_str)),
                    chats::color.eq(chat.info.color.as_ref().map(Color::as_str)),
                    chats::settings.eq(settings_number(&chat.settings)),
                    chats::slow_mode_s.eq(chat.settings.slow_mode_s),
                    chats::is_public.eq(chat.settings.public),
                    chats::search_text.eq(searched(chat)),
                    chats::blocks.eq(blocks_number(chat.pair.as_ref())),
                    chats::rev.eq(chat.rev.0),
                    chats::meta_rev.eq(chat.meta_rev.0),
                    chats::last_seq.eq(chat.last_seq.0),
                    chats::member_count.eq(chat.member_count),
                    chats::roster_rev.eq(chat.roster_rev.0),
                    chats::activity_at.eq(chat.activity_at.0),
                ))
                .execute(conn)?;
            Ok(())
        })
    }

    fn put_members(&mut self, rows: &[Membership]) -> Answer<()> {
        self.write("put members", |conn| super::members::put(conn, rows))
    }

    fn heir(&mut self, chat: ChatId) -> Answer<Option<Membership>> {
        self.ask("heir", |conn| {
            let row = memberships::table
                .filter(memberships::chat_id.eq(chat.0))
                .inner_join(users::table)
                .filter(memberships::left_at.is_null())
                // Who is away can't look after it. Admins have the greatest number.
                .order((
                    users::suspended_at.is_not_null().or(users::deactivated_at.is_not_null()),
                    memberships::role.desc(),
                    memberships::joined_at,
                    memberships::user_id,
                ))
                .select(MembershipRow::as_select());
            Ok(row.first(conn).optional()?.map(Into::into))
        })
    }

    fn set_read(&mut self, chat: Option<&Chat>, me: &Membership) -> Answer<()> {
        self.write("set read", |conn| super::members::set_read(conn, chat, me))
    }
}

/// The title of a public group as it is searched.
fn searched(chat: &Chat) -> Option<String> {
    let title = chat.title.as_ref().filter(|_| chat.settings.public)?;
    Some(crate::search::words_of(&[title.as_str()]))
}

type NewChat = (
    diesel::dsl::Eq<chats::rev, i64>,
    diesel::dsl::Eq<chats::meta_rev, i64>,
    diesel::dsl::Eq<chats::last_seq, i64>,
    diesel::dsl::Eq<chats::member_count, i64>,
    diesel::dsl::Eq<chats::created_at, i64>,
    diesel::dsl::Eq<chats::activity_at, i64>,
);

/// The columns that every new chat begins with.
fn new_chat(at: Timestamp) -> NewChat {
    (
        chats::rev.eq(0),
        chats::meta_rev.eq(0),
        chats::last_seq.eq(0),
        chats::member_count.eq(0),
        chats::created_at.eq(at.0),
        chats::activity_at.eq(at.0),
    )
}
