//! Batches: what is told when, and what one job's failure does to its neighbours.

use crate::support::{Backend, Database, job};
use domain::account::{Register, RegisterError, register};
use domain::message::{SendError, SendMessage, send};
use domain::port::{EventSink, Lane, StoreError, StoreFault, Tx, Verdict};
use domain::testing::build;
use domain::{Actor, ChatId, Class, ClientId, Event, MessageText, Problem, Seq, UserId};
use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use tertulia_storage::{Store, StoreOptions};

/// What happened, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Noted {
    Told(ChatId, Seq),
    Done(&'static str, Result<(), StoreFault>),
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Noted>>>);

impl Log {
    fn note(&self, noted: Noted) {
        self.0.lock().unwrap().push(noted);
    }

    fn take(&self) -> Vec<Noted> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl EventSink for Log {
    fn deliver(&self, events: Vec<Event>) {
        for event in events {
            if let Event::MessageNew { message } = event {
                self.note(Noted::Told(message.chat, message.seq));
            }
        }
    }
}

/// A store with one writer, two people and their chat.
struct Fixture {
    store: Store,
    log: Log,
    ana: Actor,
    ben: Actor,
    chat: ChatId,
    _database: Database,
}

impl Fixture {
    fn new(backend: &Backend, lanes: usize, queue: usize) -> Self {
        let (database, log) = (Database::new(backend), Log::default());
        let options = StoreOptions { lanes, queue, readers: 2, ..StoreOptions::default() };
        let store = Store::open(&database.url, options, Arc::new(log.clone())).unwrap();
        let made = store.write(Lane::Any, |tx| {
            let (ana, ben) = (build::person(tx, "ana"), build::person(tx, "ben"));
            Ok::<_, StoreError>((ana, ben, build::direct(tx, &ana, ben.user)))
        });
        let (ana, ben, chat) = made.unwrap();
        Self { store, log, ana, ben, chat, _database: database }
    }

    /// Submits a job whose end is noted under `name`.
    fn submit(&self, name: &'static str, run: impl FnMut(&mut dyn Tx) -> Verdict + Send + 'static) {
        let log = self.log.clone();
        let done = move |outcome: Result<(), StoreError>| {
            log.note(Noted::Done(name, outcome.map_err(|error| error.fault)));
        };
        self.store.submit(Lane::Chat(self.chat), job(run, done));
    }

    fn say(&self, name: &'static str, verdict: impl Fn() -> Verdict + Send + 'static) {
        let (ana, chat) = (self.ana, self.chat);
        self.submit(name, move |tx| {
            build::message(tx, &ana, chat, name, "x");
            verdict()
        });
    }

    /// Keeps the writer busy until the answer is used or dropped, so that jobs gather.
    fn hold(&self) -> Sender<()> {
        let (go, wait) = channel();
        let (inside, entered) = channel();
        self.submit("gate", move |_| {
            inside.send(()).unwrap();
            let _hold_over = wait.recv();
            Verdict::Commit
        });
        entered.recv().unwrap();
        go
    }

    fn seqs(&self) -> Vec<i64> {
        let chat = self.chat;
        let all = self.store.read(|read| read.messages(UserId(0), chat, Seq(1), Seq(i64::MAX)));
        all.unwrap().unwrap().iter().map(|message| message.seq.0).collect()
    }
}

fn on_every_backend(test: fn(&Backend)) {
    Backend::all().iter().for_each(test);
}

#[test]
fn events_come_in_commit_order_before_any_done() {
    on_every_backend(|backend| {
        let fixture = Fixture::new(backend, 1, 64);
        let gate = fixture.hold();
        let names = ["a", "b", "c", "d"];
        for name in names {
            fixture.say(name, || Verdict::Commit);
        }
        let before = fixture.store.stats();
        drop(gate);
        fixture.store.shutdown();
        let log = fixture.log.take();
        let told = (1..=4).map(|seq| Noted::Told(fixture.chat, Seq(seq)));
        let done = names.into_iter().map(|name| Noted::Done(name, Ok(())));
        let gate = Noted::Done("gate", Ok(()));
        assert_eq!(log, [gate].into_iter().chain(told).chain(done).collect::<Vec<_>>());
        let after = fixture.store.stats();
        assert_eq!((after.jobs - before.jobs, after.commits - before.commits), (5, 2));
    });
}

#[test]
fn a_failing_job_leaves_its_neighbours() {
    on_every_backend(|backend| {
        let fixture = Fixture::new(backend, 1, 64);
        let gate = fixture.hold();
        fixture.say("a", || Verdict::Commit);
        fixture.say("refused", || Verdict::Rollback);
        fixture.say("b", || Verdict::Commit);
        fixture.say("panics", || panic!("on purpose"));
        fixture.say("c", || Verdict::Commit);
        fixture.say("broken", || Verdict::Failed(StoreError::lost("on purpose")));
        let stubborn = build::registration("ana");
        fixture.submit("stubborn", move |tx| {
            register(tx, stubborn.clone()).unwrap_err();
            Verdict::Commit
        });
        fixture.say("d", || Verdict::Commit);
        drop(gate);
        fixture.store.shutdown();
        let log = fixture.log.take();
        let broken = || Err(StoreFault::Broken);
        for (name, want) in [
            ("a", Ok(())),
            ("refused", Ok(())),
            ("b", Ok(())),
            ("panics", broken()),
            ("c", Ok(())),
            ("broken", broken()),
            ("stubborn", broken()),
            ("d", Ok(())),
        ] {
            let of = |noted: &&Noted| matches!(noted, Noted::Done(n, _) if *n == name);
            let ends: Vec<_> = log.iter().filter(of).collect();
            assert_eq!(ends, [&Noted::Done(name, want)], "{backend:?}");
        }
        let told: Vec<_> = log.iter().filter(|noted| matches!(noted, Noted::Told(..))).collect();
        assert_eq!(told.len(), 4, "{told:?}");
        assert_eq!(fixture.seqs(), [1, 2, 3, 4]);
    });
}

#[test]
fn a_lone_job_that_fails_leaves_nothing() {
    on_every_backend(|backend| {
        let fixture = Fixture::new(backend, 1, 64);
        let (ana, chat) = (fixture.ana, fixture.chat);
        for panics in [true, false] {
            let failed = fixture.store.write(Lane::Any, move |tx| {
                build::message(tx, &ana, chat, "lost", "x");
                assert!(!panics, "on purpose");
                Err::<(), _>(StoreError::lost("on purpose"))
            });
            assert_eq!(failed.unwrap_err().class(), Class::Internal);
        }
        let double =
            Register { email: build::registration("eve").email, ..build::registration("ben") };
        let failed = fixture.store.write(Lane::Any, move |tx| register(tx, double.clone()));
        assert!(matches!(failed, Err(RegisterError::HandleTaken)), "{failed:?}");
        assert!(fixture.seqs().is_empty());
        assert!(fixture.log.take().is_empty());
        fixture.say("after", || Verdict::Commit);
        fixture.store.shutdown();
        assert_eq!(fixture.seqs(), [1]);
    });
}

#[test]
fn what_may_work_later_is_tried_again() {
    on_every_backend(|backend| {
        let fixture = Fixture::new(backend, 1, 64);
        let busy = || StoreError::new("test", StoreFault::Retry, "busy");
        let gate = fixture.hold();
        let mut tries = 0;
        let (ana, chat) = (fixture.ana, fixture.chat);
        fixture.submit("patient", move |tx| {
            build::message(tx, &ana, chat, "patient", "x");
            tries += 1;
            if tries < 3 { Verdict::Failed(busy()) } else { Verdict::Commit }
        });
        fixture.say("hopeless", move || Verdict::Failed(busy()));
        fixture.say("neighbour", || Verdict::Commit);
        drop(gate);
        fixture.store.shutdown();
        let mut log = fixture.log.take();
        log.retain(|noted| matches!(noted, Noted::Done(..)));
        log.sort_by_key(|noted| format!("{noted:?}"));
        let want = [
            Noted::Done("gate", Ok(())),
            Noted::Done("hopeless", Err(StoreFault::Retry)),
            Noted::Done("neighbour", Ok(())),
            Noted::Done("patient", Ok(())),
        ];
        assert_eq!(log, want, "{backend:?}");
        assert_eq!(fixture.seqs(), [1, 2]);
    });
}

#[test]
fn trying_again_keeps_the_order_of_a_lane() {
    on_every_backend(|backend| {
        let fixture = Fixture::new(backend, 1, 64);
        let gate = fixture.hold();
        let mut tries = 0;
        let (ana, chat) = (fixture.ana, fixture.chat);
        fixture.submit("first", move |tx| {
            build::message(tx, &ana, chat, "first", "x");
            tries += 1;
            let busy = StoreError::new("test", StoreFault::Retry, "busy");
            if tries == 1 { Verdict::Failed(busy) } else { Verdict::Commit }
        });
        fixture.say("second", || Verdict::Commit);
        drop(gate);
        fixture.store.shutdown();
        let all =
            fixture.store.read(|read| read.messages(UserId(0), chat, Seq(1), Seq(9))).unwrap();
        let names: Vec<_> = all.unwrap().iter().map(|m| m.client_id.as_str().to_owned()).collect();
        assert_eq!(names, ["first", "second"], "{backend:?}");
    });
}

#[test]
fn a_full_queue_says_so_at_once() {
    on_every_backend(|backend| {
        let fixture = Fixture::new(backend, 1, 3);
        let gate = fixture.hold();
        for name in ["a", "b", "c", "over", "over2"] {
            fixture.say(name, || Verdict::Commit);
        }
        let refused = fixture.log.take();
        let full = |name| Noted::Done(name, Err(StoreFault::Full { retry_after_ms: 250 }));
        assert_eq!(refused, [full("over"), full("over2")]);
        let error = StoreError::new("x", StoreFault::Full { retry_after_ms: 250 }, "full");
        assert_eq!((error.class(), error.retry_after_ms()), (Class::Overloaded, Some(250)));
        drop(gate);
        let answer = fixture.store.write(Lane::Any, |tx| tx.has_admin());
        // It may come while the queue is still full; then it is told so.
        assert!(answer.is_ok() || answer.unwrap_err().class() == Class::Overloaded);
        fixture.store.shutdown();
        assert_eq!(fixture.seqs(), [1, 2, 3]);
    });
}

#[test]
fn shutdown_does_what_waits_and_takes_no_more() {
    on_every_backend(|backend| {
        let fixture = Fixture::new(backend, 2, 64);
        let gate = fixture.hold();
        for name in ["a", "b", "c"] {
            fixture.say(name, || Verdict::Commit);
        }
        let store = fixture.store.clone();
        let closing = std::thread::spawn(move || store.shutdown());
        drop(gate);
        closing.join().unwrap();
        assert_eq!(fixture.seqs(), [1, 2, 3]);
        fixture.log.take();
        fixture.say("late", || Verdict::Commit);
        assert_eq!(fixture.log.take(), [Noted::Done("late", Err(StoreFault::Unavailable))]);
        let error = fixture.store.write(Lane::Any, |tx| tx.has_admin()).unwrap_err();
        assert_eq!(error.class(), Class::Unavailable);
        fixture.store.shutdown();
        fixture.store.ping().unwrap();
    });
}

#[test]
fn a_panicking_listener_stops_nothing() {
    struct Deaf;
    impl EventSink for Deaf {
        fn deliver(&self, events: Vec<Event>) {
            assert!(events.is_empty(), "on purpose");
        }
    }
    on_every_backend(|backend| {
        let database = Database::new(backend);
        let store = Store::open(&database.url, StoreOptions::default(), Arc::new(Deaf)).unwrap();
        let made = store.write(Lane::Any, |tx| {
            let ana = build::person(tx, "ana");
            Ok::<_, StoreError>((ana, build::group(tx, &ana, "Tea", &[])))
        });
        let (ana, group) = made.unwrap();
        let sent = store.write(Lane::Chat(group), move |tx| {
            Ok::<_, StoreError>(build::message(tx, &ana, group, "a", "x").seq)
        });
        assert_eq!(sent.unwrap(), Seq(1));
    });
}

#[test]
fn concurrent_senders_get_gapless_seqs() {
    const EACH: i64 = 40;
    on_every_backend(|backend| {
        let fixture = Fixture::new(backend, 4, 8_192);
        let (ana, ben, first) = (fixture.ana, fixture.ben, fixture.chat);
        let second = fixture.store.write(Lane::Any, move |tx| {
            Ok::<_, StoreError>(build::group(tx, &ana, "Tea", &[ben.user]))
        });
        let chats = [first, second.unwrap()];
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let store = &fixture.store;
                let actor = if thread % 2 == 0 { ana } else { ben };
                scope.spawn(move || {
                    for n in 0..EACH {
                        let chat = chats[usize::try_from(n % 2).unwrap()];
                        speak(store, actor, chat, &format!("{thread}-{n}")).unwrap();
                    }
                });
            }
        });
        let mut told: BTreeMap<ChatId, Vec<i64>> = BTreeMap::new();
        for noted in fixture.log.take() {
            if let Noted::Told(chat, seq) = noted {
                told.entry(chat).or_default().push(seq.0);
            }
        }
        let want: Vec<i64> = (1..=8 * EACH / 2).collect();
        for chat in chats {
            assert_eq!(told[&chat], want, "in order of {chat}'s commits on {backend:?}");
        }
        assert_eq!(fixture.seqs(), want);
    });
}

fn speak(store: &Store, actor: Actor, chat: ChatId, name: &str) -> Result<Seq, SendError> {
    let client_id = ClientId::parse(name).unwrap();
    let text = MessageText::parse("x").unwrap();
    let cmd = SendMessage { chat, client_id, text, reply_to: None, at: build::START };
    let sent = store.write(Lane::Chat(chat), move |tx| send(tx, &actor, cmd.clone()))?;
    Ok(sent.message.seq)
}
