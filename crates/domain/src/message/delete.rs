use super::change::{ChangeError, find, open};
use super::{Deletion, Message};
use crate::chat::permission::{self, Action};
use crate::port::{StoreError, Tx};
use crate::{Actor, Chat, ChatId, Event, NotificationId, Role, Seq, Timestamp, UserId};
use std::collections::HashMap;

/// Deletes a message for everyone.
#[derive(Clone, Copy, Debug)]
pub struct DeleteMessage {
    /// Where.
    pub chat: ChatId,
    /// Which.
    pub seq: Seq,
    /// Now.
    pub at: Timestamp,
}

/// Whether a member with this role may delete a message for everyone: their own always, those of others in
/// a group by its table.
fn may_delete(chat: &Chat, role: Role, is_sender: bool) -> bool {
    is_sender || permission::may(&chat.settings, role, Action::DeleteOthers)
}

/// Deletes a message for everyone: its row keeps the place, the words and all that hangs on them go.
///
/// Once more changes nothing. Notifications of it count as read; they never held its words.
///
/// # Errors
/// When the actor isn't in the chat, there is no such message, or they may not.
pub fn delete(tx: &mut dyn Tx, actor: &Actor, cmd: DeleteMessage) -> Result<(), ChangeError> {
    let (mut chat, me) = open(tx, actor, cmd.chat)?;
    let message = find(tx, &me, &chat, cmd.seq)?;
    if !may_delete(&chat, me.role, message.sender == actor.user) {
        return Err(ChangeError::MayNotDelete);
    }
    if message.deleted.is_some() {
        return Ok(());
    }
    let rev = chat.take_rev();
    let (by, at) = (actor.user, cmd.at);
    let message = message.tombstone(rev, Deletion { by, at });
    tx.put_deleted(&chat, &message)?;
    tx.emit(Event::MessageDeleted { chat: chat.id, rev, seq: cmd.seq, by, at });
    silence(tx, &message, at)?;
    Ok(())
}

/// Marks what was notified of a message as read.
fn silence(tx: &mut dyn Tx, message: &Message, at: Timestamp) -> Result<(), StoreError> {
    let told: Vec<(UserId, NotificationId)> = tx.unread_about(message.chat, message.seq)?;
    if told.is_empty() {
        return Ok(());
    }
    // Ascending ids: everybody locks people's rows in one order.
    let mut people: Vec<UserId> = told.iter().map(|(user, _)| *user).collect();
    people.dedup();
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
