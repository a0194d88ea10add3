use crate::error::catalogue;
use crate::port::{StoreError, Tx};
use crate::{Actor, ChatId, Event, Membership, Rev, Seq, Timestamp};

/// Moves the actor's read cursor.
#[derive(Clone, Copy, Debug)]
pub struct MarkRead {
    /// Where.
    pub chat: ChatId,
    /// Everything up to here is read; beyond the newest message means the newest.
    pub seq: Seq,
    /// Now.
    pub at: Timestamp,
}

/// The cursor after the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadState {
    /// Everything up to here is read.
    pub read_seq: Seq,
    /// Messages after it that are not the reader's own.
    pub unread: i64,
    /// The chat's newest change.
    pub rev: Rev,
}

/// Why a cursor could not be moved.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No such chat, or the reader isn't in it.
    #[error("no such chat")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(ReadError {
    NotFound => NotFound "chat_not_found",
} inner Store);

/// Moves the read cursor forward; it never goes back.
///
/// # Errors
/// When the reader isn't in the chat.
pub fn mark_read(tx: &mut dyn Tx, actor: &Actor, cmd: MarkRead) -> Result<ReadState, ReadError> {
    let mut chat = tx.lock_chat(cmd.chat)?.ok_or(ReadError::NotFound)?;
    let me = tx.membership(cmd.chat, actor.user)?.filter(Membership::is_current);
    let mut me = me.ok_or(ReadError::NotFound)?;
    let seq = cmd.seq.min(chat.last_seq);
    if seq > me.read_seq {
        me.own_after = own_after(tx, &me, seq, chat.last_seq)?;
        me.read_seq = seq;
        me.read_at = Some(cmd.at);
        let reader = tx.user(actor.user)?.ok_or(ReadError::NotFound)?;
        // In a large group everybody would hear of everybody.
        let shown = reader.privacy.read_receipts && !chat.is_large();
        let (id, user, at) = (chat.id, actor.user, cmd.at);
        if shown {
            me.rev = chat.take_rev();
            tx.set_read(Some(&chat), &me)?;
            tx.emit(Event::Read { chat: id, rev: me.rev, user, seq, at });
        } else {
            // Their other devices may be away: the own stream tells them then.
            me.user_rev = tx.bump_user(user)?;
            tx.set_read(None, &me)?;
            tx.emit(Event::ReadAlone { chat: id, user, seq, at, user_rev: me.user_rev });
        }
    }
    Ok(ReadState { read_seq: me.read_seq, unread: me.unread(chat.last_seq), rev: chat.rev })
}

/// Own messages after `seq`, counted over the shorter side of the cursor's new place.
fn own_after(tx: &mut dyn Tx, me: &Membership, seq: Seq, last: Seq) -> Result<i64, StoreError> {
    let (from, seq) = (me.seen(), seq.max(me.cleared_seq));
    if me.own_after == 0 || seq == last {
        return Ok(0);
    }
    if seq.0 - from.0 <= last.0 - seq.0 {
        let passed = tx.count_sent(me.chat, me.user, from, seq)?;
        Ok((me.own_after - passed).max(0))
    } else {
        tx.count_sent(me.chat, me.user, seq, last)
    }
}
