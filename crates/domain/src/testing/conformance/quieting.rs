use crate::quiet::{Days, Digest, Hours, Minute, Mute, Settings, Zone, settings};
use crate::sync::user_changes;
use crate::testing::{Harness, World};
use crate::{Event, Problem, Rev};

pub(super) fn chats_are_muted(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let tea = world.group(ana, "Tea", &[ben]);
    let before = world.ask(move |read| read.user_rev(ana.user));
    world.heard();
    let until = Mute::Until(world.now().plus_ms(3_600_000));
    for mute in [Some(until), Some(Mute::Forever)] {
        assert_eq!(world.mute(ana, tea, mute).expect("in"), mute);
        assert_eq!(world.summary(ana, tea).expect("in").me.mute, mute);
    }
    world.mute(ana, tea, Some(Mute::Forever)).expect("again");
    let heard = world.heard();
    assert_eq!(heard.len(), 2, "the same again changes nothing: {heard:?}");
    let rev = before.next().next();
    let want = Event::ChatMuted { owner: ana.user, chat: tea, mute: Some(Mute::Forever), rev };
    assert_eq!(heard[1], want);
    assert_eq!(world.summary(ben, tea).expect("in").me.mute, None, "each for themselves");
    let changes = world.ask(move |read| user_changes(read, &ana, before, 10));
    assert_eq!(changes.joined.iter().map(|s| s.me.mute).collect::<Vec<_>>(), [Some(Mute::Forever)]);
    // What others do to the row leaves it as it is.
    world.say(ben, tea, "hello");
    world.mark(ana, tea, 1).expect("in");
    world.remove(ana, tea, ana.user).expect("everybody may leave");
    assert_eq!(world.mute(ana, tea, None).expect_err("out").code(), "chat_not_found");
    assert_eq!(world.mute(eve, tea, None).expect_err("never in").code(), "chat_not_found");
    world.add(ben, tea, &[ana]).expect("the heir");
    assert_eq!(world.summary(ana, tea).expect("in").me.mute, None, "who comes back hears again");
}

pub(super) fn settings_are_kept(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let of = |who| world.ask(move |read| settings(read, &who));
    assert_eq!(of(ana), Settings::default());
    assert_eq!(world.be_quiet(ana, Settings::default()).rev, Rev(0), "nothing changed");
    let minute = |text| Minute::parse(text).expect("a time");
    let days = Days::new([0, 6]).expect("days");
    let chosen = Settings {
        rev: Rev(0),
        mute: Some(Mute::Until(world.now())),
        hours: Some(Hours { from: minute("22:00"), to: minute("07:30"), days }),
        zone: Zone::parse("America/Bogota").expect("a zone"),
        sounds: true,
        desktop: false,
        previews: false,
        digest: Digest::Weekly,
    };
    let kept = world.be_quiet(ana, chosen.clone());
    assert_eq!(kept, Settings { rev: Rev(1), ..chosen.clone() });
    assert_eq!(of(ana), kept);
    world.heard();
    world.be_quiet(ana, chosen);
    assert!(world.heard().is_empty());
    let changes = |since| world.ask(move |read| user_changes(read, &ana, Rev(since), 10)).settings;
    assert_eq!((changes(0), changes(1)), (Some(kept), None));
    let plain = world.be_quiet(ana, Settings::default());
    assert_eq!(plain, Settings { rev: Rev(2), ..Settings::default() });
    assert!(
        matches!(&world.heard()[..], [Event::QuietChanged { owner, .. }] if *owner == ana.user)
    );
    assert_eq!(of(ben), Settings::default());
}
