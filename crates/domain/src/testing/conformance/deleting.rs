use crate::message::{Deletion, versions};
use crate::report::{About, NewReport, Reason, report};
use crate::testing::{Harness, World};
use crate::{ChatId, Event, Problem, Rev, Role, Seq, UserId};

pub(super) fn nothing_is_left_of_it(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    let first = world.send(ana, chat, "a", "secret").expect("in").message;
    world.edit(ana, chat, 1, "more secret").expect("her own");
    world.say(ana, chat, "x");
    world.heard();
    world.delete(ana, chat, 1).expect("her own");
    let told = world.heard();
    let [Event::MessageDeleted { chat: place, rev, seq, by, at }] = told[..] else {
        panic!("{told:?}");
    };
    assert_eq!((place, rev, seq, by), (chat, Rev(5), Seq(1), ana.user));
    let left = world.ask(move |read| read.messages(UserId(0), chat, Seq(1), Seq(1))).remove(0);
    assert_eq!(left, first.clone().tombstone(rev, Deletion { by, at }));
    assert!(left.text.as_str().is_empty() && left.seq == Seq(1) && left.edited_at.is_none());
    let changed = world.ask(move |r| r.changed_messages(UserId(0), chat, Rev(4), Rev(9), 9));
    assert_eq!(changed, std::slice::from_ref(&left));
    assert_eq!(world.ask(move |read| Ok(versions(read, &ben, chat, Seq(1)))).expect("in"), []);
    assert_eq!(world.ask(move |read| read.versions(chat, Seq(1))), [], "also not stored");
    // Once more is nothing, and what was sent is not sent anew.
    world.delete(ana, chat, 1).expect("her own");
    let again = world.send(ana, chat, "a", "secret").expect("known");
    assert!(again.replayed && again.message == left && world.heard().is_empty());
    assert_eq!(world.edit(ana, chat, 1, "back").expect_err("gone").code(), "message_deleted");
    let (about, reason) = (About::Message(chat, Seq(1)), Reason::Spam);
    let new = NewReport { about, reason, note: None, at: world.now() };
    let reported = world.run(move |tx| report(tx, &ben, &new));
    assert_eq!(reported.expect_err("nothing to see").code(), "message_not_found");
    world.delete(ana, chat, 2).expect("her own");
    let summary = world.summary(ben, chat).expect("in");
    let last = summary.last_message.clone().expect("a tombstone");
    assert!(last.deleted.is_some() && last.text.as_str().is_empty());
    assert_eq!(summary.unread(), 2, "what is deleted counts until it is passed");
    assert_eq!(world.say(ana, chat, "y").seq, Seq(3));
}

pub(super) fn senders_and_admins_delete(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let (chat, group) = (world.direct(ana, ben), world.group(ana, "Tea", &[ben, eve]));
    world.say(ana, chat, "x");
    for who in [ana, ben, eve, ben] {
        world.say(who, group, "x");
    }
    world.heard();
    for (who, place, seq, code) in [
        (ben, chat, 1, "may_not_delete"),
        (ben, group, 1, "may_not_delete"),
        (ben, group, 3, "may_not_delete"),
        (zoe, group, 1, "chat_not_found"),
        (zoe, chat, 1, "chat_not_found"),
        (ana, ChatId(987_654), 1, "chat_not_found"),
        (ana, group, 5, "message_not_found"),
        (ana, group, 0, "message_not_found"),
    ] {
        let error = world.delete(who, place, seq).expect_err("refused");
        assert_eq!(error.code(), code);
    }
    assert!(world.heard().is_empty());
    world.delete(eve, group, 3).expect("her own");
    world.delete(ana, group, 2).expect("the owner");
    assert_eq!(world.delete(ben, group, 1).expect_err("not his").code(), "may_not_delete");
    world.set_role(ana, group, eve, Role::Admin).expect("the owner");
    world.delete(eve, group, 1).expect("an admin");
    // Also where one can't write any more: a block keeps nobody from taking words back.
    world.block(ben, ana).expect("there");
    world.delete(ana, chat, 1).expect("her own");
    world.remove(ana, group, ben.user).expect("the owner");
    assert_eq!(world.delete(ben, group, 4).expect_err("out").code(), "chat_not_found");
}

pub(super) fn notifications_fall_silent(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.group(ana, "Tea", &[ben, eve]);
    world.say(ana, chat, "@ben @eve, look");
    world.say(ana, chat, "@ben again");
    let unread = |who| world.notifications(who).1;
    // Each was brought into the group, too.
    assert_eq!((unread(ben), unread(eve)), (3, 2));
    world.heard();
    world.delete(ana, chat, 1).expect("her own");
    assert_eq!((unread(ben), unread(eve)), (2, 1));
    let told: Vec<_> = world
        .heard()
        .into_iter()
        .filter_map(|event| match event {
            Event::NotificationsRead { owner, ids, unread, .. } => Some((owner, ids.len(), unread)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(ben.user, 1, 2), (eve.user, 1, 1)]);
    world.delete(ana, chat, 1).expect("her own");
    assert!(world.heard().is_empty());
}
