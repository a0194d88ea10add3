use crate::chat::{self, Draft, KeepChat, MAX_PINNED};
use crate::testing::{Harness, World};
use crate::{ChatKind, Event, MessageText, Problem, Rev, Seq};

fn draft(world: &World<'_>, text: &str) -> Draft {
    let text = MessageText::parse(text).expect("short");
    Draft { text, reply_to: Some(Seq(1)), at: world.now() }
}

pub(super) fn for_oneself_alone(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.direct(ana, ben);
    world.say(ben, chat, "one");
    world.heard();
    let of = |chat| KeepChat::of(chat, world.now());
    let cmd = KeepChat { pinned: Some(true), archived: Some(true), unread: Some(true), ..of(chat) };
    let kept = world.keep(ana, cmd.clone()).expect("in");
    let told = Event::ChatKept { owner: ana.user, kept: Box::new(kept.clone()) };
    assert_eq!(world.heard(), [told]);
    assert_eq!((kept.archived, kept.unread), (Some(Seq(1)), Some(Seq(0))));
    assert_eq!(world.keep(ana, cmd).expect("the same again"), kept);
    assert!(world.heard().is_empty());
    let begun = draft(&world, "dear Ben");
    let cmd = KeepChat { draft: Some(Some(begun.clone())), ..of(chat) };
    let with = world.keep(ana, cmd.clone()).expect("in");
    assert_eq!((with.pinned_at, with.draft.as_ref()), (kept.pinned_at, Some(&begun)));
    world.heard();
    let later = Some(Some(Draft { at: world.now(), ..begun }));
    world.keep(ana, KeepChat { draft: later, ..cmd }).expect("in");
    assert!(world.heard().is_empty(), "the same words are no change");
    assert_eq!(world.summary(ana, chat).expect("in").kept, with);
    assert_eq!(world.summary(ben, chat).expect("in").kept, chat::Kept::nothing(chat));
    assert_eq!(world.keep(eve, of(chat)).expect_err("out").code(), "chat_not_found");
    let changes = world.ask(move |read| crate::sync::user_changes(read, &ana, kept.rev, 9));
    assert_eq!(changes.kept, [with]);
    let gone = KeepChat { draft: Some(None), pinned: Some(false), ..of(chat) };
    let gone = world.keep(ana, gone).expect("in");
    assert_eq!((gone.draft, gone.pinned_at, gone.archived), (None, None, Some(Seq(1))));
}

pub(super) fn pinned_chats_are_bounded(store: &dyn Harness) {
    let world = World::new(store);
    let [ana] = world.people(["ana"]);
    let mut chats = Vec::new();
    for n in 0..=MAX_PINNED {
        let chat = world.group(ana, &format!("Tea {n}"), &[]);
        let cmd = KeepChat { pinned: Some(true), ..KeepChat::of(chat, world.now()) };
        match world.keep(ana, cmd) {
            Ok(_) => chats.insert(0, chat),
            Err(error) => assert_eq!(error.code(), "too_many_pinned_chats"),
        }
    }
    assert_eq!(chats.len(), 50);
    let pinned = world.ask(move |read| chat::pinned(read, &ana));
    assert_eq!(pinned.iter().map(|one| one.chat.id).collect::<Vec<_>>(), chats);
}

pub(super) fn messages_with_oneself(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let at = world.now();
    let made = world.run(move |tx| chat::open_saved(tx, &ana, at)).expect("hers");
    let id = made.summary.chat.id;
    assert!(made.created && made.summary.chat.kind == ChatKind::Saved);
    assert_eq!((made.summary.members.len(), made.summary.chat.member_count), (1, 1));
    let again = world.run(move |tx| chat::open_saved(tx, &ana, at)).expect("hers");
    assert!(!again.created && again.summary.chat.id == id);
    assert_eq!(world.say(ana, id, "milk").seq, Seq(1));
    assert_eq!(world.summary(ana, id).expect("in").unread(), 0);
    world.pin(ana, id, 1, true).expect("hers");
    assert_eq!(world.add(ana, id, &[ben]).expect_err("hers alone").code(), "direct_chat_is_fixed");
    let left = world.remove(ana, id, ana.user).expect_err("for good");
    assert_eq!(left.code(), "direct_chat_is_fixed");
    assert_eq!(world.summary(ben, id), None);
    assert_eq!(world.ask(move |read| read.lines(id, Seq(0), Seq(9), 9)), []);
    assert!(made.summary.chat.rev > Rev(0));
}
