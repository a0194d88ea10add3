use super::super::Conn;
use super::dress::dress;
use super::kept::Kept;
use super::kept::Value::{Int, MaybeInt, Text};
use super::tx::{Ask, Reader, Tx};
use crate::rows::{MessageRow, VersionRow};
use crate::schema::{
    hidden_messages, memberships, message_edits, messages, notifications, reactions,
};
use diesel::QueryResult;
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use domain::message::{Hidden, MAX_VERSIONS, Reacting, ReadBy, Version, WhoReacted, WhoRead};
use domain::port::{LifeRead, LifeWrite, StoreError};
use domain::{
    Chat, ChatId, Emoji, Membership, Message, NotificationId, Rev, Seq, Timestamp, UserId,
};

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl LifeRead for $on {
            fn versions(&mut self, chat: ChatId, seq: Seq) -> Answer<Vec<Version>> {
                self.ask("versions", |conn| {
                    let rows: Vec<VersionRow> = message_edits::table
                        .filter(message_edits::chat_id.eq(chat.0))
                        .filter(message_edits::seq.eq(seq.0))
                        .order(message_edits::number)
                        .limit(crate::limit(MAX_VERSIONS))
                        .select(VersionRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn who_read(&mut self, which: &WhoRead, limit: usize) -> Answer<Vec<ReadBy>> {
                self.ask("who read", |conn| super::readers::who_read(conn, which, limit))
            }

            fn pinned(
                &mut self,
                viewer: UserId,
                chat: ChatId,
                limit: usize,
            ) -> Answer<Vec<Message>> {
                self.ask("pinned", |conn| {
                    let rows = messages::table
                        .filter(messages::chat_id.eq(chat.0))
                        .filter(messages::pinned_at.is_not_null())
                        .order((messages::pinned_at.desc(), messages::seq.desc()))
                        .limit(crate::limit(limit))
                        .select(MessageRow::as_select())
                        .load(conn)?;
                    dress(conn, viewer, rows)
                })
            }

            fn firsts_of(&mut self, user: UserId) -> Answer<Vec<(ChatId, Rev, Seq)>> {
                self.ask("firsts of user", |conn| {
                    let rows: Vec<(i64, i64, i64)> = memberships::table
                        .filter(memberships::user_id.eq(user.0))
                        .filter(memberships::left_at.is_null())
                        .filter(memberships::visible_from.gt(1))
                        .select((memberships::chat_id, memberships::rev, memberships::visible_from))
                        .load(conn)?;
                    let first = |(chat, rev, seq)| (ChatId(chat), Rev(rev), Seq(seq));
                    Ok(rows.into_iter().map(first).collect())
                })
            }

            fn changed_hidden(
                &mut self,
                user: UserId,
                since: Rev,
                upto: Rev,
                limit: usize,
            ) -> Answer<Vec<Hidden>> {
                self.ask("changed hidden", |conn| {
                    let rows: Vec<(i64, i64, i64)> = hidden_messages::table
                        .filter(hidden_messages::user_id.eq(user.0))
                        .filter(hidden_messages::rev.gt(since.0))
                        .filter(hidden_messages::rev.le(upto.0))
                        .order(hidden_messages::rev)
                        .limit(crate::limit(limit))
                        .select((
                            hidden_messages::chat_id,
                            hidden_messages::seq,
                            hidden_messages::rev,
                        ))
                        .load(conn)?;
                    let hidden = |(chat, seq, rev)| Hidden {
                        chat: ChatId(chat),
                        seq: Seq(seq),
                        rev: Rev(rev),
                    };
                    Ok(rows.into_iter().map(hidden).collect())
                })
            }

            fn who_reacted(
                &mut self,
                which: &WhoReacted,
                limit: usize,
            ) -> Answer<Vec<Reacting>> {
                self.ask("who reacted", |conn| {
                    let mut rows = reactions::table
                        .filter(reactions::chat_id.eq(which.chat.0))
                        .filter(reactions::seq.eq(which.seq.0))
                        .order((reactions::emoji, reactions::user_id))
                        .limit(crate::limit(limit))
                        .select((reactions::user_id, reactions::emoji, reactions::at))
                        .into_boxed();
                    if let Some(emoji) = &which.emoji {
                        rows = rows.filter(reactions::emoji.eq(emoji.as_str()));
                    }
                    if let Some((emoji, user)) = &which.after {
                        let same = reactions::emoji.eq(emoji.as_str());
                        let later = reactions::emoji.gt(emoji.as_str());
                        rows = rows.filter(later.or(same.and(reactions::user_id.gt(user.0))));
                    }
                    let rows: Vec<(i64, String, i64)> = rows.load(conn)?;
                    Ok(rows.into_iter().map(reacting).collect())
                })
            }

            fn unread_about(
                &mut self,
                chat: ChatId,
                seq: Seq,
                limit: usize,
            ) -> Answer<Vec<(UserId, NotificationId)>> {
                self.ask("unread about", |conn| {
                    let rows: Vec<(i64, i64)> = notifications::table
                        .filter(notifications::chat_id.eq(chat.0))
                        .filter(notifications::seq.eq(seq.0))
                        .filter(notifications::read_at.is_null())
                        .order((notifications::user_id, notifications::id))
                        .limit(crate::limit(limit))
                        .select((notifications::user_id, notifications::id))
                        .load(conn)?;
                    let named = |(user, id)| (UserId(user), NotificationId(id));
                    Ok(rows.into_iter().map(named).collect())
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl LifeWrite for Tx<'_> {
    fn put_edit(&mut self, chat: &Chat, message: &Message, before: &Version) -> Answer<()> {
        self.write("put edit", |conn| {
            keep(conn, message, before)?;
            let values = [
                Text(message.text.as_str()),
                MaybeInt(message.edited_at.map(|at| at.0)),
                Int(message.rev.0),
                Int(message.chat.0),
                Int(message.seq.0),
            ];
            Kept { sql: EDIT, values: &values }.execute(conn)?;
            head(conn, chat)
        })
    }

    fn put_deleted(&mut self, chat: &Chat, message: &Message) -> Answer<()> {
        let (place, seq) = (message.chat.0, message.seq.0);
        self.write("put deleted", |conn| {
            let edits = message_edits::table
                .filter(message_edits::chat_id.eq(place))
                .filter(message_edits::seq.eq(seq));
            diesel::delete(edits).execute(conn)?;
            let reacted = reactions::table
                .filter(reactions::chat_id.eq(place))
                .filter(reactions::seq.eq(seq));
            diesel::delete(reacted).execute(conn)?;
            let values = [
                MaybeInt(message.deleted.map(|deletion| deletion.at.0)),
                MaybeInt(message.deleted.map(|deletion| deletion.by.0)),
                Int(message.rev.0),
                Int(place),
                Int(seq),
            ];
            Kept { sql: DELETE, values: &values }.execute(conn)?;
            head(conn, chat)
        })
    }

    fn put_hidden(&mut self, user: UserId, one: &Hidden) -> Answer<()> {
        self.write("put hidden", |conn| {
            diesel::insert_into(hidden_messages::table)
                .values((
                    hidden_messages::user_id.eq(user.0),
                    hidden_messages::chat_id.eq(one.chat.0),
                    hidden_messages::seq.eq(one.seq.0),
                    hidden_messages::rev.eq(one.rev.0),
                ))
                .execute(conn)?;
            let values = [Int(one.chat.0), Int(one.seq.0)];
            Kept { sql: HIDE, values: &values }.execute(conn).map(drop)
        })
    }

    fn put_cleared(&mut self, me: &Membership) -> Answer<()> {
        self.write("put cleared", |conn| {
            let values = [
                Int(me.cleared_seq.0),
                Int(me.cleared_rev.0),
                Int(me.own_after),
                Int(me.user_rev.0),
                Int(me.chat.0),
                Int(me.user.0),
            ];
            Kept { sql: CLEAR, values: &values }.execute(conn).map(drop)
        })
    }

    fn put_pin(&mut self, chat: &Chat, message: &Message) -> Answer<()> {
        self.write("put pin", |conn| {
            let values = [
                MaybeInt(message.pinned.map(|pin| pin.at.0)),
                MaybeInt(message.pinned.map(|pin| pin.by.0)),
                Int(message.rev.0),
                Int(message.chat.0),
                Int(message.seq.0),
            ];
            Kept { sql: PIN, values: &values }.execute(conn)?;
            head(conn, chat)
        })
    }

    fn put_reaction(&mut self, chat: &Chat, seq: Seq, one: &Reacting) -> Answer<()> {
        self.write("put reaction", |conn| {
            diesel::insert_into(reactions::table)
                .values((
                    reactions::chat_id.eq(chat.id.0),
                    reactions::seq.eq(seq.0),
                    reactions::emoji.eq(one.emoji.as_str()),
                    reactions::user_id.eq(one.user.0),
                    reactions::at.eq(one.at.0),
                ))
                .execute(conn)?;
            count_kinds(conn, chat, seq)
        })
    }

    fn drop_reaction(&mut self, chat: &Chat, seq: Seq, one: &Reacting) -> Answer<()> {
        self.write("drop reaction", |conn| {
            let row = reactions::table.find((chat.id.0, seq.0, one.emoji.as_str(), one.user.0));
            diesel::delete(row).execute(conn)?;
            count_kinds(conn, chat, seq)
        })
    }
}

fn reacting((user, emoji, at): (i64, String, i64)) -> Reacting {
    Reacting { user: UserId(user), emoji: Emoji::from_stored(emoji), at: Timestamp(at) }
}

/// Notes a change of a message's reactions: how many kinds there are now, and the change.
fn count_kinds(conn: &mut Conn, chat: &Chat, seq: Seq) -> QueryResult<()> {
    let (id, rev) = (chat.id.0, chat.rev.0);
    let values = [Int(id), Int(seq.0), Int(rev), Int(id), Int(seq.0)];
    Kept { sql: KINDS, values: &values }.execute(conn)?;
    head(conn, chat)
}

const KINDS: &str = "UPDATE messages SET kinds = ( \
    SELECT COUNT(DISTINCT r.emoji) FROM reactions r WHERE r.chat_id = ? AND r.seq = ?), \
    changed_rev = ? WHERE chat_id = ? AND seq = ?";

const EDIT: &str = "UPDATE messages SET body = ?, edited_at = ?, changed_rev = ? \
    WHERE chat_id = ? AND seq = ?";

const DELETE: &str = "UPDATE messages SET body = '', edited_at = NULL, deleted_at = ?, \
    deleted_by = ?, changed_rev = ?, reply_to = NULL, kinds = 0, pinned_at = NULL, pinned_by = NULL \
    WHERE chat_id = ? AND seq = ?";

const HIDE: &str = "UPDATE messages SET hides = hides + 1 WHERE chat_id = ? AND seq = ?";
const CLEAR: &str = "UPDATE memberships SET cleared_seq = ?, cleared_rev = ?, own_after = ?, \
    user_rev = ? \
    WHERE chat_id = ? AND user_id = ?";

const PIN: &str = "UPDATE messages SET pinned_at = ?, pinned_by = ?, changed_rev = ? \
    WHERE chat_id = ? AND seq = ?";

/// Keeps a version; of those between the first and the newest the oldest goes when there are too many.
fn keep(conn: &mut Conn, message: &Message, before: &Version) -> QueryResult<()> {
    let (chat, seq) = (message.chat.0, message.seq.0);
    let (held, last): (i64, Option<i64>) = message_edits::table
        .filter(message_edits::chat_id.eq(chat))
        .filter(message_edits::seq.eq(seq))
        .select((count_star(), max(message_edits::number)))
        .get_result(conn)?;
    diesel::insert_into(message_edits::table)
        .values((
            message_edits::chat_id.eq(chat),
            message_edits::seq.eq(seq),
            message_edits::number.eq(last.unwrap_or(0) + 1),
            message_edits::body.eq(before.text.as_str()),
            message_edits::at.eq(before.at.0),
        ))
        .execute(conn)?;
    // The present version is none of these rows.
    if held + 1 >= crate::limit(MAX_VERSIONS) {
        let values = [Int(chat), Int(seq), Int(chat), Int(seq)];
        Kept { sql: DROP_VERSION, values: &values }.execute(conn)?;
    }
    Ok(())
}

const DROP_VERSION: &str = "DELETE FROM message_edits WHERE chat_id = ? AND seq = ? AND number = ( \
    SELECT MIN(e.number) FROM message_edits e WHERE e.chat_id = ? AND e.seq = ? AND e.number > 1)";

/// Writes the `rev` of a locked chat.
fn head(conn: &mut Conn, chat: &Chat) -> QueryResult<()> {
    let values = [Int(chat.rev.0), Int(chat.id.0)];
    Kept { sql: HEAD, values: &values }.execute(conn).map(drop)
}

const HEAD: &str = "UPDATE chats SET rev = ? WHERE id = ?";
