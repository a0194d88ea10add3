use super::StoreError;
use crate::chat::{Line, NewLine};
use crate::{ChatId, Rev, Seq};

type Answer<T> = Result<T, StoreError>;

/// Questions about system lines.
pub trait LineRead {
    /// Lines that stand behind the messages `from..=upto`, by `rev`, ascending; of more the newest `limit`.
    fn lines(&mut self, chat: ChatId, from: Seq, upto: Seq, limit: usize) -> Answer<Vec<Line>>;
    /// Lines with `since < rev <= upto`, by `rev`, ascending.
    fn changed_lines(
        &mut self,
        chat: ChatId,
        since: Rev,
        upto: Rev,
        limit: usize,
    ) -> Answer<Vec<Line>>;
}

/// Writing of system lines; the chat's row is locked.
pub trait LineWrite {
    /// Stores the line of the change `rev` behind the message `after`.
    fn put_line(&mut self, chat: ChatId, rev: Rev, after: Seq, new: &NewLine) -> Answer<()>;
}
