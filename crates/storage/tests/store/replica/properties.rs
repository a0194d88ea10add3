//! What holds of every replica, tried by chance and by a tour of everything.

use super::steps::tour;
use super::{NAMES, Party, Plan, plans};
use crate::support::{Backend, StoreHarness};
use domain::Event;
use domain::chat::LARGE_ABOVE;
use domain::testing::kinds;
use domain::testing::replica::{Heard, Replica};
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;

/// The kinds of things that were told, and of the lines that are shown.
type Seen = BTreeSet<&'static str>;

/// Told beside the streams: nothing of it is in a replica, which passes them over.
const BESIDE: [&str; 8] = [
    "Event::PushWanted",
    "Event::JobsWaiting",
    "Event::ReportsOpen",
    "Event::Announced",
    "Event::AnnouncementOver",
    "Event::AccountSuspended",
    // As that of an ended session but for their names.
    "Kind::SignIn",
    "Kind::PasswordChanged",
];

/// `snapshot(a)` and all live events since is `snapshot(b)`, and so is `snapshot(a)` and a sync.
fn follows_and_catches_up(store: &StoreHarness, plan: &Plan, others: usize) -> Seen {
    let mut party = Party::new(store, others);
    let (before, after) = plan.steps.split_at(plan.cut);
    for step in before {
        party.does(step);
    }
    let began = party.snapshots();
    let mut live = began.clone();
    for step in after {
        for event in party.does(step) {
            for replica in &mut live {
                if replica.apply_event(&event) == Heard::Gap {
                    assert!(shrinks(&event), "nothing is left out but who was never told");
                    *replica = party.synced(replica.clone(), plan.pages[0]);
                }
            }
        }
    }
    let limit = plan.pages[0];
    let nothing: Vec<Replica> = party.people.iter().map(|who| Replica::empty(*who)).collect();
    for (n, truth) in party.snapshots().into_iter().enumerate() {
        live[n].assert_agrees(&truth);
        party.synced(began[n].clone(), limit).assert_agrees(&truth);
        party.synced(nothing[n].clone(), limit).assert_agrees(&truth);
        let lines = truth.chats.values().flat_map(|view| view.lines.values());
        party.seen.extend(lines.map(|line| kinds::line(&line.kind)));
    }
    party.seen
}

/// A group is no longer large: who is in it has to be asked for.
fn shrinks(event: &Event) -> bool {
    matches!(event, Event::MemberRemoved { member_count: LARGE_ABOVE, .. })
}

/// A client that pages while others go on, hears every second event, and catches up in the end.
fn pages_while_others_go_on(store: &StoreHarness, plan: &Plan, others: usize) -> Seen {
    let mut party = Party::new(store, others);
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
        let lines = truth.chats.values().flat_map(|view| view.lines.values());
        party.seen.extend(lines.map(|line| kinds::line(&line.kind)));
    }
    party.seen
}

/// With so many more the first group is large while all take part in it, and small once one has gone.
const NEARLY_LARGE: usize = 197;
const _: () = assert!(NEARLY_LARGE + NAMES.len() == 201 && LARGE_ABOVE == 200);

type Property = fn(&StoreHarness, &Plan, usize) -> Seen;

fn run(cases: u32, others: usize, property: Property) {
    for backend in Backend::all() {
        // A PostgreSQL database takes its time to be made.
        let cases = if format!("{backend:?}") == "Lite" { cases } else { cases / 8 };
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let toured = tour_through(&backend, others, property);
        if others == 0 {
            assert_complete(&toured);
        }
        let ran = TestRunner::new(config).run(&plans(), |plan| {
            property(&StoreHarness::new(&backend), &plan, others);
            Ok(())
        });
        ran.unwrap_or_else(|error| panic!("{backend:?}: {error}"));
    }
}

fn tour_through(backend: &Backend, others: usize, property: Property) -> Seen {
    let mut toured = Seen::new();
    for (cut, pages) in [(0, vec![2]), (tour().len() / 2, vec![1, 5, 3]), (0, vec![7, 2])] {
        let plan = Plan { steps: tour(), cut, pages };
        toured.extend(property(&StoreHarness::new(backend), &plan, others));
    }
    toured
}

/// Every kind of event but those of [`BESIDE`] is told by the tour alone, whatever chance adds to it: a new
/// kind that nobody made a step for fails here. (Of large groups nobody hears who reads.)
fn assert_complete(toured: &Seen) {
    let left: Vec<_> = kinds::all().difference(toured).copied().collect();
    let mut beside = BESIDE.to_vec();
    beside.sort_unstable();
    assert_eq!(left, beside, "kinds that no step of the tour tells");
}

#[test]
fn live_events_and_syncs_lead_to_the_snapshot() {
    run(64, 0, follows_and_catches_up);
}

#[test]
fn pages_between_changes_lead_to_the_snapshot() {
    run(64, 0, pages_while_others_go_on);
}

#[test]
fn groups_become_large_and_small_and_lead_to_the_snapshot() {
    run(24, NEARLY_LARGE, follows_and_catches_up);
    run(24, NEARLY_LARGE, pages_while_others_go_on);
}
