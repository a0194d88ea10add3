use crate::ChatId;
use crate::Seq;
use crate::message::{History, HistoryError, history};
use crate::testing::{Harness, World};

/// A part, a limit, the first and last seq, and whether there is more before and after.
type Row = (History, usize, (i64, i64), (bool, bool));

pub(super) fn answers_every_part(store: &dyn Harness) {
    use History::{After, Around, Before, Latest};
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    for part in [Latest, Before(Seq(5)), After(Seq(0)), Around(Seq(1))] {
        let page = world.history(ben, chat, part, 5);
        assert_eq!(page.messages, [], "{part:?}");
        assert!(!page.has_before && !page.has_after, "{part:?} of nothing");
    }
    for n in 1..=12 {
        world.say(ana, chat, &format!("line {n}"));
    }
    let rows: [Row; 13] = [
        (Latest, 5, (8, 12), (true, false)),
        (Latest, 50, (1, 12), (false, false)),
        (Before(Seq(8)), 5, (3, 7), (true, true)),
        (Before(Seq(4)), 5, (1, 3), (false, true)),
        (Before(Seq(1)), 5, (1, 0), (false, true)),
        (Before(Seq(99)), 5, (8, 12), (true, false)),
        (After(Seq(0)), 5, (1, 5), (false, true)),
        (After(Seq(9)), 5, (10, 12), (true, false)),
        (After(Seq(12)), 5, (1, 0), (true, false)),
        (After(Seq(99)), 5, (1, 0), (true, false)),
        (Around(Seq(6)), 4, (4, 7), (true, true)),
        (Around(Seq(1)), 4, (1, 4), (false, true)),
        (Around(Seq(12)), 4, (9, 12), (true, false)),
    ];
    for (part, limit, (first, last), more) in rows {
        let page = world.history(ben, chat, part, limit);
        let seqs: Vec<i64> = page.messages.iter().map(|m| m.seq.0).collect();
        assert_eq!(seqs, (first..=last).collect::<Vec<_>>(), "{part:?}");
        assert_eq!((page.has_before, page.has_after), more, "{part:?}");
        assert!(page.messages.iter().all(|m| m.text.as_str() == format!("line {}", m.seq)));
    }
}

pub(super) fn hides_from_outsiders(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[ben]);
    world.say(ana, group, "among us");
    world.remove(ben, group, ben.user).expect("everybody may leave");
    for (actor, chat) in [(eve, group), (ben, group), (ana, ChatId(987_654))] {
        let page = world.ask(move |read| Ok(history(read, &actor, chat, History::Latest, 5)));
        assert!(matches!(page, Err(HistoryError::NotFound)), "{page:?}");
    }
    world.add(ana, group, &[ben]).expect("the owner");
    assert_eq!(world.history(ben, group, History::Latest, 5).messages.len(), 1);
}
