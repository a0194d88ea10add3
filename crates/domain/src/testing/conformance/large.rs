use crate::chat::{AddMembers, LARGE_ABOVE, MAX_ADDED, add_members};
use crate::job::{self, Lease};
use crate::message::readers;
use crate::notification::{
    CALL_JOB, CALLED_AT_ONCE, Call, SILENCE_JOB, Silence, call_part, silence_part,
};
use crate::port::StoreError;
use crate::sync::{ChatChanges, RESET_AFTER, Roster, chat_changes};
use crate::testing::replica::Replica;
use crate::testing::{Harness, World, build};
use crate::{Actor, ChatId, Event, Rev, Seq, UserId};
use std::collections::BTreeSet;

fn guests(world: &World<'_>, count: usize) -> Vec<UserId> {
    let made = world.run(move |tx| {
        let ids = (0..count).map(|n| build::user(tx, &format!("guest.{n:03}")).id);
        Ok::<_, StoreError>(ids.collect())
    });
    made.expect("people")
}

/// Brings in many people who do nothing.
fn crowd(world: &World<'_>, owner: Actor, chat: ChatId, count: usize) -> Vec<UserId> {
    let all = guests(world, count);
    for part in all.chunks(MAX_ADDED) {
        let cmd = AddMembers { chat, users: part.to_vec(), at: build::START };
        let added = world.run(move |tx| add_members(tx, &owner, cmd.clone()));
        assert_eq!(added.expect("the owner").members.len(), part.len());
    }
    all
}

fn snapshot(world: &World<'_>, who: Actor) -> Replica {
    world.ask(move |read| Replica::from_snapshot(read, who))
}

fn changes(world: &World<'_>, who: Actor, chat: ChatId, since: Rev) -> ChatChanges {
    world.ask(move |read| chat_changes(read, &who, chat, since, 200)).expect("in")
}

fn ids(changes: &ChatChanges) -> Vec<UserId> {
    changes.members.iter().map(|member| member.user.id).collect()
}

pub(super) fn rosters_come_and_go(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Town", &[ben]);
    let most = usize::try_from(LARGE_ABOVE).expect("few");
    let guests = crowd(&world, ana, group, most - 2);
    world.say(ben, group, "all are told");
    let small = snapshot(&world, ana);
    assert_eq!(small.chats[&group].members.len(), most);
    world.add(ana, group, &[eve]).expect("the owner");
    let message = world.say(eve, group, "nobody is");
    let large = snapshot(&world, ana);
    assert!(large.chats[&group].members.is_empty());
    let told = changes(&world, ana, group, small.chats[&group].rev);
    assert_eq!((told.roster, ids(&told)), (Roster::Large, vec![eve.user]), "who wrote");
    world.mark(ben, group, message.seq.0).expect("in");
    world.remove(ana, group, guests[7]).expect("the owner");
    world.say(ben, group, "all are again");
    let again = snapshot(&world, ana);
    let held = &again.chats[&group];
    let bens = &held.members[&ben.user];
    assert_eq!((held.members.len(), bens.read_seq), (most, message.seq), "as they read meanwhile");
    for from in [&small, &large] {
        let told = changes(&world, ana, group, from.chats[&group].rev);
        assert_eq!((told.roster, told.members.len()), (Roster::Whole, most));
    }
    let told = changes(&world, ana, group, Rev(held.rev.0 - 1));
    assert_eq!((told.roster, ids(&told)), (Roster::Changed, vec![]), "who was there knows");
    for limit in [1, 7, 200] {
        for from in [&small, &large, &again, &Replica::empty(ana)] {
            let mut replica = from.clone();
            let synced = world.ask(move |read| {
                replica.catch_up(read, limit)?;
                Ok(replica)
            });
            synced.assert_agrees(&again);
        }
    }
    world.add(ana, group, &[world.person("zoe")]).expect("the owner");
    let reset = changes(&world, ana, group, Rev(1 << 40));
    assert_eq!((reset.reset, reset.roster), (true, Roster::Large));
    assert_eq!(ids(&reset), [ben.user, eve.user], "who wrote what is shown");
    assert!(reset.messages.len() < usize::try_from(RESET_AFTER).expect("few"));
}

pub(super) fn cursors_are_ones_own(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let group = world.group(ana, "Town", &[ben]);
    let guests = crowd(&world, ana, group, usize::try_from(LARGE_ABOVE).expect("few") - 1);
    let message = world.say(ana, group, "good evening");
    let before = world.summary(ben, group).expect("in").chat.rev;
    world.heard();
    let state = world.mark(ben, group, 1).expect("in");
    assert_eq!((state.rev, state.unread), (before, 0), "no change of the chat");
    let heard = world.heard();
    assert!(
        matches!(&heard[..], [Event::ReadAlone { user, seq: Seq(1), .. }] if *user == ben.user),
        "{heard:?}"
    );
    // Whoever asks is told.
    let seq = message.seq;
    let read = world.ask(move |read| Ok(readers(read, &ana, (group, seq), None, 9)));
    let read: Vec<UserId> = read.expect("in").iter().map(|one| one.user).collect();
    assert_eq!(read, [ben.user]);
    // Who comes and goes in a large group is told with how many are in it.
    world.remove(ana, group, guests[0]).expect("the owner");
    let heard = world.heard();
    assert!(matches!(&heard[..], [Event::MemberRemoved { member_count: LARGE_ABOVE, .. }]));
    world.say(ana, group, "again");
    world.heard();
    world.mark(ben, group, 2).expect("in");
    assert!(matches!(&world.heard()[..], [Event::Read { seq: Seq(2), .. }]), "told to all again");
}

/// The parts of a group that wait to be called.
fn waiting(world: &World<'_>) -> Vec<Lease> {
    waiting_for(world, CALL_JOB)
}

fn waiting_for(world: &World<'_>, kind: &'static str) -> Vec<Lease> {
    let at = build::START.plus_ms(build::DAY_MS);
    world.run(move |tx| job::lease(tx, &[kind], at, 1_000_000, 9)).expect("they are given out")
}

/// Who hears that one thing they were notified of counts as read.
fn silenced(events: &[Event]) -> Vec<UserId> {
    let owner = |event: &Event| match event {
        Event::NotificationsRead { owner, ids, .. } if ids.len() == 1 => Some(*owner),
        _ => None,
    };
    events.iter().filter_map(owner).collect()
}

fn called(events: &[Event]) -> Vec<UserId> {
    let owner = |event: &Event| match event {
        Event::Notified { owner, .. } => Some(*owner),
        _ => None,
    };
    events.iter().filter_map(owner).collect()
}

pub(super) fn everybody_is_called_by_parts(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Town", &[ben, eve]);
    let guests = crowd(&world, ana, group, CALLED_AT_ONCE);
    world.block(eve, ana).expect("she may");
    world.heard();
    let message = world.say(ana, group, "come, @all");
    assert_eq!(called(&world.heard()), [], "the sender waits for nobody");
    let jobs = waiting(&world);
    let [job] = &jobs[..] else { panic!("{jobs:?}") };
    assert_eq!(job.payload, format!(r#"{{"chat":{group},"seq":1,"part":0,"after":0}}"#));
    // Who comes now was not called.
    world.add(ana, group, &[zoe]).expect("the owner");
    world.heard();
    let run = |part: u32, after: UserId| {
        let call = Call { chat: group, seq: message.seq, part, after };
        world.run(move |tx| call_part(tx, call, build::START)).expect("it is stored");
        called(&world.heard())
    };
    let first = run(0, UserId(0));
    assert_eq!(first.len(), CALLED_AT_ONCE);
    assert_eq!(run(0, UserId(0)), [], "a job may run again");
    let last = *first.last().expect("some");
    let jobs = waiting(&world);
    assert_eq!(jobs[0].payload, format!(r#"{{"chat":{group},"seq":1,"part":1,"after":{last}}}"#));
    let second = run(1, last);
    let all: BTreeSet<UserId> = first.iter().chain(&second).copied().collect();
    let want: BTreeSet<UserId> = guests.iter().copied().chain([ben.user]).collect();
    assert_eq!((all.len(), &all), (first.len() + second.len(), &want), "each once");
    assert_eq!(run(2, *second.last().expect("some")), [], "that was all");
    // What calls many is taken back by parts, too.
    world.delete(ana, group, message.seq.0).expect("her own");
    let first = silenced(&world.heard());
    assert_eq!(first.len(), CALLED_AT_ONCE);
    let jobs = waiting_for(&world, SILENCE_JOB);
    assert_eq!(jobs[0].payload, format!(r#"{{"chat":{group},"seq":1,"part":1}}"#));
    let run = || {
        let part = Silence { chat: group, seq: message.seq, part: 1 };
        world.run(move |tx| silence_part(tx, part, build::START)).expect("it is stored");
        silenced(&world.heard())
    };
    let all: BTreeSet<UserId> = first.into_iter().chain(run()).collect();
    assert_eq!(all, want, "nobody has to look for it");
    assert_eq!(run(), [], "a job may run again");
    let gone = world.say(ana, group, "never mind, @all");
    world.delete(ana, group, gone.seq.0).expect("her own");
    world.heard();
    let call = Call { chat: group, seq: gone.seq, part: 0, after: UserId(0) };
    world.run(move |tx| call_part(tx, call, build::START)).expect("it is stored");
    assert_eq!(called(&world.heard()), [], "what is gone calls nobody");
}
