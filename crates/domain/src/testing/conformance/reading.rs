use crate::message::ReadError;
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Event, Rev, Seq, UserId};

pub(super) fn cursor_moves_forward_only(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    for _ in 0..4 {
        world.say(ana, chat, "x");
    }
    world.heard();
    // Four messages made revs 2..=5. A place beyond the newest means the newest.
    for (seq, want, rev, told) in [
        (2, 2, 6, true),
        (1, 2, 6, false),
        (2, 2, 6, false),
        (-5, 2, 6, false),
        (i64::MAX, 4, 7, true),
        (4, 4, 7, false),
    ] {
        let state = world.mark(ben, chat, seq).expect("in");
        assert_eq!((state.read_seq, state.unread, state.rev), (Seq(want), 4 - want, Rev(rev)));
        let row = world.row(ben, chat).expect("in");
        assert_eq!(row.read_seq, Seq(want));
        let heard = world.heard();
        assert_eq!(heard.len(), usize::from(told), "{seq}: {heard:?}");
        if told {
            let at = row.read_at.expect("it moved");
            let (rev, seq) = (Rev(rev), Seq(want));
            assert_eq!(heard, [Event::Read { chat, rev, user: ben.user, seq, at }]);
            assert_eq!(row.rev, rev);
        }
    }
    let seen = world.summary(ana, chat).expect("in");
    let other = seen.members.iter().find(|m| m.user.id == ben.user).expect("he is in");
    assert_eq!((other.read_seq, other.rev), (Seq(4), Rev(7)));
    assert_eq!((seen.chat.rev, seen.chat.last_seq), (Rev(7), Seq(4)));
}

/// What counting says: messages after the cursor by others.
struct Counted {
    authors: Vec<UserId>,
    cursors: Vec<usize>,
}

impl Counted {
    fn unread(&self, who: usize, people: &[Actor]) -> i64 {
        let after = &self.authors[self.cursors[who]..];
        let foreign = after.iter().filter(|author| **author != people[who].user).count();
        i64::try_from(foreign).expect("few")
    }
}

/// A small generator: the same walk everywhere.
struct Walk(u32);

impl Walk {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(self.0 >> 16).expect("16 bits") % end
    }
}

pub(super) fn unread_agrees_with_counting(store: &dyn Harness) {
    let world = World::new(store);
    let people = world.people(["ana", "ben", "eve"]);
    let chat = world.group(people[0], "Tea", &people[1..]);
    let mut counted = Counted { authors: Vec::new(), cursors: vec![0; people.len()] };
    let mut walk = Walk(11);
    for step in 0..150 {
        let who = walk.below(people.len());
        if walk.below(3) > 0 {
            world.say(people[who], chat, "x");
            counted.authors.push(people[who].user);
        } else {
            let seq = walk.below(counted.authors.len() + 2);
            let state = world.mark(people[who], chat, i64::try_from(seq).expect("small"));
            let cursor = counted.cursors[who].max(seq.min(counted.authors.len()));
            counted.cursors[who] = cursor;
            let state = state.expect("in");
            assert_eq!(state.unread, counted.unread(who, &people), "step {step}");
        }
        agree(&world, chat, &people, &counted);
    }
}

fn agree(world: &World<'_>, chat: ChatId, people: &[Actor], counted: &Counted) {
    for (who, person) in people.iter().enumerate() {
        let summary = world.summary(*person, chat).expect("in");
        assert_eq!(summary.unread(), counted.unread(who, people), "of {who}");
        let cursor = i64::try_from(counted.cursors[who]).expect("few");
        assert_eq!(summary.me.read_seq, Seq(cursor));
    }
}

pub(super) fn outsiders_do_not_read(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[ben]);
    world.say(ana, group, "x");
    world.remove(ben, group, ben.user).expect("everybody may leave");
    world.heard();
    for (actor, chat) in [(eve, group), (ben, group), (ana, ChatId(987_654))] {
        let error = world.mark(actor, chat, 1).expect_err("outside");
        assert!(matches!(error, ReadError::NotFound), "{error:?}");
    }
    assert!(world.heard().is_empty());
}
