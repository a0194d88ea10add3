use crate::chat::{self, ChatCursor, member_page};
use crate::port::StoreError;
use crate::testing::{Harness, World, build};
use crate::{Actor, ChatId, ChatSummary, Rev, UserId};

fn listed(world: &World<'_>, who: Actor, limit: usize) -> Vec<ChatSummary> {
    let (mut all, mut cursor) = (Vec::<ChatSummary>::new(), None);
    loop {
        let page = world.ask(move |read| chat::list(read, &who, cursor, limit));
        assert!(page.len() <= limit);
        let Some(last) = page.last() else { return all };
        cursor = Some(ChatCursor { activity_at: last.chat.activity_at, chat: last.chat.id });
        all.extend(page);
    }
}

pub(super) fn orders_and_pages_chats(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    // Made at one time, so that only the ids tell them apart.
    let made = world.run(move |tx| {
        let groups = (0..7).map(|n| build::group(tx, &ana, &format!("Group {n}"), &[ben.user]));
        Ok::<_, StoreError>(groups.collect::<Vec<ChatId>>())
    });
    let groups = made.expect("groups");
    world.say(ben, groups[2], "newest but one");
    world.say(ana, groups[4], "newest");
    world.remove(ana, groups[5], ana.user).expect("everybody may leave");
    let want = [4, 2, 6, 3, 1, 0].map(|n| groups[n]);
    for limit in [1, 2, 3, 50] {
        let all = listed(&world, ana, limit);
        assert_eq!(all.iter().map(|s| s.chat.id).collect::<Vec<_>>(), want, "by {limit}");
    }
    let all = listed(&world, ana, 50);
    assert_eq!(all.iter().map(ChatSummary::unread).collect::<Vec<_>>(), [0, 1, 0, 0, 0, 0]);
    for summary in all {
        let alone = world.summary(ana, summary.chat.id);
        assert_eq!(alone.as_ref(), Some(&summary), "the list and the chat agree");
    }
    assert_eq!(listed(&world, ben, 50).len(), 7);
    let eve = world.person("eve");
    assert_eq!(listed(&world, eve, 50), []);
}

pub(super) fn summarises(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, eve] = world.people(["ana", "eve"]);
    let made = world.run(|tx| {
        let ids = (0..12).map(|n| build::user(tx, &format!("guest{n:02}")).id);
        Ok::<_, StoreError>(ids.collect::<Vec<UserId>>())
    });
    let guests: Vec<Actor> =
        made.expect("people").into_iter().map(|user| Actor { user, ..ana }).collect();
    let big = world.group(ana, "Big", &guests);
    let small = world.group(eve, "Small", &[ana]);
    let foreign = world.group(eve, "Foreign", &[]);
    let summary = world.summary(ana, big).expect("in");
    assert_eq!((summary.members.len(), summary.chat.member_count), (13, 13));
    assert!(summary.members.is_sorted_by_key(|m| m.user.id));
    let list = listed(&world, ana, 50);
    let sizes: Vec<_> = list.iter().map(|s| (s.chat.id, s.members.len())).collect();
    assert_eq!(sizes, [(small, 2), (big, 10)], "a list shows ten");
    assert_eq!(list[1].members, summary.members[..10]);
    let wanted = [small, big, foreign, ChatId(987_654)];
    let some = world.ask(move |read| read.summaries(ana.user, &wanted));
    assert_eq!(some, [Some(summary), world.summary(ana, small)].map(|s| s.expect("in")));
    assert_eq!(world.ask(move |read| read.summaries(ana.user, &[])), []);
    let mut ids = world.ask(move |read| read.chat_ids_of(ana.user));
    ids.sort_unstable();
    assert_eq!(ids, [(big, Rev(1)), (small, Rev(1))]);
}

pub(super) fn pages_members(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(zoe, "Tea", &[ana, ben]);
    let page = |actor: Actor, after: Option<UserId>, limit| {
        let page = world.ask(move |read| member_page(read, &actor, group, None, after, limit));
        page.map(|members| members.iter().map(|m| m.user.id).collect::<Vec<_>>())
    };
    assert_eq!(page(ana, None, 2), Some(vec![ana.user, ben.user]));
    assert_eq!(page(ana, Some(ben.user), 2), Some(vec![zoe.user]));
    assert_eq!(page(ana, Some(zoe.user), 2), Some(vec![]));
    assert_eq!(page(eve, None, 2), None);
    world.remove(zoe, group, ben.user).expect("the owner");
    assert_eq!(page(ana, None, 9), Some(vec![ana.user, zoe.user]));
    assert_eq!(page(ben, None, 9), None);
}

pub(super) fn counts_by_ports(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[ben]);
    let nowhere = ChatId(987_654);
    let (chat, me) = world.ask(move |read| read.chat_for(group, ben.user)).expect("in");
    assert_eq!((chat.id, me.user), (group, ben.user));
    assert_eq!(world.ask(move |read| read.chat_for(group, eve.user)), None);
    assert_eq!(world.ask(move |read| read.chat_for(nowhere, ana.user)), None);
    assert_eq!(world.ask(move |read| read.membership(group, eve.user)), None);
    assert_eq!(world.ask(move |read| read.current_members(group, &[])), []);
    let asked = [eve.user, ben.user];
    assert_eq!(world.ask(move |read| read.current_members(group, &asked)), [ben.user]);
    let locked =
        world.run(move |tx| Ok::<_, StoreError>((tx.lock_chat(group)?, tx.lock_chat(nowhere)?)));
    assert_eq!(locked.expect("locks"), (Some(chat), None));
    let heir = world.run(move |tx| tx.heir(group)).expect("asked");
    assert_eq!(heir.map(|row| row.user), Some(ben.user), "not the owner herself");
    // What a command wrote, it reads back before the commit, also through `as_read`.
    let seen = world.run(move |tx| {
        let message = build::message(tx, &ana, group, "inside", "x");
        let read = tx.as_read();
        Ok::<_, StoreError>((read.last_seq(group)?, message.seq))
    });
    let (seen, said) = seen.expect("sent");
    assert_eq!(seen, said);
    let bumped = world.run(move |tx| tx.bump_users(&[ana.user, eve.user])).expect("people");
    assert_eq!(bumped, [(ana.user, Rev(2)), (eve.user, Rev(1))]);
    assert_eq!(world.run(move |tx| tx.bump_users(&[])).expect("nobody"), []);
}
