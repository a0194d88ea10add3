use super::AccountError;
use super::told::tell;
use crate::contact;
use crate::port::{StoreError, Tx};
use crate::rights::Audience;
use crate::{
    Actor, ChatKind, DisplayName, Email, Event, Handle, Privacy, Profile, Timestamp, User, UserId,
    chat,
};

/// The name that stands where a deleted account's stood.
pub const DELETED: &str = "Deleted account";

/// Leaves for a while, or for good; the actor's password was verified against `verified_hash`.
#[derive(Clone, Debug)]
pub struct Leave {
    /// The hash that the password was checked against.
    pub verified_hash: Option<String>,
    /// Now.
    pub at: Timestamp,
}

/// Sees to it that the password is still the one that was checked.
fn confirm(tx: &mut dyn Tx, actor: &Actor, cmd: &Leave) -> Result<(), AccountError> {
    let same = cmd.verified_hash.is_some() && tx.password_hash(actor.user)? == cmd.verified_hash;
    if same { Ok(()) } else { Err(AccountError::WrongPassword) }
}

/// Sees to it that somebody who administers would be left.
fn spare_last(tx: &mut dyn Tx, user: UserId) -> Result<(), AccountError> {
    let locked = tx.lock_administration(user)?;
    let last = locked.iter().any(|u| u.id == user && u.administers())
        && !locked.iter().any(|u| u.id != user && u.administers());
    if last { Err(AccountError::LastAdmin) } else { Ok(()) }
}

/// Makes the actor's account rest: every session ends, nobody finds, adds or writes to them, and what
/// they have stays. Signing in ends it ([`reactivate`]).
///
/// # Errors
/// When the password was changed meanwhile, or the actor is the last administrator.
pub fn deactivate(tx: &mut dyn Tx, actor: &Actor, cmd: &Leave) -> Result<(), AccountError> {
    spare_last(tx, actor.user)?;
    confirm(tx, actor, cmd)?;
    let before = tx.lock_with_chats(actor.user)?.ok_or(AccountError::NoSuchUser)?;
    let user = User { deactivated_at: Some(cmd.at), ..before.clone() };
    tx.set_gone(user.id, true)?;
    tell(tx, &before, user)?;
    end_sessions(tx, actor.user, cmd.at)?;
    Ok(())
}

/// Wakes a resting account; nothing happens to any other.
///
/// # Errors
/// Only the store's.
pub fn reactivate(tx: &mut dyn Tx, user: UserId) -> Result<(), StoreError> {
    let Some(before) = tx.user(user)?.filter(|user| user.deactivated_at.is_some()) else {
        return Ok(());
    };
    let user = User { deactivated_at: None, ..before.clone() };
    tx.set_gone(user.id, false)?;
    tell(tx, &before, user)?;
    Ok(())
}

/// Deletes the actor's own account; see `erase`.
///
/// # Errors
/// When the password was changed meanwhile, or the actor is the last administrator.
pub fn delete(tx: &mut dyn Tx, actor: &Actor, cmd: &Leave) -> Result<(), AccountError> {
    confirm(tx, actor, cmd)?;
    erase(tx, actor.user, cmd.at)
}

/// Deletes a person's account for good.
///
/// They leave every group; a chat that nobody is left in goes with its messages. What they wrote where
/// others are stays, from "Deleted account". Everything else about them is removed.
///
/// # Errors
/// When there is no such account, or it is the last administrator's.
pub(crate) fn erase(tx: &mut dyn Tx, user: UserId, at: Timestamp) -> Result<(), AccountError> {
    spare_last(tx, user)?;
    let before = tx.lock_with_chats(user)?.filter(|user| user.deleted_at.is_none());
    let before = before.ok_or(AccountError::NoSuchUser)?;
    leave_chats(tx, user, at)?;
    contact::forget(tx, user)?;
    tx.set_gone(user, true)?;
    end_sessions(tx, user, at)?;
    tx.erase(user)?;
    tell(tx, &before, ghost(&before, at))?;
    Ok(())
}

/// Leaves every group, and takes away the chats that nobody is left in.
fn leave_chats(tx: &mut dyn Tx, user: UserId, at: Timestamp) -> Result<(), StoreError> {
    for (id, _) in tx.chat_ids_of(user)? {
        let Some(chat) = tx.lock_chat(id)? else { continue };
        let alone = match (chat.kind, chat.pair) {
            (ChatKind::Direct, Some(pair)) => {
                let other = tx.user(if pair.lo == user { pair.hi } else { pair.lo })?;
                other.is_none_or(|other| other.deleted_at.is_some())
            }
            _ => chat::depart(tx, chat, user, at)? == 0,
        };
        if alone {
            tx.purge_chat(id)?;
        }
    }
    Ok(())
}

fn end_sessions(tx: &mut dyn Tx, user: UserId, at: Timestamp) -> Result<(), StoreError> {
    let sessions = tx.revoke_every_session(user, at)?;
    if !sessions.is_empty() {
        tx.emit(Event::SessionsRevoked { user, sessions });
    }
    Ok(())
}

/// What is left of a deleted account: a number, and names that nobody can take.
fn ghost(before: &User, at: Timestamp) -> User {
    let name = format!("deleted~{}", before.id);
    User {
        handle: Handle::from_stored(name.clone()),
        email: Email::from_stored(name),
        display_name: DisplayName::from_stored(DELETED.to_owned()),
        profile: Profile::default(),
        privacy: Privacy {
            messages: Audience::Nobody,
            groups: Audience::Nobody,
            presence: Audience::Nobody,
            read_receipts: false,
            findable_by_email: false,
        },
        is_admin: false,
        last_seen: None,
        suspended_at: None,
        deactivated_at: None,
        deleted_at: Some(at),
        ..before.clone()
    }
}
