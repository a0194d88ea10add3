use super::super::native;
use super::tx::{Ask, Reader, Tx};
use crate::rows::MessageRow;
use crate::schema::{chats, memberships, messages};
use diesel::prelude::*;
use domain::port::{MessageRead, MessageWrite, SendContext, StoreError};
use domain::{Chat, ChatId, ClientId, Message, Rev, Seq, UserId};

type Answer<T> = Result<T, StoreError>;

macro_rules! reads {
    ($($on:ty),+) => {$(
        impl MessageRead for $on {
            fn last_seq(&mut self, chat: ChatId) -> Answer<Seq> {
                self.ask("last seq", |conn| {
                    let seq = chats::table.find(chat.0).select(chats::last_seq).get_result(conn);
                    Ok(Seq(seq.optional()?.unwrap_or(0)))
                })
            }

            fn messages(&mut self, chat: ChatId, first: Seq, last: Seq) -> Answer<Vec<Message>> {
                self.ask("messages", |conn| {
                    let rows = messages::table
                        .filter(messages::chat_id.eq(chat.0))
                        .filter(messages::seq.between(first.0, last.0))
                        .order(messages::seq)
                        .select(MessageRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn changed_messages(
                &mut self,
                chat: ChatId,
                since: Rev,
                upto: Rev,
                limit: usize,
            ) -> Answer<Vec<Message>> {
                self.ask("changed messages", |conn| {
                    let rows = messages::table
                        .filter(messages::chat_id.eq(chat.0))
                        .filter(messages::rev.gt(since.0))
                        .filter(messages::rev.le(upto.0))
                        .order(messages::rev)
                        .limit(crate::limit(limit))
                        .select(MessageRow::as_select())
                        .load(conn)?;
                    Ok(rows.into_iter().map(Into::into).collect())
                })
            }

            fn count_changed(&mut self, chat: ChatId, since: Rev, limit: i64) -> Answer<i64> {
                self.ask("count changed", |conn| {
                    // The index alone, and never more than `limit` entries of it.
                    let revs: Vec<i64> = messages::table
                        .filter(messages::chat_id.eq(chat.0))
                        .filter(messages::rev.gt(since.0))
                        .order(messages::rev)
                        .limit(limit)
                        .select(messages::rev)
                        .load(conn)?;
                    Ok(i64::try_from(revs.len()).unwrap_or(limit))
                })
            }

            fn count_sent(
                &mut self,
                chat: ChatId,
                sender: UserId,
                after: Seq,
                upto: Seq,
            ) -> Answer<i64> {
                self.ask("count sent", |conn| {
                    messages::table
                        .filter(messages::chat_id.eq(chat.0))
                        .filter(messages::seq.gt(after.0))
                        .filter(messages::seq.le(upto.0))
                        .filter(messages::sender_id.eq(sender.0))
                        .count()
                        .get_result(conn)
                })
            }
        }
    )+};
}

reads!(Reader<'_>, Tx<'_>);

impl MessageWrite for Tx<'_> {
    fn send_context(
        &mut self,
        chat: ChatId,
        sender: UserId,
        client_id: &ClientId,
    ) -> Answer<Option<SendContext>> {
        self.ask("send context", |conn| {
            let Some(row) = native::lock_chat_of(conn, chat, sender)? else {
                return Ok(None);
            };
            let replay = messages::table
                .filter(messages::sender_id.eq(sender.0))
                .filter(messages::client_id.eq(client_id.as_str()))
                .select(MessageRow::as_select())
                .get_result(conn)
                .optional()?;
            Ok(Some(SendContext { chat: row.into(), replay: replay.map(Into::into) }))
        })
    }

    fn append(&mut self, chat: &Chat, message: &Message) -> Answer<()> {
        self.write("append message", |conn| {
            diesel::insert_into(messages::table)
                .values((
                    messages::chat_id.eq(message.chat.0),
                    messages::seq.eq(message.seq.0),
                    messages::rev.eq(message.rev.0),
                    messages::sender_id.eq(message.sender.0),
                    messages::client_id.eq(message.client_id.as_str()),
                    messages::body.eq(message.text.as_str()),
                    messages::sent_at.eq(message.sent_at.0),
                ))
                .execute(conn)?;
            diesel::update(chats::table.find(chat.id.0))
                .set((
                    chats::rev.eq(chat.rev.0),
                    chats::last_seq.eq(chat.last_seq.0),
                    chats::activity_at.eq(chat.activity_at.0),
                ))
                .execute(conn)?;
            diesel::update(memberships::table.find((chat.id.0, message.sender.0)))
                .set(memberships::own_after.eq(memberships::own_after + 1))
                .execute(conn)?;
            Ok(())
        })
    }
}
