use crate::message::Quote;
use crate::notification::Kind;
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Event, Message, Problem, Seq, UserId};

fn one(world: &World<'_>, chat: ChatId, seq: i64) -> Message {
    world.ask(move |read| read.messages(UserId(0), chat, Seq(seq), Seq(seq))).remove(0)
}

pub(super) fn quotes_are_what_is_now(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    let long = "\u{1F600}".repeat(300);
    world.say(ana, chat, &long);
    world.heard();
    let sent = world.answer_to(ben, chat, 1, "b", "quite").expect("there").message;
    let quote = sent.reply_to.clone().expect("a quote");
    let (seq, sender) = (Seq(1), ana.user);
    let text: String = long.chars().take(200).collect();
    assert_eq!(quote, Quote { seq, sender, text, deleted: false });
    assert_eq!(world.heard()[0], Event::MessageNew { message: sent.clone() });
    assert_eq!(one(&world, chat, 2), sent);
    assert_eq!(world.summary(ana, chat).expect("in").last_message.as_ref(), Some(&sent));
    // Once more is the same, as an answer to something else it is not.
    let again = world.answer_to(ben, chat, 1, "b", "quite").expect("known");
    assert!(again.replayed && again.message == sent);
    for other in [world.send(ben, chat, "b", "quite"), world.answer_to(ben, chat, 2, "b", "quite")]
    {
        assert_eq!(other.expect_err("not so").code(), "client_id_reused");
    }
    world.answer_to(ana, chat, 2, "a", "is it?").expect("there");
    world.edit(ana, chat, 1, "short").expect("her own");
    let shown = one(&world, chat, 2);
    assert_eq!(shown.reply_to.as_ref().map(|quote| quote.text.as_str()), Some("short"));
    assert_eq!(shown.rev, sent.rev, "the answer itself did not change");
    let edited = world.edit(ben, chat, 2, "quite so").expect("his own");
    assert_eq!(edited.reply_to, shown.reply_to, "an edit keeps it");
    world.delete(ana, chat, 1).expect("her own");
    let quote = one(&world, chat, 2).reply_to.expect("a quote");
    assert_eq!((quote.deleted, quote.text.as_str(), quote.seq), (true, "", Seq(1)));
    world.delete(ben, chat, 2).expect("his own");
    assert_eq!(one(&world, chat, 2).reply_to, None, "a tombstone shows nothing");
    let changed =
        world.ask(move |r| r.changed_messages(UserId(0), chat, sent.rev, crate::Rev(99), 9));
    let quoted: Vec<_> = changed.iter().map(|m| (m.seq.0, m.reply_to.is_some())).collect();
    assert_eq!(quoted, [(3, true), (1, false), (2, false)]);
}

pub(super) fn refuses_what_is_not_there(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let (chat, group) = (world.direct(ana, ben), world.group(ana, "Tea", &[]));
    world.say(ana, chat, "one");
    world.say(ana, chat, "two");
    world.say(ana, group, "one");
    world.delete(ana, chat, 2).expect("her own");
    world.heard();
    for (place, seq) in [(chat, 0), (chat, -1), (chat, 3), (chat, 2), (group, 2)] {
        let error = world.answer_to(ana, place, seq, "a", "x").expect_err("nothing there");
        assert_eq!(error.code(), "reply_not_found", "{seq}");
    }
    assert!(world.heard().is_empty());
    assert_eq!(world.answer_to(ana, chat, 1, "a", "x").expect("there").message.seq, Seq(3));
}

pub(super) fn authors_are_notified(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.group(ana, "Tea", &[ben, eve]);
    for who in [ana, ben, eve] {
        world.say(who, chat, "x");
    }
    let kinds = |who: Actor| {
        let (all, _) = world.notifications(who);
        let about = all.iter().filter(|one| one.seq.is_some());
        about.map(|one| (one.kind, one.seq.expect("some").0)).collect::<Vec<_>>()
    };
    world.answer_to(ben, chat, 1, "a", "to Ana").expect("there");
    assert_eq!(kinds(ana), [(Kind::Reply, 4)]);
    world.answer_to(ben, chat, 1, "b", "to @ana").expect("there");
    assert_eq!(kinds(ana), [(Kind::Mention, 5), (Kind::Reply, 4)], "told once");
    world.answer_to(ben, chat, 2, "c", "to himself").expect("there");
    assert_eq!(kinds(ben), []);
    world.answer_to(ben, chat, 1, "a", "to Ana").expect("known");
    assert_eq!(kinds(ana).len(), 2, "once more is nothing");
    world.delete(ben, chat, 4).expect("his own");
    let (all, _) = world.notifications(ana);
    let read = |seq| all.iter().find(|one| one.seq == Some(Seq(seq))).and_then(|one| one.read_at);
    assert!(read(4).is_some() && read(5).is_none());
    world.block(eve, ben).expect("there");
    world.answer_to(ben, chat, 3, "d", "to Eve").expect("there");
    world.answer_to(eve, chat, 2, "e", "to Ben").expect("there");
    assert_eq!((kinds(eve), kinds(ben)), (vec![], vec![]));
    world.remove(ana, chat, eve.user).expect("the owner");
    world.answer_to(ana, chat, 3, "f", "to nobody").expect("there");
    assert_eq!(kinds(eve), []);
}
