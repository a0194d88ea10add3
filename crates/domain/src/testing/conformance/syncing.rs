use crate::chat::MAX_MEMBERS;
use crate::message::{MarkRead, SendMessage, mark_read, send};
use crate::port::StoreError;
use crate::sync::{ChatChanges, RESET_AFTER, RESET_PAGE, UserChanges, chat_changes, user_changes};
use crate::testing::replica::Replica;
use crate::testing::{Harness, World, build};
use crate::{Actor, ChatId, ClientId, MessageText, Rev, Seq, UserId};

fn snapshot(world: &World<'_>, who: Actor) -> Replica {
    world.ask(move |read| Replica::from_snapshot(read, who))
}

fn caught_up(world: &World<'_>, mut replica: Replica, limit: usize) -> Replica {
    world.ask(move |read| replica.catch_up(read, limit).map(|()| replica))
}

fn changes(
    world: &World<'_>,
    who: Actor,
    chat: ChatId,
    since: i64,
    limit: usize,
) -> Option<ChatChanges> {
    world.ask(move |read| chat_changes(read, &who, chat, Rev(since), limit))
}

fn own_changes(world: &World<'_>, who: Actor, since: i64, limit: usize) -> UserChanges {
    world.ask(move |read| user_changes(read, &who, Rev(since), limit))
}

pub(super) fn pages_union_to_the_whole(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let empty = Replica::empty(ben);
    let group = world.group(ana, "Tea", &[ben]);
    let gone = world.group(ana, "Gone", &[ben, eve]);
    world.direct(ben, eve);
    let mut cuts = vec![empty, snapshot(&world, ben)];
    for n in 1..=8 {
        world.say(if n % 2 == 0 { ana } else { ben }, group, &format!("line {n}"));
        world.mark(ben, group, n - 2).expect("in");
        cuts.push(snapshot(&world, ben));
    }
    world.add(ana, group, &[eve, zoe]).expect("the owner");
    world.rename(ana, group, "Coffee").expect("the owner");
    cuts.push(snapshot(&world, ben));
    world.mark(zoe, group, 8).expect("in");
    world.remove(eve, group, eve.user).expect("everybody may leave");
    world.remove(ana, group, ana.user).expect("everybody may leave");
    world.remove(ana, gone, ben.user).expect("the owner");
    let truth = snapshot(&world, ben);
    for (n, cut) in cuts.into_iter().enumerate() {
        for limit in [1, 2, 3, 7, 200] {
            let replica = caught_up(&world, cut.clone(), limit);
            replica.assert_agrees(&truth);
            assert_eq!(n == 0, replica.chats[&group].floor > Seq(0), "cut {n}");
        }
    }
}

pub(super) fn never_splits_one_change(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let made = world.run(|tx| {
        let ids = (0..24).map(|n| build::user(tx, &format!("guest{n:02}")).id);
        Ok::<_, StoreError>(ids.collect::<Vec<UserId>>())
    });
    let guests: Vec<Actor> =
        made.expect("people").into_iter().map(|user| Actor { user, ..ana }).collect();
    let group = world.group(ana, "Tea", &[]);
    let before = snapshot(&world, ana);
    world.add(ana, group, &guests[..1]).expect("the owner");
    world.add(ana, group, &guests[1..20]).expect("the owner");
    world.say(guests[2], group, "hello");
    world.add(ana, group, &guests[20..]).expect("the owner");
    let truth = snapshot(&world, ana);
    for limit in 1..=26 {
        caught_up(&world, before.clone(), limit).assert_agrees(&truth);
        let from_nothing = caught_up(&world, Replica::empty(ana), limit);
        assert_eq!(from_nothing.chats[&group].members, truth.chats[&group].members);
    }
}

pub(super) fn user_stream_tells_comings_and_goings(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let [a, b, c] = ["A", "B", "C"].map(|title| world.group(ana, title, &[ben]));
    let joined = |changes: &UserChanges| {
        let mut ids: Vec<_> = changes.joined.iter().map(|summary| summary.chat.id).collect();
        ids.sort_unstable();
        ids
    };
    let all = own_changes(&world, ben, 0, 10);
    assert_eq!(
        (joined(&all), &all.left[..], all.upto, all.more),
        (vec![a, b, c], &[][..], Rev(6), false)
    );
    let one = own_changes(&world, ben, 2, 1);
    assert_eq!((joined(&one), one.upto, one.more), (vec![b], Rev(3), true));
    world.remove(ben, a, ben.user).expect("everybody may leave");
    world.remove(ana, b, ben.user).expect("the owner");
    world.add(ana, b, &[ben]).expect("the owner");
    let since = own_changes(&world, ben, 6, 10);
    assert_eq!((joined(&since), &since.left[..], since.upto), (vec![b], &[a][..], Rev(10)));
    let none = own_changes(&world, ben, 10, 10);
    assert_eq!((joined(&none), none.left.len(), none.upto, none.more), (vec![], 0, Rev(10), false));
    // Messages and reading are no part of it.
    world.say(ana, c, "x");
    world.mark(ben, c, 1).expect("in");
    assert_eq!(world.ask(move |read| read.user_rev(ben.user)), Rev(10));
    assert_eq!(changes(&world, ben, a, 0, 10), None, "whoever is out learns nothing");
    assert!(changes(&world, ben, b, 0, 10).is_some());
}

pub(super) fn starts_afresh(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    let held = snapshot(&world, ben);
    let last = RESET_AFTER;
    for first in (1..last).step_by(100) {
        let said = world.run(move |tx| {
            for n in first..(first + 100).min(last) {
                let (text, client_id) =
                    (MessageText::parse("x"), ClientId::parse(&format!("n{n}")));
                let client_id = client_id.expect("visible");
                let text = text.expect("short");
                send(
                    tx,
                    &ana,
                    SendMessage { chat, client_id, text, reply_to: None, at: build::START },
                )?;
            }
            Ok::<_, crate::message::SendError>(())
        });
        said.expect("in");
    }
    let short = changes(&world, ben, chat, 1, 200).expect("in");
    assert!(!short.reset && short.more, "one less than too much");
    let truth = snapshot(&world, ben);
    caught_up(&world, held.clone(), 200).assert_agrees(&truth);
    world.say(ana, chat, "one too many");
    world.mark(ben, chat, 900).expect("in");
    let fresh = changes(&world, ben, chat, 1, 200).expect("in");
    assert!(fresh.reset && !fresh.more);
    let seqs: Vec<i64> = fresh.messages.iter().map(|m| m.seq.0).collect();
    assert_eq!(seqs, (last - RESET_PAGE + 1..=last).collect::<Vec<_>>());
    assert_eq!((fresh.members.len(), fresh.me.read_seq, fresh.upto), (2, Seq(900), fresh.chat.rev));
    let replica = caught_up(&world, held, 7);
    replica.assert_agrees(&snapshot(&world, ben));
    // A client that is ahead of the server holds what the server has forgotten.
    let newest = fresh.chat.rev.0;
    assert!(changes(&world, ben, chat, newest + 1, 200).expect("in").reset);
    let same = changes(&world, ben, chat, newest, 200).expect("in");
    assert!(!same.reset && same.messages.is_empty() && same.members.is_empty());
}

pub(super) fn ports_answer_ranges(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[ben, eve]);
    for _ in 0..4 {
        world.say(ana, group, "x");
    }
    // Revs: 1 the group, 2..=5 the messages, 6 Ben reads, 7 Eve goes.
    world.mark(ben, group, 3).expect("in");
    world.remove(eve, group, eve.user).expect("everybody may leave");
    for (since, upto, limit, want) in [
        (0, 9, 9, vec![1, 2, 3, 4]),
        (2, 4, 9, vec![2, 3]),
        (0, 9, 2, vec![1, 2]),
        (5, 9, 9, vec![]),
    ] {
        let rows =
            world.ask(move |r| r.changed_messages(UserId(0), group, Rev(since), Rev(upto), limit));
        assert_eq!(rows.iter().map(|m| m.seq.0).collect::<Vec<_>>(), want);
    }
    let members = |since, upto, limit| {
        let rows = world.ask(move |r| r.changed_members(group, Rev(since), Rev(upto), limit));
        rows.iter().map(|m| (m.user.id, m.rev.0, m.left)).collect::<Vec<_>>()
    };
    let (a, b, e) = ((ana.user, 1, false), (ben.user, 6, false), (eve.user, 7, true));
    assert_eq!(members(0, 9, MAX_MEMBERS), [a, b, e]);
    assert_eq!(members(1, 6, 9), [b]);
    assert_eq!(members(0, 9, 1), [a]);
    for (first, last, want) in [(2, 3, 2..4), (-5, 1, 1..2), (4, 99, 4..5), (3, 2, 0..0)] {
        let rows = world.ask(move |read| read.messages(UserId(0), group, Seq(first), Seq(last)));
        let seqs: Vec<i64> = rows.iter().map(|m| m.seq.0).collect();
        assert_eq!(seqs, want.collect::<Vec<_>>(), "{first}..={last}");
    }
    let rows =
        |since, upto| world.ask(move |r| r.changed_memberships(eve.user, Rev(since), Rev(upto), 9));
    assert_eq!(
        rows(0, 9).iter().map(|row| (row.chat, row.user_rev)).collect::<Vec<_>>(),
        [(group, Rev(3))]
    );
    assert!(rows(3, 9).is_empty() && rows(0, 2).is_empty());
}

pub(super) fn whole_chats_come_a_few_at_a_time(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let groups: Vec<ChatId> = (0..30).map(|n| world.group(ana, &format!("{n}"), &[ben])).collect();
    let page = |since| world.ask(move |read| user_changes(read, &ben, since, 200));
    let first = page(Rev(0));
    assert_eq!((first.joined.len(), first.more), (25, true));
    let second = page(first.upto);
    assert_eq!((second.joined.len(), second.more), (5, false));
    let came = first.joined.iter().chain(&second.joined).map(|summary| summary.chat.id);
    assert_eq!(came.collect::<Vec<_>>(), groups);
}

pub(super) fn finds_changes_in_long_chats(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    // Stretches of messages, of cursors, and of both: 700 messages among some 950 changes.
    let said = world.run(move |tx| {
        let mut said = Vec::new();
        for n in 1..=700 {
            let message = build::message(tx, &ana, chat, &format!("c{n}"), "x");
            said.push((message.seq, message.rev));
            if n % 5 == 0 || (300..420).contains(&n) {
                let cmd = MarkRead { chat, seq: message.seq, at: build::START };
                mark_read(tx, &ben, cmd).map_err(|error| panic!("{error}")).ok();
            }
        }
        Ok::<_, StoreError>(said)
    });
    let said = said.expect("messages");
    let head = said.last().expect("some").1.0;
    for since in (0..=head + 2).step_by(7).chain([head - 1, head]) {
        for (upto, limit) in [(head, 50), (since + 40, 1_000), (i64::MAX, 1_000)] {
            let rows = world
                .ask(move |r| r.changed_messages(UserId(0), chat, Rev(since), Rev(upto), limit));
            let want = said.iter().filter(|(_, rev)| rev.0 > since && rev.0 <= upto).take(limit);
            let rows: Vec<_> = rows.iter().map(|message| (message.seq, message.rev)).collect();
            assert_eq!(rows, want.copied().collect::<Vec<_>>(), "{since}..={upto}");
        }
        let missed = said.iter().filter(|(_, rev)| rev.0 > since).count().min(500);
        let counted = world.ask(move |read| read.count_changed(chat, Rev(since), 500));
        assert_eq!(usize::try_from(counted).ok(), Some(missed), "since {since}");
    }
}
