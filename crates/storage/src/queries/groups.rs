use super::tx::{Ask, Reader, Tx};
use crate::rows::{BriefRow, ChatRow, JoinCodeRow, MembershipRow, member};
use crate::schema::{
    chats, group_bans, group_invitations, join_codes, join_requests, memberships, users,
};
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::chat::{Ban, GroupInvitation, GroupInvitationId, JoinCode, JoinRequest, PublicGroup};
use domain::port::{GroupRead, GroupWrite, StoreError};
use domain::{Chat, ChatId, CodeText, Member, SearchText, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// An invitation out of its row, the group's and that of whoever invites; groups have titles.
fn invitation(
    (id, at, chat, by): (i64, i64, ChatRow, Option<BriefRow>),
) -> Option<GroupInvitation> {
    let chat = Chat::from(chat);
    let (by, at) = (by.map(Into::into), Timestamp(at));
    let (place, member_count) = (chat.id, chat.member_count);
    chat.title.map(|title| GroupInvitation { id, chat: place, title, member_count, by, at })
}

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl GroupRead for $on {
            fn banned(&mut self, chat: ChatId, users: &[UserId]) -> Answer<Vec<UserId>> {
                let ids: Vec<i64> = users.iter().map(|id| id.0).collect();
                self.ask("banned", |conn| {
                    let ids: Vec<i64> = group_bans::table
                        .filter(group_bans::chat_id.eq(chat.0))
                        .filter(group_bans::user_id.eq_any(&ids))
                        .order(group_bans::user_id)
                        .select(group_bans::user_id)
                        .load(conn)?;
                    Ok(ids.into_iter().map(UserId).collect())
                })
            }

            fn bans(
                &mut self,
                chat: ChatId,
                after: Option<UserId>,
                limit: usize,
            ) -> Answer<Vec<Ban>> {
                self.ask("bans", |conn| {
                    let rows: Vec<(BriefRow, Option<i64>, i64)> = group_bans::table
                        .inner_join(users::table)
                        .filter(group_bans::chat_id.eq(chat.0))
                        .filter(group_bans::user_id.gt(after.map_or(0, |user| user.0)))
                        .order(group_bans::user_id)
                        .limit(crate::limit(limit))
                        .select((BriefRow::as_select(), group_bans::by_id.nullable(), group_bans::at))
                        .load(conn)?;
                    let ban = |(user, by, at): (BriefRow, Option<i64>, i64)| Ban {
                        user: user.into(),
                        by: by.map(UserId),
                        at: Timestamp(at),
                    };
                    Ok(rows.into_iter().map(ban).collect())
                })
            }

            fn find_members(
                &mut self,
                chat: ChatId,
                query: &SearchText,
                after: Option<UserId>,
                limit: usize,
            ) -> Answer<Vec<Member>> {
                self.ask("find members", |conn| {
                    let like = users::search_text.like(crate::search::pattern(query)).escape('\\');
                    let rows = memberships::table
                        .inner_join(users::table)
                        .filter(memberships::chat_id.eq(chat.0))
                        .filter(memberships::user_id.gt(after.map_or(0, |user| user.0)))
                        .filter(memberships::left_at.is_null())
                        .filter(like)
                        .order(memberships::user_id)
                        .limit(crate::limit(limit))
                        .select((MembershipRow::as_select(), BriefRow::as_select()))
                        .load(conn)?;
                    Ok(rows.into_iter().map(|(row, brief)| member(row, brief)).collect())
                })
            }

            fn chat(&mut self, chat: ChatId) -> Answer<Option<Chat>> {
                self.ask("chat", |conn| {
                    let row = chats::table.find(chat.0).select(ChatRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn join_code(&mut self, code: &CodeText) -> Answer<Option<JoinCode>> {
                self.ask("join code", |conn| {
                    let row = join_codes::table.find(code.as_str()).select(JoinCodeRow::as_select());
                    Ok(row.get_result(conn).optional()?.map(Into::into))
                })
            }

            fn join_codes(
                &mut self,
                chat: ChatId,
                now: Timestamp,
                limit: usize,
            ) -> Answer<Vec<JoinCode>> {
                self.ask("join codes", |conn| {
                    let left = join_codes::max_uses
                        .is_null()
                        .or(join_codes::uses.nullable().lt(join_codes::max_uses));
                    let rows = join_codes::table
                        .filter(join_codes::chat_id.eq(chat.0))
                        .filter(join_codes::expires_at.gt(now.0))
                        .filter(left.assume_not_null())
                        .order((join_codes::made_at.desc(), join_codes::code))
                        .limit(crate::limit(limit))
                        .select(JoinCodeRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn join_request(&mut self, chat: ChatId, user: UserId) -> Answer<Option<Timestamp>> {
                self.ask("join request", |conn| {
                    let at = join_requests::table.find((chat.0, user.0)).select(join_requests::at);
                    Ok(at.get_result(conn).optional()?.map(Timestamp))
                })
            }

            fn join_requests(
                &mut self,
                chat: ChatId,
                after: Option<UserId>,
                limit: usize,
            ) -> Answer<Vec<JoinRequest>> {
                self.ask("join requests", |conn| {
                    let rows: Vec<(BriefRow, i64)> = join_requests::table
                        .inner_join(users::table)
                        .filter(join_requests::chat_id.eq(chat.0))
                        .filter(join_requests::user_id.gt(after.map_or(0, |user| user.0)))
                        .order(join_requests::user_id)
                        .limit(crate::limit(limit))
                        .select((BriefRow::as_select(), join_requests::at))
                        .load(conn)?;
                    let asks = |(user, at): (BriefRow, i64)| JoinRequest {
                        user: user.into(),
                        at: Timestamp(at),
                    };
                    Ok(rows.into_iter().map(asks).collect())
                })
            }

            fn count_join_requests(&mut self, chat: ChatId) -> Answer<i64> {
                self.ask("count join requests", |conn| {
                    join_requests::table
                        .filter(join_requests::chat_id.eq(chat.0))
                        .count()
                        .get_result(conn)
                })
            }

            fn group_invitation(
                &mut self,
                id: GroupInvitationId,
                user: UserId,
            ) -> Answer<Option<ChatId>> {
                self.ask("group invitation", |conn| {
                    let chat = group_invitations::table
                        .find(id)
                        .filter(group_invitations::user_id.eq(user.0))
                        .select(group_invitations::chat_id);
                    Ok(chat.get_result(conn).optional()?.map(ChatId))
                })
            }

            fn group_invitations(
                &mut self,
                user: UserId,
                before: Option<GroupInvitationId>,
                limit: usize,
            ) -> Answer<Vec<GroupInvitation>> {
                self.ask("group invitations", |conn| {
                    let rows: Vec<(i64, i64, ChatRow, Option<BriefRow>)> = group_invitations::table
                        .inner_join(chats::table)
                        .left_join(users::table.on(users::id.nullable().eq(group_invitations::by_id)))
                        .filter(group_invitations::user_id.eq(user.0))
                        .filter(group_invitations::id.lt(before.unwrap_or(i64::MAX)))
                        .filter(chats::member_count.gt(0))
                        .order(group_invitations::id.desc())
                        .limit(crate::limit(limit))
                        .select((
                            group_invitations::id,
                            group_invitations::at,
                            ChatRow::as_select(),
                            Option::<BriefRow>::as_select(),
                        ))
                        .load(conn)?;
                    Ok(rows.into_iter().filter_map(invitation).collect())
                })
            }

            fn public_groups(
                &mut self,
                viewer: UserId,
                query: Option<&SearchText>,
                before: Option<ChatId>,
                limit: usize,
            ) -> Answer<Vec<PublicGroup>> {
                let mine = memberships::table
                    .filter(memberships::chat_id.eq(chats::id))
                    .filter(memberships::user_id.eq(viewer.0))
                    .filter(memberships::left_at.is_null());
                let mut found = chats::table
                    .filter(chats::is_public)
                    .filter(chats::member_count.gt(0))
                    .filter(chats::id.lt(before.map_or(i64::MAX, |chat| chat.0)))
                    .order(chats::id.desc())
                    .limit(crate::limit(limit))
                    .select((ChatRow::as_select(), exists(mine)))
                    .into_boxed();
                if let Some(query) = query {
                    let like = chats::search_text.like(crate::search::pattern(query)).escape('\\');
                    found = found.filter(like.assume_not_null());
                }
                self.ask("public groups", |conn| {
                    let rows: Vec<(ChatRow, bool)> = found.load(conn)?;
                    let group =
                        |(chat, member): (ChatRow, bool)| PublicGroup { chat: chat.into(), member };
                    Ok(rows.into_iter().map(group).collect())
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl GroupWrite for Tx<'_> {
    fn put_ban(&mut self, chat: ChatId, user: UserId, by: UserId, at: Timestamp) -> Answer<()> {
        self.write("put ban", |conn| {
            let row = (
                group_bans::chat_id.eq(chat.0),
                group_bans::user_id.eq(user.0),
                group_bans::by_id.eq(by.0),
                group_bans::at.eq(at.0),
            );
            let made = diesel::insert_into(group_bans::table).values(row);
            made.on_conflict_do_nothing().execute(conn).map(drop)
        })
    }

    fn delete_ban(&mut self, chat: ChatId, user: UserId) -> Answer<()> {
        self.write("delete ban", |conn| {
            diesel::delete(group_bans::table.find((chat.0, user.0))).execute(conn).map(drop)
        })
    }

    fn put_group_invitation(
        &mut self,
        chat: ChatId,
        user: UserId,
        by: UserId,
        at: Timestamp,
    ) -> Answer<bool> {
        self.write("put group invitation", |conn| {
            let row = (
                group_invitations::chat_id.eq(chat.0),
                group_invitations::user_id.eq(user.0),
                group_invitations::by_id.eq(by.0),
                group_invitations::at.eq(at.0),
            );
            let made = diesel::insert_into(group_invitations::table).values(row);
            Ok(made.on_conflict_do_nothing().execute(conn)? == 1)
        })
    }

    fn delete_group_invitation(&mut self, chat: ChatId, user: UserId) -> Answer<()> {
        self.write("delete group invitation", |conn| {
            let one = group_invitations::table
                .filter(group_invitations::chat_id.eq(chat.0))
                .filter(group_invitations::user_id.eq(user.0));
            diesel::delete(one).execute(conn).map(drop)
        })
    }

    fn put_join_code(&mut self, code: &JoinCode) -> Answer<()> {
        self.write("put join code", |conn| {
            let row = JoinCodeRow::from(code);
            diesel::insert_into(join_codes::table).values(row).execute(conn).map(drop)
        })
    }

    fn use_join_code(&mut self, code: &CodeText) -> Answer<()> {
        self.write("use join code", |conn| {
            diesel::update(join_codes::table.find(code.as_str()))
                .set(join_codes::uses.eq(join_codes::uses + 1))
                .execute(conn)
                .map(drop)
        })
    }

    fn delete_join_code(&mut self, code: &CodeText) -> Answer<()> {
        self.write("delete join code", |conn| {
            diesel::delete(join_codes::table.find(code.as_str())).execute(conn).map(drop)
        })
    }

    fn drop_codes(&mut self, chat: ChatId, made_by: Option<UserId>) -> Answer<()> {
        self.write("drop codes", |conn| {
            let all = join_codes::table.filter(join_codes::chat_id.eq(chat.0));
            match made_by {
                None => diesel::delete(all).execute(conn).map(drop),
                Some(user) => {
                    let own = all.filter(join_codes::made_by.eq(user.0));
                    diesel::delete(own).execute(conn).map(drop)
                }
            }
        })
    }

    fn drop_old_codes(&mut self, chat: ChatId, now: Timestamp) -> Answer<()> {
        self.write("drop old codes", |conn| {
            let old = join_codes::table
                .filter(join_codes::chat_id.eq(chat.0))
                .filter(join_codes::expires_at.le(now.0));
            diesel::delete(old).execute(conn).map(drop)
        })
    }

    fn admins(&mut self, chat: ChatId, limit: usize) -> Answer<Vec<UserId>> {
        self.ask("admins", |conn| {
            let ids: Vec<i64> = memberships::table
                .filter(memberships::chat_id.eq(chat.0))
                .filter(memberships::left_at.is_null())
                .filter(super::members::admins())
                .order(memberships::user_id)
                .limit(crate::limit(limit))
                .select(memberships::user_id)
                .load(conn)?;
            Ok(ids.into_iter().map(UserId).collect())
        })
    }

    fn put_join_request(&mut self, chat: ChatId, user: UserId, at: Timestamp) -> Answer<()> {
        self.write("put join request", |conn| {
            let row = (
                join_requests::chat_id.eq(chat.0),
                join_requests::user_id.eq(user.0),
                join_requests::at.eq(at.0),
            );
            let made = diesel::insert_into(join_requests::table).values(row);
            made.on_conflict_do_nothing().execute(conn).map(drop)
        })
    }

    fn delete_join_request(&mut self, chat: ChatId, user: UserId) -> Answer<()> {
        self.write("delete join request", |conn| {
            diesel::delete(join_requests::table.find((chat.0, user.0))).execute(conn).map(drop)
        })
    }
}
