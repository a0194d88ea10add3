use super::MemberError;
use super::members::{open_group, permit};
use super::permission::Action;
use crate::port::{Read, Tx};
use crate::{Actor, ChatId, CodeText, Timestamp, Title, UserId};

/// Longest that a code may be good, in milliseconds.
pub const LONGEST_MS: i64 = 90 * 86_400_000;
/// How long a code is good unless said otherwise, in milliseconds.
pub const USUAL_MS: i64 = 7 * 86_400_000;
/// Most people whom one code lets in.
pub const MOST_USES: i64 = 1_000;
/// Most codes of a group that are good at a time.
pub const MOST_CODES: usize = 50;

/// A code that lets people into a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinCode {
    /// What is typed.
    pub code: CodeText,
    /// Into which group.
    pub chat: ChatId,
    /// Who made it; `None` when their account is deleted.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// How many it lets in; `None` for as many as come.
    pub max_uses: Option<i64>,
    /// How many came, or asked, by it.
    pub uses: i64,
    /// Whether those who come by it ask first.
    pub approval: bool,
}

impl JoinCode {
    /// Whether it lets one more in.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.expires_at > now && self.max_uses.is_none_or(|most| self.uses < most)
    }
}

/// Makes a code for a group.
#[derive(Clone, Debug)]
pub struct MakeCode {
    /// The group.
    pub chat: ChatId,
    /// The code, by chance.
    pub code: CodeText,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// How many it lets in; `None` for as many as come.
    pub max_uses: Option<i64>,
    /// Whether those who come by it ask first.
    pub approval: bool,
    /// Now.
    pub at: Timestamp,
}

/// Makes a code that lets people into a group.
///
/// # Errors
/// When the actor isn't in the group or may not bring people in, it would be good for too long or for too
/// many, or there are enough.
pub fn make_code(tx: &mut dyn Tx, actor: &Actor, cmd: MakeCode) -> Result<JoinCode, MemberError> {
    let (chat, me) = open_group(tx, actor, cmd.chat)?;
    permit(&chat, &me, Action::MakeCodes)?;
    let lasts = cmd.expires_at.since(cmd.at);
    let uses = cmd.max_uses.is_none_or(|uses| (1..=MOST_USES).contains(&uses));
    if !(1..=LONGEST_MS).contains(&lasts) || !uses {
        return Err(MemberError::CodeBounds);
    }
    tx.drop_old_codes(chat.id, cmd.at)?;
    if tx.join_codes(chat.id, cmd.at, MOST_CODES)?.len() >= MOST_CODES {
        return Err(MemberError::TooManyCodes);
    }
    let code = JoinCode {
        code: cmd.code,
        chat: chat.id,
        made_by: Some(actor.user),
        made_at: cmd.at,
        expires_at: cmd.expires_at,
        max_uses: cmd.max_uses,
        uses: 0,
        approval: cmd.approval,
    };
    tx.put_join_code(&code)?;
    Ok(code)
}

/// The codes of a group that still let people in, newest first.
///
/// # Errors
/// When the actor isn't in the group or may not bring people in.
pub fn codes(
    read: &mut dyn Read,
    actor: &Actor,
    chat: ChatId,
    now: Timestamp,
) -> Result<Vec<JoinCode>, MemberError> {
    let (chat, me) = read.chat_for(chat, actor.user)?.ok_or(MemberError::NotFound)?;
    if chat.title.is_none() {
        return Err(MemberError::Direct);
    }
    permit(&chat, &me, Action::SeeCodes)?;
    Ok(read.join_codes(chat.id, now, MOST_CODES)?)
}

/// Takes a code back: one's own, or anybody's by an admin.
///
/// # Errors
/// When the actor isn't in the group or may not do so, or the group has no such code.
pub fn revoke_code(
    tx: &mut dyn Tx,
    actor: &Actor,
    chat: ChatId,
    typed: &str,
) -> Result<(), MemberError> {
    let (chat, me) = open_group(tx, actor, chat)?;
    permit(&chat, &me, Action::SeeCodes)?;
    let code = CodeText::parse(typed).ok_or(MemberError::NoSuchCode)?;
    let found = tx.join_code(&code)?.filter(|found| found.chat == chat.id);
    let found = found.ok_or(MemberError::NoSuchCode)?;
    if found.made_by != Some(actor.user) {
        permit(&chat, &me, Action::RevokeCodes)?;
    }
    Ok(tx.delete_join_code(&code)?)
}

/// What somebody sees of a group before they come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The group, for those who are in it.
    pub chat: Option<ChatId>,
    /// Its title.
    pub title: Title,
    /// How many people are in it.
    pub member_count: i64,
    /// Whether one asks first.
    pub approval: bool,
}
