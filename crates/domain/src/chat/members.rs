use super::create::enter;
use super::invite::{invite_all, lock_people, to_be_invited};
use super::line::put_line;
use super::permission::{self, Action};
use super::roles::become_role;
use super::{
    Chat, ChatKind, ChatSummary, LARGE_ABOVE, LineKind, MAX_ADDED, MAX_MEMBERS, Member, Membership,
    NewLine, Role,
};
use crate::error::catalogue;
use crate::notification::{Kind, NewNotification, notify};
use crate::port::{StoreError, Tx};
use crate::{Actor, ChatId, Event, Timestamp, Title, User, UserId};

/// Brings people into a group.
#[derive(Clone, Debug)]
pub struct AddMembers {
    /// The group.
    pub chat: ChatId,
    /// Who comes; those who are in already are passed over.
    pub users: Vec<UserId>,
    /// Now.
    pub at: Timestamp,
}

/// What came of bringing people in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Who came.
    pub members: Vec<Member>,
    /// Who is asked first, because they don't let the actor bring them in at once; by id.
    pub invited: Vec<UserId>,
}

/// Takes somebody out of a group; oneself to leave.
#[derive(Clone, Copy, Debug)]
pub struct RemoveMember {
    /// The group.
    pub chat: ChatId,
    /// Who goes.
    pub user: UserId,
    /// Now.
    pub at: Timestamp,
}

/// Why members or title of a group could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// No such chat, or the actor isn't in it.
    #[error("no such chat")]
    NotFound,
    /// The person isn't there or isn't in the group.
    #[error("no such user")]
    NoSuchUser,
    /// Direct chats have their two people for good, and those with oneself their one.
    #[error("a direct chat can't be changed")]
    Direct,
    /// Only the owner may.
    #[error("only the owner of the group may do this")]
    NotOwner,
    /// Only admins and the owner may.
    #[error("only admins of the group may do this")]
    NotAdmin,
    /// The owner hands over before they step down.
    #[error("make somebody else the owner first")]
    OwnerStays,
    /// A block stands between the actor and one of the people, whosever.
    #[error("you can't bring this person into a group")]
    CannotAdd,
    /// Somebody is kept out of the group.
    #[error("this person is banned from the group")]
    Banned,
    /// Whoever wants to go may leave.
    #[error("you can't ban yourself")]
    BanOfSelf,
    /// The pause between two messages is out of bounds.
    #[error("slow mode makes people wait for 0 to {} seconds", super::SLOWEST_S)]
    SlowMode,
    /// A code would be good for too long, for too many, or never.
    #[error("a code is good for at most 90 days and 1,000 people")]
    CodeBounds,
    /// There are enough.
    #[error("take back some of the group's codes first")]
    TooManyCodes,
    /// The group has no such code.
    #[error("this code lets nobody in")]
    NoSuchCode,
    /// Nobody asks.
    #[error("no such request")]
    NoSuchRequest,
    /// The group or the request is full.
    #[error("a group has at most {MAX_MEMBERS} members, a request at most {MAX_ADDED}")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

catalogue!(MemberError {
    NotFound => NotFound "chat_not_found",
    NoSuchUser => NotFound "user_not_found",
    Direct => Conflict "direct_chat_is_fixed",
    NotOwner => Forbidden "not_owner",
    NotAdmin => Forbidden "not_admin",
    OwnerStays => Conflict "owner_stays",
    CannotAdd => Forbidden "cannot_add",
    Banned => Forbidden "banned",
    BanOfSelf => Invalid "ban_of_self",
    SlowMode => Invalid "slow_mode_bounds",
    CodeBounds => Invalid "code_bounds",
    TooManyCodes => Conflict "too_many_codes",
    NoSuchCode => NotFound "code_invalid",
    NoSuchRequest => NotFound "request_not_found",
    TooMany => Invalid "too_many_members",
} inner Store);

/// Locks a group for a change by one of its members.
pub(super) fn open_group(
    tx: &mut dyn Tx,
    actor: &Actor,
    chat: ChatId,
) -> Result<(Chat, Membership), MemberError> {
    let chat = tx.lock_chat(chat)?.ok_or(MemberError::NotFound)?;
    let me = tx.membership(chat.id, actor.user)?.filter(Membership::is_current);
    let me = me.ok_or(MemberError::NotFound)?;
    if chat.kind != ChatKind::Group {
        return Err(MemberError::Direct);
    }
    Ok((chat, me))
}

/// Sees to it that a member may do something.
pub(super) fn permit(chat: &Chat, me: &Membership, action: Action) -> Result<(), MemberError> {
    match permission::least(&chat.settings, action) {
        least if me.role >= least => Ok(()),
        Role::Owner => Err(MemberError::NotOwner),
        Role::Admin | Role::Member => Err(MemberError::NotAdmin),
    }
}

/// Brings people into a group, or invites those who don't let the actor bring them in at once; answers
/// those who were not in it before.
///
/// # Errors
/// When the actor may not add people, somebody isn't there, a block stands, or the group is full.
pub fn add_members(tx: &mut dyn Tx, actor: &Actor, cmd: AddMembers) -> Result<Added, MemberError> {
    let (mut chat, me) = open_group(tx, actor, cmd.chat)?;
    permit(&chat, &me, Action::AddMembers)?;
    let mut users = cmd.users;
    users.sort_unstable();
    users.dedup();
    if users.len() > MAX_ADDED {
        return Err(MemberError::TooMany);
    }
    let known = tx.users(&users)?;
    if known.len() != users.len() || !known.iter().all(User::is_here) {
        return Err(MemberError::NoSuchUser);
    }
    let present = tx.current_members(chat.id, &users)?;
    users.retain(|user| !present.contains(user));
    let total =
        usize::try_from(chat.member_count).unwrap_or(usize::MAX).saturating_add(users.len());
    if total > MAX_MEMBERS {
        return Err(MemberError::TooMany);
    }
    if users.is_empty() {
        return Ok(Added::default());
    }
    if tx.veiled_from(actor.user)?.iter().any(|user| users.contains(user)) {
        return Err(MemberError::CannotAdd);
    }
    if !tx.banned(chat.id, &users)?.is_empty() {
        return Err(MemberError::Banned);
    }
    let mut come: Vec<User> = known.into_iter().filter(|user| users.contains(&user.id)).collect();
    let invited = to_be_invited(tx, actor, &come)?;
    if !invited.is_empty() {
        lock_people(tx, &users)?;
    }
    come.retain(|user| !invited.contains(&user.id));
    users.retain(|user| !invited.contains(user));
    invite_all(tx, actor, &chat, &invited, cmd.at)?;
    if come.is_empty() {
        return Ok(Added { members: Vec::new(), invited });
    }
    let told = NewLine::of(LineKind::Added, cmd.at, Some(actor.user), &users);
    let members = bring_in(tx, &mut chat, &come, told)?;
    notify_added(tx, actor, &chat, &users, cmd.at)?;
    Ok(Added { members, invited })
}

/// Puts people who are not in a locked group into it as one change with its line, and tells them and
/// the others. Whoever is in needn't ask any more, nor be asked: what waits of that would let them in twice.
pub(super) fn bring_in(
    tx: &mut dyn Tx,
    chat: &mut Chat,
    users: &[User],
    told: NewLine,
) -> Result<Vec<Member>, StoreError> {
    let (rev, at) = (chat.take_rev(), told.at);
    let rows: Vec<_> =
        users.iter().map(|user| Membership::fresh(chat, user.id, Role::Member, rev, at)).collect();
    let joined = enter(tx, chat, rows.clone())?;
    tx.update_chat(chat)?;
    for user in users {
        tx.delete_join_request(chat.id, user.id)?;
        tx.delete_group_invitation(chat.id, user.id)?;
    }
    let line = Some(put_line(tx, chat, rev, told)?);
    let members: Vec<Member> =
        rows.iter().zip(users).map(|(row, user)| Member::new(row, user.brief())).collect();
    // Read once for all of them.
    let roster = tx.members(chat.id, None, chat.most_shown())?;
    for (user, user_rev) in joined {
        let summary = tx.bare_summary(chat.id, user)?;
        let summary = summary.ok_or_else(|| StoreError::lost("bring in"))?;
        let summary = ChatSummary { members: roster.clone(), ..summary };
        tx.emit(Event::ChatNew { summary: Box::new(summary), joined: vec![(user, user_rev)] });
    }
    let (chat, member_count, came) = (chat.id, chat.member_count, members.clone());
    tx.emit(Event::MemberAdded { chat, rev, members: came, member_count, line });
    Ok(members)
}

/// Notifies people whom the actor has brought into a group.
pub(super) fn notify_added(
    tx: &mut dyn Tx,
    actor: &Actor,
    chat: &Chat,
    users: &[UserId],
    at: Timestamp,
) -> Result<(), StoreError> {
    let new = NewNotification::by(actor.user, Kind::AddedToGroup, at).in_chat(chat.id);
    let title = chat.title.as_ref().map_or("", Title::as_str);
    notify(tx, users, &new.saying(title))
}

/// Takes somebody out of a group. An owner who leaves hands over to the
/// longest-standing admin, else member.
///
/// # Errors
/// When the actor isn't in the group or may not take the person out, or the person isn't in it.
pub fn remove_member(tx: &mut dyn Tx, actor: &Actor, cmd: RemoveMember) -> Result<(), MemberError> {
    let (chat, me) = open_group(tx, actor, cmd.chat)?;
    if cmd.user != actor.user {
        permit(&chat, &me, Action::RemoveMember)?;
    }
    let row = tx.membership(chat.id, cmd.user)?.filter(Membership::is_current);
    let row = row.ok_or(MemberError::NoSuchUser)?;
    if cmd.user != actor.user && row.role > Role::Member {
        permit(&chat, &me, Action::RemoveAdmin)?;
    }
    let leaves = cmd.user == actor.user;
    let kind = if leaves { LineKind::Left } else { LineKind::Removed };
    let by = (!leaves).then_some(actor.user);
    take_out(tx, chat, row, NewLine::of(kind, cmd.at, by, &[cmd.user]))?;
    Ok(())
}

/// Takes a current member out of a locked group, whatever their part in it; answers how many are left.
pub(crate) fn depart(
    tx: &mut dyn Tx,
    chat: Chat,
    user: UserId,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let row = tx.membership(chat.id, user)?.filter(Membership::is_current);
    let row = row.ok_or_else(|| StoreError::lost("depart"))?;
    take_out(tx, chat, row, NewLine::of(LineKind::Left, at, None, &[user]))
}

/// Takes a current member out of a locked group as one change with its line; answers how many are left.
pub(super) fn take_out(
    tx: &mut dyn Tx,
    mut chat: Chat,
    mut row: Membership,
    told: NewLine,
) -> Result<i64, StoreError> {
    let (rev, user, at) = (chat.take_rev(), row.user, told.at);
    let was_owner = row.role == Role::Owner;
    if told.by.is_some() {
        // Whoever may see the codes knows all of them, others those that they made: nobody comes back by one.
        let knows_all = permission::may(&chat.settings, row.role, Action::SeeCodes);
        tx.drop_codes(chat.id, (!knows_all).then_some(user))?;
    }
    row.rev = rev;
    row.role = Role::Member;
    row.left_at = Some(at);
    let by = told.by.unwrap_or(user);
    let user_rev = tx.bump_user(user)?;
    row.user_rev = user_rev;
    tx.put_members(&[row])?;
    chat.member_count -= 1;
    if chat.member_count == LARGE_ABOVE {
        chat.roster_rev = rev;
    }
    let line = Some(put_line(tx, &chat, rev, told)?);
    let (id, left) = (chat.id, chat.member_count);
    tx.emit(Event::MemberRemoved { chat: id, rev, user, by, user_rev, member_count: left, line });
    if was_owner {
        hand_over(tx, &mut chat, at)?;
    }
    tx.update_chat(&chat)?;
    Ok(chat.member_count)
}

/// Makes the heir the owner. Nobody sees a group that nobody is left in.
fn hand_over(tx: &mut dyn Tx, chat: &mut Chat, at: Timestamp) -> Result<(), StoreError> {
    let Some(heir) = tx.heir(chat.id)? else {
        return Ok(());
    };
    let user = tx.user(heir.user)?.ok_or_else(|| StoreError::lost("hand over"))?;
    let told = NewLine::of(LineKind::Role, at, None, &[heir.user]);
    become_role(tx, chat, heir, &user, (Role::Owner, Some(told))).map(drop)
}
