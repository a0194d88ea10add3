use crate::schema::{message_edits, messages};
use diesel::prelude::*;
use domain::message::{Deletion, Pin, Version};
use domain::{ChatId, ClientId, Message, MessageText, Rev, Seq, Timestamp, UserId};

#[derive(Queryable, Selectable, QueryableByName)]
#[diesel(table_name = messages)]
pub(crate) struct MessageRow {
    chat_id: i64,
    seq: i64,
    /// The change that sent it.
    pub(crate) rev: i64,
    sender_id: i64,
    client_id: String,
    body: String,
    sent_at: i64,
    /// The change that last touched it after that.
    pub(crate) changed_rev: Option<i64>,
    edited_at: Option<i64>,
    deleted_at: Option<i64>,
    deleted_by: Option<i64>,
    reply_to: Option<i64>,
    /// How many kinds of reactions there are.
    kinds: i32,
    /// How many people deleted it for themselves.
    hides: i32,
    pinned_at: Option<i64>,
    pinned_by: Option<i64>,
}

impl MessageRow {
    /// The message that this one answers: its chat and seq.
    pub(crate) fn answers(&self) -> Option<(i64, i64)> {
        self.reply_to.map(|seq| (self.chat_id, seq))
    }

    /// Its chat and seq.
    pub(crate) fn place(&self) -> (i64, i64) {
        (self.chat_id, self.seq)
    }

    /// Whether anybody deleted it for themselves.
    pub(crate) fn is_hidden(&self) -> bool {
        self.hides > 0
    }

    /// Whether anybody reacted to it.
    pub(crate) fn is_reacted(&self) -> bool {
        self.kinds > 0
    }
}

/// What the row itself says; `dress` in the queries adds what stands elsewhere.
impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        let deletion = row.deleted_at.zip(row.deleted_by);
        let pin = row.pinned_at.zip(row.pinned_by);
        Self {
            chat: ChatId(row.chat_id),
            seq: Seq(row.seq),
            rev: Rev(row.changed_rev.unwrap_or(row.rev)),
            sender: UserId(row.sender_id),
            client_id: ClientId::from_stored(row.client_id),
            text: MessageText::from_stored(row.body),
            sent_at: Timestamp(row.sent_at),
            edited_at: row.edited_at.map(Timestamp),
            reply_to: None,
            reactions: Vec::new(),
            hidden: false,
            pinned: pin.map(|(at, by)| Pin { by: UserId(by), at: Timestamp(at) }),
            deleted: deletion.map(|(at, by)| Deletion { by: UserId(by), at: Timestamp(at) }),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = message_edits)]
pub(crate) struct VersionRow {
    body: String,
    at: i64,
}

impl From<VersionRow> for Version {
    fn from(row: VersionRow) -> Self {
        Self { text: MessageText::from_stored(row.body), at: Timestamp(row.at) }
    }
}
