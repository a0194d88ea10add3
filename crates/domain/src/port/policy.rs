use super::StoreError;
use crate::invitation::{Invitation, InvitationId, NewInvitation};
use crate::{Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about settings and invitations.
pub trait PolicyRead {
    /// Every setting by name; an empty value means the configuration's.
    fn settings(&mut self) -> Answer<Vec<(String, String)>>;
    /// Invitations before one, newest first; only one person's if given.
    fn invitations(
        &mut self,
        made_by: Option<UserId>,
        before: Option<InvitationId>,
        limit: usize,
    ) -> Answer<Vec<Invitation>>;
    /// The invitation whose code has this hash.
    fn invitation(&mut self, code_hash: &[u8]) -> Answer<Option<Invitation>>;
}

/// Changes of settings and invitations.
pub trait PolicyWrite {
    /// The settings, which nobody changes until the transaction ends; many may hold them at once.
    fn hold_settings(&mut self) -> Answer<Vec<(String, String)>>;
    /// The settings, which nobody holds or changes until the transaction ends.
    fn lock_settings(&mut self) -> Answer<Vec<(String, String)>>;
    /// Writes a setting.
    fn put_setting(&mut self, name: &str, value: &str) -> Answer<()>;
    /// Stores an invitation.
    fn insert_invitation(
        &mut self,
        new: &NewInvitation,
        made_by: Option<UserId>,
        at: Timestamp,
    ) -> Answer<Invitation>;
    /// Locks an invitation's row until the transaction ends.
    fn lock_invitation(&mut self, id: InvitationId) -> Answer<Option<Invitation>>;
    /// Notes when an invitation was taken back.
    fn revoke_invitation(&mut self, id: InvitationId, at: Timestamp) -> Answer<()>;
    /// Counts one more use of the invitation with this hash, if it is still open; whether it was.
    fn use_invitation(&mut self, code_hash: &[u8], at: Timestamp) -> Answer<bool>;
}
