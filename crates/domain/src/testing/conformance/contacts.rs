use crate::chat::{self, OpenDirect};
use crate::contact::{Contact, ContactChange, ContactError, ContactFilter, MAX_REQUESTS};
use crate::port::StoreError;
use crate::rights::{Audience, Tie, tie};
use crate::testing::{Harness, World, build};
use crate::{Actor, ContactId, Event, Problem, Rev, UserId};
use ContactFilter::{Any, Blocked, Friends, Incoming, Outgoing};

fn code<T: std::fmt::Debug>(result: Result<T, ContactError>) -> &'static str {
    result.expect_err("refused").code()
}

fn others(contacts: &[Contact]) -> Vec<UserId> {
    contacts.iter().map(|contact| contact.user.id).collect()
}

/// The four lists of a person, as others' ids.
fn lists(world: &World<'_>, who: Actor) -> [Vec<UserId>; 4] {
    [Friends, Incoming, Outgoing, Blocked].map(|filter| others(&world.contacts(who, filter)))
}

/// Who was told what, with the rev of their own stream.
fn told(world: &World<'_>) -> Vec<(UserId, ContactChange, i64)> {
    let told = world.heard().into_iter().filter_map(|event| match event {
        Event::Contact { owner, change, contact } => Some((owner, change, contact.rev.0)),
        _ => None,
    });
    told.collect()
}

fn rev(world: &World<'_>, who: Actor) -> Rev {
    world.ask(move |read| read.user_rev(who.user))
}

fn befriend(world: &World<'_>, a: Actor, b: Actor) {
    let asked = world.ask_friend(a, b).expect("asks");
    world.answer(b, asked.id, true).expect("accepts");
}

pub(super) fn asks_and_accepts(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let asked = world.ask_friend(ben, ana).expect("asks");
    assert!(asked.request.as_ref().is_some_and(|request| !request.incoming));
    assert_eq!(asked.user.id, ana.user);
    let request = ContactChange::Request;
    assert_eq!(told(&world), [(ana.user, request, 1), (ben.user, request, 1)]);
    assert_eq!(lists(&world, ana), [vec![], vec![ben.user], vec![], vec![]]);
    assert_eq!(lists(&world, ben), [vec![], vec![], vec![ana.user], vec![]]);
    let friend = world.answer(ana, asked.id, true).expect("hers to answer");
    assert!(friend.friends_since.is_some() && friend.request.is_none());
    let accepted = ContactChange::Accepted;
    assert_eq!(told(&world), [(ana.user, accepted, 3), (ben.user, accepted, 2)]);
    assert_eq!(lists(&world, ana), [vec![ben.user], vec![], vec![], vec![]]);
    assert_eq!(lists(&world, ben), [vec![ana.user], vec![], vec![], vec![]]);
    assert_eq!(world.ask(move |read| tie(read, &ana, ben.user)), Tie::Friend);
}

pub(super) fn asks_once(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    world.ask_friend(ana, ben).expect("asks");
    world.heard();
    assert_eq!(code(world.ask_friend(ana, ben)), "already_requested");
    assert_eq!(code(world.ask_friend(ana, ana)), "contact_with_self");
    let nobody = Actor { user: UserId(987_654), ..ana };
    assert_eq!(code(world.ask_friend(ana, nobody)), "user_not_found");
    assert_eq!(code(world.block(ana, nobody)), "user_not_found");
    assert_eq!(code(world.block(ana, ana)), "contact_with_self");
    assert_eq!(code(world.unfriend(ana, ben)), "not_friends");
    assert!(world.heard().is_empty());
    assert_eq!(rev(&world, ben), Rev(2));
}

pub(super) fn crossing_requests_make_friends(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    world.ask_friend(ana, ben).expect("asks");
    let crossed = world.ask_friend(ben, ana).expect("asks too");
    assert!(crossed.friends_since.is_some() && crossed.request.is_none());
    assert_eq!(code(world.ask_friend(ana, ben)), "already_friends");
    assert_eq!(lists(&world, ana), [vec![ben.user], vec![], vec![], vec![]]);
}

pub(super) fn rejects_and_cancels(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let asked = world.ask_friend(ana, ben).expect("asks");
    let rejected = world.answer(ben, asked.id, false).expect("his to answer");
    assert!(rejected.is_empty());
    assert_eq!(code(world.answer(ben, asked.id, true)), "request_not_found");
    let again = world.ask_friend(ana, ben).expect("asks again");
    world.heard();
    world.cancel(ana, again.id).expect("hers");
    let gone = ContactChange::Request;
    assert_eq!(told(&world), [(ana.user, gone, 4), (ben.user, gone, 6)]);
    assert_eq!(code(world.answer(ben, again.id, true)), "request_not_found");
    for who in [ana, ben] {
        assert_eq!(lists(&world, who), [const { vec![] }; 4]);
    }
}

pub(super) fn answers_only_their_own(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let asked = world.ask_friend(ana, ben).expect("asks");
    assert_eq!(code(world.answer(eve, asked.id, true)), "request_not_found");
    assert_eq!(code(world.answer(ana, asked.id, true)), "request_not_found");
    assert_eq!(code(world.cancel(ben, asked.id)), "request_not_found");
    assert_eq!(code(world.cancel(eve, asked.id)), "request_not_found");
    assert_eq!(code(world.answer(ben, ContactId(987_654), true)), "request_not_found");
    world.answer(ben, asked.id, true).expect("his to answer");
}

pub(super) fn friendships_end(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    befriend(&world, ana, ben);
    world.heard();
    world.unfriend(ben, ana).expect("friends");
    let removed = ContactChange::Removed;
    assert_eq!(told(&world), [(ana.user, removed, 4), (ben.user, removed, 4)]);
    assert_eq!(code(world.unfriend(ana, ben)), "not_friends");
    assert_eq!(world.ask(move |read| tie(read, &ana, ben.user)), Tie::Stranger);
    world.group(ana, "Tea", &[ben]);
    assert_eq!(world.ask(move |read| tie(read, &ana, ben.user)), Tie::SharesGroup);
}

pub(super) fn blocks_end_everything(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    befriend(&world, ana, ben);
    world.ask_friend(eve, ana).expect("asks");
    world.heard();
    let blocked = world.block(ana, ben).expect("somebody");
    assert!(blocked.blocked_at.is_some() && blocked.friends_since.is_none());
    // To Ben it looks as if the friendship had ended.
    let want = [(ana.user, ContactChange::Block, 6), (ben.user, ContactChange::Removed, 4)];
    assert_eq!(told(&world), want);
    world.block(ana, eve).expect("somebody");
    let want = [(ana.user, ContactChange::Block, 7), (eve.user, ContactChange::Request, 2)];
    assert_eq!(told(&world), want);
    assert_eq!(world.block(ana, ben).expect("again").blocked_at, blocked.blocked_at);
    assert!(world.heard().is_empty(), "nothing changed");
    assert_eq!(lists(&world, ana), [vec![], vec![], vec![], vec![ben.user, eve.user]]);
    assert_eq!(lists(&world, ben), [const { vec![] }; 4]);
    assert_eq!(code(world.ask_friend(ana, ben)), "blocked_by_you");
    assert_eq!(world.ask(move |read| tie(read, &ana, ben.user)), Tie::BlockedByYou);
    assert_eq!(world.ask(move |read| tie(read, &ben, ana.user)), Tie::BlocksYou);
    world.unblock(ana, ben).expect("somebody");
    world.unblock(ana, ben).expect("nothing to do");
    assert_eq!(told(&world), [(ana.user, ContactChange::Block, 8)]);
    assert_eq!(world.ask(move |read| tie(read, &ben, ana.user)), Tie::Stranger);
}

pub(super) fn blocks_close_the_direct_chat(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.direct(ana, ben);
    world.say(ben, chat, "before");
    world.block(ana, ben).expect("somebody");
    let codes = |world: &World<'_>, id| {
        [ana, ben].map(|who| world.send(who, chat, id, "x").err().map(|error| error.code()))
    };
    assert_eq!(codes(&world, "c1"), [Some("blocked_by_you"), Some("not_accepted")]);
    world.block(ben, ana).expect("somebody");
    world.unblock(ana, ben).expect("somebody");
    assert_eq!(codes(&world, "c2"), [Some("not_accepted"), Some("blocked_by_you")]);
    world.unblock(ben, ana).expect("somebody");
    assert_eq!(codes(&world, "c3"), [None, None]);
    // What was sent before a block is answered as before when it is sent again.
    world.block(ana, ben).expect("somebody");
    assert!(world.send(ben, chat, "c3", "x").expect("a replay").replayed);
    // No chat yet: none can be opened, by neither.
    world.block(ana, eve).expect("somebody");
    assert_eq!(world.open(ana, eve).expect_err("blocked").code(), "blocked_by_you");
    assert_eq!(world.open(eve, ana).expect_err("blocked").code(), "not_accepted");
    // The one that is there can be read.
    assert_eq!(world.open(ben, ana).expect("there").summary.chat.id, chat);
}

pub(super) fn blocks_keep_out_of_groups(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    world.block(ana, ben).expect("somebody");
    for (owner, other) in [(ana, ben), (ben, ana)] {
        let refused = world.gather(owner, "Tea", &[eve, other]).expect_err("blocked");
        assert_eq!(refused.code(), "cannot_add");
        let group = world.group(owner, "Coffee", &[eve]);
        assert_eq!(world.add(owner, group, &[other]).expect_err("blocked").code(), "cannot_add");
    }
    // Others may bring both together, and there both are heard.
    let group = world.group(eve, "Juice", &[ana, ben]);
    world.say(ben, group, "hello");
}

pub(super) fn nobody_sees_that_they_are_blocked(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    world.block(ana, ben).expect("somebody");
    let (before, _) = (rev(&world, ana), world.heard());
    let asked = world.ask_friend(ben, ana).expect("looks like any other");
    assert!(asked.request.is_some());
    assert_eq!(told(&world), [(ben.user, ContactChange::Request, 1)]);
    assert_eq!(rev(&world, ana), before, "nothing reaches her");
    assert_eq!(lists(&world, ana), [vec![], vec![], vec![], vec![ben.user]]);
    assert_eq!(lists(&world, ben), [vec![], vec![], vec![ana.user], vec![]]);
    assert_eq!(code(world.answer(ana, asked.id, true)), "request_not_found");
    world.unblock(ana, ben).expect("somebody");
    assert_eq!(lists(&world, ben), [const { vec![] }; 4]);
    let veils = world.heard().into_iter().filter(|event| matches!(event, Event::Veil { .. }));
    let (a, b) = (ana.user.min(ben.user), ana.user.max(ben.user));
    assert_eq!(veils.collect::<Vec<_>>(), [Event::Veil { a, b, veiled: false }]);
}

pub(super) fn rules_of_the_server_hold(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    befriend(&world, ana, ben);
    world.group(ana, "Tea", &[eve]);
    let open = |with: Actor, rule| {
        let cmd = OpenDirect { with: with.user, rule, at: build::START };
        world.run(move |tx| chat::open_direct(tx, &ana, cmd)).map(drop).map_err(|e| e.code())
    };
    let refused = Err("not_accepted");
    assert_eq!(open(zoe, Audience::SharedGroup), refused);
    assert_eq!(open(eve, Audience::Friends), refused);
    assert_eq!(open(ben, Audience::Nobody), refused);
    assert_eq!(open(ben, Audience::Friends), Ok(()));
    assert_eq!(open(eve, Audience::SharedGroup), Ok(()));
    assert_eq!(open(zoe, Audience::Everyone), Ok(()));
}

pub(super) fn pages_contacts(store: &dyn Harness) {
    let world = World::new(store);
    let all = world.people(["ana", "ben", "eve", "ivo", "zoe"]);
    let ivo = all[3];
    for who in [all[4], all[0], all[2], all[1]] {
        befriend(&world, who, ivo);
    }
    let want = [all[4], all[0], all[2], all[1]].map(|who| who.user);
    let (mut got, mut after) = (Vec::new(), None);
    loop {
        let page = world.ask(move |read| read.contacts(ivo.user, Friends, after, 3));
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        got.extend(others(&page));
    }
    assert_eq!(got, want, "in the order in which they met");
    world.block(ivo, all[1]).expect("somebody");
    let any = world.contacts(ivo, Any);
    assert_eq!(others(&any), want);
    assert!(any[3].blocked_at.is_some() && any[2].friends_since.is_some());
    assert_eq!(others(&world.contacts(all[1], Any)), []);
    let changed = |since, upto, limit| {
        let (since, upto) = (Rev(since), Rev(upto));
        let page = world.ask(move |read| read.changed_contacts(ivo.user, since, upto, limit));
        page.iter().map(|contact| contact.rev.0).collect::<Vec<_>>()
    };
    assert_eq!(changed(0, 99, 99), [3, 6, 9, 13]);
    assert_eq!(changed(3, 9, 99), [6, 9]);
    assert_eq!(changed(0, 99, 3), [3, 6, 9]);
}

pub(super) fn bounds_requests(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let made = world.run(|tx| {
        let ids = (0..=MAX_REQUESTS).map(|n| build::user(tx, &format!("guest.{n:03}")).id);
        Ok::<_, StoreError>(ids.collect::<Vec<_>>())
    });
    let crowd: Vec<Actor> =
        made.expect("people").into_iter().map(|user| Actor { user, ..ana }).collect();
    for who in &crowd[..MAX_REQUESTS] {
        world.ask_friend(ana, *who).expect("within bounds");
    }
    let over = crowd[MAX_REQUESTS];
    assert_eq!(code(world.ask_friend(ana, over)), "too_many_requests_pending");
    let first = world.contacts(ana, Outgoing).first().map(|contact| contact.id);
    world.cancel(ana, first.expect("some")).expect("hers");
    world.ask_friend(ana, over).expect("room again");
}
