use crate::admin::{self, Authority};
use crate::own::{Side, Trace, Trail};
use crate::testing::{Harness, World, build};
use crate::{Actor, ChatId, Seq, UserId};

/// A trail asked for `limit` at a time.
fn trail(world: &World<'_>, who: Actor, trail: Trail, limit: usize) -> Vec<Trace> {
    let mut all: Vec<Trace> = Vec::new();
    loop {
        let after = all.last().cloned();
        let page = world.ask(move |read| read.traces(who.user, trail, after.as_ref(), limit));
        assert!(page.len() <= limit, "{trail:?}");
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

fn place(trace: &Trace) -> (Option<ChatId>, Option<i64>) {
    (trace.chat, trace.seq.map(|seq| seq.0))
}

pub(super) fn traces_are_handed_out(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let [one, two] = ["Tea", "Chess"].map(|title| world.group(ana, title, &[ben, eve]));
    for chat in [one, two] {
        for text in ["a", "b", "c"] {
            world.say(ana, chat, text);
        }
        world.say(ben, chat, "his");
        for text in ["x", "y"] {
            world.edit(ana, chat, 1, text).expect("her own");
        }
        world.edit(ben, chat, 4, "still his").expect("his own");
        for (who, emoji) in [(ana, "👍"), (ana, "🎉"), (ben, "👍")] {
            world.react(who, (chat, 4), emoji, true).expect("in");
        }
        world.pin(ana, chat, 4, true).expect("the owner");
        world.hide(ana, chat, 2).expect("there");
        world.delete(ana, chat, 3).expect("her own");
        world.mark(ben, chat, 1).expect("in");
        world.mark(ben, chat, 3).expect("in");
        world.ban(ana, chat, eve).expect("the owner");
    }
    let places = |seq: i64| [one, two].map(|chat| (Some(chat), Some(seq)));
    let [(first, _), (second, _)] = places(0);
    for (who, kind, want) in [
        (ana, Trail::Versions, [places(1)[0]; 2].into_iter().chain([places(1)[1]; 2]).collect()),
        (ana, Trail::Reactions, [places(4)[0]; 2].into_iter().chain([places(4)[1]; 2]).collect()),
        (ana, Trail::Pins, places(4).to_vec()),
        (ana, Trail::Hidden, places(2).to_vec()),
        (ana, Trail::Deletions, places(3).to_vec()),
        (ben, Trail::Versions, places(4).to_vec()),
        (ben, Trail::Pins, vec![]),
        (ana, Trail::BansSet, vec![(first, None), (second, None)]),
        (eve, Trail::Bans, vec![(first, None), (second, None)]),
    ] {
        let whole = trail(&world, who, kind, 99);
        assert_eq!(whole.iter().map(place).collect::<Vec<_>>(), want, "{kind:?}");
        for limit in 1..4 {
            assert_eq!(trail(&world, who, kind, limit), whole, "{kind:?} by {limit}");
        }
    }
    let said: Vec<_> = trail(&world, ana, Trail::Versions, 1).into_iter().map(|t| t.text).collect();
    let want = ["a", "x", "a", "x"].map(|text| Some(text.to_owned()));
    assert_eq!(said, want, "what is said now is in the message");
    let read = trail(&world, ben, Trail::Reads, 2);
    assert!(
        places(3).iter().all(|want| read.iter().any(|trace| place(trace) == *want)),
        "{read:?}"
    );
    assert_eq!(trail(&world, ana, Trail::BansSet, 9)[0].user, Some(eve.user));
    assert_eq!(trail(&world, eve, Trail::Bans, 9)[0].user, None, "who did it is theirs");
    // What she deleted for herself is gone for her, with what it said before.
    world.clear(ana, one).expect("in");
    let left = trail(&world, ana, Trail::Versions, 9);
    assert!(left.iter().all(|trace| trace.chat == Some(two) && trace.seq == Some(Seq(1))));
    for kind in Trail::ALL {
        assert_eq!(trail(&world, Actor { user: UserId(987_654), ..ana }, kind, 9), [], "{kind:?}");
    }
}

pub(super) fn deeds_are_handed_out(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let operator = Authority::operator(world.now());
    world.run(move |tx| admin::promote(tx, &operator, ana.user)).expect("an operator may");
    let by = Authority { actor: Some(ana), address: None, at: world.now() };
    world.run(move |tx| admin::suspend(tx, &by, ben.user)).expect("an administrator may");
    world.run(move |tx| admin::restore(tx, &by, ben.user)).expect("an administrator may");
    let deeds = |who: Actor, side: Side, limit: usize| {
        let mut all: Vec<crate::admin::AuditEntry> = Vec::new();
        loop {
            let after = all.last().map_or(0, |last| last.id);
            let page = world.ask(move |read| read.deeds(who.user, side, after, limit));
            if page.is_empty() {
                return all.into_iter().map(|entry| entry.action).collect::<Vec<_>>();
            }
            all.extend(page);
        }
    };
    for limit in [1, 9] {
        assert_eq!(deeds(ana, Side::Actor, limit), ["user.suspend", "user.restore"]);
        assert_eq!(deeds(ana, Side::Subject, limit), ["user.promote"]);
        assert_eq!(deeds(ben, Side::Subject, limit), ["user.suspend", "user.restore"]);
        assert_eq!(deeds(ben, Side::Actor, limit), Vec::<String>::new());
    }
}

pub(super) fn ended_devices_are_handed_out(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let second =
        world.run(move |tx| Ok::<_, crate::port::StoreError>(build::session(tx, ana.user)));
    let second = second.expect("a session");
    let at = world.now();
    world.run(move |tx| crate::session::revoke(tx, ana.user, &[second], at)).expect("hers");
    let first = world.ask(move |read| read.devices(ana.user, None, 1));
    assert_eq!(
        first.iter().map(|one| (one.id, one.revoked_at)).collect::<Vec<_>>(),
        [(ana.session, None)]
    );
    let rest = world.ask(move |read| read.devices(ana.user, Some(ana.session), 9));
    assert_eq!(
        rest.iter().map(|one| (one.id, one.revoked_at)).collect::<Vec<_>>(),
        [(second, Some(at))]
    );
}
