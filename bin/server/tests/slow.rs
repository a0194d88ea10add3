//! Slow readers in a room of fifty: the others don't notice, and the server's memory is bounded.
#![expect(
    clippy::expect_used,
    reason = "a test stops at once where something is not as it must be"
)]

use client::{Replica, Socket};
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use testkit::{Backend, Options, Person, SOON, Server, Talk, eventually};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

/// Those who read as they should; with the two slow ones and the owner it is a room of fifty.
const READERS: usize = 47;
/// Between two messages in the room.
const PACE: Duration = Duration::from_millis(20);
/// Between two large messages to the slow ones alone: their sockets' buffers take 3 MiB.
const NOISE: Duration = Duration::from_millis(25);
/// How long delays are measured before anybody is slow, and meanwhile.
const MEASURED: Duration = Duration::from_secs(4);
/// Growth of the server's memory that two slow readers may cause.
const ROOM: u64 = 48 * 1024 * 1024;

/// One at a time: this is the one place where time is judged.
static ALONE: Mutex<()> = Mutex::const_new(());

testkit::on_every_backend! { slow_readers_are_slow_alone }

async fn slow_readers_are_slow_alone(backend: Backend) {
    let _alone = ALONE.lock().await;
    let server = Server::start(Options::on(backend)).await;
    let crowd = Crowd::new(&server).await;
    let began = Instant::now();
    let (stop, stopped) = watch::channel(false);
    let mut measuring = Vec::new();
    for person in &crowd.readers {
        let socket = person.unwatched().socket().await.expect("a socket");
        measuring.push(tokio::spawn(measure(socket, began, stopped.clone())));
    }
    let (late, stuck) =
        (Slow::new(&crowd.late, &crowd).await, Slow::new(&crowd.stuck, &crowd).await);
    let now = move || began.elapsed().as_micros().to_string();
    let talk = Talk::start(&crowd.owner, crowd.room, PACE, now).await;
    let large = "🦀".repeat(8_000);
    let mut noise = Talk::start(&crowd.owner, crowd.noise, NOISE, move || large.clone()).await;

    sleep(Duration::from_secs(1)).await;
    let start = began.elapsed();
    sleep(MEASURED).await;
    let (middle, memory) = (began.elapsed(), resident(&server));
    let (mut late, mut stuck) = (late.stop().await, stuck.stop().await);
    noise.goes_on(160).await;
    sleep(MEASURED).await;
    let (end, grown) = (began.elapsed(), resident(&server).saturating_sub(memory));
    late.catch_up().await;
    // Found stuck after eight seconds, and then no more there for the others.
    eventually("the end of the stuck reader", async || !crowd.hears_of(&crowd.stuck).await).await;
    assert!(crowd.hears_of(&crowd.late).await, "whoever reads again stays");
    let said = BTreeMap::from([(crowd.room, talk.stop().await), (crowd.noise, noise.stop().await)]);
    late.has_everything(&said).await;
    let closed = stuck.socket.until_closed(SOON).await.expect("the end");
    // Where the system can, it cuts off who takes nothing: then there is no room for a last word.
    assert!(matches!(closed.code, Some(4408) | None), "{closed:?}");

    stop.send_replace(true);
    let delays = join_all(measuring).await.into_iter().map(|d| d.expect("a reader"));
    let delays: Vec<_> = delays.flatten().collect();
    let (before, during) = (p99(&delays, start, middle), p99(&delays, middle, end));
    eprintln!("p99 {before:?} before, {during:?} during; {grown} bytes more");
    assert!(during <= before * 2 + Duration::from_millis(50), "{before:?} became {during:?}");
    assert!(grown <= ROOM, "{grown} bytes for two slow readers");
}

struct Crowd {
    owner: Person,
    readers: Vec<Person>,
    late: Person,
    stuck: Person,
    room: i64,
    noise: i64,
}

impl Crowd {
    async fn new(server: &Server) -> Self {
        let [owner, late, stuck] = server.people(["owner", "late", "stuck"]).await;
        let names: Vec<String> = (0..READERS).map(|i| format!("reader{i}")).collect();
        let readers = join_all(names.iter().map(|name| server.person(name))).await;
        let slow = [late.id, stuck.id];
        let all: Vec<i64> = readers.iter().map(|reader| reader.id).chain(slow).collect();
        let room = owner.group("Room", &all).await.expect("a group").id;
        let noise = owner.group("Noise", &slow).await.expect("a group").id;
        Self { owner, readers, late, stuck, room, noise }
    }

    /// Whether somebody counts as online.
    async fn hears_of(&self, person: &Person) -> bool {
        let chat = self.owner.chat(self.noise).await.expect("the chat");
        chat.members.iter().any(|member| member.user_id == person.id && member.online)
    }
}

/// When a message was sent, and how long it took to come.
type Delays = Vec<(Duration, Duration)>;

async fn measure(mut socket: Socket, began: Instant, mut stop: watch::Receiver<bool>) -> Delays {
    let mut delays = Vec::new();
    loop {
        let push = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return delays,
            push = socket.next_named("message.new", SOON) => push.expect("a message"),
        };
        let text = push.pointer("/message/text").and_then(|text| text.as_str()).expect("a text");
        let sent = Duration::from_micros(text.parse().expect("a time"));
        delays.push((sent, began.elapsed().saturating_sub(sent)));
    }
}

/// The median of each second's p99, of what was sent in this time.
fn p99(delays: &[(Duration, Duration)], from: Duration, to: Duration) -> Duration {
    let mut windows: BTreeMap<u64, Vec<Duration>> = BTreeMap::new();
    for (sent, delay) in delays.iter().filter(|(sent, _)| (from..to).contains(sent)) {
        windows.entry(sent.saturating_sub(from).as_secs()).or_default().push(*delay);
    }
    let worst = |mut window: Vec<Duration>| {
        window.sort();
        window.get(window.len() * 99 / 100).copied().unwrap_or_default()
    };
    let mut all: Vec<Duration> = windows.into_values().map(worst).collect();
    all.sort();
    *all.get(all.len() / 2).expect("something was measured")
}

/// The server's memory in bytes.
fn resident(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid()));
    let status = status.expect("its status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
}

/// Somebody who reads until they are told to stop.
struct Slow {
    stop: watch::Sender<bool>,
    reading: JoinHandle<Stopped>,
}

/// The same with an open socket that nobody reads.
struct Stopped {
    socket: Socket,
    replica: Replica,
}

impl Slow {
    async fn new(person: &Person, crowd: &Crowd) -> Self {
        let mut socket = person.unwatched().socket().await.expect("a socket");
        let mut replica = Replica::new(person.id);
        replica.follow(crowd.room);
        replica.follow(crowd.noise);
        replica.resume(&mut socket, SOON).await.expect("everything so far");
        let (stop, mut stopped) = watch::channel(false);
        let reading = tokio::spawn(async move {
            tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => {}
                end = replica.follow_for(&mut socket, SOON * 4) => panic!("nobody stopped it: {end:?}"),
            }
            Stopped { socket, replica }
        });
        Self { stop, reading }
    }

    async fn stop(self) -> Stopped {
        self.stop.send_replace(true);
        self.reading.await.expect("a reader")
    }
}

impl Stopped {
    /// Reads again: the server sends what it kept back as a sync that nobody asked for.
    async fn catch_up(&mut self) {
        let mut syncs = 0;
        let live = timeout(SOON, async {
            loop {
                let push = self.socket.next_event(SOON).await.expect("a push");
                let sync = push.get("ev").is_some_and(|ev| ev == "sync");
                syncs += usize::from(sync);
                self.replica.take(push).expect("a push of ours");
                if syncs > 0 && !sync {
                    return;
                }
            }
        });
        live.await.expect("it was never told what it missed");
    }

    async fn has_everything(&mut self, said: &BTreeMap<i64, i64>) {
        for (chat, last) in said {
            let whole = |replica: &Replica| {
                let copy = replica.chat(*chat);
                copy.and_then(|copy| copy.messages.keys().last().copied()) == Some(*last)
            };
            let came = self.replica.follow_until(&mut self.socket, SOON, whole).await;
            assert!(came.expect("an open socket"), "the end of chat {chat} never came");
            let seen = self.replica.seen().iter().filter(|message| message.chat_id == *chat);
            let seqs: Vec<i64> = seen.map(|message| message.seq).collect();
            assert_eq!(seqs, (1..=*last).collect::<Vec<_>>(), "each once, in order");
        }
    }
}
