use crate::contact::{ContactChange, Relation};
use crate::port::{StoreError, Tx};
use crate::{Event, Member, User, UserId};

/// Writes a changed account, moves on the streams of those who see the change, and tells them: the
/// person themselves, the members of their chats, and whoever has them among their contacts.
pub(super) fn tell(tx: &mut dyn Tx, before: &User, mut user: User) -> Result<User, StoreError> {
    let visible = user.brief() != before.brief();
    let mut relations = if visible { seen_relations(tx, &user)? } else { Vec::new() };
    // Ascending ids: everybody locks people's rows in one order.
    let mut seers: Vec<UserId> = relations.iter().map(|there| there.other(user.id)).collect();
    seers.push(user.id);
    seers.sort_unstable();
    let revs = tx.bump_users(&seers)?;
    let rev_of = |id: UserId| {
        let found = revs.iter().find(|(user, _)| *user == id).map(|(_, rev)| *rev);
        found.ok_or_else(|| StoreError::lost("tell of an account"))
    };
    user.rev = rev_of(user.id)?;
    user.account_rev = user.rev;
    tx.put_account(&user)?;
    if visible {
        for row in tx.touch_memberships(user.id)? {
            let member = Member::new(&row, user.brief());
            tx.emit(Event::MemberChanged { chat: row.chat, rev: row.rev, member, line: None });
        }
    }
    for relation in &mut relations {
        let owner = relation.other(user.id);
        relation.side_mut(owner).rev = rev_of(owner)?;
        tx.put_relation(relation)?;
        let contact = Box::new(relation.seen_by(owner, user.brief()));
        tx.emit(Event::Contact { owner, change: ContactChange::Profile, contact });
    }
    let friends = if visible { tx.friends_of(user.id)? } else { Vec::new() };
    tx.emit(Event::UserChanged { user: Box::new(user.clone()), visible, friends });
    Ok(user)
}

/// What others have to do with the person, locked, where the other sees something of it.
fn seen_relations(tx: &mut dyn Tx, user: &User) -> Result<Vec<Relation>, StoreError> {
    let mut seen = Vec::new();
    for other in tx.relations_of(user.id)? {
        let relation = tx.lock_relation(user.id, other)?;
        if !relation.seen_by(other, user.brief()).is_empty() {
            seen.push(relation);
        }
    }
    Ok(seen)
}
