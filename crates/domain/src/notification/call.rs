//! Calling everybody in a group: of a large one part by part, so that nobody else waits for it.

use super::mention::tell;
use crate::job::{NewJob, enqueue};
use crate::port::{StoreError, Tx};
use crate::{ChatId, Message, Seq, Timestamp, UserId};

/// The kind of job that calls the next part of a large group.
pub const CALL_JOB: &str = "call";
/// Most people who are called in one transaction.
pub const CALLED_AT_ONCE: usize = 200;

/// A part of a group that is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Where.
    pub chat: ChatId,
    /// The message that calls.
    pub seq: Seq,
    /// Which part this is, from 0.
    pub part: u32,
    /// The last who was called by the part before.
    pub after: UserId,
}

impl Call {
    /// What the job needs to know, in JSON.
    fn payload(self) -> String {
        let Self { chat, seq, part, after } = self;
        format!(r#"{{"chat":{chat},"seq":{seq},"part":{part},"after":{after}}}"#)
    }

    /// Takes the part on; false when that was done before.
    fn enqueue(self, tx: &mut dyn Tx, at: Timestamp) -> Result<bool, StoreError> {
        let key = format!("{}:{}:{}", self.chat, self.seq, self.part);
        let job = NewJob { kind: CALL_JOB, key, payload: self.payload(), run_at: at, at };
        Ok(enqueue(tx, &job)?.is_some())
    }
}

/// Notifies everybody in a message's chat but the sender and those between whom and the sender a block
/// stands; answers whom the message needs not be told of otherwise.
pub(super) fn call_all(tx: &mut dyn Tx, message: &Message) -> Result<Vec<UserId>, StoreError> {
    let (chat, seq, none) = (message.chat, message.seq, UserId(0));
    // One more than is called at once says that there is more than one part.
    let most = CALLED_AT_ONCE + 1;
    let mut people = tx.others_in(chat, message.sender, Timestamp(i64::MAX), none, most)?;
    if people.len() < most {
        people = tell(tx, message, people, message.sent_at)?;
        return Ok(people);
    }
    Call { chat, seq, part: 0, after: none }.enqueue(tx, message.sent_at)?;
    Ok(message.reply_to.iter().map(|quote| quote.sender).collect())
}

/// Calls one part of a group, and takes on the next. What was called before is passed over, as is the rest
/// once the message is deleted.
///
/// # Errors
/// Only the store's.
pub fn call_part(tx: &mut dyn Tx, call: Call, at: Timestamp) -> Result<(), StoreError> {
    // Whoever deletes the message meanwhile, on another node, waits: nobody is told of it after that.
    tx.lock_chat(call.chat)?;
    let found = tx.messages(UserId(0), call.chat, call.seq, call.seq)?.pop();
    let Some(message) = found.filter(|message| message.deleted.is_none()) else {
        return Ok(());
    };
    let (sender, sent_at) = (message.sender, message.sent_at);
    let people = tx.others_in(call.chat, sender, sent_at, call.after, CALLED_AT_ONCE)?;
    let Some(last) = people.last().copied() else { return Ok(()) };
    let next = Call { part: call.part + 1, after: last, ..call };
    if next.enqueue(tx, at)? {
        tell(tx, &message, people, at)?;
    }
    Ok(())
}
