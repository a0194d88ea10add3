//! Rights of a group that change while they are used: one outcome, and always one owner.

use crate::races::{Fixture, at_once, fine, say};
use crate::support::Backend;
use domain::chat::{
    BanMember, Join, JoinError, Joined, MAX_MEMBERS, MakeCode, RemoveMember, SetRole, ban, join,
    make_code, remove_member, set_role,
};
use domain::message::SendError;
use domain::port::{Lane, StoreError};
use domain::testing::build;
use domain::{Actor, ChatId, CodeText, Event, Role};

const ROUNDS: usize = 12;

fn leave(fixture: &Fixture, by: Actor, chat: ChatId, who: Actor) -> bool {
    let cmd = RemoveMember { chat, user: who.user, at: build::START };
    let done = fixture.store.write(Lane::Chat(chat), move |tx| remove_member(tx, &by, cmd));
    let went = done.is_ok();
    fine(done);
    went
}

fn give(fixture: &Fixture, by: Actor, chat: ChatId, who: Actor, role: Role) -> bool {
    let cmd = SetRole { chat, user: who.user, role, at: build::START };
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

#[test]
fn a_code_for_one_lets_in_one_of_fifty() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let [ana, ..] = fixture.people[..] else { unreachable!() };
        let crowd = fixture.store.write(Lane::Any, move |tx| {
            let chat = build::group(tx, &ana, "Tea", &[]);
            let code = CodeText::of([7; CodeText::LENGTH]);
            let (at, expires_at) = (build::START, build::START.plus_ms(1_000));
            let cmd = MakeCode { chat, code, expires_at, max_uses: Some(1), approval: false, at };
            make_code(tx, &ana, cmd).unwrap();
            Ok::<_, StoreError>((0..50).map(|n| build::person(tx, &format!("guest{n}"))).collect())
        });
        let crowd: Vec<Actor> = crowd.unwrap();
        let came = at_once(50, |n| {
            let (who, cmd) =
                (crowd[n], Join { code: CodeText::of([7; CodeText::LENGTH]), at: build::START });
            match fixture.store.write(Lane::User(who.user), move |tx| join(tx, &who, &cmd)) {
                Ok(Joined::Now(_)) => true,
                Err(JoinError::NoSuchCode) => false,
                other => panic!("{other:?}"),
            }
        });
        assert_eq!(came.iter().filter(|came| **came).count(), 1, "{backend:?}");
    }
}

#[test]
fn nobody_comes_in_past_a_ban() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let [ana, ben, ..] = fixture.people[..] else { unreachable!() };
        for (round, chat) in fixture.groups(ROUNDS).into_iter().enumerate() {
            leave(&fixture, ben, chat, ben);
            let code = CodeText::of([u8::try_from(round).unwrap(); CodeText::LENGTH]);
            let (at, expires_at) = (build::START, build::START.plus_ms(1_000));
            let (approval, max_uses) = (false, None);
            let cmd = MakeCode { chat, code: code.clone(), expires_at, max_uses, approval, at };
            let made = fixture.store.write(Lane::Any, move |tx| make_code(tx, &ana, cmd.clone()));
            made.unwrap();
            at_once(2, |n| {
                if n == 0 {
                    let cmd = BanMember { chat, user: ben.user, at };
                    fine(fixture.store.write(Lane::Any, move |tx| ban(tx, &ana, cmd)));
                } else {
                    let cmd = Join { code: code.clone(), at };
                    match fixture.store.write(Lane::User(ben.user), move |tx| join(tx, &ben, &cmd))
                    {
                        Ok(Joined::Now(_)) | Err(JoinError::Banned) => {}
                        other => panic!("{other:?}"),
                    }
                }
            });
            let there = roles(&fixture, chat);
            assert!(there.iter().all(|(who, _)| *who != ben), "{backend:?}: {there:?}");
        }
    }
}
