use super::audit::{Target, note};
use super::{AdminError, Authority, authorise};
use crate::message::Exported;
use crate::port::Tx;
use crate::{User, UserId};

/// Notes that somebody's conversations are about to be handed out, and answers whose they are. What can't be
/// noted must not be handed out.
///
/// # Errors
/// When the actor is no administrator, or the person isn't there.
pub fn note_export(
    tx: &mut dyn Tx,
    by: &Authority,
    user: UserId,
    what: Exported,
) -> Result<User, AdminError> {
    authorise(tx, by)?;
    let user = tx.user(user)?.filter(|user| user.deleted_at.is_none());
    let user = user.ok_or(AdminError::NoSuchUser)?;
    let chat = match what {
        Exported::One(chat) => chat.0.to_string(),
        Exported::All => "all".to_owned(),
    };
    note(tx, by, "user.export", Target::User(user.id), &[("chat", &chat)])?;
    Ok(user)
}
