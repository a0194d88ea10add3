//! Who may do what in a group: one pure table.
//!
//! Every deed has the least role that may do it; roles are ordered. docs/SECURITY.md shows the table, a
//! test walks it cell by cell.

use super::Role;

/// What somebody wants to do in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Change title, description, rules or colour.
    EditInfo,
    /// Change who may do what.
    ChangeSettings,
    /// Bring people in.
    AddMembers,
    /// Take a member out.
    RemoveMember,
    /// Take an admin out.
    RemoveAdmin,
    /// Make a member an admin.
    Promote,
    /// Make an admin a member; admins may step down by themselves.
    Demote,
    /// Make somebody else the owner.
    Transfer,
    /// Delete what others have written.
    DeleteOthers,
    /// Pin a message.
    Pin,
    /// Mention everybody at once.
    MentionAll,
    /// Leave.
    Leave,
}

/// The least role that may do something.
pub fn least(action: Action) -> Role {
    match action {
        Action::Leave => Role::Member,
        Action::EditInfo
        | Action::ChangeSettings
        | Action::AddMembers
        | Action::RemoveMember
        | Action::DeleteOthers
        | Action::Pin
        | Action::MentionAll => Role::Admin,
        Action::RemoveAdmin | Action::Promote | Action::Demote | Action::Transfer => Role::Owner,
    }
}

/// Whether a role may do something.
pub fn may(role: Role, action: Action) -> bool {
    role >= least(action)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 3] = [Role::Member, Role::Admin, Role::Owner];

    fn row(action: Action) -> Vec<&'static str> {
        ROLES.iter().map(|role| if may(*role, action) { "yes" } else { "no" }).collect()
    }

    #[test]
    fn the_table_holds_cell_by_cell() {
        for (action, cells) in [
            (Action::EditInfo, "no yes yes"),
            (Action::ChangeSettings, "no yes yes"),
            (Action::AddMembers, "no yes yes"),
            (Action::RemoveMember, "no yes yes"),
            (Action::RemoveAdmin, "no no yes"),
            (Action::Promote, "no no yes"),
            (Action::Demote, "no no yes"),
            (Action::Transfer, "no no yes"),
            (Action::DeleteOthers, "no yes yes"),
            (Action::Pin, "no yes yes"),
            (Action::MentionAll, "no yes yes"),
            (Action::Leave, "yes yes yes"),
        ] {
            assert_eq!(row(action).join(" "), cells, "{action:?}");
        }
    }
}
