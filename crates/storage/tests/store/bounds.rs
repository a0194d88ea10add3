//! Many at once at a bound, or at a counter: never one too many, and what is counted is what there is.

use crate::outcomes::AT;
use crate::races::{Fixture, at_once, fine, say};
use crate::support::Backend;
use domain::chat::{
    self, AddMembers, EditGroup, MAX_MEMBERS, MOST_CODES, MakeCode, MemberError, SettingsPatch,
};
use domain::message::{self, ChangeError, ClearHistory, DeleteMessage, MarkRead, SendError};
use domain::port::{Lane, StoreError, Tx};
use domain::testing::build;
use domain::{Actor, ChatId, CodeText, Problem, Seq};

#[test]
fn the_last_place_is_taken_once() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let [ana, ..] = fixture.people[..] else { unreachable!() };
        let chat = fixture.groups(1)[0];
        let code = fixture.code(ana, chat, false);
        let crowd: Vec<Actor> = fixture
            .store
            .write(Lane::Any, |tx| {
                let crowd = (0..12).map(|n| build::person(tx, &format!("guest{n}")));
                Ok::<_, StoreError>(crowd.collect())
            })
            .unwrap();
        let nearly = MAX_MEMBERS - 1;
        let sql = format!("UPDATE chats SET member_count = {nearly} WHERE id = {}", chat.0);
        fixture.database.execute(&sql);
        let came = at_once(crowd.len(), |n| {
            if n.is_multiple_of(2) {
                return fixture.enters(crowd[n], &code).map(drop);
            }
            let cmd = AddMembers { chat, users: vec![crowd[n].user], at: AT };
            let add = move |tx: &mut dyn Tx| chat::add_members(tx, &ana, cmd.clone());
            fixture.does::<_, MemberError>(Lane::Any, add).map(drop)
        });
        assert_eq!(came.iter().flatten().count(), 1, "{backend:?}: {came:?}");
        let full = |one: &&Result<(), &str>| matches!(one, Err("group_full" | "too_many_members"));
        assert_eq!(came.iter().filter(full).count(), crowd.len() - 1, "{backend:?}: {came:?}");
        assert_eq!(fixture.members(chat).len(), 5, "{backend:?}");
    }
}

#[test]
fn the_last_code_is_made_once() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let [ana, ..] = fixture.people[..] else { unreachable!() };
        let chat = fixture.groups(1)[0];
        let one_more = |n: usize| {
            let mut random = [17; CodeText::LENGTH];
            (random[0], random[1]) = (u8::try_from(n % 30).unwrap(), u8::try_from(n / 30).unwrap());
            let code = CodeText::of(random);
            let (expires_at, max_uses, approval) = (AT.plus_ms(1_000), None, false);
            let cmd = MakeCode { chat, code, expires_at, max_uses, approval, at: AT };
            let make = move |tx: &mut dyn Tx| chat::make_code(tx, &ana, cmd.clone());
            fixture.does::<_, MemberError>(Lane::Any, make).map(drop)
        };
        for n in 1..MOST_CODES {
            one_more(n).unwrap();
        }
        let made = at_once(8, |n| one_more(MOST_CODES + n));
        assert_eq!(made.iter().flatten().count(), 1, "{backend:?}: {made:?}");
        assert!(made.iter().all(|one| matches!(one, Ok(()) | Err("too_many_codes"))), "{made:?}");
    }
}

#[test]
fn slow_mode_lets_one_of_many_through() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let [ana, ben, ..] = fixture.people[..] else { unreachable!() };
        for chat in fixture.groups(6) {
            let settings = SettingsPatch { slow_mode_s: Some(60), ..SettingsPatch::default() };
            let cmd = EditGroup { settings, ..EditGroup::of(chat, AT) };
            let edit = move |tx: &mut dyn Tx| chat::edit_group(tx, &ana, cmd.clone());
            fine(fixture.store.write(Lane::Chat(chat), edit));
            let sent =
                at_once(6, |n| say(&fixture.store, ben, chat, &format!("hurry-{}-{n}", chat.0)));
            let slow = sent.iter().filter(|one| matches!(one, Err(SendError::Slow(_)))).count();
            assert_eq!((sent.iter().flatten().count(), slow), (1, 5), "{backend:?}: {sent:?}");
            fixture.settled(chat);
        }
    }
}

/// One of the things that move counters.
fn counts(fixture: &Fixture, chat: ChatId, thread: usize, n: usize) {
    let who = fixture.people[thread % 4];
    let seq = Seq(i64::try_from((n * 7 + thread) % 40).unwrap());
    let lane = Lane::Chat(chat);
    let done = match (n + thread) % 6 {
        0..=2 => {
            let sent = say(&fixture.store, who, chat, &format!("count-{}-{thread}-{n}", chat.0));
            sent.map(drop).map_err(|error| error.code())
        }
        3 => {
            let cmd = MarkRead { chat, seq, at: AT };
            fixture.does(lane, move |tx| message::mark_read(tx, &who, cmd)).map(drop)
        }
        4 => {
            let cmd = DeleteMessage { chat, seq, at: AT };
            fixture.does(lane, move |tx| message::delete(tx, &who, cmd))
        }
        _ if n.is_multiple_of(4) => {
            let clear = move |tx: &mut dyn Tx| message::clear(tx, &who, ClearHistory { chat });
            fixture.does::<_, ChangeError>(Lane::Any, clear).map(drop)
        }
        _ => Ok(()),
    };
    let refused = [Ok(()), Err("message_not_found"), Err("may_not_delete")];
    assert!(refused.contains(&done), "{done:?}");
}

#[test]
fn counters_agree_with_rows_after_a_crowd() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        for chat in fixture.groups(3) {
            at_once(8, |thread| (0..24).for_each(|n| counts(&fixture, chat, thread, n)));
            fixture.settled(chat);
            let all = fixture.messages(chat);
            for who in &fixture.people {
                let me = fixture.store.read(|read| read.membership(chat, who.user));
                let me = me.unwrap().unwrap().unwrap();
                let after = all.iter().filter(|m| m.seq > me.seen());
                let unread = after.filter(|m| m.sender != who.user).count();
                let last = all.last().map_or(Seq(0), |m| m.seq);
                let unread = i64::try_from(unread).unwrap();
                assert_eq!(me.unread(last), unread, "{backend:?}: {me:?}");
            }
        }
    }
}
