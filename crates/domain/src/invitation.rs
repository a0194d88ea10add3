//! Links that let people in.

use crate::account::{Register, RegisterError, Standing, register};
use crate::admin::{self, Authority, Target};
use crate::error::catalogue;
use crate::policy::{self, Policy, Registration};
use crate::port::{Read, StoreError, Tx};
use crate::{Actor, Note, Timestamp, User, UserId};

/// The place of an invitation; a later one has a greater one.
pub type InvitationId = i64;

/// Longest that an invitation may be good, in milliseconds.
pub const LONGEST_MS: i64 = 90 * 86_400_000;
/// Most people whom one invitation lets in.
pub const MOST_USES: i64 = 1_000;
/// Most people whom one invitation lets in, when no administrator made it.
pub const MOST_USES_OF_MEMBERS: i64 = 10;
/// Most invitations of one person that are good at a time, administrators excepted.
pub const MOST_OF_MEMBERS: usize = 20;

/// A link that lets people in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its place.
    pub id: InvitationId,
    /// Who made it; `None` for the command line.
    pub made_by: Option<UserId>,
    /// What it is for.
    pub note: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// How many people it lets in.
    pub max_uses: i64,
    /// How many came by it.
    pub uses: i64,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

impl Invitation {
    /// Whether it lets one more in.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at > now && self.uses < self.max_uses
    }
}

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The hash of its code; the code itself is nobody's business here.
    pub code_hash: Vec<u8>,
    /// What it is for.
    pub note: Option<Note>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// How many people it lets in.
    pub max_uses: i64,
}

/// Why an invitation could not be made or taken back.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    /// Only administrators invite on this server.
    #[error("only administrators may invite people here")]
    MayNotInvite,
    /// It would be good for too long, for too many, or never.
    #[error("an invitation is good for at most 90 days and {0} people")]
    Bounds(i64),
    /// There are enough.
    #[error("take back some of your invitations first")]
    TooMany,
    /// There is no such invitation, or it is somebody else's.
    #[error("no such invitation")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(InvitationError {
    MayNotInvite => Forbidden "may_not_invite",
    Bounds => Invalid "invitation_bounds",
    TooMany => Conflict "too_many_invitations",
    NotFound => NotFound "invitation_not_found",
} inner Store);

/// Whether the actor is an administrator, or the command line.
fn rules(read: &mut dyn Read, by: &Authority) -> Result<bool, StoreError> {
    let Some(actor) = by.actor else { return Ok(true) };
    Ok(read.user(actor.user)?.is_some_and(|user| user.administers()))
}

/// Makes an invitation.
///
/// # Errors
/// When the actor may not invite, or the invitation would be good for too much.
pub fn invite(
    tx: &mut dyn Tx,
    by: &Authority,
    defaults: Policy,
    new: &NewInvitation,
) -> Result<Invitation, InvitationError> {
    let rules = rules(tx.as_read(), by)?;
    if !rules && !policy::policy(tx.as_read(), defaults)?.members_invite {
        return Err(InvitationError::MayNotInvite);
    }
    let most = if rules { MOST_USES } else { MOST_USES_OF_MEMBERS };
    let lasts = new.expires_at.since(by.at);
    if !(1..=most).contains(&new.max_uses) || !(1..=LONGEST_MS).contains(&lasts) {
        return Err(InvitationError::Bounds(most));
    }
    if let Some(actor) = by.actor.filter(|_| !rules) {
        // Two at once would both find room.
        tx.lock_user(actor.user)?;
        let mine = tx.invitations(Some(actor.user), None, 200)?;
        if mine.iter().filter(|one| one.is_open(by.at)).count() >= MOST_OF_MEMBERS {
            return Err(InvitationError::TooMany);
        }
    }
    let made = tx.insert_invitation(new, by.actor.map(|actor| actor.user), by.at)?;
    let details = [("max_uses", made.max_uses.to_string())];
    let details = details.each_ref().map(|(name, value)| (*name, value.as_str()));
    admin::note(tx, by, "invitation.create", Target::Invitation(made.id), &details)?;
    Ok(made)
}

/// Takes an invitation back: one's own, or anybody's by an administrator.
///
/// # Errors
/// When there is none such.
pub fn revoke(
    tx: &mut dyn Tx,
    by: &Authority,
    id: InvitationId,
) -> Result<Invitation, InvitationError> {
    let rules = rules(tx.as_read(), by)?;
    let mut found = tx.lock_invitation(id)?.ok_or(InvitationError::NotFound)?;
    let mine = by.actor.is_some_and(|actor| found.made_by == Some(actor.user));
    if !rules && !mine {
        return Err(InvitationError::NotFound);
    }
    if found.revoked_at.is_none() {
        found.revoked_at = Some(by.at);
        tx.revoke_invitation(id, by.at)?;
        admin::note(tx, by, "invitation.revoke", Target::Invitation(id), &[])?;
    }
    Ok(found)
}

/// Invitations before one, newest first, with the people who made them.
#[derive(Clone, Debug)]
pub struct Invitations {
    /// Newest first.
    pub items: Vec<Invitation>,
    /// Who made them, by id.
    pub makers: Vec<User>,
}

/// Everybody's invitations.
///
/// # Errors
/// When the actor is no administrator.
pub fn all(
    read: &mut dyn Read,
    actor: &Actor,
    before: Option<InvitationId>,
    limit: usize,
) -> Result<Invitations, admin::AdminError> {
    admin::check(read, actor)?;
    let items = read.invitations(None, before, limit)?;
    let mut makers: Vec<UserId> = items.iter().filter_map(|one| one.made_by).collect();
    makers.sort_unstable();
    makers.dedup();
    Ok(Invitations { items, makers: read.users(&makers)? })
}

/// One's own invitations.
///
/// # Errors
/// Only the store's.
pub fn own(
    read: &mut dyn Read,
    actor: &Actor,
    before: Option<InvitationId>,
    limit: usize,
) -> Result<Invitations, StoreError> {
    let items = read.invitations(Some(actor.user), before, limit)?;
    Ok(Invitations { items, makers: read.users(&[actor.user])? })
}

/// Whether somebody may come in now: asked before a password is hashed, and again by [`join`].
///
/// # Errors
/// Why they may not.
pub fn admit(
    read: &mut dyn Read,
    defaults: Policy,
    code_hash: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), RegisterError> {
    match policy::policy(read, defaults)?.registration {
        Registration::Open => Ok(()),
        Registration::Closed => Err(RegisterError::Closed),
        Registration::Invite => {
            let hash = code_hash.ok_or(RegisterError::InvitationNeeded)?;
            let found = read.invitation(hash)?.filter(|found| found.is_open(now));
            found.map(|_| ()).ok_or(RegisterError::InvitationInvalid)
        }
    }
}

/// Makes an account for oneself, by the rule of the server.
///
/// # Errors
/// When the server lets nobody in, or not by this code, or [`register`] fails: then the code is as good
/// as before.
pub fn join(
    tx: &mut dyn Tx,
    new: Register,
    defaults: Policy,
    code_hash: Option<&[u8]>,
) -> Result<User, RegisterError> {
    if new.standing == Standing::FirstAdmin {
        return register(tx, new);
    }
    // Shared: who changes the mode waits for us, and we for them.
    match defaults.with(&tx.hold_settings()?).registration {
        Registration::Open => {}
        Registration::Closed => return Err(RegisterError::Closed),
        Registration::Invite => {
            let hash = code_hash.ok_or(RegisterError::InvitationNeeded)?;
            if !tx.use_invitation(hash, new.at)? {
                return Err(RegisterError::InvitationInvalid);
            }
        }
    }
    register(tx, new)
}
