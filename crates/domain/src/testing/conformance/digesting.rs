use crate::digest::{MAX_CHATS, Waiting, content, due, stop, take, waiting};
use crate::job::JobFilter;
use crate::mail::JOB;
use crate::port::StoreError;
use crate::quiet::{Digest, Mute, Settings, Zone, settings};
use crate::testing::{Harness, World, build};
use crate::{Actor, Event, Timestamp, User, UserId};

const DAY: i64 = 86_400_000;

/// A time by day, as many days after the beginning.
fn later(days: i64) -> Timestamp {
    let midnight = build::START.0 - build::START.0.rem_euclid(DAY);
    Timestamp(midnight + days * DAY + DAY / 2)
}

fn wants(world: &World<'_>, who: Actor, digest: Digest) {
    world.be_quiet(who, Settings { digest, ..Settings::default() });
    proves(world, who);
}

/// Confirms somebody's address.
fn proves(world: &World<'_>, who: Actor) {
    let proved = world.run(move |tx| {
        let user = tx.as_read().user(who.user)?.ok_or_else(|| StoreError::lost("user"))?;
        tx.set_email(who.user, &user.email, Some(build::START))
    });
    proved.expect("an address");
}

fn due_at(world: &World<'_>, now: Timestamp) -> Vec<UserId> {
    let (all, end) = world.ask(move |read| due(read, None, 99, now));
    assert_eq!(end, None);
    all
}

fn taken(world: &World<'_>, who: Actor, now: Timestamp) -> bool {
    world.run(move |tx| take(tx, who.user, now)).expect("the store answers")
}

fn waits(world: &World<'_>, who: Actor, now: Timestamp) -> Waiting {
    world.ask(move |read| waiting(read, who.user, now))
}

fn letters(world: &World<'_>) -> usize {
    world.ask(|read| read.jobs(JobFilter::default(), None, 99)).len()
}

pub(super) fn the_away_are_told_once(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, joe] = world.people(["ana", "ben", "eve", "joe"]);
    for who in [ana, ben, eve] {
        wants(&world, who, if who == ben { Digest::Weekly } else { Digest::Daily });
    }
    world.be_quiet(joe, Settings { digest: Digest::Daily, ..Settings::default() });
    let tea = world.group(joe, "Tea", &[ana, ben]);
    world.say(joe, tea, "first");
    // Joe wrote all of it, and his address is not confirmed; nothing waits for Eve.
    assert_eq!(due_at(&world, later(0)), [], "nobody is away yet");
    assert_eq!(due_at(&world, later(2)), [ana.user]);
    assert_eq!(due_at(&world, later(8)), [ana.user, ben.user]);
    let night = later(2).plus_ms(DAY / 2);
    assert_eq!(due_at(&world, night), [], "they sleep");
    world.heard();
    assert!(!taken(&world, ana, later(0)) && !taken(&world, eve, later(2)));
    assert!(world.heard().is_empty());
    assert!(taken(&world, ana, later(2)));
    assert_eq!(world.heard(), [Event::JobsWaiting]);
    assert!(!taken(&world, ana, later(2)), "the other node comes too late");
    assert!(!taken(&world, ana, later(4)), "nothing new came since");
    assert_eq!((letters(&world), due_at(&world, later(4))), (1, vec![]));
    let job = world.ask(|read| read.jobs(JobFilter::default(), None, 1)).remove(0);
    assert_eq!(job.kind, JOB);
    // A change of the settings keeps the stamp.
    wants(&world, ana, Digest::Off);
    assert_eq!(due_at(&world, later(9)), [ben.user]);
    wants(&world, ana, Digest::Daily);
    assert_eq!(due_at(&world, later(4)), []);
    write_at(&world, joe, ana, later(3));
    assert_eq!(due_at(&world, later(4)), [ana.user], "something came since");
    // Pages go on where they ended.
    let (first, next) = world.ask(move |read| due(read, None, 1, later(9)));
    assert_eq!((first, next), (vec![ana.user], Some(ana.user)));
    let (second, next) = world.ask(move |read| due(read, Some(ana.user), 1, later(9)));
    assert_eq!((second, next), (vec![ben.user], Some(ben.user)));
}

/// A direct message at a time.
fn write_at(world: &World<'_>, from: Actor, to: Actor, at: Timestamp) {
    let chat = world.direct(from, to);
    let text = crate::MessageText::parse("later").expect("a text");
    let client_id = crate::ClientId::parse("write-later").expect("an id");
    let send = crate::message::SendMessage { chat, client_id, text, reply_to: None, at };
    world.run(move |tx| crate::message::send(tx, &from, send.clone())).expect("sent");
}

pub(super) fn what_waits_is_counted(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    wants(&world, ana, Digest::Daily);
    let now = later(2);
    let asked = move |read: &mut dyn crate::port::Read| content(read, ana.user, now);
    assert!(world.ask(asked).is_none(), "nothing waits");
    let bens = world.direct(ben, ana);
    let eves = world.direct(eve, ana);
    let tea = world.group(ana, "Tea", &[ben]);
    for chat in [bens, eves, tea] {
        world.say(if chat == eves { eve } else { ben }, chat, "one");
    }
    world.say(ben, tea, "two");
    world.say(ana, tea, "my own");
    let all = waits(&world, ana, now);
    let names: Vec<_> = all.chats.iter().map(|c| (c.name.as_str(), c.unread)).collect();
    let name = |who: Actor| world.ask(move |read| read.user(who.user)).expect("there").display_name;
    assert_eq!(names, [("Tea", 2), (name(eve).as_str(), 1), (name(ben).as_str(), 1)]);
    assert_eq!((all.messages, all.more), (4, 0));
    // Of muted chats nothing is told while that holds, of whom one blocks nothing at all.
    world.mute(ana, tea, Some(Mute::Until(now.plus_ms(1)))).expect("in");
    assert_eq!(waits(&world, ana, now).messages, 2);
    assert_eq!(waits(&world, ana, now.plus_ms(1)).messages, 4);
    world.mute(ana, tea, Some(Mute::Forever)).expect("in");
    world.block(ana, eve).expect("blocked");
    let left = waits(&world, ana, now);
    assert_eq!((left.messages, left.chats[0].unread, left.chats.len()), (1, 1, 1));
    world.block(ben, ana).expect("blocked");
    assert_eq!(waits(&world, ana, now).messages, 1, "nobody learns that they are blocked");
    world.mark(ana, bens, 1).expect("in");
    assert_eq!(waits(&world, ana, now).messages, 0);
    let mut last = tea;
    for number in 0..12 {
        last = world.group(eve, &format!("Group {number}"), &[ben]);
        world.say(eve, last, "hello");
    }
    let many = waits(&world, ben, now);
    assert_eq!((many.chats.len(), many.more), (MAX_CHATS, 3));
    assert_eq!((many.messages, many.notices), (13, 13), "and added to as many groups");
    assert_eq!(many.chats[0].name, "Group 11");
    world.clear(ben, last).expect("in");
    let less = waits(&world, ben, now);
    assert_eq!((less.messages, less.more), (12, 2), "what is cleared waits no more");
    assert_eq!(less.chats[0].name, "Group 10");
}

pub(super) fn who_may_not_be_told_is_not(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    wants(&world, ana, Digest::Daily);
    let chat = world.direct(ben, ana);
    world.say(ben, chat, "hello");
    let now = later(3);
    let told = |world: &World<'_>| {
        let letter = world.ask(move |read| content(read, ana.user, now)).is_some();
        let listed = due_at(world, now) == [ana.user];
        assert_eq!(listed, letter, "found and written to alike");
        letter
    };
    assert!(told(&world));
    let changed = |change: fn(&mut User)| {
        let put = move |tx: &mut dyn crate::port::Tx| {
            let mut user = tx.lock_user(ana.user)?.ok_or_else(|| StoreError::lost("user"))?;
            (user.suspended_at, user.deactivated_at, user.deleted_at) = (None, None, None);
            change(&mut user);
            tx.set_rights(&user)?;
            tx.put_account(&user)?;
            tx.set_email(user.id, &user.email, user.email_verified_at)
        };
        world.run(put).expect("changed");
    };
    changed(|user| user.suspended_at = Some(build::START));
    assert!(!told(&world), "suspended");
    changed(|user| user.deactivated_at = Some(build::START));
    assert!(!told(&world), "resting");
    changed(|user| user.deleted_at = Some(build::START));
    assert!(!told(&world), "deleted");
    changed(|user| user.email_verified_at = None);
    assert!(!told(&world), "whose address that is nobody knows");
    assert!(!taken(&world, ana, now));
    changed(|user| user.email_verified_at = Some(build::START));
    assert!(told(&world));
    // A session in use is no absence.
    world.run(move |tx| tx.set_last_seen(ana.user, now.plus_ms(1 - DAY))).expect("seen");
    assert_eq!(due_at(&world, now), []);
    assert_eq!(due_at(&world, later(4)), [ana.user]);
    // The link of a letter ends them, on every device.
    let zone = Zone::parse("Europe/Madrid").expect("a zone");
    world.be_quiet(ana, Settings { digest: Digest::Weekly, zone, ..Settings::default() });
    world.heard();
    world.run(move |tx| stop(tx, ana.user)).expect("stopped");
    assert!(
        matches!(&world.heard()[..], [Event::QuietChanged { owner, .. }] if *owner == ana.user)
    );
    let kept = world.ask(move |read| settings(read, &ana));
    assert_eq!((kept.digest, kept.zone.as_str()), (Digest::Off, "Europe/Madrid"));
    for who in [ana, ben] {
        world.run(move |tx| stop(tx, who.user)).expect("again");
    }
    assert!(world.heard().is_empty());
    assert!(!told(&world));
}
