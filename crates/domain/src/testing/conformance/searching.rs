use crate::chat::{PastFor, SettingsPatch};
use crate::port::StoreError;
use crate::search::{self, Page, Place, Query, Request, Scope};
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Timestamp};

fn request(q: &str) -> Request {
    let query = Query::parse(q, q.is_empty()).expect("a query");
    Request { query, scope: Scope::of(crate::UserId::NOBODY), limit: 50 }
}

fn page(world: &World<'_>, who: Actor, request: Request) -> Page {
    world.ask(move |read| search::search(read, &who, &request))
}

/// What somebody finds, as `chat:seq`, the newest first.
pub(super) fn found(world: &World<'_>, who: Actor, q: &str) -> Vec<(ChatId, i64)> {
    seqs(&page(world, who, request(q)))
}

fn seqs(page: &Page) -> Vec<(ChatId, i64)> {
    page.found.iter().map(|one| (one.message.chat, one.message.seq.0)).collect()
}

/// Brings the whole index up to date; answers how many steps that took.
pub(super) fn index(world: &World<'_>) -> usize {
    let mut steps = 0;
    for chat in world.ask(|read| search::due(read, ChatId(0), 1_000)) {
        while let Some(step) = world.ask(move |read| search::plan(read, chat)) {
            assert!(world.run(move |tx| search::keep(tx, &step)).expect("kept"));
            steps += 1;
        }
    }
    assert!(world.ask(|read| search::due(read, ChatId(0), 1_000)).is_empty());
    steps
}

pub(super) fn only_what_one_may_read(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let tea = world.group(ana, "Tea", &[ben]);
    let two = world.direct(ana, ben);
    for text in ["Der Café am Fluß", "nothing", "CAFE flusz FLUSS"] {
        world.say(ana, tea, text);
    }
    world.say(ben, two, "a cafe for two");
    let patch = SettingsPatch { history: Some(PastFor::FromJoining), ..SettingsPatch::default() };
    world.run_by(ana, tea, patch).expect("hers");
    world.add(ana, tea, &[eve]).expect("room");
    world.say(ana, tea, "another café, later");
    for indexed in [false, true] {
        if indexed {
            assert!(index(&world) > 0);
        }
        assert_eq!(found(&world, ana, "cafe"), [(tea, 4), (two, 1), (tea, 3), (tea, 1)]);
        assert_eq!(found(&world, ben, "fluss cafe"), [(tea, 3), (tea, 1)]);
        assert_eq!(found(&world, eve, "cafe"), [(tea, 4)], "{indexed}");
        let of_two = Scope { chat: Some(two), ..Scope::of(ana.user) };
        let asked = Request { scope: of_two, ..request("cafe") };
        assert_eq!(seqs(&page(&world, ana, asked.clone())), [(two, 1)]);
        let nothing = page(&world, eve, asked);
        assert!(nothing.found.is_empty() && nothing.next.is_none() && nothing.complete);
    }
    world.remove(ana, tea, ben.user).expect("hers");
    assert_eq!(found(&world, ben, "cafe"), [(two, 1)]);
    world.hide(ana, tea, 1).expect("hers to see");
    assert_eq!(found(&world, ana, "cafe"), [(tea, 4), (two, 1), (tea, 3)]);
    world.clear(ana, tea).expect("in");
    assert_eq!(found(&world, ana, "cafe"), [(two, 1)]);
    assert_eq!(found(&world, eve, "cafe"), [(tea, 4)], "hers is whole");
}

pub(super) fn what_is_now_and_nothing_before(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    world.say(ana, chat, "one secret");
    world.say(ana, chat, "two secrets");
    for indexed in [false, true] {
        if indexed {
            index(&world);
        }
        assert_eq!(found(&world, ben, "secret"), [(chat, 2), (chat, 1)]);
    }
    world.edit(ana, chat, 1, "one canary").expect("hers");
    world.delete(ana, chat, 2).expect("hers");
    assert!(found(&world, ben, "secret").is_empty(), "not even before it is indexed");
    assert_eq!(found(&world, ben, "canary"), [(chat, 1)]);
    assert_eq!(index(&world), 1);
    assert!(found(&world, ben, "secret").is_empty());
    assert_eq!(found(&world, ben, "canary"), [(chat, 1)]);
    assert_eq!(index(&world), 0, "nothing is left to do");
    // Who comes second writes nothing.
    world.say(ana, chat, "late");
    let planned = || world.ask(move |read| search::plan(read, chat)).expect("a step");
    let (first, second) = (planned(), planned());
    assert!(world.run(move |tx| search::keep(tx, &first)).expect("kept"));
    assert!(!world.run(move |tx| search::keep(tx, &second)).expect("asked"));
    assert_eq!(found(&world, ben, "late"), [(chat, 3)]);
}

pub(super) fn narrowed_and_in_pages(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chats =
        [world.direct(ana, ben), world.group(ana, "A", &[ben]), world.group(ben, "B", &[ana])];
    let mut times = Vec::new();
    for n in 0..30 {
        let sender = if n % 3 == 0 { ana } else { ben };
        let link = if n % 10 == 0 { " https://example.org/" } else { "" };
        times.push(world.say(sender, chats[n % 3], &format!("tea number {n}{link}")).sent_at);
    }
    for indexed in [false, true] {
        if indexed {
            index(&world);
        }
        let all = found(&world, ben, "tea");
        assert_eq!(all.len(), 30);
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let scope = Scope { after, ..Scope::of(ben.user) };
            let part = page(&world, ben, Request { scope, limit: 7, ..request("tea") });
            assert!(part.found.len() == 7 || part.next.is_none());
            paged.extend(seqs(&part));
            after = part.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, all);
        let narrowed =
            |scope: Scope, q: &str| page(&world, ben, Request { scope, ..request(q) }).found.len();
        let of = Scope::of(ben.user);
        assert_eq!(narrowed(Scope { from: Some(ana.user), ..of }, "tea"), 10);
        assert_eq!(narrowed(Scope { since: Some(times[10]), ..of }, "tea"), 20);
        assert_eq!(narrowed(Scope { until: Some(times[10]), ..of }, "tea"), 10);
        assert_eq!(
            narrowed(Scope { since: Some(times[5]), until: Some(times[6]), ..of }, "tea"),
            1
        );
        assert_eq!(narrowed(of, ""), 3, "those with a link");
        let first = Place { at: Timestamp(0), chat: chats[0], seq: crate::Seq(1) };
        assert_eq!(narrowed(Scope { after: Some(first), ..of }, "tea"), 0);
    }
    let hit = page(&world, ben, request("29")).found.remove(0);
    assert_eq!(hit.sender.id, ben.user);
    assert_eq!(hit.chat.chat.title.expect("a group").as_str(), "B");
    let hit = page(&world, ben, request("\"27\"")).found.remove(0);
    assert_eq!(hit.chat.peer.expect("direct").id, ana.user);
    assert_eq!((hit.marks[0].start, hit.marks[0].end), (11, 13));
}

pub(super) fn chats_that_go_leave_no_index(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.group(ana, "Tea", &[]);
    world.say(ana, chat, "words");
    index(&world);
    let scope = Scope { viewer: ana.user, ..Scope::of(ana.user) };
    let blocks = world.ask(move |read| read.search_blocks(&scope, None, 9));
    let id = blocks[0].id;
    let numbers = 0..search::block::SLICES;
    let held = |number| !world.ask(move |read| read.slices(&[(id, number)])).is_empty();
    assert!(numbers.clone().any(held));
    world.run(move |tx| -> Result<_, StoreError> { tx.purge_chat(chat) }).expect("purged");
    assert!(!numbers.clone().any(held));
    assert!(world.ask(move |read| read.search_blocks(&scope, None, 9)).is_empty());
    assert!(found(&world, ben, "words").is_empty());
}
