use crate::schema::kept_chats;
use diesel::prelude::*;
use domain::chat::{Draft, Kept};
use domain::{ChatId, MessageText, Rev, Seq, Timestamp, UserId};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = kept_chats, treat_none_as_null = true)]
pub(crate) struct KeptRow {
    user_id: i64,
    chat_id: i64,
    rev: i64,
    pinned_at: Option<i64>,
    archived_seq: Option<i64>,
    unread_seq: Option<i64>,
    draft: Option<String>,
    draft_reply_to: Option<i64>,
    draft_at: Option<i64>,
}

impl KeptRow {
    pub(crate) fn new(user: UserId, kept: &Kept) -> Self {
        let draft = kept.draft.as_ref();
        Self {
            user_id: user.0,
            chat_id: kept.chat.0,
            rev: kept.rev.0,
            pinned_at: kept.pinned_at.map(|at| at.0),
            archived_seq: kept.archived.map(|seq| seq.0),
            unread_seq: kept.unread.map(|seq| seq.0),
            draft: draft.map(|draft| draft.text.as_str().to_owned()),
            draft_reply_to: draft.and_then(|draft| draft.reply_to).map(|seq| seq.0),
            draft_at: draft.map(|draft| draft.at.0),
        }
    }
}

impl From<KeptRow> for Kept {
    fn from(row: KeptRow) -> Self {
        let (reply_to, at) = (row.draft_reply_to.map(Seq), Timestamp(row.draft_at.unwrap_or(0)));
        let draft = |text| Draft { text: MessageText::from_stored(text), reply_to, at };
        Self {
            chat: ChatId(row.chat_id),
            rev: Rev(row.rev),
            pinned_at: row.pinned_at.map(Timestamp),
            archived: row.archived_seq.map(Seq),
            unread: row.unread_seq.map(Seq),
            draft: row.draft.map(draft),
        }
    }
}
