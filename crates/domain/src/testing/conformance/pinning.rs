use crate::chat::{SettingsPatch, Who};
use crate::message::{MAX_PINS, Pin, pins};
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Event, Problem, Rev, Seq};

fn pinned(world: &World<'_>, who: Actor, chat: ChatId) -> Vec<i64> {
    let all = world.ask(move |read| Ok(pins(read, &who, chat))).expect("in");
    all.into_iter().map(|message| message.seq.0).collect()
}

pub(super) fn pins_and_unpins(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.group(ana, "Tea", &[ben]);
    for n in 1..=3 {
        world.say(ana, chat, &n.to_string());
    }
    for on in [true, false] {
        assert_eq!(world.pin(ben, chat, 3, on).expect_err("a member").code(), "may_not_pin");
    }
    let settings = SettingsPatch { pin: Some(Who::Everyone), ..SettingsPatch::default() };
    world.run_by(ana, chat, settings).expect("the owner");
    world.heard();
    let message = world.pin(ben, chat, 3, true).expect("every member may");
    let pin = message.pinned.expect("pinned");
    assert_eq!((pin.by, message.rev), (ben.user, Rev(6)));
    let (rev, seq, by, at) = (Rev(6), Seq(3), ben.user, pin.at);
    assert_eq!(world.heard(), [Event::PinChanged { chat, rev, seq, pinned: true, by, at }]);
    assert_eq!(world.pin(ana, chat, 3, true).expect("is so"), message, "who did it first");
    world.pin(ana, chat, 1, false).expect("is so");
    assert!(world.heard().is_empty());
    world.pin(ana, chat, 1, true).expect("in");
    assert_eq!(pinned(&world, ben, chat), [1, 3], "the newest pin first");
    let rows = world.ask(move |r| r.changed_messages(ben.user, chat, Rev(4), Rev(9), 9));
    assert_eq!(
        rows.iter().map(|m| (m.seq.0, m.pinned.is_some())).collect::<Vec<_>>(),
        [(3, true), (1, true)]
    );
    let edited = world.edit(ana, chat, 1, "one").expect("her own");
    assert!(matches!(edited.pinned, Some(Pin { by, .. }) if by == ana.user), "an edit keeps it");
    assert_eq!(world.pin(ben, chat, 3, false).expect("every member may").pinned, None);
    assert_eq!(pinned(&world, ben, chat), [1]);
    world.delete(ana, chat, 1).expect("her own");
    assert_eq!(pinned(&world, ben, chat), []);
    world.heard();
    for (who, seq, code) in [
        (eve, 2, "chat_not_found"),
        (ana, 4, "message_not_found"),
        (ana, 0, "message_not_found"),
        (ana, 1, "message_deleted"),
    ] {
        for on in [true, false] {
            assert_eq!(world.pin(who, chat, seq, on).expect_err("refused").code(), code);
        }
    }
    let hidden = world.ask(move |read| Ok(pins(read, &eve, chat))).expect_err("out");
    assert_eq!(hidden.code(), "chat_not_found");
    let direct = world.direct(ana, ben);
    world.say(ana, direct, "x");
    world.pin(ben, direct, 1, true).expect("both may");
    world.block(ben, ana).expect("there");
    assert_eq!(world.pin(ana, direct, 1, true).expect_err("a block").code(), "not_accepted");
}

pub(super) fn pins_are_bounded(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let chat = world.group(ana, "Tea", &[]);
    let most = i64::try_from(MAX_PINS).expect("few");
    for seq in 1..=most + 1 {
        world.say(ana, chat, "x");
        assert_eq!(world.pin(ana, chat, seq, true).is_ok(), seq <= most, "{seq}");
    }
    let error = world.pin(ana, chat, most + 1, true).expect_err("full");
    assert_eq!(error.code(), "too_many_pins");
    world.pin(ana, chat, 7, false).expect("there");
    world.pin(ana, chat, most + 1, true).expect("room again");
    assert_eq!(pinned(&world, ana, chat).len(), MAX_PINS);
}
