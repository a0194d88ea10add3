use super::searching::{found, index};
use crate::message::{ChangeError, EditMessage, SendError, SendMessage, edit, send};
use crate::search::{Block, Scope, block::Size};
use crate::testing::{Harness, World, build};
use crate::{Actor, ChatId, ClientId, MessageText, Seq};

/// Sends so many messages at once, the text of each made of its number.
fn say_all(world: &World<'_>, who: Actor, chat: ChatId, of: fn(i64) -> String, to: i64) {
    let at = world.now();
    let first = world.ask(move |read| read.last_seq(chat)).0 + 1;
    let all = world.run(move |tx| -> Result<(), SendError> {
        for number in first..=to {
            let client_id = ClientId::parse(&format!("all-{chat}-{number}")).expect("a client id");
            let text = MessageText::parse(&of(number)).expect("a text");
            send(tx, &who, SendMessage { chat, client_id, text, reply_to: None, at })?;
        }
        Ok(())
    });
    all.expect("a member");
}

/// The blocks of a chat, from its first message on.
fn blocks(world: &World<'_>, who: Actor, chat: ChatId) -> Vec<(i64, Size)> {
    let scope = Scope { chat: Some(chat), ..Scope::of(who.user) };
    let mut all: Vec<Block> = world.ask(move |read| read.search_blocks(&scope, None, 1_000));
    all.sort_unstable_by_key(|block| block.number);
    all.iter().map(|block| (block.number, block.size)).collect()
}

pub(super) fn full_blocks_become_one(store: &dyn Harness) {
    use Size::{Large, Middle, Small, Wide};
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    let text = |number: i64| format!("Number {number:05}.");
    for (to, expected) in [
        (300, vec![(0, Small), (1, Small)]),
        (1_023, vec![(0, Small), (1, Small), (2, Small), (3, Small)]),
        (1_025, vec![(0, Middle), (4, Small)]),
        (2_047, vec![(0, Middle), (4, Small), (5, Small), (6, Small), (7, Small)]),
        (3_000, vec![(0, Wide), (8, Small), (9, Small), (10, Small), (11, Small)]),
        (4_096, vec![(0, Large)]),
        (4_100, vec![(0, Large), (16, Small)]),
    ] {
        say_all(&world, ana, chat, text, to);
        assert!(index(&world) > 0);
        assert_eq!(blocks(&world, ana, chat), expected, "{to}");
        for number in [1, 256, 257, to] {
            let own = text(number.min(to));
            assert_eq!(found(&world, ben, &own), [(chat, number.min(to))], "{to}");
        }
        assert_eq!(found(&world, ben, "number").len(), 50);
    }
    // What changes changes its block alone.
    world.edit(ana, chat, 7, "a canary").expect("hers");
    world.delete(ana, chat, 1_500).expect("hers");
    assert_eq!(index(&world), 1);
    assert_eq!(blocks(&world, ana, chat), [(0, Large), (16, Small)]);
    assert_eq!(found(&world, ben, "canary"), [(chat, 7)]);
    assert!(found(&world, ben, "00007.").is_empty());
    assert!(found(&world, ben, "01500.").is_empty());
    assert_eq!(found(&world, ben, "04100."), [(chat, 4_100)]);
}

/// Two thousand characters, hardly three of them in the same row twice.
fn much(number: i64) -> String {
    let mut state = u64::try_from(number).expect("a seq").wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from_u32(u32::try_from(0x4E00 + state % 0x5000).expect("small")).expect("a sign")
    };
    (0..2_000).map(next).chain(format!(" {number:05}.").chars()).collect()
}

pub(super) fn long_texts_stay_in_small_blocks(store: &dyn Harness) {
    use Size::{Middle, Small};
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    say_all(&world, ana, chat, much, 1_030);
    index(&world);
    let small = [(0, Small), (1, Small), (2, Small), (3, Small), (4, Small)];
    assert_eq!(blocks(&world, ana, chat), small);
    assert_eq!(found(&world, ben, "00700."), [(chat, 700)]);
    // Short ones beside each other become one; when they grow it falls apart.
    say_all(&world, ana, chat, |number| format!("short {number}"), 2_048);
    index(&world);
    assert_eq!(blocks(&world, ana, chat)[4..], [(4, Middle)]);
    let at = world.now();
    let grown = world.run(move |tx| -> Result<(), ChangeError> {
        for seq in 1_100..1_700 {
            let text = MessageText::parse(&much(seq)).expect("a text");
            edit(tx, &ana, EditMessage { chat, seq: Seq(seq), text, window_ms: None, at })?;
        }
        Ok(())
    });
    grown.expect("hers");
    index(&world);
    let apart = [(4, Small), (5, Small), (6, Small), (7, Small)];
    assert_eq!(blocks(&world, ana, chat)[4..], apart);
    for (q, seq) in [("01650.", 1_650), ("\"short 1071\"", 1_071), ("\"short 2048\"", 2_048)] {
        assert_eq!(found(&world, ben, q), [(chat, seq)], "{q}");
    }
}

/// Around the number of blocks that are listed at once, all of the same person.
pub(super) fn lists_of_blocks_end_anywhere(store: &dyn Harness) {
    let world = World::new(store);
    let [ana] = world.people(["ana"]);
    let mut all = 0;
    for chats in [127, 128, 129] {
        let (first, at) = (all, world.now());
        all = chats;
        let made = world.run(move |tx| -> Result<(), SendError> {
            for number in first..chats {
                let chat = build::group(tx, &ana, "Tea", &[]);
                let client_id = ClientId::parse(&format!("one-{number}")).expect("a client id");
                let text = MessageText::parse(&format!("Number {number:05}.")).expect("a text");
                let at = at.plus_ms(number);
                send(tx, &ana, SendMessage { chat, client_id, text, reply_to: None, at })?;
            }
            Ok(())
        });
        made.expect("hers");
        index(&world);
        for number in [0, 1, 126, chats - 1] {
            assert_eq!(
                found(&world, ana, &format!("{number:05}.")).len(),
                1,
                "{number} of {chats}"
            );
        }
    }
}
