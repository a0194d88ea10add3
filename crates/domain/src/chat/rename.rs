use super::members::{open_group, permit};
use super::permission::Action;
use super::{Chat, MemberError};
use crate::port::Tx;
use crate::{Actor, ChatId, Event, Title};

/// Gives a group another title.
#[derive(Clone, Debug)]
pub struct Rename {
    /// The group.
    pub chat: ChatId,
    /// Its new title.
    pub title: Title,
}

/// Changes the title; the same title again changes nothing.
///
/// # Errors
/// When the actor isn't in the group or may not do so, or the chat is direct.
pub fn rename(tx: &mut dyn Tx, actor: &Actor, cmd: Rename) -> Result<Chat, MemberError> {
    let (mut chat, me) = open_group(tx, actor, cmd.chat)?;
    permit(&me, Action::EditInfo)?;
    if chat.title.as_ref() == Some(&cmd.title) {
        return Ok(chat);
    }
    chat.title = Some(cmd.title);
    chat.meta_rev = chat.take_rev();
    tx.update_chat(&chat)?;
    tx.emit(Event::ChatChanged { chat: chat.clone() });
    Ok(chat)
}
