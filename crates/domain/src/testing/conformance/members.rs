use crate::chat::{self, AddMembers, LARGE_ABOVE, MAX_ADDED, MAX_MEMBERS};
use crate::port::StoreError;
use crate::testing::{Harness, World, build};
use crate::{Actor, ChatId, Event, Problem, Rev, Role, Seq, Timestamp, UserId};

fn members(world: &World<'_>, chat: ChatId) -> Vec<(UserId, Role)> {
    let all = world.ask(move |read| read.members(chat, None, MAX_MEMBERS));
    all.iter().map(|member| (member.user.id, member.role)).collect()
}

pub(super) fn adds(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben]);
    world.say(ana, group, "before you came");
    world.heard();
    // Doubles and those who are in already are passed over.
    let came = world.add(ana, group, &[zoe, ben, eve, zoe]).expect("the owner");
    assert_eq!(came.iter().map(|m| m.user.id).collect::<Vec<_>>(), [eve.user, zoe.user]);
    let chat = world.summary(eve, group).expect("she is in").chat;
    assert_eq!((chat.member_count, chat.rev, chat.meta_rev), (4, Rev(3), Rev(1)));
    let mut want = Vec::new();
    for who in [eve, zoe] {
        let summary = world.summary(who, group).expect("in");
        assert_eq!((summary.unread(), summary.me.read_seq), (0, Seq(1)));
        assert_eq!(summary.last_message.as_ref().map(|m| m.seq), Some(Seq(1)));
        let joined = vec![(who.user, Rev(1))];
        want.push(Event::ChatNew { summary: Box::new(summary), joined });
    }
    want.push(Event::MemberAdded {
        chat: group,
        rev: Rev(3),
        members: came,
        member_count: 4,
        line: None,
    });
    let heard = world.heard();
    assert_eq!(heard[..3], want);
    assert!(heard[3..].iter().all(|event| matches!(event, Event::Notified { .. })));
    assert_eq!(world.add(ana, group, &[eve]).expect("she is in").len(), 0);
    assert!(world.heard().is_empty(), "nobody came");
    assert_eq!(world.summary(ana, group).expect("in").chat.rev, Rev(3));
}

pub(super) fn adds_many(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let group = world.group(ana, "Everybody", &[]);
    let made = world.run(|tx| {
        let ids = (0..210).map(|n| build::user(tx, &format!("guest.{n:03}")).id);
        Ok::<_, StoreError>(ids.collect::<Vec<UserId>>())
    });
    let crowd = made.expect("people");
    let add = |users: &[UserId]| {
        let cmd = AddMembers { chat: group, users: users.to_vec(), at: build::START };
        let added = world.run(move |tx| chat::add_members(tx, &ana, cmd.clone()));
        added.map(|added| added.members)
    };
    let error = add(&crowd[..=MAX_ADDED]).expect_err("more than one request takes");
    assert_eq!(error.code(), "too_many_members");
    world.heard();
    // The owner is one of them.
    for part in crowd[..199].chunks(MAX_ADDED) {
        assert_eq!(add(part).expect("there is room").len(), part.len());
    }
    let heard = world.heard();
    let came = heard.iter().filter_map(|event| match event {
        Event::ChatNew { summary, .. } => Some(summary.members.len()),
        _ => None,
    });
    let came: Vec<usize> = came.collect();
    assert_eq!((came[0], came[99], came[100], came[198]), (101, 101, 200, 200));
    let shown = |group| {
        let summary = world.summary(ana, group).expect("in");
        (summary.chat.member_count, summary.members.len())
    };
    assert_eq!(shown(group), (LARGE_ABOVE, 200), "everybody comes with it");
    add(&crowd[199..200]).expect("there is room");
    assert_eq!(shown(group), (LARGE_ABOVE + 1, 10), "a few come with a large group");
    let among = [crowd[3], ana.user, UserId(1 << 40), crowd[205]];
    let among = world.ask(move |read| read.members_among(group, &among));
    assert_eq!(among.iter().map(|m| m.user.id).collect::<Vec<_>>(), [ana.user, crowd[3]]);
    assert_eq!(world.ask(move |read| read.large_chats_of(ana.user)), [group]);
    assert_eq!(members(&world, group).len(), 201);
    fill(&world, group);
    add(&crowd[200..201]).expect("the last place");
    world.heard();
    assert_eq!(add(&crowd[201..202]).expect_err("full").code(), "too_many_members");
    assert_eq!(add(&crowd[..1]).expect("in already").len(), 0);
    assert!(world.heard().is_empty());
}

/// Says that all but one of the places of a group are taken.
fn fill(world: &World<'_>, group: ChatId) {
    let filled = world.run(move |tx| {
        let mut chat = tx.lock_chat(group)?.expect("a group");
        chat.member_count = i64::try_from(MAX_MEMBERS).expect("few") - 1;
        tx.update_chat(&chat)
    });
    filled.expect("there");
}

pub(super) fn refuses_strangers(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[ben]);
    world.heard();
    let nobody = Actor { user: UserId(987_654), ..ana };
    let nowhere = ChatId(987_654);
    let code = |result: Result<(), chat::MemberError>| result.expect_err("refused").code();
    let add = |actor, chat, who| code(world.add(actor, chat, &[who]).map(drop));
    let remove = |actor, chat, who: Actor| code(world.remove(actor, chat, who.user));
    assert_eq!(add(ben, group, eve), "not_admin");
    assert_eq!(add(eve, group, eve), "chat_not_found");
    assert_eq!(add(ana, nowhere, eve), "chat_not_found");
    assert_eq!(add(ana, group, nobody), "user_not_found");
    assert_eq!(remove(ben, group, ana), "not_admin");
    assert_eq!(remove(eve, group, ben), "chat_not_found");
    assert_eq!(remove(ana, nowhere, ben), "chat_not_found");
    assert_eq!(remove(ana, group, eve), "user_not_found");
    assert!(world.heard().is_empty());
    assert_eq!(members(&world, group), [(ana.user, Role::Owner), (ben.user, Role::Member)]);
}

pub(super) fn removes_and_leaves(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[ben, eve]);
    world.heard();
    for (by, who, rev) in [(ana, ben, 2), (eve, eve, 3)] {
        world.remove(by, group, who.user).expect("allowed");
        let want = Event::MemberRemoved {
            chat: group,
            rev: Rev(rev),
            user: who.user,
            by: by.user,
            member_count: 4 - rev,
            user_rev: Rev(3),
            line: None,
        };
        assert_eq!(world.heard(), [want]);
        let row = world.row(who, group).expect("the row stays");
        assert!(!row.is_current() && row.role == Role::Member);
        assert_eq!((row.rev, row.user_rev), (Rev(rev), Rev(3)));
        assert_eq!(world.summary(who, group), None);
        assert_eq!(world.ask(move |read| read.chat_for(group, who.user)), None);
        assert_eq!(world.ask(move |read| read.chat_ids_of(who.user)), []);
        let error = world.remove(who, group, who.user).expect_err("out already");
        assert_eq!(error.code(), "chat_not_found");
        assert!(world.send(who, group, "after", "hello?").is_err());
    }
    assert_eq!(world.summary(ana, group).expect("in").chat.member_count, 1);
    let people = [ana.user, ben.user, eve.user];
    assert_eq!(world.ask(move |read| read.current_members(group, &people)), [ana.user]);
}

pub(super) fn hands_over(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(zoe, "Tea", &[eve]);
    world.add(zoe, group, &[ana, ben]).expect("the owner");
    world.heard();
    // Eve came first, then Ana and Ben at one time: of these the lower id.
    for (leaver, heir, rev) in [(zoe, eve, 3), (eve, ana, 5), (ana, ben, 7)] {
        world.remove(leaver, group, leaver.user).expect("everybody may leave");
        let heard = world.heard();
        assert!(matches!(heard[0], Event::MemberRemoved { rev: at, .. } if at == Rev(rev)));
        let Event::MemberChanged { chat, rev: at, member, .. } = &heard[1] else {
            panic!("no heir in {heard:?}");
        };
        assert_eq!((*chat, *at, member.rev), (group, Rev(rev + 1), Rev(rev + 1)));
        assert_eq!((member.user.id, member.role, member.left), (heir.user, Role::Owner, false));
        let summary = world.summary(heir, group).expect("in");
        assert_eq!((summary.me.role, summary.chat.rev), (Role::Owner, Rev(rev + 1)));
        let owners = members(&world, group).iter().filter(|(_, role)| *role == Role::Owner).count();
        assert_eq!(owners, 1);
    }
    world.remove(ben, group, ben.user).expect("the last may leave");
    assert_eq!(world.heard().len(), 1, "nobody is left to inherit");
    assert_eq!(members(&world, group), []);
}

pub(super) fn comes_back(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let group = world.group(ana, "Tea", &[ben]);
    world.say(ben, group, "one");
    world.remove(ben, group, ben.user).expect("everybody may leave");
    world.say(ana, group, "two");
    let left: Timestamp = world.now();
    world.heard();
    world.add(ana, group, &[ben]).expect("the owner");
    let row = world.row(ben, group).expect("in");
    assert!(row.is_current() && row.joined_at > left);
    assert_eq!((row.user_rev, row.read_seq, row.own_after, row.read_at), (Rev(4), Seq(2), 0, None));
    let heard = world.heard();
    let Event::ChatNew { summary, joined } = &heard[0] else { panic!("{heard:?}") };
    assert_eq!(joined, &[(ben.user, Rev(4))]);
    assert_eq!(summary.unread(), 0);
    let message = world.say(ben, group, "back again");
    assert_eq!(message.seq, Seq(3));
    assert_eq!(world.summary(ben, group).expect("in").unread(), 0);
}

pub(super) fn direct_chats_are_fixed(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.direct(ana, ben);
    let error = world.add(ana, chat, &[eve]).expect_err("direct");
    assert_eq!(error.code(), "direct_chat_is_fixed");
    let error = world.remove(ana, chat, ana.user).expect_err("direct");
    assert_eq!(error.code(), "direct_chat_is_fixed");
    assert_eq!(world.add(eve, chat, &[eve]).expect_err("outside").code(), "chat_not_found");
}
