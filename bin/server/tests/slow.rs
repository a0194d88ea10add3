//! One of fifty stops reading: the others hardly notice, the server's memory neither.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at once where something is not as it must be"
)]

mod slow {
    pub(crate) mod latency;
    pub(crate) mod tap;
}

use client::{Client, Replica};
use serde_json::json;
use slow::latency::{Latency, p99_of_windows};
use slow::tap::{Came, Tap};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::{Backend, Options, Person, SOON, Server};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// Sockets in the room, the one that stops among them.
const SOCKETS: usize = 50;
/// Below the limit of sockets of one person.
const OF_EACH: usize = 10;
const TALKERS: usize = 4;
/// Between two messages of one talker: 200 a second in all.
const PACE: Duration = Duration::from_millis(20);
const TEXT: usize = 4_000;
/// What is measured before, and while one does not read.
const SPAN: Duration = Duration::from_secs(6);
const WINDOW: Duration = Duration::from_secs(1);
/// What the server's memory may grow by.
const GROWTH_KIB: u64 = 64 * 1024;

testkit::on_every_backend! { one_that_does_not_read_is_alone_with_it }

async fn one_that_does_not_read_is_alone_with_it(backend: Backend) {
    let room = Room::open(backend).await;
    let latency = Arc::new(Latency::default());
    let mut readers = room.readers(&latency).await;
    let mut slow = Slow::open(&room).await;
    let (stop, stopped) = watch::channel(false);
    let talkers = room.talk(&latency, &stopped).await;
    // Memory that every connection takes once is not what is asked for here.
    slow.follow_for(Duration::from_secs(1)).await;
    let before = latency.clear();
    slow.follow_for(SPAN).await;
    let baseline = p99_of_windows(&latency.clear(), WINDOW);
    let memory = resident_kib(room.server.pid());
    sleep(SPAN).await;
    let beside = p99_of_windows(&latency.clear(), WINDOW);
    let growth = resident_kib(room.server.pid()).saturating_sub(memory);
    stop.send(true).expect("talkers");
    let mut last = 0;
    for talker in talkers {
        last = last.max(talker.await.expect("a talker"));
    }
    let end = slow.catch_up(last).await;
    for reader in &mut readers {
        let all = timeout(SOON, reader).await.expect("a reader hears the last message in time");
        assert_eq!(all.expect("a reader"), last, "each message once");
    }
    println!(
        "{backend:?}: {last} messages to {SOCKETS} sockets ({} to warm up); p99 {baseline:?}, \
         beside a stopped reader {beside:?}; memory grew by {growth} KiB; the slow one {end}",
        before.len()
    );
    assert!(beside <= baseline * 2 + Duration::from_millis(50), "{baseline:?} became {beside:?}");
    assert!(growth < GROWTH_KIB, "memory grew by {growth} KiB");
}

/// What the kernel keeps in memory for a process.
fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("its state");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// A group of fifty sockets.
struct Room {
    server: Server,
    owner: Person,
    people: Vec<Person>,
    chat: i64,
}

impl Room {
    async fn open(backend: Backend) -> Self {
        let server = Server::start(Options::on(backend)).await;
        let owner = server.person("owner").await;
        let mut people = Vec::new();
        for i in 0..SOCKETS / OF_EACH {
            people.push(server.person(&format!("reader{i}")).await);
        }
        let ids: Vec<i64> = people.iter().map(|person| person.id).collect();
        let chat = owner.group("A full room", &ids).await.expect("a group").id;
        Self { server, owner, people, chat }
    }

    /// All but the slow one; each ends with the number of messages once the last has come.
    async fn readers(&self, latency: &Arc<Latency>) -> Vec<JoinHandle<i64>> {
        let mut readers = Vec::new();
        for i in 1..SOCKETS {
            let tap = Tap::open(&self.people[i % self.people.len()].unwatched(), None).await;
            readers.push(tokio::spawn(read(tap, Arc::clone(latency))));
        }
        readers
    }

    async fn talk(
        &self,
        latency: &Arc<Latency>,
        stopped: &watch::Receiver<bool>,
    ) -> Vec<JoinHandle<i64>> {
        let mut talkers = Vec::new();
        for _ in 0..TALKERS {
            let (latency, stopped) = (Arc::clone(latency), stopped.clone());
            talkers.push(tokio::spawn(talk(self.owner.unwatched(), self.chat, latency, stopped)));
        }
        talkers
    }
}
