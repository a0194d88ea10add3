//! However a client came there, by live events or by syncs, it sees what a new snapshot shows.

mod properties;
mod steps;
mod ways;

use crate::support::StoreHarness;
use domain::account::{UpdatePrivacy, UpdateProfile};
use domain::chat::{
    AddMembers, Draft, EditGroup, KeepChat, MAX_ADDED, PastFor, SettingsPatch, Who, add_members,
};
use domain::notification::NotificationFilter;
use domain::quiet::{Digest, Mute, Settings};
use domain::rights::Audience;
use domain::testing::replica::Replica;
use domain::testing::{World, build, kinds};
use domain::{Actor, ChatId, DisplayName, Event, MessageText, Role, Rules};
use proptest::prelude::*;
use std::collections::BTreeSet;
use steps::{Step, steps};

/// Whoever takes part.
const NAMES: [&str; 4] = ["ana", "ben", "eve", "zoe"];
const GROUPS: usize = 2;

/// The people of one run and the chats they have made.
struct Party<'h> {
    world: World<'h>,
    people: [Actor; NAMES.len()],
    chats: Vec<ChatId>,
    /// The kinds of things that were told.
    seen: BTreeSet<&'static str>,
}

impl<'h> Party<'h> {
    /// `others` are in the first group and do nothing.
    fn new(store: &'h StoreHarness, others: usize) -> Self {
        let world = World::new(store);
        let people = world.people(NAMES);
        let chats: Vec<_> = (0..GROUPS).map(|n| world.group(people[n], "Tea", &people)).collect();
        let (owner, chat) = (people[0], chats[0]);
        for part in (0..others).collect::<Vec<_>>().chunks(MAX_ADDED) {
            let part = part.to_vec();
            let came = world.run(move |tx| {
                let users = part.iter().map(|n| build::user(tx, &format!("other{n}")).id);
                let users = users.collect();
                add_members(tx, &owner, AddMembers { chat, users, at: build::START })
            });
            came.unwrap();
        }
        world.heard();
        Self { world, people, chats, seen: BTreeSet::new() }
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
            Step::Goes(way) => self.goes(way),
            other => {
                self.rules(other);
                self.meets(other);
            }
        }
        let told = self.world.heard_all();
        self.seen.extend(told.iter().flat_map(kinds::of));
        told
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
                let public = Some(on(16));
                let settings =
                    SettingsPatch { history, add, pin, public, ..SettingsPatch::default() };
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
