use super::line::{differences, put_line};
use super::members::{open_group, permit};
use super::permission::Action;
use super::settings::{SLOWEST_S, SettingsPatch};
use super::{Chat, LineKind, MemberError, NewLine};
use crate::port::Tx;
use crate::{Actor, ChatId, Color, Description, Event, Rules, Timestamp, Title};

/// Changes what a group tells of itself and how it is run; what is `None` stays.
#[derive(Clone, Debug)]
pub struct EditGroup {
    /// The group.
    pub chat: ChatId,
    /// Another title.
    pub title: Option<Title>,
    /// Another description, or none.
    pub description: Option<Option<Description>>,
    /// Other rules, or none.
    pub rules: Option<Option<Rules>>,
    /// Another colour, or none.
    pub color: Option<Option<Color>>,
    /// Other settings.
    pub settings: SettingsPatch,
    /// Now.
    pub at: Timestamp,
}

impl EditGroup {
    /// Changes nothing yet.
    pub fn of(chat: ChatId, at: Timestamp) -> Self {
        let settings = SettingsPatch::default();
        Self { chat, title: None, description: None, rules: None, color: None, settings, at }
    }
}

/// Changes a group; what is there already changes nothing, and is told to nobody.
///
/// # Errors
/// When the actor isn't in the group or may not do so, the chat is direct, or the pause is too long.
pub fn edit_group(tx: &mut dyn Tx, actor: &Actor, cmd: EditGroup) -> Result<Chat, MemberError> {
    let (mut chat, me) = open_group(tx, actor, cmd.chat)?;
    let before = chat.clone();
    let settings = cmd.settings;
    if settings.slow_mode_s.is_some_and(|pause| !(0..=SLOWEST_S).contains(&pause)) {
        return Err(MemberError::SlowMode);
    }
    let info = cmd.title.is_some() || cmd.description.is_some();
    if info || cmd.rules.is_some() || cmd.color.is_some() {
        permit(&before, &me, Action::EditInfo)?;
    }
    if settings != SettingsPatch::default() {
        permit(&before, &me, Action::ChangeSettings)?;
    }
    chat.title = cmd.title.or(chat.title);
    chat.info.description = cmd.description.unwrap_or(chat.info.description);
    chat.info.rules = cmd.rules.unwrap_or(chat.info.rules);
    chat.info.color = cmd.color.unwrap_or(chat.info.color);
    chat.settings = settings.over(chat.settings);
    if chat == before {
        return Ok(chat);
    }
    chat.meta_rev = chat.take_rev();
    tx.update_chat(&chat)?;
    let mut new = NewLine::of(LineKind::Edited, cmd.at, Some(actor.user), &[]);
    new.changes = differences(&before, &chat);
    let line = Some(put_line(tx, &chat, chat.rev, new)?);
    tx.emit(Event::ChatChanged { chat: chat.clone(), line });
    Ok(chat)
}
