use super::HistoryError;
use super::history::visible;
use crate::port::Read;
use crate::{Actor, ChatId, Seq, Timestamp, UserId};

/// Somebody who has read a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadBy {
    /// Who.
    pub user: UserId,
    /// When their cursor passed it.
    pub at: Timestamp,
}

/// Whose reading to look for, and who asks.
#[derive(Clone, Copy, Debug)]
pub struct WhoRead {
    /// Where.
    pub chat: ChatId,
    /// Which message.
    pub seq: Seq,
    /// Who wrote it; they are no readers of theirs.
    pub sender: UserId,
    /// When it was sent. Whoever came later began behind it and never passed it.
    pub sent_at: Timestamp,
    /// Who asks: nobody between whom and them a block stands is told of.
    pub viewer: UserId,
    /// Those after this one.
    pub after: Option<UserId>,
}

/// The present members who have read a message and let others see it, by id.
///
/// # Errors
/// When the reader isn't in the chat, or there is no such message.
pub fn readers(
    read: &mut dyn Read,
    actor: &Actor,
    (chat, seq): (ChatId, Seq),
    after: Option<UserId>,
    limit: usize,
) -> Result<Vec<ReadBy>, HistoryError> {
    let message = visible(read, actor, chat, seq)?;
    let (sender, sent_at, viewer) = (message.sender, message.sent_at, actor.user);
    let which = WhoRead { chat, seq, sender, sent_at, viewer, after };
    Ok(read.who_read(&which, limit)?)
}
