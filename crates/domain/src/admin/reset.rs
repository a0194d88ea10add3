use super::audit::{Target, note};
use super::{AdminError, Authority, authorise};
use crate::account;
use crate::port::Tx;
use crate::{Timestamp, User, UserId};

/// How somebody gets their link for a new password.
#[derive(Clone, Debug)]
pub enum Handover {
    /// By a letter to their address.
    Letter,
    /// From hand to hand: the link's SHA-256.
    Hand(Vec<u8>),
}

/// Makes a link for a new password of somebody; their password and sessions stay until they use it.
///
/// Answers the person, and until when a link from hand to hand works.
///
/// # Errors
/// When the actor is no administrator, or the person isn't there.
pub fn reset_password(
    tx: &mut dyn Tx,
    by: &Authority,
    user: UserId,
    handover: &Handover,
) -> Result<(User, Timestamp), AdminError> {
    authorise(tx, by)?;
    let user = tx.lock_user(user)?.ok_or(AdminError::NoSuchUser)?;
    let (how, expires_at) = match handover {
        Handover::Letter => {
            account::ask_reset(tx, &user.email, &format!("admin:{}:{}", user.id, by.at.0), by.at)?;
            ("letter", by.at)
        }
        Handover::Hand(hash) => {
            ("hand", account::make_reset(tx, &user, None, hash, by.at)?.expires_at)
        }
    };
    note(tx, by, "user.reset_password", Target::User(user.id), &[("by", how)])?;
    Ok((user, expires_at))
}
