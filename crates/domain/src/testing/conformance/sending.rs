use crate::message::SendError;
use crate::port::StoreError;
use crate::testing::{Harness, World, build};
use crate::{ChatId, Event, Problem, Rev, Seq, UserId};

pub(super) fn numbers_without_gaps(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    let group = world.group(ana, "Tea", &[ben]);
    assert_eq!(world.ask(move |read| read.last_seq(chat)), Seq(0));
    world.heard();
    for n in 1..=10 {
        let author = if n % 3 == 0 { ben } else { ana };
        let message = world.say(author, chat, &format!("line {n}\n\t\u{1F600}'\";--"));
        assert_eq!((message.seq, message.rev), (Seq(n), Rev(n + 1)));
        assert_eq!((message.sender, message.chat), (author.user, chat));
        assert_eq!(world.heard(), [Event::MessageNew { message: message.clone() }]);
        let summary = world.summary(ana, chat).expect("in");
        assert_eq!(summary.last_message.as_ref(), Some(&message));
        assert_eq!((summary.chat.last_seq, summary.chat.rev), (message.seq, message.rev));
        assert_eq!(summary.chat.activity_at, message.sent_at);
        // A failing neighbour takes no number.
        assert!(world.send(author, ChatId(987_654), "nowhere", "x").is_err());
        assert_eq!(world.say(ana, group, "other chat").seq, Seq(n));
        world.heard();
    }
    let all = world.ask(move |read| read.messages(UserId(0), chat, Seq(1), Seq(10)));
    assert_eq!(all.iter().map(|m| m.seq.0).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    assert_eq!(world.ask(move |read| read.last_seq(chat)), Seq(10));
    assert_eq!(world.ask(|read| read.last_seq(ChatId(987_654))), Seq(0));
}

pub(super) fn sends_once(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    let first = world.send(ana, chat, "a", "hello").expect("in");
    assert!(!first.replayed);
    world.say(ben, chat, "and you?");
    world.heard();
    let again = world.send(ana, chat, "a", "hello").expect("in");
    assert!(again.replayed);
    assert_eq!(again.message, first.message);
    assert!(world.heard().is_empty(), "told once");
    assert_eq!(world.ask(move |read| read.last_seq(chat)), Seq(2));
    let other = world.send(ben, chat, "a", "hello").expect("his own name");
    assert!(!other.replayed, "names are per sender");
    let upper = world.send(ana, chat, "A", "hello").expect("in");
    assert!(!upper.replayed, "names differ by case");
}

pub(super) fn refuses_reuse(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let [chat, other] = [world.direct(ana, ben), world.direct(ana, eve)];
    world.send(ana, chat, "a", "hello").expect("in");
    world.heard();
    for (place, text) in [(chat, "hello!"), (other, "hello"), (chat, "hello ")] {
        let error = world.send(ana, place, "a", text).expect_err("used");
        assert!(matches!(error, SendError::ClientIdReused), "{error:?}");
        assert_eq!(error.code(), "client_id_reused");
    }
    assert!(world.heard().is_empty());
    assert_eq!(world.ask(move |read| read.last_seq(other)), Seq(0));
    assert_eq!(world.say(ana, other, "fine").seq, Seq(1));
}

pub(super) fn refuses_outsiders(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.direct(ana, ben);
    for place in [chat, ChatId(987_654), ChatId(-1)] {
        let error = world.send(eve, place, "e", "let me in").expect_err("outside");
        assert!(matches!(error, SendError::NotFound), "{error:?}");
    }
    // A name that an outsider tried is not used up.
    let own = world.direct(eve, ana);
    assert!(!world.send(eve, own, "e", "hello").expect("in").replayed);
    // Whoever is out learns nothing, not even that the message is there.
    let group = world.group(ana, "Tea", &[eve]);
    world.send(eve, group, "g", "hi").expect("in");
    world.remove(ana, group, eve.user).expect("the owner");
    let error = world.send(eve, group, "g", "hi").expect_err("out");
    assert!(matches!(error, SendError::NotFound), "{error:?}");
}

pub(super) fn failures_leave_nothing(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    let before = (world.summary(ana, chat), world.summary(ben, chat));
    world.heard();
    let failed = world.run(move |tx| {
        build::message(tx, &ana, chat, "lost", "never said");
        build::user(tx, "norbert");
        Err::<(), _>(StoreError::lost("on purpose"))
    });
    failed.expect_err("it says so");
    assert!(world.heard().is_empty(), "what was undone is not told");
    assert_eq!((world.summary(ana, chat), world.summary(ben, chat)), before);
    assert_eq!(world.ask(move |read| read.messages(UserId(0), chat, Seq(0), Seq(9))), []);
    let name = build::registration("norbert").handle;
    assert_eq!(world.ask(move |read| read.user_by_handle(&name)), None);
    let message = world.send(ana, chat, "lost", "said now").expect("the name is free");
    assert_eq!((message.message.seq, message.replayed), (Seq(1), false));
}

pub(super) fn counts_per_person(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    for author in [ana, ben, ana, ana, ben] {
        world.say(author, chat, "x");
    }
    for (after, upto, want) in [(0, 5, 3), (1, 4, 2), (4, 5, 0), (5, 5, 0), (0, 100, 3), (3, 2, 0)]
    {
        let got = world.ask(move |read| read.count_sent(chat, ana.user, Seq(after), Seq(upto)));
        assert_eq!(got, want, "{after}..={upto}");
    }
    for (since, limit, want) in [(1, 9, 5), (1, 3, 3), (4, 9, 2), (6, 9, 0), (99, 9, 0)] {
        let got = world.ask(move |read| read.count_changed(chat, Rev(since), limit));
        assert_eq!(got, want, "since {since}, at most {limit}");
    }
}
