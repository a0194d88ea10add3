//! Chats as their members see them in lists and alone.

use super::super::Conn;
use super::dress::{dress, rows_at};
use super::members::members_of;
use crate::rows::{ChatRow, MembershipRow};
use crate::schema::{chats, memberships};
use diesel::QueryResult;
use diesel::prelude::*;
use domain::chat::{Kept, LARGE_ABOVE, MOST_IN_LIST};
use domain::{Chat, ChatId, ChatSummary, Member, Membership, Message, UserId};
use std::collections::HashMap;

pub(super) type SummaryRow = (ChatRow, MembershipRow);

/// Which members come with a chat.
#[derive(Clone, Copy)]
pub(super) enum With {
    Nobody,
    /// In a list the first few.
    Few,
    /// Alone everybody, of a large group the first few.
    All,
}

/// Current memberships with their chats: the rows of a chat list.
macro_rules! summary_rows {
    ($user:expr) => {
        memberships::table
            .inner_join(chats::table)
            .filter(memberships::user_id.eq($user.0))
            .filter(memberships::left_at.is_null())
            .select((ChatRow::as_select(), MembershipRow::as_select()))
    };
}

pub(super) use summary_rows;

/// The members that come with `chats`: one question for all of them, another where some come whole.
fn members_with(
    conn: &mut Conn,
    chats: &[ChatSummary],
    with: With,
) -> QueryResult<HashMap<ChatId, Vec<Member>>> {
    let is_whole = |one: &&ChatSummary| matches!(with, With::All) && !one.chat.is_large();
    let (whole, few): (Vec<_>, Vec<_>) = match with {
        With::Nobody => return Ok(HashMap::new()),
        With::Few | With::All => chats.iter().partition(is_whole),
    };
    let ids = |chats: Vec<&ChatSummary>| chats.iter().map(|one| one.chat.id).collect::<Vec<_>>();
    let mut members = members_of(conn, &ids(few), MOST_IN_LIST)?;
    members.extend(members_of(conn, &ids(whole), usize::try_from(LARGE_ABOVE).unwrap_or(0))?);
    Ok(members)
}

/// Joins rows with their newest messages, what these show of others, and the members that come with them.
///
/// The newest messages are no part of the question for the rows: of all chats that somebody is in, a page shows a
/// few, and each message is a page of its own in the database.
pub(super) fn summaries(
    conn: &mut Conn,
    viewer: UserId,
    rows: Vec<SummaryRow>,
    with: With,
) -> QueryResult<Vec<ChatSummary>> {
    let (mut all, mut newest) = (Vec::with_capacity(rows.len()), Vec::new());
    for (chat, me) in rows {
        let (chat, me) = (Chat::from(chat), Membership::from(me));
        // What is cleared, or from before one came, is not there, also not as the last line.
        if chat.last_seq > me.floor() {
            newest.push((chat.id.0, chat.last_seq.0));
        }
        let (kept, members) = (Kept::nothing(chat.id), Vec::new());
        all.push(ChatSummary { chat, me, last_message: None, members, kept });
    }
    let newest = rows_at(conn, &mut newest)?;
    let mut newest: HashMap<ChatId, Message> =
        dress(conn, viewer, newest)?.into_iter().map(|message| (message.chat, message)).collect();
    let ids: Vec<ChatId> = all.iter().map(|summary| summary.chat.id).collect();
    let mut members = members_with(conn, &all, with)?;
    let kept = super::keeping::kept(conn, viewer, &ids)?;
    let mut kept: HashMap<ChatId, Kept> = kept.into_iter().map(|one| (one.chat, one)).collect();
    for summary in &mut all {
        summary.last_message = newest.remove(&summary.chat.id);
        summary.members = members.remove(&summary.chat.id).unwrap_or_default();
        if let Some(kept) = kept.remove(&summary.chat.id) {
            summary.kept = kept;
        }
    }
    Ok(all)
}

pub(super) fn one_summary(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
    with: With,
) -> QueryResult<Option<ChatSummary>> {
    let rows = summary_rows!(user).filter(memberships::chat_id.eq(chat.0));
    let rows = rows.load::<SummaryRow>(conn)?;
    Ok(summaries(conn, user, rows, with)?.pop())
}
