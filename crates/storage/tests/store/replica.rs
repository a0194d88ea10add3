//! However a client came there, by live events or by syncs, it sees what a new snapshot shows.

mod steps;

use crate::support::{Backend, StoreHarness};
use domain::account::{UpdatePrivacy, UpdateProfile};
use domain::chat::{Draft, EditGroup, KeepChat, PastFor, SettingsPatch, Who};
use domain::notification::NotificationFilter;
use domain::quiet::{Digest, Mute, Settings};
use domain::rights::Audience;
use domain::testing::World;
use domain::testing::replica::{Heard, Replica};
use domain::{Actor, ChatId, DisplayName, Event, MessageText, Role, Rules};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use steps::{Step, steps};

/// Whoever takes part.
const NAMES: [&str; 4] = ["ana", "ben", "eve", "zoe"];
const GROUPS: usize = 2;

/// The people of one run and the chats they have made.
struct Party<'h> {
    world: World<'h>,
    people: [Actor; NAMES.len()],
    chats: Vec<ChatId>,
}

impl<'h> Party<'h> {
    fn new(store: &'h StoreHarness) -> Self {
        let world = World::new(store);
        let people = world.people(NAMES);
        let chats = (0..GROUPS).map(|n| world.group(people[n], "Tea", &people)).collect();
        world.heard();
        Self { world, people, chats }
    }

    /// Does a step, which may well be refused, and answers what was told.
    fn does(&mut self, step: &Step) -> Vec<Event> {
        let Self { world, people, .. } = self;
        let pick = |numbers: &[usize]| numbers.iter().map(|n| people[*n]).collect::<Vec<_>>();
        let chat = |number: &usize| self.chats[number % self.chats.len()];
        match step {
            Step::Say { who, chat: place } => {
                let said = format!("said-at-{}", world.now().0);
                drop(world.send(people[*who], chat(place), &said, &said));
            }
            Step::Mark { who, chat: place, back } => {
                let place = chat(place);
                let last = world.ask(move |read| read.last_seq(place)).0;
                drop(world.mark(people[*who], place, last - back));
            }
            Step::Add { by, chat: place, who } => {
                drop(world.add(people[*by], chat(place), &pick(who)));
            }
            Step::Remove { by, chat: place, who } => {
                drop(world.remove(people[*by], chat(place), people[*who].user));
            }
            Step::Rename { by, chat: place, title } => {
                drop(world.rename(people[*by], chat(place), &format!("Title {title}")));
            }
            Step::Direct { who, with } => {
                let made = world.open(people[*who], people[*with]).ok();
                let made = made.map(|opened| opened.summary.chat.id);
                self.chats.extend(made.filter(|made| !self.chats.contains(made)));
            }
            Step::Group { who, with } => {
                let made = world.gather(people[*who], "More", &pick(with)).ok();
                self.chats.extend(made.map(|summary| summary.chat.id));
            }
            Step::Hide { .. }
            | Step::Clear { .. }
            | Step::Keep { .. }
            | Step::React { .. }
            | Step::Pin { .. }
            | Step::Edit { .. }
            | Step::Delete { .. }
            | Step::Reply { .. } => self.changes(step),
            other => {
                self.rules(other);
                self.meets(other);
            }
        }
        self.world.heard_all()
    }

    /// The same for what becomes of messages.
    fn changes(&self, step: &Step) {
        let Self { world, people, chats, .. } = self;
        let chat = |number: &usize| chats[number % chats.len()];
        let before =
            |place: ChatId, back: &i64| world.ask(move |read| read.last_seq(place)).0 - back;
        match step {
            Step::Edit { who, chat: place, back } => {
                let (place, text) = (chat(place), format!("edited-at-{}", world.now().0));
                drop(world.edit(people[*who], place, before(place, back), &text));
            }
            Step::React { who, chat: place, back, kind, on } => {
                let (place, emoji) = (chat(place), ["👍", "🎉", "😀"][*kind]);
                let seq = before(place, back);
                drop(world.react(people[*who], (place, seq), emoji, *on));
            }
            Step::Pin { who, chat: place, back, on } => {
                let place = chat(place);
                drop(world.pin(people[*who], place, before(place, back), *on));
            }
            Step::Hide { who, chat: place, back } => {
                let place = chat(place);
                drop(world.hide(people[*who], place, before(place, back)));
            }
            Step::Clear { who, chat: place } => drop(world.clear(people[*who], chat(place))),
            Step::Keep { who, chat: place, bits } => {
                let on = |bit: u8| Some(bits & bit != 0);
                let text = MessageText::parse(&format!("begun-{bits}")).unwrap();
                let draft = Draft { text, reply_to: None, at: world.now() };
                let draft = Some(Some(draft).filter(|_| bits & 8 != 0));
                let of = KeepChat::of(chat(place), world.now());
                let (pinned, archived, unread) = (on(1), on(2), on(4));
                drop(world.keep(people[*who], KeepChat { pinned, archived, unread, draft, ..of }));
            }
            Step::Reply { who, chat: place, back } => {
                let (place, said) = (chat(place), format!("reply-at-{}", world.now().0));
                let seq = before(place, back);
                drop(world.answer_to(people[*who], place, seq, &said, &said));
            }
            Step::Delete { who, chat: place, back } => {
                let place = chat(place);
                drop(world.delete(people[*who], place, before(place, back)));
            }
            _ => {}
        }
    }

    /// How groups are run, and who has which part in them.
    fn rules(&self, step: &Step) {
        let Self { world, people, chats, .. } = self;
        let chat = |number: &usize| chats[number % chats.len()];
        match step {
            Step::Role { by, chat: place, who, role } => {
                let role = [Role::Member, Role::Admin, Role::Owner][*role];
                drop(world.set_role(people[*by], chat(place), people[*who], role));
            }
            Step::Settings { by, chat: place, bits } => {
                let on = |bit: u8| bits & bit != 0;
                let history = if on(1) { PastFor::FromJoining } else { PastFor::All };
                let add = if on(2) { Who::Everyone } else { Who::Admins };
                let pin = if on(8) { Who::Everyone } else { Who::Admins };
                let (history, add, pin) = (Some(history), Some(add), Some(pin));
                let settings = SettingsPatch { history, add, pin, ..SettingsPatch::default() };
                let rules = Some(Rules::parse("Be kind").ok().filter(|_| on(4)));
                let edit = EditGroup { rules, settings, ..EditGroup::of(chat(place), world.now()) };
                drop(world.edit_group(people[*by], edit));
            }
            Step::Ban { by, chat: place, who, on: true } => {
                drop(world.ban(people[*by], chat(place), people[*who]));
            }
            Step::Ban { by, chat: place, who, on: false } => {
                drop(world.lift_ban(people[*by], chat(place), people[*who]));
            }
            _ => {}
        }
    }

    /// The same for what is between people, or about one of them.
    fn meets(&self, step: &Step) {
        let Self { world, people, .. } = self;
        match step {
            Step::Befriend { who, whom } => {
                drop(world.ask_friend(people[*who], people[*whom]));
            }
            Step::Answer { who, whom, yes } => {
                let (who, whom) = (people[*who], people[*whom]);
                let there = world.ask(move |read| read.relation(who.user, whom.user));
                if let Some(there) = there {
                    drop(world.answer(who, there.id, *yes));
                }
            }
            Step::Part { who, whom } => {
                let (who, whom) = (people[*who], people[*whom]);
                let there = world.ask(move |read| read.relation(who.user, whom.user));
                if let Some(there) = there {
                    drop(world.cancel(who, there.id));
                }
                drop(world.unfriend(who, whom));
            }
            Step::Block { who, whom, on: true } => {
                drop(world.block(people[*who], people[*whom]));
            }
            Step::Block { who, whom, on: false } => {
                drop(world.unblock(people[*who], people[*whom]));
            }
            Step::Profile { who, name } => {
                let display_name = DisplayName::parse(&format!("Name {name}")).ok();
                let cmd = UpdateProfile { display_name, ..UpdateProfile::default() };
                drop(world.update(people[*who], cmd));
            }
            Step::Privacy { who, on } => {
                let groups = Some(if *on { Audience::Everyone } else { Audience::Nobody });
                let read_receipts = Some(*on);
                let cmd = UpdatePrivacy { read_receipts, groups, ..UpdatePrivacy::default() };
                drop(world.confine(people[*who], cmd));
            }
            notice => self.notices(notice),
        }
    }

    /// What concerns notifications alone.
    fn notices(&self, step: &Step) {
        let Self { world, people, .. } = self;
        match step {
            Step::Mention { who, chat, whom } => {
                let said = format!("at-{}", world.now().0);
                let chat = self.chats[chat % self.chats.len()];
                let text = format!("@{} and @{}, look", NAMES[*whom], NAMES[0]);
                drop(world.send(people[*who], chat, &said, &text));
            }
            Step::Seen { who, which, older } => {
                let (all, _) = world.notifications(people[*who]);
                let Some(one) = all.get(*which).map(|one| one.id) else { return };
                let these = NotificationFilter::These(vec![one]);
                let which = if *older { NotificationFilter::UpTo(one) } else { these };
                world.mark_notifications(people[*who], which).unwrap();
            }
            Step::Mute { who, chat, on } => {
                let chat = self.chats[chat % self.chats.len()];
                drop(world.mute(people[*who], chat, on.then_some(Mute::Forever)));
            }
            Step::Quiet { who, on } => {
                let mute = on.then_some(Mute::Forever);
                world.be_quiet(people[*who], Settings { mute, ..Settings::default() });
            }
            Step::Digest { who, often } => {
                let every = [Digest::Off, Digest::Daily, Digest::Weekly];
                let digest = every[usize::from(*often)];
                world.be_quiet(people[*who], Settings { digest, ..Settings::default() });
            }
            Step::NoDigest { who } => {
                let user = people[*who].user;
                world.run(move |tx| domain::digest::stop(tx, user)).unwrap();
            }
            Step::SeenAll { who } => {
                world.mark_notifications(people[*who], NotificationFilter::All).unwrap();
            }
            _ => {}
        }
    }

    fn snapshots(&self) -> Vec<Replica> {
        let of = |who: &Actor| {
            let who = *who;
            self.world.ask(move |read| Replica::from_snapshot(read, who))
        };
        self.people.iter().map(of).collect()
    }

    fn synced(&self, mut replica: Replica, limit: usize) -> Replica {
        self.world.ask(move |read| replica.catch_up(read, limit).map(|()| replica))
    }

    fn synced_one_page(&self, mut replica: Replica, limit: usize) -> Replica {
        self.world.ask(move |read| replica.sync_page(read, limit).map(|_| replica))
    }
}

/// Everything that a run is made of: the steps, where clients begin to follow, how they page.
#[derive(Clone, Debug)]
struct Plan {
    steps: Vec<Step>,
    cut: usize,
    pages: Vec<usize>,
}

fn plans() -> impl Strategy<Value = Plan> {
    let pages = proptest::collection::vec(1_usize..6, 1..8);
    (steps(), any::<prop::sample::Index>(), pages).prop_map(|(steps, cut, pages)| Plan {
        cut: cut.index(steps.len() + 1),
        steps,
        pages,
    })
}

/// `snapshot(a)` and all live events since is `snapshot(b)`, and so is `snapshot(a)` and a sync.
fn follows_and_catches_up(store: &StoreHarness, plan: &Plan) {
    let mut party = Party::new(store);
    let (before, after) = plan.steps.split_at(plan.cut);
    for step in before {
        party.does(step);
    }
    let began = party.snapshots();
    let mut live = began.clone();
    for step in after {
        for event in party.does(step) {
            for replica in &mut live {
                assert_ne!(replica.apply_event(&event), Heard::Gap, "nothing is left out");
            }
        }
    }
    let limit = plan.pages[0];
    let nothing: Vec<Replica> = party.people.iter().map(|who| Replica::empty(*who)).collect();
    for (n, truth) in party.snapshots().into_iter().enumerate() {
        live[n].assert_agrees(&truth);
        party.synced(began[n].clone(), limit).assert_agrees(&truth);
        party.synced(nothing[n].clone(), limit).assert_agrees(&truth);
    }
}

/// A client that pages while others go on, hears every second event, and catches up in the end.
fn pages_while_others_go_on(store: &StoreHarness, plan: &Plan) {
    let mut party = Party::new(store);
    let mut clients: Vec<Replica> = party.people.iter().map(|who| Replica::empty(*who)).collect();
    for (n, step) in plan.steps.iter().enumerate() {
        let events = party.does(step);
        let limit = plan.pages[n % plan.pages.len()];
        for (who, client) in clients.iter_mut().enumerate() {
            if (n + who) % plan.pages.len() == 0 {
                *client = party.synced_one_page(client.clone(), limit);
            }
            if (n + who) % 2 == 0 {
                for event in &events {
                    client.apply_event(event);
                }
            }
        }
    }
    for (client, truth) in clients.into_iter().zip(party.snapshots()) {
        party.synced(client, plan.pages[0]).assert_agrees(&truth);
    }
}

fn run(cases: u32, property: fn(&StoreHarness, &Plan)) {
    for backend in Backend::all() {
        // A PostgreSQL database takes its time to be made.
        let cases = if format!("{backend:?}") == "Lite" { cases } else { cases / 8 };
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let ran = TestRunner::new(config).run(&plans(), |plan| {
            property(&StoreHarness::new(&backend), &plan);
            Ok(())
        });
        ran.unwrap_or_else(|error| panic!("{backend:?}: {error}"));
    }
}

#[test]
fn live_events_and_syncs_lead_to_the_snapshot() {
    run(64, follows_and_catches_up);
}

#[test]
fn pages_between_changes_lead_to_the_snapshot() {
    run(64, pages_while_others_go_on);
}
