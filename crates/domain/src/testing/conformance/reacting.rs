use crate::message::{MAX_KINDS, Reaction, WhoReacted, who_reacted};
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Emoji, Event, Message, Problem, Rev, Seq};

const KINDS: [&str; 21] = [
    "😀", "😁", "😂", "😃", "😄", "😅", "😆", "😇", "😈", "😉", "😊", "😋", "😌", "😍", "😎", "😏",
    "😐", "😑", "😒", "😓", "😔",
];

fn one(world: &World<'_>, who: Actor, chat: ChatId, seq: i64) -> Message {
    world.ask(move |read| read.messages(who.user, chat, Seq(seq), Seq(seq))).remove(0)
}

fn seen(reactions: &[Reaction]) -> Vec<(&str, i64, bool)> {
    reactions.iter().map(|one| (one.emoji.as_str(), one.count, one.me)).collect()
}

pub(super) fn counts_by_kind(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.group(ana, "Tea", &[ben, eve]);
    world.say(ana, chat, "x");
    let plain = world.say(ana, chat, "y");
    assert!(plain.reactions.is_empty());
    world.heard();
    let done = world.react(ben, (chat, 1), "👍", true).expect("in");
    assert_eq!((done.rev, seen(&done.reactions)), (Rev(4), vec![("👍", 1, true)]));
    let told = world.heard();
    let [Event::ReactionChanged { rev, seq, user, on, reactions, .. }] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!((*rev, *seq, *user, *on), (Rev(4), Seq(1), ben.user, true));
    assert_eq!(reactions, &done.reactions);
    assert_eq!(world.react(ben, (chat, 1), "👍", true).expect("in"), done, "once");
    let nothing = world.react(eve, (chat, 1), "👍", false).expect("in");
    assert_eq!((nothing.rev, world.heard().len()), (Rev(4), 0));
    // With and without its variation selector it is one kind.
    world.react(eve, (chat, 1), "\u{2764}", true).expect("in");
    world.react(ana, (chat, 1), "\u{2764}\u{FE0F}", true).expect("in");
    world.react(eve, (chat, 1), "👍", true).expect("in");
    let heart = "\u{2764}\u{FE0F}";
    for (who, want) in [
        (ana, [("👍", 2, false), (heart, 2, true)]),
        (ben, [("👍", 2, true), (heart, 2, false)]),
        (eve, [("👍", 2, true), (heart, 2, true)]),
    ] {
        assert_eq!(seen(&one(&world, who, chat, 1).reactions), want);
        assert!(one(&world, who, chat, 2).reactions.is_empty());
        let changed = world.ask(move |r| r.changed_messages(who.user, chat, Rev(4), Rev(9), 9));
        assert_eq!((changed.len(), changed[0].rev), (1, Rev(7)));
        assert_eq!(seen(&changed[0].reactions), want);
    }
    // The order is that of the first use among those that are left.
    world.react(ben, (chat, 1), "👍", false).expect("in");
    assert_eq!(seen(&one(&world, ben, chat, 1).reactions), [(heart, 2, false), ("👍", 1, false)]);
    world.react(eve, (chat, 1), "👍", false).expect("in");
    assert_eq!(seen(&one(&world, ben, chat, 1).reactions), [(heart, 2, false)]);
    let edited = world.edit(ana, chat, 1, "z").expect("her own");
    assert_eq!(seen(&edited.reactions), [(heart, 2, true)]);
    world.delete(ana, chat, 1).expect("her own");
    assert!(one(&world, ana, chat, 1).reactions.is_empty());
    world.react(eve, (chat, 2), "👍", true).expect("in");
    let last = world.summary(eve, chat).expect("in").last_message.expect("some");
    assert_eq!(seen(&last.reactions), [("👍", 1, true)]);
}

pub(super) fn refuses_reactions(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let (chat, group) = (world.direct(ana, ben), world.group(ana, "Tea", &[eve]));
    world.say(ana, chat, "x");
    world.say(ana, chat, "y");
    world.say(ana, group, "x");
    world.delete(ana, chat, 2).expect("her own");
    world.remove(ana, group, eve.user).expect("the owner");
    world.heard();
    for on in [true, false] {
        for (who, place, seq, code) in [
            (eve, chat, 1, "chat_not_found"),
            (eve, group, 1, "chat_not_found"),
            (ana, ChatId(987_654), 1, "chat_not_found"),
            (ben, chat, 3, "message_not_found"),
            (ben, chat, 0, "message_not_found"),
            (ben, chat, 2, "message_deleted"),
        ] {
            let error = world.react(who, (place, seq), "👍", on).expect_err("refused");
            assert_eq!(error.code(), code, "{on} {seq}");
        }
    }
    world.block(ben, ana).expect("there");
    world.heard();
    for (who, code) in [(ana, "not_accepted"), (ben, "blocked_by_you")] {
        let error = world.react(who, (chat, 1), "👍", true).expect_err("a block stands");
        assert_eq!(error.code(), code);
    }
    assert!(world.heard().is_empty());
}

pub(super) fn kinds_are_bounded(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    world.say(ana, chat, "x");
    let (last, first) = KINDS.split_last().expect("some");
    assert_eq!(first.len(), MAX_KINDS);
    for emoji in first {
        world.react(ana, (chat, 1), emoji, true).expect("room");
    }
    let error = world.react(ben, (chat, 1), last, true).expect_err("full");
    assert_eq!(error.code(), "too_many_reactions");
    world.react(ben, (chat, 1), KINDS[3], true).expect("a kind that is there");
    world.react(ana, (chat, 1), KINDS[0], false).expect("there");
    let done = world.react(ben, (chat, 1), last, true).expect("room again");
    assert_eq!(done.reactions.len(), MAX_KINDS);
    let order: Vec<&str> = done.reactions.iter().map(|one| one.emoji.as_str()).collect();
    assert_eq!(order, KINDS[1..]);
}

pub(super) fn pages_who(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.group(ana, "Tea", &[ben]);
    world.say(ana, chat, "x");
    for (who, emoji) in [(ben, "👍"), (ana, "👍"), (ana, "🎉"), (ben, "😀")] {
        world.react(who, (chat, 1), emoji, true).expect("in");
    }
    let page = |who: Actor, emoji: Option<&str>, after: Option<(&str, Actor)>, limit| {
        let emoji = emoji.map(|emoji| Emoji::parse(emoji).expect("one"));
        let after = after.map(|(emoji, who)| (Emoji::parse(emoji).expect("one"), who.user));
        let which = WhoReacted { chat, seq: Seq(1), emoji, after };
        let all = world.ask(move |read| Ok(who_reacted(read, &who, &which, limit)));
        all.map(|all| {
            all.into_iter().map(|one| (one.emoji.as_str().to_owned(), one.user)).collect::<Vec<_>>()
        })
    };
    let all = [("🎉", ana), ("👍", ana), ("👍", ben), ("😀", ben)];
    let want = |part: &[(&str, Actor)]| {
        part.iter().map(|(emoji, who)| ((*emoji).to_owned(), who.user)).collect::<Vec<_>>()
    };
    assert_eq!(page(ana, None, None, 9).expect("in"), want(&all));
    for cut in 1..=3 {
        assert_eq!(page(ana, None, None, cut).expect("in"), want(&all[..cut]));
        assert_eq!(page(ana, None, Some(all[cut - 1]), 9).expect("in"), want(&all[cut..]));
    }
    assert_eq!(page(ben, Some("👍"), None, 9).expect("in"), want(&all[1..3]));
    assert_eq!(page(ben, Some("👍"), Some(all[1]), 9).expect("in"), want(&all[2..3]));
    assert_eq!(page(ben, Some("🐟"), None, 9).expect("in"), []);
    assert_eq!(page(eve, None, None, 9).expect_err("out").code(), "chat_not_found");
}
