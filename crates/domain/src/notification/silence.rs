//! Marking what was notified of a message that is gone: where many were, part by part, so that nobody else waits
//! for it.

use super::call::CALLED_AT_ONCE;
use crate::job::{NewJob, enqueue};
use crate::port::{StoreError, Tx};
use crate::{ChatId, Event, NotificationId, Seq, Timestamp, UserId};
use std::collections::HashMap;

/// The kind of job that silences the next part.
pub const SILENCE_JOB: &str = "silence";

/// A part of the notifications of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Where.
    pub chat: ChatId,
    /// The message that is gone.
    pub seq: Seq,
    /// Which part this is, from 0.
    pub part: u32,
}

/// Marks notifications of a message as read: some at once, the rest soon.
pub(crate) fn silence(
    tx: &mut dyn Tx,
    chat: ChatId,
    seq: Seq,
    at: Timestamp,
) -> Result<(), StoreError> {
    take_part(tx, Silence { chat, seq, part: 0 }, at)
}

/// Silences one part, and takes on the next. What is read is passed over: a job may run again.
///
/// # Errors
/// Only the store's.
pub fn silence_part(tx: &mut dyn Tx, silence: Silence, at: Timestamp) -> Result<(), StoreError> {
    // As all commands do, the chat before its people.
    tx.lock_chat(silence.chat)?;
    take_part(tx, silence, at)
}

fn take_part(tx: &mut dyn Tx, silence: Silence, at: Timestamp) -> Result<(), StoreError> {
    let Silence { chat, seq, part } = silence;
    let told = tx.unread_about(chat, seq, CALLED_AT_ONCE)?;
    if told.len() == CALLED_AT_ONCE {
        let part = part + 1;
        let payload = format!(r#"{{"chat":{chat},"seq":{seq},"part":{part}}}"#);
        let key = format!("{chat}:{seq}:{part}");
        enqueue(tx, &NewJob { kind: SILENCE_JOB, key, payload, run_at: at, at })?;
    }
    mark(tx, told, at)
}

fn mark(
    tx: &mut dyn Tx,
    told: Vec<(UserId, NotificationId)>,
    at: Timestamp,
) -> Result<(), StoreError> {
    // Ascending ids: everybody locks people's rows in one order.
    let mut people: Vec<UserId> = told.iter().map(|(user, _)| *user).collect();
    people.dedup();
    if people.is_empty() {
        return Ok(());
    }
    let mut own: HashMap<UserId, Vec<NotificationId>> = HashMap::new();
    for (user, id) in told {
        own.entry(user).or_default().push(id);
    }
    let revs = tx.bump_users(&people)?;
    for (user, rev) in &revs {
        tx.mark_notifications(*user, own.get(user).map_or(&[], Vec::as_slice), *rev, at)?;
    }
    let counts: HashMap<UserId, i64> = tx.unread_notifications(&people)?.into_iter().collect();
    for (owner, rev) in revs {
        let ids = own.remove(&owner).unwrap_or_default();
        let unread = counts.get(&owner).copied().unwrap_or(0);
        tx.emit(Event::NotificationsRead { owner, rev, ids, at, unread });
    }
    Ok(())
}
