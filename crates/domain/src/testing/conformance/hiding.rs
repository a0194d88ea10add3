use crate::message::{History, pins, readers, versions};
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Event, Message, Problem, Rev, Role, Seq};

fn seen(world: &World<'_>, who: Actor, chat: ChatId) -> Vec<Message> {
    world.history(who, chat, History::Latest, 99).messages
}

fn own_lines(world: &World<'_>, who: Actor) -> usize {
    world.ask(move |read| read.messages_by(who.user, None, 99)).len()
}

pub(super) fn one_message_for_oneself(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.group(ana, "Tea", &[ben]);
    world.say(ana, chat, "secret");
    world.answer_to(ben, chat, 1, "b", "is it?").expect("there");
    world.react(ben, (chat, 1), "👍", true).expect("in");
    world.set_role(ana, chat, ben, Role::Admin).expect("the owner");
    world.pin(ben, chat, 1, true).expect("an admin");
    let (before, his) = (seen(&world, ana, chat), seen(&world, ben, chat));
    let (rev, own) = (world.summary(ben, chat).expect("in").chat.rev, own_lines(&world, ana));
    world.heard();
    world.hide(ana, chat, 1).expect("hers to see");
    let told = world.heard();
    assert!(
        matches!(told[..], [Event::MessageHidden { owner, seq: Seq(1), .. }] if owner == ana.user)
    );
    world.hide(ana, chat, 1).expect("once more");
    assert!(world.heard().is_empty());
    let after = seen(&world, ana, chat);
    assert_eq!(after[0], before[0].clone().hide());
    let quote = after[1].reply_to.as_ref().expect("a quote");
    assert_eq!((quote.deleted, quote.text.as_str()), (true, ""));
    assert_eq!(seen(&world, ben, chat), his, "his is whole");
    assert_eq!(world.summary(ben, chat).expect("in").chat.rev, rev, "no change of the chat");
    assert_eq!(own_lines(&world, ana), own - 1);
    // What becomes of it is not told to her any more.
    world.react(ben, (chat, 1), "🎉", true).expect("in");
    let changed = world.ask(move |r| r.changed_messages(ana.user, chat, rev, Rev(99), 9));
    assert!(changed.len() == 1 && changed[0].hidden && changed[0].reactions.is_empty());
    for code in [
        world.edit(ana, chat, 1, "x").expect_err("gone").code(),
        world.react(ana, (chat, 1), "👍", true).expect_err("gone").code(),
        world.pin(ana, chat, 1, false).expect_err("gone").code(),
        world.delete(ana, chat, 1).expect_err("gone").code(),
        world.ask(move |r| Ok(versions(r, &ana, chat, Seq(1)))).expect_err("gone").code(),
        world.ask(move |r| Ok(readers(r, &ana, (chat, Seq(1)), None, 9))).expect_err("gone").code(),
    ] {
        assert_eq!(code, "message_not_found");
    }
    assert_eq!(world.ask(move |r| Ok(pins(r, &ana, chat))).expect("in"), []);
    let nothing = world.answer_to(ana, chat, 1, "a", "x").expect_err("gone");
    assert_eq!(nothing.code(), "reply_not_found");
    assert_eq!(world.hide(eve, chat, 1).expect_err("out").code(), "chat_not_found");
    assert_eq!(world.hide(ana, chat, 3).expect_err("none").code(), "message_not_found");
    // The last line is none for who hid it.
    world.hide(ana, chat, 2).expect("hers to see");
    assert!(world.summary(ana, chat).expect("in").last_message.expect("its place").hidden);
}

pub(super) fn whole_history_for_oneself(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.group(eve, "Tea", &[ana, ben]);
    for n in 1..=4 {
        world.say(if n % 2 == 0 { ana } else { ben }, chat, &n.to_string());
    }
    let rev = world.summary(ben, chat).expect("in").chat.rev;
    world.heard();
    assert_eq!(world.clear(ana, chat).expect("in"), Seq(4));
    let told = world.heard();
    assert!(
        matches!(told[..], [Event::HistoryCleared { owner, seq: Seq(4), .. }] if owner == ana.user)
    );
    assert_eq!(world.clear(ana, chat).expect("in"), Seq(4));
    assert!(world.heard().is_empty(), "nothing to do");
    let summary = world.summary(ana, chat).expect("in");
    assert_eq!((summary.last_message.as_ref(), summary.unread()), (None, 0));
    assert_eq!((summary.chat.rev, summary.me.read_seq), (rev, Seq(0)), "nobody learns of it");
    assert_eq!((seen(&world, ana, chat), own_lines(&world, ana)), (vec![], 0));
    assert_eq!(seen(&world, ben, chat).len(), 4);
    for part in [History::Before(Seq(3)), History::After(Seq(0)), History::Around(Seq(2))] {
        let page = world.history(ana, chat, part, 2);
        assert_eq!((page.messages, page.has_before, page.has_after), (vec![], false, false));
    }
    assert_eq!(world.edit(ana, chat, 2, "x").expect_err("gone").code(), "message_not_found");
    world.answer_to(ben, chat, 4, "b", "so").expect("there");
    world.say(ana, chat, "6");
    world.say(ben, chat, "7");
    let seqs = |part, limit| {
        let page = world.history(ana, chat, part, limit);
        let seqs: Vec<i64> = page.messages.iter().map(|m| m.seq.0).collect();
        (seqs, page.has_before, page.has_after)
    };
    assert_eq!(seqs(History::Latest, 99), (vec![5, 6, 7], false, false));
    assert_eq!(seqs(History::Latest, 2), (vec![6, 7], true, false));
    assert_eq!(seqs(History::After(Seq(0)), 2), (vec![5, 6], false, true));
    assert_eq!(seqs(History::Around(Seq(1)), 1), (vec![5], false, true));
    let quote = seen(&world, ana, chat)[0].reply_to.clone().expect("a quote");
    assert_eq!((quote.deleted, quote.text.as_str()), (true, ""));
    let unread = |who| world.summary(who, chat).expect("in").unread();
    assert_eq!(unread(ana), 2);
    world.mark(ana, chat, 3).expect("in");
    assert_eq!(unread(ana), 2, "reading what is gone reads nothing");
    world.mark(ana, chat, 5).expect("in");
    assert_eq!(unread(ana), 1);
    // Who comes back finds gone what was cleared.
    world.remove(ana, chat, ana.user).expect("everybody may leave");
    world.add(eve, chat, &[ana]).expect("the owner");
    assert_eq!(seqs(History::Latest, 99).0, [5, 6, 7]);
    let direct = world.direct(ben, eve);
    assert_eq!(world.clear(ana, direct).expect_err("out").code(), "chat_not_found");
}
