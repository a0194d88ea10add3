use crate::chat::{PastFor, SettingsPatch};
use crate::message::{EXPORT_PAGE, Entry, Export, ExportPage, Exported, History, HistoryError};
use crate::port::StoreError;
use crate::testing::{Harness, World, build};
use crate::{Actor, ChatId, Message, Problem, Seq};

/// An export that has come so far, and what its next page is.
fn step(
    world: &World<'_>,
    who: Actor,
    export: Export,
) -> (Result<Option<ExportPage>, HistoryError>, Export) {
    world.ask(move |read| {
        let mut export = export;
        let page = export.page(read, &who);
        Ok((page, export))
    })
}

fn begin(world: &World<'_>, who: Actor, what: Exported) -> Export {
    world.ask(move |read| Ok(Export::begin(read, &who, what))).expect("the store answers")
}

/// Every page.
fn pages(world: &World<'_>, who: Actor, what: Exported) -> Result<Vec<ExportPage>, HistoryError> {
    let (mut export, mut pages) = (begin(world, who, what), Vec::new());
    while !export.is_over() {
        let (page, left) = step(world, who, export);
        pages.extend(page?);
        export = left;
    }
    Ok(pages)
}

fn entries(world: &World<'_>, who: Actor, chat: ChatId) -> Vec<Entry> {
    let pages = pages(world, who, Exported::One(chat)).expect("in");
    pages.into_iter().flat_map(|page| page.entries).collect()
}

fn messages(world: &World<'_>, who: Actor, chat: ChatId) -> Vec<Message> {
    let message = |entry| match entry {
        Entry::Message(message) => Some(*message),
        Entry::Line(_) => None,
    };
    entries(world, who, chat).into_iter().filter_map(message).collect()
}

/// Where things stand: messages by seq, lines behind them by `rev`.
fn places(entries: &[Entry]) -> Vec<(i64, i64)> {
    let place = |entry: &Entry| match entry {
        Entry::Message(message) => (message.seq.0, 0),
        Entry::Line(line) => (line.after.0, line.rev.0),
    };
    entries.iter().map(place).collect()
}

pub(super) fn pages_are_the_whole(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.group(ana, "Tea", &[ben]);
    // Stretches of messages, of lines, and of both, each longer than what is read at once.
    let many = 2 * EXPORT_PAGE + 10;
    let (mut said, mut lines) = (0, 1);
    for (messages, renames) in [(0, 60), (many, 0), (3, 110), (1, 1), (1, 1), (EXPORT_PAGE, 0)] {
        let from = said;
        said += messages;
        let sent = world.run(move |tx| {
            for n in from..from + messages {
                build::message(tx, &ana, chat, &format!("c{n}"), "x");
            }
            Ok::<_, StoreError>(())
        });
        sent.expect("messages");
        for n in 0..renames {
            world.rename(ana, chat, &format!("Tea {said} {n}")).expect("hers");
        }
        lines += renames;
    }
    let all = pages(&world, ben, Exported::One(chat)).expect("in");
    assert!(all.iter().all(|page| page.entries.len() <= EXPORT_PAGE));
    assert_eq!(all.iter().filter(|page| page.first).count(), 1);
    assert!(all[0].first && all[0].chat.title.is_some());
    let entries: Vec<Entry> = all.into_iter().flat_map(|page| page.entries).collect();
    assert_eq!(entries.len(), said + lines);
    let places = places(&entries);
    assert!(places.is_sorted() && places.windows(2).all(|two| two[0] != two[1]));
}

pub(super) fn only_what_one_sees(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let chat = world.group(ana, "Tea", &[ben, zoe]);
    for n in 1..=4 {
        world.say(if n % 2 == 0 { ana } else { ben }, chat, &n.to_string());
    }
    let history = Some(PastFor::FromJoining);
    let newcomers = SettingsPatch { history, ..SettingsPatch::default() };
    world.run_by(ana, chat, newcomers).expect("hers");
    world.add(ana, chat, &[eve]).expect("hers");
    world.delete(ana, chat, 2).expect("hers");
    world.hide(ben, chat, 1).expect("his to see");
    world.react(ben, (chat, 3), "👍", true).expect("in");
    world.clear(zoe, chat).expect("in");
    world.block(ana, ben).expect("she may");
    world.answer_to(eve, chat, 4, "e", "five").expect_err("from before she came");
    world.say(eve, chat, "five");
    for who in [ana, ben, eve, zoe] {
        let shown = world.history(who, chat, History::Latest, 99);
        let there: Vec<Message> = shown.messages.into_iter().filter(|m| !m.hidden).collect();
        let exported = entries(&world, who, chat);
        assert_eq!(messages(&world, who, chat), there, "as the history shows it");
        let lines = exported.iter().filter(|entry| matches!(entry, Entry::Line(_))).count();
        assert_eq!(lines, shown.lines.len());
    }
    let seqs = |who| messages(&world, who, chat).iter().map(|m| m.seq.0).collect::<Vec<_>>();
    assert_eq!(seqs(ana), [1, 2, 3, 4, 5]);
    assert_eq!(seqs(ben), [2, 3, 4, 5], "he hid the first");
    assert_eq!((seqs(eve), seqs(zoe)), (vec![5], vec![5]));
    let hers = messages(&world, ana, chat);
    assert!(hers[1].deleted.is_some() && hers[1].text.as_str().is_empty());
    assert_eq!((hers[2].reactions.len(), hers[2].reactions[0].me), (1, false));
    let page = &pages(&world, zoe, Exported::One(chat)).expect("in")[0];
    let names: Vec<&str> = page.people.iter().map(|one| one.handle.as_str()).collect();
    assert_eq!(names, ["eve"]);
}

pub(super) fn ends_with_the_membership(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chats = ["One", "Two", "Three"].map(|title| world.group(ana, title, &[ben]));
    let direct = world.direct(ana, ben);
    let sent = world.run(move |tx| {
        for n in 0..=EXPORT_PAGE {
            build::message(tx, &ana, chats[0], &format!("c{n}"), "x");
        }
        Ok::<_, StoreError>(())
    });
    sent.expect("messages");
    world.say(ana, direct, "hello");
    let refused = pages(&world, eve, Exported::One(direct)).expect_err("a stranger");
    assert_eq!(refused.code(), "chat_not_found");
    assert!(pages(&world, eve, Exported::All).expect("nothing").is_empty());
    let all = pages(&world, ben, Exported::All).expect("his");
    let begun = all.iter().filter(|page| page.first).map(|page| page.chat.id);
    assert_eq!(begun.collect::<Vec<_>>(), [chats[0], chats[1], chats[2], direct]);
    let last = &all.last().expect("some").chat;
    assert_eq!(last.other_than(ben.user).expect("a pair").id, ana.user);
    // It ends where the chat ended when it came to it, and comes to chats that are gone by then no more.
    let export = begin(&world, ben, Exported::All);
    let (page, export) = step(&world, ben, export);
    assert_eq!(page.expect("in").expect("the first").entries.len(), EXPORT_PAGE);
    world.say(ana, chats[0], "later");
    world.remove(ana, chats[1], ben.user).expect("hers");
    let (page, export) = step(&world, ben, export);
    assert_eq!(page.expect("in").expect("the rest").entries.len(), 2);
    let (page, export) = step(&world, ben, export);
    assert_eq!(page.expect("in").expect("the third").chat.id, chats[2]);
    assert!(!export.is_over());
    // In the middle of a chat it ends with it.
    for what in [Exported::One(chats[0]), Exported::All] {
        world.add(ana, chats[0], &[ben]).expect("hers");
        let (page, export) = step(&world, ben, begin(&world, ben, what));
        assert_eq!(page.expect("in").expect("the first").chat.id, chats[0]);
        world.remove(ana, chats[0], ben.user).expect("hers");
        let (page, _) = step(&world, ben, export);
        assert_eq!(page.expect_err("not any more").code(), "chat_not_found");
    }
    assert_eq!(world.row(ana, chats[0]).expect("hers").floor(), Seq(0));
}
