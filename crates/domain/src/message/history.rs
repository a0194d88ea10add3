use super::Message;
use crate::chat::{Line, MAX_LINES};
use crate::error::catalogue;
use crate::port::{Read, StoreError};
use crate::{Actor, ChatId, Membership, Seq};

/// Which part of a chat's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// The newest.
    Latest,
    /// Those just before a place, without it.
    Before(Seq),
    /// Those just after a place, without it.
    After(Seq),
    /// Half before a place, it, and half after.
    Around(Seq),
}

impl History {
    /// The same part counted from behind the first `gone` messages.
    fn after(self, gone: i64) -> Self {
        let place = |seq: Seq| Seq(seq.0.saturating_sub(gone));
        match self {
            Self::Latest => Self::Latest,
            Self::Before(seq) => Self::Before(place(seq).max(Seq(1))),
            Self::After(seq) => Self::After(place(seq)),
            Self::Around(seq) => Self::Around(place(seq)),
        }
    }
}

/// A page of history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// By seq, ascending; may be empty.
    pub messages: Vec<Message>,
    /// System lines between and behind them, by `rev`, ascending; those before the first message with the
    /// first page.
    pub lines: Vec<Line>,
    /// There are older ones.
    pub has_before: bool,
    /// There are newer ones.
    pub has_after: bool,
}

/// Why history could not be read.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// No such chat, or the reader isn't in it.
    #[error("no such chat")]
    NotFound,
    /// No such message in it.
    #[error("no such message")]
    NoSuchMessage,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(HistoryError {
    NotFound => NotFound "chat_not_found",
    NoSuchMessage => NotFound "message_not_found",
} inner Store);

/// At most `limit` messages of a chat.
///
/// Seqs have no gaps, so every page is one range of the primary key, at any depth.
///
/// # Errors
/// When the reader isn't in the chat.
pub fn history(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    part: History,
    limit: usize,
) -> Result<Page, HistoryError> {
    let me = member(read, actor, chat)?;
    // What is not there for the reader begins nowhere: seqs count from the first that is.
    let gone = me.floor().0;
    let last = read.last_seq(chat)?.0 - gone;
    let part = part.after(gone);
    let (first, end) = range(part, last, i64::try_from(limit).unwrap_or(i64::MAX));
    let messages = if first > end {
        Vec::new()
    } else {
        read.messages(actor.user, chat, Seq(first + gone), Seq(end + gone))?
    };
    let place = |message: &Message| message.seq.0 - gone;
    let has_before = messages.first().map_or(first.min(last + 1) > 1, |m| place(m) > 1) && last > 0;
    let has_after = messages.last().map_or(end < last, |m| place(m) < last);
    let from =
        if has_before { messages.first().map_or(Seq(first + gone), |m| m.seq) } else { Seq(0) };
    let upto = if has_after { Seq(end + gone) } else { Seq(i64::MAX) };
    let mut lines = read.lines(chat, from, upto, MAX_LINES)?;
    lines.retain(|line| me.sees_line(line));
    Ok(Page { messages, lines, has_before, has_after })
}

/// The actor's row in a chat.
pub(super) fn member(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
) -> Result<Membership, HistoryError> {
    let me = read.membership(chat, actor.user)?.filter(Membership::is_current);
    me.ok_or(HistoryError::NotFound)
}

/// A message that is there for the actor.
pub(super) fn visible(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    seq: Seq,
) -> Result<Message, HistoryError> {
    let me = member(read, actor, chat)?;
    let found = read.messages(actor.user, chat, seq, seq)?.pop();
    found.filter(|message| me.sees(message)).ok_or(HistoryError::NoSuchMessage)
}

/// The seqs `first..=end` of a part, within `1..=last`; `first > end` when there are none.
fn range(part: History, last: i64, limit: i64) -> (i64, i64) {
    match part {
        History::Latest => ((last - limit + 1).max(1), last),
        History::Before(seq) => {
            let end = seq.0.saturating_sub(1).min(last);
            (end.saturating_sub(limit - 1).max(1), end)
        }
        History::After(seq) => {
            let first = seq.0.max(0).saturating_add(1);
            (first, first.saturating_add(limit - 1).min(last))
        }
        History::Around(seq) => {
            let middle = seq.0.clamp(1, last.max(1));
            let first = (middle - limit / 2).min(last - limit + 1).max(1);
            (first, (first + limit - 1).min(last))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_stay_inside_the_chat() {
        for (part, last, limit, want) in [
            (History::Latest, 0, 50, (1, 0)),
            (History::Latest, 10, 50, (1, 10)),
            (History::Latest, 100, 50, (51, 100)),
            (History::Before(Seq(51)), 100, 50, (1, 50)),
            (History::Before(Seq(1)), 100, 50, (1, 0)),
            (History::Before(Seq(i64::MIN)), 100, 50, (1, i64::MIN)),
            (History::Before(Seq(1_000)), 100, 50, (51, 100)),
            (History::After(Seq(0)), 100, 50, (1, 50)),
            (History::After(Seq(100)), 100, 50, (101, 100)),
            (History::After(Seq(i64::MAX)), 100, 50, (i64::MAX, 100)),
            (History::Around(Seq(50)), 100, 10, (45, 54)),
            (History::Around(Seq(1)), 100, 10, (1, 10)),
            (History::Around(Seq(100)), 100, 10, (91, 100)),
            (History::Around(Seq(5)), 0, 10, (1, 0)),
        ] {
            let got = range(part, last, limit);
            let empty = want.0 > want.1;
            assert!(if empty { got.0 > got.1 } else { got == want }, "{part:?}: {got:?}");
        }
    }
}
