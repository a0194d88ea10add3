use super::change::{ChangeError, find, find_living, may_write, open};
use super::history::visible;
use super::{HistoryError, Reaction};
use crate::port::{Read, Tx};
use crate::{Actor, ChatId, Emoji, Event, Rev, Seq, Timestamp, UserId};

/// Most kinds of reactions to one message.
pub const MAX_KINDS: usize = 20;

/// Puts a reaction to a message, or takes it back.
#[derive(Clone, Debug)]
pub struct React {
    /// Where.
    pub chat: ChatId,
    /// To which.
    pub seq: Seq,
    /// How.
    pub emoji: Emoji,
    /// Puts it; takes it back otherwise.
    pub on: bool,
    /// Now.
    pub at: Timestamp,
}

/// The reactions to a message after a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reactions {
    /// Where.
    pub chat: ChatId,
    /// To which.
    pub seq: Seq,
    /// The change that last touched the message.
    pub rev: Rev,
    /// By first use.
    pub reactions: Vec<Reaction>,
}

/// Somebody's reaction of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reacting {
    /// Who.
    pub user: UserId,
    /// How.
    pub emoji: Emoji,
    /// Since when.
    pub at: Timestamp,
}

/// Which reactions to look for.
#[derive(Clone, Debug)]
pub struct WhoReacted {
    /// Where.
    pub chat: ChatId,
    /// To which.
    pub seq: Seq,
    /// Only of this kind.
    pub emoji: Option<Emoji>,
    /// Those after this one, by emoji and person.
    pub after: Option<(Emoji, UserId)>,
}

/// Puts the actor's reaction to a message, or takes it back. What is so already is no change.
///
/// # Errors
/// When the actor isn't in the chat or could not send there, the message isn't there or is deleted, or has
/// enough kinds of reactions.
pub fn react(tx: &mut dyn Tx, actor: &Actor, cmd: React) -> Result<Reactions, ChangeError> {
    let (mut chat, me) = open(tx, actor, cmd.chat)?;
    may_write(&chat, &me)?;
    let message = find_living(tx, &me, &chat, cmd.seq)?;
    let held = message.reactions.iter().find(|reaction| reaction.emoji == cmd.emoji);
    let (known, mine) = (held.is_some(), held.is_some_and(|reaction| reaction.me));
    let (id, seq, rev) = (chat.id, cmd.seq, message.rev);
    if mine == cmd.on {
        return Ok(Reactions { chat: id, seq, rev, reactions: message.reactions });
    }
    if !known && message.reactions.len() >= MAX_KINDS {
        return Err(ChangeError::TooManyKinds);
    }
    let rev = chat.take_rev();
    let (user, at, on) = (actor.user, cmd.at, cmd.on);
    let one = Reacting { user, emoji: cmd.emoji, at };
    if on {
        tx.put_reaction(&chat, seq, &one)?;
    } else {
        tx.drop_reaction(&chat, seq, &one)?;
    }
    // Read back: in which order the kinds stand is what the rows say.
    let reactions = find(tx, &me, &chat, seq)?.reactions;
    let (emoji, told) = (one.emoji, reactions.clone());
    tx.emit(Event::ReactionChanged { chat: id, rev, seq, user, emoji, on, at, reactions: told });
    Ok(Reactions { chat: id, seq, rev, reactions })
}

/// Who reacted to a message, by emoji and person.
///
/// # Errors
/// When the reader isn't in the chat, or there is no such message.
pub fn who_reacted(
    read: &mut dyn Read,
    actor: &Actor,
    which: &WhoReacted,
    limit: usize,
) -> Result<Vec<Reacting>, HistoryError> {
    let message = visible(read, actor, which.chat, which.seq)?;
    if message.reactions.is_empty() {
        return Ok(Vec::new());
    }
    Ok(read.who_reacted(which, limit)?)
}
