//! Several at once: one of them wins, the others are told, and streams stay in order.

use crate::support::{Backend, Database, Heard, job};
use domain::chat::{
    AddMembers, CreateError, MemberError, OpenDirect, RemoveMember, add_members, open_direct,
    remove_member,
};
use domain::message::{MarkRead, ReadError, SendError, SendMessage, mark_read, send};
use domain::port::{Lane, StoreError, Verdict};
use domain::rights::Audience;
use domain::testing::build;
use domain::testing::replica::Replica;
use domain::{Actor, ChatId, ClientId, Event, MessageText, Rev, Seq};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tertulia_storage::{Store, StoreOptions};

const NAMES: [&str; 4] = ["ana", "ben", "eve", "zoe"];

/// A store with four writers and four people.
pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) heard: Heard,
    pub(crate) people: Vec<Actor>,
    pub(crate) database: Database,
}

impl Fixture {
    pub(crate) fn new(backend: &Backend) -> Self {
        let (database, heard) = (Database::new(backend), Heard::default());
        let options = StoreOptions { lanes: 4, ..StoreOptions::default() };
        let store = Store::open(&database.url, options, Arc::new(heard.clone())).unwrap();
        let people = store.write(Lane::Any, |tx| {
            Ok::<_, StoreError>(NAMES.map(|name| build::person(tx, name)).to_vec())
        });
        Self { store, heard, people: people.unwrap(), database }
    }

    pub(crate) fn groups(&self, count: usize) -> Vec<ChatId> {
        let people = self.people.clone();
        let made = self.store.write(Lane::Any, move |tx| {
            let ids: Vec<_> = people.iter().map(|who| who.user).collect();
            let groups = (0..count).map(|_| build::group(tx, &people[0], "Tea", &ids));
            Ok::<_, StoreError>(groups.collect())
        });
        made.unwrap()
    }
}

/// Runs something on as many threads, each with its number, and answers what they answer.
pub(crate) fn at_once<T: Send>(threads: usize, run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let run = &run;
        let all: Vec<_> = (0..threads).map(|n| scope.spawn(move || run(n))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn two_who_open_one_direct_chat_get_the_same() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        for (a, b) in [(0, 1), (1, 2), (3, 0)] {
            let pair = [fixture.people[a], fixture.people[b]];
            let opened = at_once(8, |n| {
                let (actor, with) = (pair[n % 2], pair[(n + 1) % 2].user);
                let cmd = OpenDirect { with, rule: Audience::Everyone, at: build::START };
                let open = move |tx: &mut dyn domain::port::Tx| -> Result<_, CreateError> {
                    open_direct(tx, &actor, cmd)
                };
                fixture.store.write(Lane::Any, open).unwrap()
            });
            let made = opened.iter().filter(|opened| opened.created).count();
            let first = opened[0].summary.chat.id;
            assert_eq!(made, 1, "{backend:?}");
            assert!(opened.iter().all(|opened| opened.summary.chat.id == first));
        }
        assert_eq!(fixture.heard.0.lock().unwrap().len(), 3, "each is told once");
    }
}

pub(crate) fn say(store: &Store, actor: Actor, chat: ChatId, name: &str) -> Result<Seq, SendError> {
    let cmd = SendMessage {
        chat,
        client_id: ClientId::parse(name).unwrap(),
        text: MessageText::parse("x").unwrap(),
        reply_to: None,
        at: build::START,
    };
    let sent = store.write(Lane::Chat(chat), move |tx| send(tx, &actor, cmd.clone()))?;
    Ok(sent.message.seq)
}

#[test]
fn one_client_id_names_one_message_whatever_the_chat() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let groups = fixture.groups(4);
        let ana = fixture.people[0];
        for round in 0..10 {
            let name = format!("round-{round}");
            let sent = at_once(4, |n| say(&fixture.store, ana, groups[n], &name));
            let won = sent.iter().filter(|sent| sent.is_ok()).count();
            let lost = sent.iter().filter(|sent| matches!(sent, Err(SendError::ClientIdReused)));
            assert_eq!((won, lost.count()), (1, 3), "{backend:?}: {sent:?}");
        }
    }
}

/// One of the things that people do in groups; refusals are fine, failures of the store are not.
fn act(fixture: &Fixture, groups: &[ChatId], thread: usize, n: usize) {
    let chat = groups[(thread + n) % groups.len()];
    let actor = fixture.people[thread % NAMES.len()];
    let other = fixture.people[(thread + n / 3) % NAMES.len()].user;
    let (lane, at) = (Lane::Chat(chat), build::START);
    match n % 5 {
        0 | 1 => match say(&fixture.store, actor, chat, &format!("{thread}-{n}")) {
            Ok(_) | Err(SendError::NotFound) => {}
            Err(error) => panic!("{error:?}"),
        },
        2 => {
            let cmd = MarkRead { chat, seq: Seq(i64::MAX), at };
            match fixture.store.write(lane, move |tx| mark_read(tx, &actor, cmd)) {
                Ok(_) | Err(ReadError::NotFound) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        3 => {
            let cmd = RemoveMember { chat, user: other, at };
            fine(fixture.store.write(lane, move |tx| remove_member(tx, &actor, cmd)));
        }
        _ => {
            let users = fixture.people.iter().map(|who| who.user).collect();
            let cmd = AddMembers { chat, users, at };
            fine(fixture.store.write(lane, move |tx| add_members(tx, &actor, cmd.clone())));
        }
    }
}

pub(crate) fn fine<T>(result: Result<T, MemberError>) {
    if let Err(MemberError::Store(error)) = result {
        panic!("{error:?}");
    }
}

#[test]
fn streams_stay_in_order_in_a_crowd() {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let groups = fixture.groups(3);
        at_once(8, |thread| {
            for n in 0..30 {
                act(&fixture, &groups, thread, n);
            }
        });
        let mut heads: BTreeMap<ChatId, Rev> = BTreeMap::new();
        for event in fixture.heard.0.lock().unwrap().iter() {
            let Some((chat, rev)) = event.chat() else { continue };
            let head = heads.insert(chat, rev).unwrap_or_default();
            // Coming in is told to the new ones and to those who are there, as one change.
            let same = matches!(event, Event::ChatNew { .. } | Event::MemberAdded { .. });
            assert!(rev == head.next() || (same && rev == head), "{head} then {event:?}");
        }
        for who in fixture.people.clone() {
            let agreed = fixture.store.read(|read| {
                let truth = Replica::from_snapshot(read, who)?;
                let mut client = Replica::empty(who);
                client.catch_up(read, 3)?;
                client.assert_agrees(&truth);
                for (chat, view) in truth.chats {
                    assert_eq!(view.rev, heads[&chat], "all changes were told");
                }
                Ok::<_, StoreError>(())
            });
            agreed.unwrap().unwrap();
        }
    }
}

#[test]
fn every_job_is_answered_once_even_while_closing() {
    for backend in Backend::all() {
        for _ in 0..10 {
            let fixture = Fixture::new(&backend);
            let (asked, answered) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
            at_once(4, |n| {
                for step in 0..400 {
                    if n == 0 && step == 200 {
                        fixture.store.shutdown();
                    }
                    let count = Arc::clone(&answered);
                    asked.fetch_add(1, Ordering::SeqCst);
                    let done = move |_| {
                        count.fetch_add(1, Ordering::SeqCst);
                    };
                    fixture.store.submit(Lane::Any, job(|_| Verdict::Rollback, done));
                }
            });
            fixture.store.shutdown();
            assert_eq!(answered.load(Ordering::SeqCst), asked.load(Ordering::SeqCst));
        }
    }
}

/// How long a deadlock lasts before PostgreSQL ends it; nothing else here takes a tenth of that.
const DEADLOCK: std::time::Duration = std::time::Duration::from_millis(900);

#[test]
fn two_nodes_never_wait_for_each_other() {
    for backend in Backend::all() {
        if matches!(format!("{backend:?}").as_str(), "Lite") {
            continue; // a file has one node
        }
        let fixture = Fixture::new(&backend);
        let groups = fixture.groups(8);
        let options = StoreOptions { lanes: 4, ..StoreOptions::default() };
        let url = &fixture.database.url;
        let other = Store::open(url, options, Arc::new(Heard::default())).unwrap();
        let slowest = at_once(8, |thread| {
            let store = if thread % 2 == 0 { &fixture.store } else { &other };
            let actor = fixture.people[thread / 2];
            let mut slowest = std::time::Duration::ZERO;
            for n in 0..60 {
                let began = std::time::Instant::now();
                // One person writes on one node and reads on the other, all chats at once.
                let chat = groups[(n * (thread + 1)) % groups.len()];
                if thread % 2 == 0 {
                    say(store, actor, chat, &format!("node-{thread}-{n}")).unwrap();
                } else {
                    let cmd = MarkRead { chat, seq: Seq(i64::MAX), at: build::START };
                    let mark = move |tx: &mut dyn domain::port::Tx| mark_read(tx, &actor, cmd);
                    store.write(Lane::Chat(chat), mark).unwrap();
                }
                slowest = slowest.max(began.elapsed());
            }
            slowest
        });
        assert!(slowest.iter().all(|time| *time < DEADLOCK), "{slowest:?}");
    }
}
