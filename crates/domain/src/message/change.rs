use super::Message;
use crate::chat::Pair;
use crate::chat::permission::{self, Action};
use crate::error::catalogue;
use crate::port::{StoreError, Tx};
use crate::{Actor, Chat, ChatId, Membership, Seq, UserId};

/// Why a message could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// No such chat, or the actor isn't in it.
    #[error("no such chat")]
    NotFound,
    /// No such message in it.
    #[error("no such message")]
    NoSuchMessage,
    /// Somebody else wrote it.
    #[error("only who wrote a message may do that")]
    NotYours,
    /// Neither did the actor write it nor may they delete what others write.
    #[error("you may not delete this message")]
    MayNotDelete,
    /// It was deleted.
    #[error("this message was deleted")]
    Deleted,
    /// It has reactions of as many kinds as there may be.
    #[error("this message has enough kinds of reactions")]
    TooManyKinds,
    /// The actor may not pin.
    #[error("you may not pin messages here")]
    MayNotPin,
    /// As many are pinned as may be.
    #[error("this chat has enough pinned messages")]
    TooManyPins,
    /// Only admins write in this group.
    #[error("only admins write in this group")]
    AdminsOnly,
    /// The time in which it may be edited is over.
    #[error("this message can't be edited any more")]
    TooLate,
    /// The actor blocks the other.
    #[error("you block this person; unblock them to write")]
    BlockedByYou,
    /// The other takes no messages from the actor; why is theirs to know.
    #[error("this person takes no messages from you")]
    NotAccepted,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(ChangeError {
    NotFound => NotFound "chat_not_found",
    NoSuchMessage => NotFound "message_not_found",
    NotYours => Forbidden "not_your_message",
    MayNotDelete => Forbidden "may_not_delete",
    Deleted => Conflict "message_deleted",
    TooManyKinds => Conflict "too_many_reactions",
    MayNotPin => Forbidden "may_not_pin",
    TooManyPins => Conflict "too_many_pins",
    AdminsOnly => Forbidden "admins_only",
    TooLate => Forbidden "edit_too_late",
    BlockedByYou => Forbidden "blocked_by_you",
    NotAccepted => Forbidden "not_accepted",
} inner Store);

/// What keeps somebody from writing in a direct chat.
pub(super) enum Shut {
    /// Their own block.
    ByYou,
    /// The other's block, or one of the two is gone.
    Otherwise,
}

/// Whether writing in a chat is shut to a member.
pub(super) fn shut(chat: &Chat, user: UserId) -> Option<Shut> {
    let pair = chat.pair.filter(Pair::is_closed)?;
    Some(if pair.blocks(user) { Shut::ByYou } else { Shut::Otherwise })
}

/// The same as an answer to who wants to change something.
pub(super) fn not_shut(chat: &Chat, user: UserId) -> Result<(), ChangeError> {
    match shut(chat, user) {
        Some(Shut::ByYou) => Err(ChangeError::BlockedByYou),
        Some(Shut::Otherwise) => Err(ChangeError::NotAccepted),
        None => Ok(()),
    }
}

/// Whether a member may write in a chat, whenever that is: slow mode is for new messages alone.
pub(super) fn may_write(chat: &Chat, me: &Membership) -> Result<(), ChangeError> {
    if !permission::may(&chat.settings, me.role, Action::Write) {
        return Err(ChangeError::AdminsOnly);
    }
    not_shut(chat, me.user)
}

/// Locks a chat for a change by one of its members.
pub(super) fn open(
    tx: &mut dyn Tx,
    actor: &Actor,
    chat: ChatId,
) -> Result<(Chat, Membership), ChangeError> {
    let chat = tx.lock_chat(chat)?.ok_or(ChangeError::NotFound)?;
    let me = tx.membership(chat.id, actor.user)?.filter(Membership::is_current);
    Ok((chat, me.ok_or(ChangeError::NotFound)?))
}

/// A message of a chat that is open for a change, as the member sees it.
pub(super) fn find(
    tx: &mut dyn Tx,
    me: &Membership,
    chat: &Chat,
    seq: Seq,
) -> Result<Message, ChangeError> {
    let found = tx.messages(me.user, chat.id, seq, seq)?.pop();
    found.filter(|message| me.sees(message)).ok_or(ChangeError::NoSuchMessage)
}

/// The same, unless it is deleted.
pub(super) fn find_living(
    tx: &mut dyn Tx,
    me: &Membership,
    chat: &Chat,
    seq: Seq,
) -> Result<Message, ChangeError> {
    let message = find(tx, me, chat, seq)?;
    if message.deleted.is_some() { Err(ChangeError::Deleted) } else { Ok(message) }
}
