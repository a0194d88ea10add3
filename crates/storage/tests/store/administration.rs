//! Rights that are changed by several at once.

use crate::support::{Backend, Database, Heard};
use domain::admin::{self, AdminError, Authority, DailyFigures};
use domain::port::{Lane, StoreError, Tx};
use domain::testing::build;
use domain::{Actor, Problem, UserId};
use std::sync::Arc;
use tertulia_storage::{Store, StoreOptions};

struct Fixture {
    store: Store,
    people: Vec<Actor>,
    _database: Database,
}

impl Fixture {
    /// Four people, two of whom administer.
    fn new(backend: &Backend) -> Self {
        let database = Database::new(backend);
        let options = StoreOptions { lanes: 4, ..StoreOptions::default() };
        let store = Store::open(&database.url, options, Arc::new(Heard::default())).unwrap();
        let people = store.write(Lane::Any, |tx| {
            let names = ["ana", "ben", "eve", "zoe"];
            Ok::<_, StoreError>(names.map(|name| build::person(tx, name)).to_vec())
        });
        let fixture = Self { store, people: people.unwrap(), _database: database };
        fixture.crown(0);
        fixture.crown(1);
        fixture
    }

    fn crown(&self, number: usize) {
        let (by, user) = (Authority::operator(build::START), self.people[number].user);
        let restore = move |tx: &mut dyn Tx| {
            admin::restore(tx, &by, user)?;
            admin::promote(tx, &by, user)
        };
        self.store.write(Lane::Any, restore).unwrap();
    }

    fn act(&self, by: usize, what: usize, about: usize) -> Result<(), AdminError> {
        let actor = self.people[by];
        let by = Authority { actor: Some(actor), address: None, at: build::START };
        let user: UserId = self.people[about].user;
        self.store.write(Lane::User(actor.user), move |tx| {
            let change = if what == 0 { admin::demote } else { admin::suspend };
            change(tx, &by, user).map(drop)
        })
    }

    fn administrators(&self) -> usize {
        let ids: Vec<UserId> = self.people.iter().map(|actor| actor.user).collect();
        let users = self.store.read(|read| read.users(&ids)).unwrap().unwrap();
        users.iter().filter(|user| user.administers()).count()
    }
}

#[test]
fn of_two_who_take_each_others_rights_one_stays() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        for round in 0..24 {
            fixture.crown(0);
            fixture.crown(1);
            let answers: Vec<_> = std::thread::scope(|scope| {
                let fixture = &fixture;
                let pairs = [(0, 1), (1, 0)];
                let all: Vec<_> = pairs
                    .into_iter()
                    .map(|(by, about)| scope.spawn(move || fixture.act(by, round % 2, about)))
                    .collect();
                all.into_iter().map(|one| one.join().unwrap()).collect()
            });
            let refused: Vec<_> = answers.iter().filter_map(|a| a.as_ref().err()).collect();
            assert_eq!(refused.len(), 1, "{backend:?} {round}: {answers:?}");
            assert_eq!(refused[0].code(), "admin_only");
            assert_eq!(fixture.administrators(), 1, "{backend:?} {round}");
        }
    }
}

#[test]
fn no_session_slips_through_a_suspension() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let zoe = fixture.people[3].user;
        for round in 0..24 {
            std::thread::scope(|scope| {
                let fixture = &fixture;
                for _ in 0..3 {
                    // What signing in does: the row is locked, looked at, and a session is made.
                    scope.spawn(move || {
                        fixture.store.write(Lane::Any, move |tx| {
                            let user = tx.lock_user(zoe)?;
                            if user.is_some_and(|user| user.suspended_at.is_none()) {
                                build::session(tx, zoe);
                            }
                            Ok::<_, StoreError>(())
                        })
                    });
                }
                scope.spawn(move || fixture.act(0, 1, 3).unwrap());
            });
            let left = fixture.store.read(|read| read.sessions_of(zoe)).unwrap().unwrap();
            assert!(left.is_empty(), "{backend:?} {round}: {left:?}");
            let by = Authority::operator(build::START);
            fixture.store.write(Lane::Any, move |tx| admin::restore(tx, &by, zoe)).unwrap();
        }
    }
}

/// Nodes that write the same day at once don't get into each other's way, and the greatest figures stay.
#[test]
fn several_nodes_note_the_same_day() {
    for backend in &Backend::all() {
        let database = Database::new(backend);
        let open = || {
            let options = StoreOptions { lanes: 2, ..StoreOptions::default() };
            Store::open(&database.url, options, Arc::new(Heard::default())).unwrap()
        };
        let day = build::START.day();
        std::thread::scope(|scope| {
            for node in 0..3 {
                let store = open();
                scope.spawn(move || {
                    for total in 0..40 {
                        // They differ in who is ahead.
                        let messages_total = total + (node * 7) % 3;
                        let now = DailyFigures { day, messages_total, active: 40 - total + node };
                        store
                            .write(Lane::Any, move |tx| admin::keep_figures(tx, &now))
                            .unwrap_or_else(|error| panic!("{backend:?}: {error}"));
                    }
                });
            }
        });
        let rows = open().read(|read| read.daily_figures(day, day)).unwrap().unwrap();
        assert_eq!(rows, [DailyFigures { day, messages_total: 41, active: 42 }], "{backend:?}");
    }
}
