//! People.

use crate::rights::Audience;
use crate::{
    Bio, DisplayName, Email, Handle, Language, Rev, StatusText, TimeZone, Timestamp, UserId,
};

/// A person's account, without anything that proves who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The username.
    pub handle: Handle,
    /// The address for mail; only the person and administrators see it.
    pub email: Email,
    /// The name that others read.
    pub display_name: DisplayName,
    /// What the person tells of themselves.
    pub profile: Profile,
    /// Whom the person lets see and do what.
    pub privacy: Privacy,
    /// May administer the server.
    pub is_admin: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When the last connection closed; `None` before the first.
    pub last_seen: Option<Timestamp>,
    /// The person's own stream.
    pub rev: Rev,
    /// The change of that stream that last touched what is told of the account itself.
    pub account_rev: Rev,
    /// Since when the person is shut out; `None` while they may sign in.
    pub suspended_at: Option<Timestamp>,
    /// When it was proved that the person reads mail at the address; `None` while it is not.
    pub email_verified_at: Option<Timestamp>,
    /// Since when the person is away by their own wish; signing in ends it.
    pub deactivated_at: Option<Timestamp>,
    /// Since when the account is deleted: nothing of the person is left in it.
    pub deleted_at: Option<Timestamp>,
}

/// What a person tells of themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// A few sentences.
    pub bio: Option<Bio>,
    /// What they are up to.
    pub status: Option<Status>,
    /// Where their clock stands.
    pub time_zone: Option<TimeZone>,
    /// The language they prefer.
    pub language: Option<Language>,
}

/// What somebody is up to, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// What.
    pub text: StatusText,
    /// After this it counts as none; `None` while it stays.
    pub until: Option<Timestamp>,
}

/// Whom a person lets see and do what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Privacy {
    /// Who may open a direct chat with them, within the server's own rule.
    pub messages: Audience,
    /// Who may bring them into groups at once; others invite.
    pub groups: Audience,
    /// Who sees whether they are there and when they last were: everyone whom they share a chat with,
    /// friends, or nobody.
    pub presence: Audience,
    /// Whether others see how far they have read.
    pub read_receipts: bool,
    /// Whether whoever knows their address finds them by it.
    pub findable_by_email: bool,
}

impl Default for Privacy {
    fn default() -> Self {
        Self {
            messages: Audience::Everyone,
            groups: Audience::Everyone,
            presence: Audience::Everyone,
            read_receipts: true,
            findable_by_email: false,
        }
    }
}

impl User {
    /// Is an administrator and not shut out.
    pub fn administers(&self) -> bool {
        self.is_admin && self.is_here()
    }

    /// Neither shut out nor away nor deleted: can be met.
    pub fn is_here(&self) -> bool {
        self.suspended_at.is_none() && self.deactivated_at.is_none() && self.deleted_at.is_none()
    }

    /// What others see of the person.
    pub fn brief(&self) -> UserBrief {
        UserBrief {
            id: self.id,
            handle: self.handle.clone(),
            display_name: self.display_name.clone(),
            last_seen: self.last_seen,
            status: self.profile.status.clone(),
            presence: self.privacy.presence,
            read_receipts: self.privacy.read_receipts,
            deleted: self.deleted_at.is_some(),
        }
    }
}

/// What others see of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserBrief {
    /// The person.
    pub id: UserId,
    /// The username.
    pub handle: Handle,
    /// The name that others read.
    pub display_name: DisplayName,
    /// When the last connection closed, for those whom `presence` includes; `None` before the first.
    pub last_seen: Option<Timestamp>,
    /// What they are up to.
    pub status: Option<Status>,
    /// Who sees whether they are there and when they last were.
    pub presence: Audience,
    /// Whether others see how far they have read.
    pub read_receipts: bool,
    /// The account is deleted.
    pub deleted: bool,
}
