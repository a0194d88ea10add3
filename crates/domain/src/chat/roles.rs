use super::line::put_line;
use super::members::{open_group, permit};
use super::permission::Action;
use super::{Chat, LineKind, Member, MemberError, Membership, NewLine, Role};
use crate::port::{StoreError, Tx};
use crate::{Actor, ChatId, Event, Timestamp, User, UserId};

/// Gives a member another role; that of the owner hands the group over.
#[derive(Clone, Copy, Debug)]
pub struct SetRole {
    /// The group.
    pub chat: ChatId,
    /// Whose.
    pub user: UserId,
    /// What they become.
    pub role: Role,
    /// Now.
    pub at: Timestamp,
}

/// Promotes, demotes or hands the group over; the same role again changes nothing.
///
/// Whoever hands the group over stays as an admin. An admin may step down by themselves.
///
/// # Errors
/// When the actor isn't in the group or isn't its owner, the person isn't in it, or the owner would
/// step down without an heir.
pub fn set_role(tx: &mut dyn Tx, actor: &Actor, cmd: SetRole) -> Result<Member, MemberError> {
    let (mut chat, me) = open_group(tx, actor, cmd.chat)?;
    let row = tx.membership(chat.id, cmd.user)?.filter(Membership::is_current);
    let row = row.ok_or(MemberError::NoSuchUser)?;
    check(&chat, &me, &row, cmd.role)?;
    let user = tx.user(cmd.user)?.ok_or(MemberError::NoSuchUser)?;
    if cmd.role == row.role {
        return Ok(Member::new(&row, user.brief()));
    }
    if cmd.role == Role::Owner {
        // A group must not come to somebody who can't look after it.
        if !user.is_here() {
            return Err(MemberError::NoSuchUser);
        }
        let former = tx.user(actor.user)?.ok_or(MemberError::NotFound)?;
        become_role(tx, &mut chat, me, &former, (Role::Admin, None))?;
    }
    let told = Some(NewLine::of(LineKind::Role, cmd.at, Some(actor.user), &[cmd.user]));
    let member = become_role(tx, &mut chat, row, &user, (cmd.role, told))?;
    tx.update_chat(&chat)?;
    Ok(member)
}

/// Whether a member may give another, or themselves, this role.
fn check(chat: &Chat, me: &Membership, row: &Membership, role: Role) -> Result<(), MemberError> {
    if me.user == row.user && role <= me.role {
        let deserts = me.role == Role::Owner && role != Role::Owner;
        return if deserts { Err(MemberError::OwnerStays) } else { Ok(()) };
    }
    permit(
        chat,
        me,
        match role {
            Role::Owner => Action::Transfer,
            Role::Admin => Action::Promote,
            Role::Member => Action::Demote,
        },
    )
}

/// Writes a role as the next change of a locked group, and tells it, with a line where there is one.
pub(super) fn become_role(
    tx: &mut dyn Tx,
    chat: &mut Chat,
    mut row: Membership,
    user: &User,
    (role, told): (Role, Option<NewLine>),
) -> Result<Member, StoreError> {
    row.role = role;
    row.rev = chat.take_rev();
    tx.put_members(std::slice::from_ref(&row))?;
    let line = told.map(|new| put_line(tx, chat, row.rev, new.role(role))).transpose()?;
    let member = Member::new(&row, user.brief());
    let (chat, rev) = (chat.id, row.rev);
    tx.emit(Event::MemberChanged { chat, rev, member: member.clone(), line });
    Ok(member)
}
