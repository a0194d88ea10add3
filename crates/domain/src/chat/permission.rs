//! Who may do what in a group: one pure table.
//!
//! Every deed has the least role that may do it, for some of them as the group's settings say; roles are
//! ordered. docs/SECURITY.md shows the table, a test walks it cell by cell.

use super::{GroupSettings, Role};

/// What somebody wants to do in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Write.
    Write,
    /// Write again before the pause of slow mode is over.
    WriteAtOnce,
    /// Change title, description, rules or colour.
    EditInfo,
    /// Change who may do what.
    ChangeSettings,
    /// Bring people in.
    AddMembers,
    /// Make codes that let people in.
    MakeCodes,
    /// See the codes that let people in, and take back one's own.
    SeeCodes,
    /// Take back the codes of others.
    RevokeCodes,
    /// See who asks to come in, and answer.
    AnswerRequests,
    /// Take a member out.
    RemoveMember,
    /// Take an admin out.
    RemoveAdmin,
    /// Keep people out, see who is kept out, and let them in again.
    Ban,
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

/// The least role that may do something in a group with these settings.
pub fn least(settings: &GroupSettings, action: Action) -> Role {
    match action {
        Action::Leave => Role::Member,
        Action::Write => settings.write.least(),
        Action::EditInfo => settings.edit_info.least(),
        Action::AddMembers | Action::MakeCodes | Action::SeeCodes | Action::AnswerRequests => {
            settings.add.least()
        }
        Action::Pin => settings.pin.least(),
        Action::WriteAtOnce
        | Action::ChangeSettings
        | Action::RevokeCodes
        | Action::RemoveMember
        | Action::Ban
        | Action::DeleteOthers
        | Action::MentionAll => Role::Admin,
        Action::RemoveAdmin | Action::Promote | Action::Demote | Action::Transfer => Role::Owner,
    }
}

/// Whether a role may do something in a group with these settings.
pub fn may(settings: &GroupSettings, role: Role, action: Action) -> bool {
    role >= least(settings, action)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::Who;

    const ROLES: [Role; 3] = [Role::Member, Role::Admin, Role::Owner];

    fn row(settings: &GroupSettings, action: Action) -> String {
        let cells = ROLES.map(|role| if may(settings, role, action) { "yes" } else { "no" });
        cells.join(" ")
    }

    #[test]
    fn the_table_holds_cell_by_cell() {
        let usual = GroupSettings::default();
        for (action, cells) in [
            (Action::Write, "yes yes yes"),
            (Action::WriteAtOnce, "no yes yes"),
            (Action::EditInfo, "no yes yes"),
            (Action::ChangeSettings, "no yes yes"),
            (Action::AddMembers, "no yes yes"),
            (Action::MakeCodes, "no yes yes"),
            (Action::SeeCodes, "no yes yes"),
            (Action::RevokeCodes, "no yes yes"),
            (Action::AnswerRequests, "no yes yes"),
            (Action::RemoveMember, "no yes yes"),
            (Action::RemoveAdmin, "no no yes"),
            (Action::Ban, "no yes yes"),
            (Action::Promote, "no no yes"),
            (Action::Demote, "no no yes"),
            (Action::Transfer, "no no yes"),
            (Action::DeleteOthers, "no yes yes"),
            (Action::Pin, "no yes yes"),
            (Action::MentionAll, "no yes yes"),
            (Action::Leave, "yes yes yes"),
        ] {
            assert_eq!(row(&usual, action), cells, "{action:?}");
        }
    }

    #[test]
    fn settings_move_what_they_name_and_nothing_else() {
        let closed = GroupSettings { write: Who::Admins, ..GroupSettings::default() };
        let (add, pin, edit_info) = (Who::Everyone, Who::Everyone, Who::Everyone);
        let open = GroupSettings { add, pin, edit_info, ..GroupSettings::default() };
        for (action, when_open, when_closed) in [
            (Action::Write, "yes yes yes", "no yes yes"),
            (Action::EditInfo, "yes yes yes", "no yes yes"),
            (Action::AddMembers, "yes yes yes", "no yes yes"),
            (Action::Pin, "yes yes yes", "no yes yes"),
            (Action::MakeCodes, "yes yes yes", "no yes yes"),
            (Action::SeeCodes, "yes yes yes", "no yes yes"),
            (Action::AnswerRequests, "yes yes yes", "no yes yes"),
            (Action::RevokeCodes, "no yes yes", "no yes yes"),
            (Action::ChangeSettings, "no yes yes", "no yes yes"),
            (Action::RemoveMember, "no yes yes", "no yes yes"),
            (Action::Ban, "no yes yes", "no yes yes"),
            (Action::Promote, "no no yes", "no no yes"),
        ] {
            assert_eq!(row(&open, action), when_open, "{action:?}");
            assert_eq!(row(&closed, action), when_closed, "{action:?}");
        }
    }
}
