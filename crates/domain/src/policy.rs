//! What may be changed about the server while it runs.

use crate::admin::{self, AdminError, Authority};
use crate::port::{Read, StoreError, Tx};

/// Who may make an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    Open,
    /// Whoever has an invitation.
    Invite,
    /// Nobody but the operator and administrators.
    Closed,
}

impl Registration {
    const ALL: [Self; 3] = [Self::Open, Self::Invite, Self::Closed];

    /// As it is stored and told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invite => "invite",
            Self::Closed => "closed",
        }
    }

    /// The mode of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// The settings in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Who may make an account.
    pub registration: Registration,
    /// Whether everybody may invite, not only administrators.
    pub members_invite: bool,
}

impl Policy {
    /// These settings with those that were changed while the server ran.
    #[must_use]
    pub fn with(mut self, stored: &[(String, String)]) -> Self {
        for (name, value) in stored {
            match name.as_str() {
                "registration" => {
                    self.registration = Registration::named(value).unwrap_or(self.registration);
                }
                "members_invite" if !value.is_empty() => self.members_invite = value == "true",
                _ => {}
            }
        }
        self
    }
}

/// A change of some settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PolicyChange {
    /// Who may make an account, from now on.
    pub registration: Option<Registration>,
    /// Whether everybody may invite, from now on.
    pub members_invite: Option<bool>,
}

/// The settings in force; `defaults` are those of the configuration.
///
/// # Errors
/// Only the store's.
pub fn policy(read: &mut dyn Read, defaults: Policy) -> Result<Policy, StoreError> {
    Ok(defaults.with(&read.settings()?))
}

/// Changes settings: whoever is answered after this one meets the new ones.
///
/// # Errors
/// When the actor is no administrator.
pub fn change(
    tx: &mut dyn Tx,
    by: &Authority,
    defaults: Policy,
    change: PolicyChange,
) -> Result<Policy, AdminError> {
    admin::authorise(tx, by)?;
    let old = defaults.with(&tx.lock_settings()?);
    let new = Policy {
        registration: change.registration.unwrap_or(old.registration),
        members_invite: change.members_invite.unwrap_or(old.members_invite),
    };
    let switch = |on: bool| if on { "true" } else { "false" };
    for (name, was, is) in [
        ("registration", old.registration.name(), new.registration.name()),
        ("members_invite", switch(old.members_invite), switch(new.members_invite)),
    ] {
        if was != is {
            tx.put_setting(name, is)?;
            let details = [("name", name), ("value", is)];
            admin::note(tx, by, "setting.change", admin::Target::Setting, &details)?;
        }
    }
    Ok(new)
}
