use super::AccountError;
use super::told::tell;
use crate::port::{StoreFault, Tx};
use crate::rights::Audience;
use crate::{
    Actor, Bio, DisplayName, Handle, Language, Privacy, Status, TimeZone, Timestamp, User,
};

/// Most usernames that a person may take within `NAMES_MS`.
pub const MAX_NAMES: usize = 5;
/// How long a taken username counts: 30 days.
const NAMES_MS: i64 = 30 * 86_400_000;

/// Changes of a person's own profile; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct UpdateProfile {
    /// Another username; the old one stays theirs.
    pub handle: Option<Handle>,
    /// Another name.
    pub display_name: Option<DisplayName>,
    /// Another bio, or none.
    pub bio: Option<Option<Bio>>,
    /// Another status, or none.
    pub status: Option<Option<Status>>,
    /// Another time zone, or none.
    pub time_zone: Option<Option<TimeZone>>,
    /// Another language, or none.
    pub language: Option<Option<Language>>,
    /// Now.
    pub at: Timestamp,
}

/// Changes of a person's own privacy; what is `None` stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct UpdatePrivacy {
    /// Who may open a direct chat with them.
    pub messages: Option<Audience>,
    /// Who may bring them into groups at once.
    pub groups: Option<Audience>,
    /// Who sees whether they are there.
    pub presence: Option<Audience>,
    /// Whether others see how far they have read.
    pub read_receipts: Option<bool>,
    /// Whether whoever knows their address finds them by it.
    pub findable_by_email: Option<bool>,
}

/// Changes the actor's profile and tells everybody who sees it.
///
/// # Errors
/// When the username is somebody's, was changed too often, or the status is over already.
pub fn update_profile(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: UpdateProfile,
) -> Result<User, AccountError> {
    if let Some(Some(Status { until: Some(until), .. })) = &cmd.status
        && *until <= cmd.at
    {
        return Err(AccountError::StatusOver);
    }
    let before = open(tx, actor)?;
    let mut user = before.clone();
    if let Some(handle) = cmd.handle.filter(|handle| *handle != user.handle) {
        take_name(tx, &user, &handle, cmd.at)?;
        user.handle = handle;
    }
    let profile = &mut user.profile;
    if let Some(bio) = cmd.bio {
        profile.bio = bio;
    }
    if let Some(status) = cmd.status {
        profile.status = status;
    }
    if let Some(time_zone) = cmd.time_zone {
        profile.time_zone = time_zone;
    }
    if let Some(language) = cmd.language {
        profile.language = language;
    }
    if let Some(name) = cmd.display_name {
        user.display_name = name;
    }
    Ok(if user == before { user } else { tell(tx, &before, user)? })
}

/// Locks the actor's account, unless it was shut or deleted while the command was on its way.
fn open(tx: &mut dyn Tx, actor: &Actor) -> Result<User, AccountError> {
    tx.lock_with_chats(actor.user)?.filter(User::is_here).ok_or(AccountError::NoSuchUser)
}

fn take_name(
    tx: &mut dyn Tx,
    user: &User,
    handle: &Handle,
    at: Timestamp,
) -> Result<(), AccountError> {
    if tx.handles_since(user.id, at.plus_ms(-NAMES_MS))? > MAX_NAMES {
        return Err(AccountError::TooManyNames);
    }
    tx.claim_handle(user.id, handle, at).map_err(|error| match error.fault {
        StoreFault::Conflict(_) => AccountError::HandleTaken,
        _ => AccountError::Store(error),
    })
}

/// Changes whom the actor lets see and do what.
///
/// # Errors
/// When presence is to be shown to people of shared groups alone.
pub fn update_privacy(
    tx: &mut dyn Tx,
    actor: &Actor,
    cmd: UpdatePrivacy,
) -> Result<User, AccountError> {
    if cmd.presence == Some(Audience::SharedGroup) {
        return Err(AccountError::PresenceAudience);
    }
    let before = open(tx, actor)?;
    let old = before.privacy;
    let privacy = Privacy {
        messages: cmd.messages.unwrap_or(old.messages),
        groups: cmd.groups.unwrap_or(old.groups),
        presence: cmd.presence.unwrap_or(old.presence),
        read_receipts: cmd.read_receipts.unwrap_or(old.read_receipts),
        findable_by_email: cmd.findable_by_email.unwrap_or(old.findable_by_email),
    };
    let user = User { privacy, ..before.clone() };
    Ok(if user == before { user } else { tell(tx, &before, user)? })
}
