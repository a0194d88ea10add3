//! What a person keeps of a chat for themselves alone.

use super::Membership;
use crate::error::catalogue;
use crate::port::{StoreError, Tx};
use crate::{Actor, ChatId, Event, MessageText, Rev, Seq, Timestamp};

/// Most chats that a person pins to the top of their list.
pub const MAX_PINNED: i64 = 50;
/// Most drafts of a person.
pub const MAX_DRAFTS: i64 = 500;

/// What a person keeps of a chat: its place in their list, and what they began to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which chat.
    pub chat: ChatId,
    /// The change of the person's own stream that last touched this.
    pub rev: Rev,
    /// Since when it stands at the top of their list.
    pub pinned_at: Option<Timestamp>,
    /// The newest message when they put it away. It stays away until something newer comes, or for as long as
    /// it is muted.
    pub archived: Option<Seq>,
    /// How far they had read when they marked it as unread. Reading on ends that.
    pub unread: Option<Seq>,
    /// What they began to write.
    pub draft: Option<Draft>,
}

/// What somebody began to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The text so far.
    pub text: MessageText,
    /// Which message it is to answer.
    pub reply_to: Option<Seq>,
    /// When it was last changed.
    pub at: Timestamp,
}

impl Kept {
    /// Nothing is kept of a chat.
    pub fn nothing(chat: ChatId) -> Self {
        let (rev, pinned_at, archived, unread, draft) = (Rev(0), None, None, None, None);
        Self { chat, rev, pinned_at, archived, unread, draft }
    }
}

/// Changes what the actor keeps of a chat; what is `None` stays.
#[derive(Clone, Debug)]
pub struct KeepChat {
    /// Which.
    pub chat: ChatId,
    /// At the top of their list, or no longer.
    pub pinned: Option<bool>,
    /// Put away, or no longer.
    pub archived: Option<bool>,
    /// Marked as unread, or no longer.
    pub unread: Option<bool>,
    /// What they began to write, or that it is gone.
    pub draft: Option<Option<Draft>>,
    /// Now.
    pub at: Timestamp,
}

impl KeepChat {
    /// Changes nothing yet.
    pub fn of(chat: ChatId, at: Timestamp) -> Self {
        Self { chat, pinned: None, archived: None, unread: None, draft: None, at }
    }
}

/// Why nothing could be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// No such chat, or the actor isn't in it.
    #[error("no such chat")]
    NotFound,
    /// There are enough at the top.
    #[error("at most {MAX_PINNED} chats can be pinned")]
    TooManyPinned,
    /// There are enough.
    #[error("at most {MAX_DRAFTS} drafts are kept")]
    TooManyDrafts,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(KeepError {
    NotFound => NotFound "chat_not_found",
    TooManyPinned => Conflict "too_many_pinned_chats",
    TooManyDrafts => Conflict "too_many_drafts",
} inner Store);

/// Changes what the actor keeps of a chat and tells their other devices; nobody else is told. What is so
/// already changes nothing.
///
/// # Errors
/// When the actor isn't in the chat, or enough is pinned or begun.
pub fn keep(tx: &mut dyn Tx, actor: &Actor, cmd: KeepChat) -> Result<Kept, KeepError> {
    // The row of the person, so that two of their devices take turns.
    tx.lock_user(actor.user)?;
    let me = tx.membership(cmd.chat, actor.user)?.filter(Membership::is_current);
    let me = me.ok_or(KeepError::NotFound)?;
    let before = tx.kept(actor.user, &[cmd.chat])?.pop();
    let before = before.unwrap_or_else(|| Kept::nothing(cmd.chat));
    let mut kept = before.clone();
    if let Some(pinned) = cmd.pinned {
        kept.pinned_at = pinned.then(|| kept.pinned_at.unwrap_or(cmd.at));
    }
    if let Some(archived) = cmd.archived {
        kept.archived = if archived { Some(tx.last_seq(cmd.chat)?) } else { None };
    }
    if let Some(unread) = cmd.unread {
        kept.unread = unread.then_some(me.read_seq);
    }
    if let Some(draft) = cmd.draft {
        kept.draft = draft;
    }
    let said = |kept: &Kept| kept.draft.as_ref().map(|draft| (draft.text.clone(), draft.reply_to));
    if said(&kept) == said(&before) {
        kept.draft.clone_from(&before.draft);
    }
    if kept == before {
        return Ok(kept);
    }
    let (pinned, drafts) = tx.count_kept(actor.user)?;
    if kept.pinned_at.is_some() && before.pinned_at.is_none() && pinned >= MAX_PINNED {
        return Err(KeepError::TooManyPinned);
    }
    if kept.draft.is_some() && before.draft.is_none() && drafts >= MAX_DRAFTS {
        return Err(KeepError::TooManyDrafts);
    }
    let (owner, rev) = (actor.user, tx.bump_user(actor.user)?);
    kept.rev = rev;
    tx.put_kept(owner, &kept)?;
    tx.emit(Event::ChatKept { owner, kept: Box::new(kept.clone()) });
    Ok(kept)
}
