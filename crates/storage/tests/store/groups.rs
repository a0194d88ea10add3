//! Rights of a group that change while they are used: one outcome, and always one owner.

use crate::races::{Fixture, at_once, fine, say};
use crate::support::Backend;
use domain::chat::{MAX_MEMBERS, RemoveMember, SetRole, remove_member, set_role};
use domain::message::SendError;
use domain::port::Lane;
use domain::testing::build;
use domain::{Actor, ChatId, Event, Role};

const ROUNDS: usize = 12;

fn leave(fixture: &Fixture, by: Actor, chat: ChatId, who: Actor) -> bool {
    let cmd = RemoveMember { chat, user: who.user, at: build::START };
    let done = fixture.store.write(Lane::Chat(chat), move |tx| remove_member(tx, &by, cmd));
    let went = done.is_ok();
    fine(done);
    went
}

fn give(fixture: &Fixture, by: Actor, chat: ChatId, who: Actor, role: Role) -> bool {
    let cmd = SetRole { chat, user: who.user, role };
    let done = fixture.store.write(Lane::Any, move |tx| set_role(tx, &by, cmd));
    let given = done.is_ok();
    fine(done);
    given
}

/// Everybody's role; panics unless exactly one is the owner.
fn roles(fixture: &Fixture, chat: ChatId) -> Vec<(Actor, Role)> {
    let all = fixture.store.read(|read| read.members(chat, None, MAX_MEMBERS)).unwrap().unwrap();
    assert_eq!(all.iter().filter(|member| member.role == Role::Owner).count(), 1, "{all:?}");
    let actor = |id| *fixture.people.iter().find(|who| who.user == id).unwrap();
    all.iter().map(|member| (actor(member.user.id), member.role)).collect()
}

#[test]
fn nobody_is_promoted_who_has_left() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let [ana, ben, ..] = fixture.people[..] else { unreachable!() };
        for chat in fixture.groups(ROUNDS) {
            let done = at_once(2, |n| match n {
                0 => give(&fixture, ana, chat, ben, Role::Admin),
                _ => leave(&fixture, ben, chat, ben),
            });
            assert!(done[1], "everybody may leave");
            let there = roles(&fixture, chat);
            assert!(there.iter().all(|(who, _)| *who != ben), "{backend:?}");
            let row = fixture.store.read(|read| read.membership(chat, ben.user));
            assert_eq!(row.unwrap().unwrap().unwrap().role, Role::Member, "{backend:?}");
        }
    }
}

#[test]
fn a_group_keeps_its_owner_whoever_goes() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let [ana, ben, eve, zoe] = fixture.people[..] else { unreachable!() };
        for chat in fixture.groups(ROUNDS) {
            at_once(6, |n| match n {
                0 => leave(&fixture, ana, chat, ana),
                1 => give(&fixture, ana, chat, ben, Role::Owner),
                2 => give(&fixture, ana, chat, eve, Role::Admin),
                3 => leave(&fixture, ben, chat, ben),
                4 => leave(&fixture, eve, chat, zoe),
                _ => give(&fixture, ben, chat, zoe, Role::Admin),
            });
            let there = roles(&fixture, chat);
            assert!(there.iter().any(|(who, _)| *who == eve), "nobody took Eve out: {there:?}");
        }
    }
}

#[test]
fn nothing_is_heard_from_the_removed_after_their_end() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let [ana, ben, ..] = fixture.people[..] else { unreachable!() };
        for (round, chat) in fixture.groups(ROUNDS).into_iter().enumerate() {
            let said = at_once(5, |n| match n {
                0 => Some(leave(&fixture, ana, chat, ben)),
                _ => match say(&fixture.store, ben, chat, &format!("{round}-{n}")) {
                    Ok(_) => Some(true),
                    Err(SendError::NotFound) => None,
                    Err(error) => panic!("{error:?}"),
                },
            });
            assert_eq!(said[0], Some(true));
            let heard = fixture.heard.0.lock().unwrap();
            let here: Vec<&Event> =
                heard.iter().filter(|e| e.chat().is_some_and(|(id, _)| id == chat)).collect();
            let gone = here.iter().position(|e| matches!(e, Event::MemberRemoved { .. })).unwrap();
            let later = here[gone..].iter().any(|e| matches!(e, Event::MessageNew { .. }));
            assert!(!later, "{backend:?}: {here:?}");
            let told = here[..gone].iter().filter(|e| matches!(e, Event::MessageNew { .. }));
            assert_eq!(told.count(), said[1..].iter().flatten().count(), "acked is told");
        }
    }
}
