use crate::account::UpdatePrivacy;
use crate::message::{ReadBy, readers};
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Problem, Seq, Timestamp, UserId};

fn who(world: &World<'_>, viewer: Actor, chat: ChatId, seq: i64) -> Vec<ReadBy> {
    world.ask(move |read| Ok(readers(read, &viewer, (chat, Seq(seq)), None, 99))).expect("in")
}

/// Reads up to a place, and says when.
fn read(world: &World<'_>, who: Actor, chat: ChatId, seq: i64) -> Timestamp {
    world.mark(who, chat, seq).expect("in");
    world.row(who, chat).and_then(|row| row.read_at).expect("a cursor")
}

pub(super) fn cursors_say_when(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let chat = world.group(ana, "Tea", &[ben, eve]);
    for _ in 0..4 {
        world.say(ana, chat, "x");
    }
    assert_eq!(who(&world, ana, chat, 1), []);
    let first = read(&world, ben, chat, 2);
    let other = read(&world, eve, chat, 4);
    let later = read(&world, ben, chat, 3);
    let by = |user: Actor, at| ReadBy { user: user.user, at };
    assert_eq!(who(&world, ana, chat, 1), [by(ben, first), by(eve, other)]);
    assert_eq!(who(&world, ana, chat, 2), [by(ben, first), by(eve, other)]);
    assert_eq!(who(&world, ben, chat, 3), [by(ben, later), by(eve, other)]);
    assert_eq!(who(&world, ana, chat, 4), [by(eve, other)]);
    // Who comes later begins behind what is there, and the sender is no reader.
    world.add(ana, chat, &[zoe]).expect("the owner");
    world.say(eve, chat, "y");
    let newest = read(&world, zoe, chat, 5);
    let own = read(&world, ana, chat, 5);
    assert_eq!(who(&world, ana, chat, 4), [by(eve, other)]);
    assert_eq!(who(&world, ana, chat, 5), [by(ana, own), by(zoe, newest)]);
    // Who went is no member; who came back did read what they read.
    world.remove(ana, chat, ben.user).expect("the owner");
    assert_eq!(who(&world, ana, chat, 1), [by(eve, other)]);
    world.add(ana, chat, &[ben]).expect("the owner");
    assert_eq!(who(&world, ana, chat, 2), [by(ben, first), by(eve, other)]);
    let page = |after: Option<UserId>, limit| {
        let all = world.ask(move |read| Ok(readers(read, &ana, (chat, Seq(1)), after, limit)));
        all.expect("in").into_iter().map(|one| one.user).collect::<Vec<_>>()
    };
    assert_eq!(page(None, 1), [ben.user]);
    assert_eq!(page(Some(ben.user), 9), [eve.user]);
}

pub(super) fn some_are_not_told_of(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let chat = world.group(ana, "Tea", &[ben, eve]);
    world.say(ana, chat, "x");
    read(&world, ben, chat, 1);
    read(&world, eve, chat, 1);
    let ids = |viewer| who(&world, viewer, chat, 1).iter().map(|one| one.user).collect::<Vec<_>>();
    assert_eq!(ids(ana), [ben.user, eve.user]);
    let alone = UpdatePrivacy { read_receipts: Some(false), ..UpdatePrivacy::default() };
    world.confine(ben, alone).expect("his own");
    assert_eq!((ids(ana), ids(ben)), (vec![eve.user], vec![eve.user]));
    // A block hides both from each other, whosever it is.
    world.block(eve, ana).expect("there");
    assert_eq!((ids(ana), ids(ben)), (vec![], vec![eve.user]));
    let refused = |viewer: Actor, place, seq| {
        let all = world.ask(move |read| Ok(readers(read, &viewer, (place, Seq(seq)), None, 9)));
        all.expect_err("refused").code()
    };
    assert_eq!(refused(zoe, chat, 1), "chat_not_found");
    assert_eq!(refused(ana, ChatId(987_654), 1), "chat_not_found");
    assert_eq!(refused(ana, chat, 2), "message_not_found");
}
