use crate::message::{ChangeError, EditMessage, MAX_VERSIONS, SendError, versions};
use crate::notification::Kind;
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Event, Message, MessageText, Problem, Rev, Seq, UserId};

fn texts(world: &World<'_>, who: Actor, chat: ChatId, seq: i64) -> Vec<String> {
    let all = world.ask(move |read| Ok(versions(read, &who, chat, Seq(seq))));
    all.expect("there").into_iter().map(|version| version.text.as_str().to_owned()).collect()
}

pub(super) fn edits_what_one_wrote(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    let first = world.send(ana, chat, "a", "helo").expect("in").message;
    world.say(ben, chat, "what?");
    world.heard();
    let edited = world.edit(ana, chat, 1, "hello").expect("her own");
    assert_eq!((edited.text.as_str(), edited.rev, edited.seq), ("hello", Rev(4), Seq(1)));
    assert!(edited.edited_at > Some(edited.sent_at) && edited.sent_at == first.sent_at);
    assert_eq!(world.heard(), [Event::MessageEdited { message: edited.clone() }]);
    assert_eq!(
        world.ask(move |read| read.messages(UserId(0), chat, Seq(1), Seq(1))),
        std::slice::from_ref(&edited)
    );
    assert_eq!(world.summary(ben, chat).expect("in").chat.rev, Rev(4));
    assert_eq!(world.edit(ana, chat, 1, "hello").expect("her own"), edited, "nothing to do");
    assert!(world.heard().is_empty());
    // The same sent once more is still the same message, whatever it says by now.
    let again = world.send(ana, chat, "a", "helo").expect("in");
    assert_eq!((again.replayed, again.message), (true, edited));
    let other = world.send(ana, chat, "a", "hello").expect_err("never sent so");
    assert!(matches!(other, SendError::ClientIdReused));
    let last = world.edit(ben, chat, 2, "what!").expect("his own");
    assert_eq!(world.summary(ana, chat).expect("in").last_message, Some(last));
    assert_eq!(world.say(ana, chat, "x").rev, Rev(6), "the counter goes on");
}

pub(super) fn keeps_versions(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.direct(ana, ben);
    world.say(ana, chat, "0");
    assert_eq!(texts(&world, ben, chat, 1), ["0"]);
    let mut said = vec!["0".to_owned()];
    for n in 1..=30 {
        world.edit(ana, chat, 1, &n.to_string()).expect("her own");
        said.push(n.to_string());
        if said.len() > MAX_VERSIONS {
            said.remove(1);
        }
        assert_eq!(texts(&world, ben, chat, 1), said);
    }
    let all = world.ask(move |read| Ok(versions(read, &ben, chat, Seq(1)))).expect("in");
    assert!(all.is_sorted_by(|a, b| a.at < b.at), "{all:?}");
    for (who, seq, code) in [(eve, 1, "chat_not_found"), (ana, 2, "message_not_found")] {
        let refused = world.ask(move |read| Ok(versions(read, &who, chat, Seq(seq))));
        assert_eq!(refused.expect_err("hidden").code(), code);
    }
}

pub(super) fn refuses_edits(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let (chat, group) = (world.direct(ana, ben), world.group(ana, "Tea", &[ben, eve]));
    let sent = world.say(ana, chat, "x");
    world.say(eve, group, "x");
    world.heard();
    for (who, place, seq, code) in [
        (ben, chat, 1, "not_your_message"),
        (ana, group, 1, "not_your_message"),
        (eve, chat, 1, "chat_not_found"),
        (ana, ChatId(987_654), 1, "chat_not_found"),
        (ana, chat, 2, "message_not_found"),
        (ana, chat, 0, "message_not_found"),
        (ana, chat, -1, "message_not_found"),
    ] {
        let error = world.edit(who, place, seq, "y").expect_err("refused");
        assert_eq!(error.code(), code);
    }
    let (text, seq) = (MessageText::parse("y").expect("short"), Seq(1));
    for (window_ms, after, good) in [
        (Some(0), 0, false),
        (Some(10), 10, false),
        (Some(10), 9, true),
        (Some(10), -5, true),
        (None, 1 << 40, true),
    ] {
        let at = sent.sent_at.plus_ms(after);
        let text = MessageText::parse(&format!("{after}")).expect("short");
        let cmd = EditMessage { chat, seq, text, window_ms, at };
        let edited = world.run(move |tx| crate::message::edit(tx, &ana, cmd.clone()));
        assert_eq!(edited.is_ok(), good, "{window_ms:?} after {after}");
        let late = matches!(edited, Err(ChangeError::TooLate));
        assert_eq!(late, !good);
    }
    world.remove(ana, group, eve.user).expect("the owner");
    let gone = world.edit(eve, group, 1, "y").expect_err("out");
    assert!(matches!(gone, ChangeError::NotFound));
    world.block(ben, ana).expect("there");
    world.heard();
    let blocked = world.edit(ana, chat, 1, text.as_str()).expect_err("blocked");
    assert!(matches!(blocked, ChangeError::NotAccepted));
    world.block(ana, ben).expect("there");
    let own = world.edit(ana, chat, 1, text.as_str()).expect_err("blocked");
    assert!(matches!(own, ChangeError::BlockedByYou));
    assert!(!world.heard().iter().any(|event| matches!(event, Event::MessageEdited { .. })));
}

pub(super) fn names_are_told_once(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.group(ana, "Tea", &[ben, eve]);
    let named = |who: Actor| {
        let (all, _) = world.notifications(who);
        all.iter().filter(|one| one.kind == Kind::Mention && one.seq == Some(Seq(1))).count()
    };
    world.say(ana, chat, "@ben, look");
    assert_eq!((named(ben), named(eve)), (1, 0));
    for text in ["@ben and @eve, look", "nobody", "@eve @ben @ana", "@eve."] {
        world.edit(ana, chat, 1, text).expect("her own");
        assert_eq!((named(ben), named(eve), named(ana)), (1, 1, 0), "{text}");
    }
}

pub(super) fn changes_are_found_by_rev(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    for n in 1..=5 {
        world.say(ana, chat, &n.to_string());
    }
    world.edit(ana, chat, 4, "four").expect("her own");
    world.edit(ana, chat, 2, "two").expect("her own");
    world.say(ben, chat, "6");
    world.edit(ana, chat, 4, "vier").expect("her own");
    // Revs: 1 the chat, 2..=6 the messages, 7 and 8 edits of 4 and 2, 9 the sixth, 10 again of 4.
    let found = |since, upto, limit| {
        let rows =
            world.ask(move |r| r.changed_messages(UserId(0), chat, Rev(since), Rev(upto), limit));
        rows.iter().map(|m: &Message| (m.seq.0, m.rev.0)).collect::<Vec<_>>()
    };
    let all = [(1, 2), (3, 4), (5, 6), (2, 8), (6, 9), (4, 10)];
    for since in 0..=10 {
        let want: Vec<_> = all.iter().copied().filter(|(_, rev)| *rev > since).collect();
        assert_eq!(found(since, 10, 99), want, "since {since}");
        for limit in 1..4 {
            assert_eq!(
                found(since, 10, limit),
                want.iter().copied().take(limit).collect::<Vec<_>>()
            );
        }
        let counted = world.ask(move |read| read.count_changed(chat, Rev(since), 4));
        assert_eq!(usize::try_from(counted).ok(), Some(want.len().min(4)), "since {since}");
    }
    // What changes while somebody pages comes with what it is, and once more by its later change.
    assert_eq!(found(3, 8, 99), [(3, 4), (4, 5), (5, 6), (2, 8)]);
}
