use crate::admin::{self, Authority};
use crate::chat::MAX_MEMBERS;
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Event, Problem, Role, UserId};

fn roles(world: &World<'_>, chat: ChatId) -> Vec<(UserId, Role)> {
    let all = world.ask(move |read| read.members(chat, None, MAX_MEMBERS));
    all.iter().map(|member| (member.user.id, member.role)).collect()
}

fn refused(world: &World<'_>, by: Actor, chat: ChatId, who: Actor, role: Role) -> &'static str {
    world.set_role(by, chat, who, role).expect_err("refused").code()
}

pub(super) fn are_given_and_taken(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben, eve]);
    let direct = world.direct(ana, ben);
    let rev = world.summary(ana, group).expect("in").chat.rev;
    world.heard();
    let made = world.set_role(ana, group, ben, Role::Admin).expect("the owner");
    assert_eq!((made.user.id, made.role, made.rev), (ben.user, Role::Admin, rev.next()));
    let want =
        Event::MemberChanged { chat: group, rev: rev.next(), member: made.clone(), line: None };
    assert_eq!(world.heard(), [want]);
    assert_eq!(world.summary(ben, group).expect("in").me.role, Role::Admin);
    let again = world.set_role(ana, group, ben, Role::Admin).expect("the same again");
    assert_eq!((again.rev, world.heard().len()), (made.rev, 0));
    for (by, who, role, code) in [
        (ben, eve, Role::Admin, "not_owner"),
        (ben, ben, Role::Owner, "not_owner"),
        (ben, ana, Role::Member, "not_owner"),
        (eve, ben, Role::Member, "not_owner"),
        (eve, eve, Role::Admin, "not_owner"),
        (ana, ana, Role::Admin, "owner_stays"),
        (ana, ana, Role::Member, "owner_stays"),
        (ana, zoe, Role::Admin, "user_not_found"),
        (zoe, ben, Role::Member, "chat_not_found"),
    ] {
        assert_eq!(refused(&world, by, group, who, role), code, "{by:?} {who:?} {role:?}");
    }
    assert_eq!(refused(&world, ana, direct, ben, Role::Admin), "direct_chat_is_fixed");
    assert!(world.heard().is_empty());
    world.set_role(ben, group, ben, Role::Member).expect("everybody may step down");
    world.set_role(ana, group, ana, Role::Owner).expect("she is");
    let want = [(ana.user, Role::Owner), (ben.user, Role::Member), (eve.user, Role::Member)];
    assert_eq!(roles(&world, group), want);
}

pub(super) fn admins_do_what_admins_may(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben, eve]);
    for admin in [ben, eve] {
        world.set_role(ana, group, admin, Role::Admin).expect("the owner");
    }
    world.rename(ben, group, "Coffee").expect("an admin");
    world.add(ben, group, &[zoe]).expect("an admin");
    let code = |by: Actor, who: Actor| world.remove(by, group, who.user).map_err(|e| e.code());
    assert_eq!(code(zoe, eve), Err("not_admin"));
    assert_eq!(code(ben, eve), Err("not_owner"));
    assert_eq!(code(ben, ana), Err("not_owner"));
    assert_eq!(code(ben, zoe), Ok(()));
    assert_eq!(code(ana, eve), Ok(()));
    world.add(ana, group, &[eve]).expect("the owner");
    let want = [(ana.user, Role::Owner), (ben.user, Role::Admin), (eve.user, Role::Member)];
    assert_eq!(roles(&world, group), want, "who comes back is a member");
}

pub(super) fn groups_are_handed_over(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben, eve, zoe]);
    world.heard();
    let made = world.set_role(ana, group, eve, Role::Owner).expect("the owner");
    assert_eq!(made.role, Role::Owner);
    let heard = world.heard();
    let revs: Vec<_> = heard.iter().filter_map(Event::chat).map(|(_, rev)| rev).collect();
    assert_eq!(revs[1], revs[0].next(), "two changes: {heard:?}");
    assert_eq!(world.summary(zoe, group).expect("in").chat.rev, revs[1]);
    let role = |who: Actor| world.summary(who, group).expect("in").me.role;
    assert_eq!((role(ana), role(eve)), (Role::Admin, Role::Owner));
    // Ana is the only admin, and inherits before Ben, who came when she did.
    world.set_role(eve, group, ana, Role::Member).expect("the owner");
    world.set_role(eve, group, zoe, Role::Admin).expect("the owner");
    world.remove(eve, group, eve.user).expect("everybody may leave");
    assert_eq!((role(zoe), role(ana)), (Role::Owner, Role::Member), "an admin before a member");
    world.remove(zoe, group, zoe.user).expect("everybody may leave");
    assert_eq!(role(ana), Role::Owner, "the lower id of two");
}

/// A group must not come to somebody who can't look after it, unless there is nobody else.
pub(super) fn heirs_are_here(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben, eve, zoe]);
    for admin in [ben, eve] {
        world.set_role(ana, group, admin, Role::Admin).expect("the owner");
    }
    let suspend = |who: Actor| {
        let (by, user) = (Authority::operator(world.now()), who.user);
        world.run(move |tx| admin::suspend(tx, &by, user)).expect("suspended");
    };
    let role = |who: Actor| world.summary(who, group).expect("in").me.role;
    suspend(ben);
    world.remove(ana, group, ana.user).expect("everybody may leave");
    assert_eq!((role(ben), role(eve)), (Role::Admin, Role::Owner), "the admin who is here");
    world.remove(eve, group, eve.user).expect("everybody may leave");
    assert_eq!((role(ben), role(zoe)), (Role::Admin, Role::Owner), "a member who is here");
    suspend(zoe);
    world.add(zoe, group, &[ana]).expect("the owner");
    world.remove(ana, group, ana.user).expect("everybody may leave");
    world.remove(zoe, group, zoe.user).expect("everybody may leave");
    assert_eq!(role(ben), Role::Owner, "nobody else is left");
}
