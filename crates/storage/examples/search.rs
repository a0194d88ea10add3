//! Measures the search of messages: `cargo run --release -p tertulia-storage --example search -- URL 1000000`.
//!
//! Fills an empty database with chats of one person, indexes them, and asks for parts of what was said; one
//! that it filled before it asks only.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement stops where it stands"
)]

use domain::account::{self, Register, Standing};
use domain::chat::{CreateGroup, create_group};
use domain::message::{SendError, SendMessage, send};
use domain::port::{EventSink, Lane, NewSession};
use domain::search::{self, Query, Request, Scope};
use domain::{
    Actor, ChatId, ClientId, DisplayName, Email, Event, Handle, MessageText, SessionId, Timestamp,
    Title,
};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tertulia_storage::{Store, StoreOptions};

struct Nobody;

impl EventSink for Nobody {
    fn deliver(&self, _: Vec<Event>) {}
}

/// Chats that the messages are in, the busiest with half of them.
const CHATS: usize = 200;
/// Searches of each kind.
const ASKED: usize = 300;
const WORDS: u64 = 30_000;
const CHINESE: &str = "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然\
    没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二\
    理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信\
    北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提\
    感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让";

/// The same numbers in every run (G. Marsaglia, Xorshift RNGs, 2003).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A word, the frequent ones often: half of what is said is a few hundred words.
    fn word(&mut self) -> String {
        let most = [60, 600, 6_000, WORDS][usize::try_from(self.below(4)).unwrap()];
        word(self.below(most))
    }

    fn text(&mut self) -> String {
        let words = 3 + self.below(14);
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// A word out of syllables, the same for the same number; every fifth is Chinese or accented.
fn word(number: u64) -> String {
    let mut numbers = Numbers(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let syllables = [
        "ka", "ro", "the", "in", "er", "al", "mo", "st", "pre", "ti", "on", "lu", "vé", "ña",
        "sch", "ou",
    ];
    let chinese: Vec<char> = CHINESE.chars().collect();
    let count = usize::try_from(1 + numbers.below(3)).unwrap();
    if number % 5 == 4 {
        let sign = |n: u64| chinese[usize::try_from(n).unwrap() % chinese.len()];
        return (0..=count).map(|_| sign(numbers.next())).collect();
    }
    (0..=count).map(|_| syllables[usize::try_from(numbers.below(16)).unwrap()]).collect()
}

/// The person and the chats, and whether they were there.
fn settle(store: &Store) -> (Actor, Vec<ChatId>, bool) {
    let ana = store.read(|read| read.user_by_handle(&Handle::parse("ana").unwrap()));
    if let Some(ana) = ana.unwrap().unwrap() {
        let chats = (1..=CHATS).map(|id| ChatId(i64::try_from(id).unwrap())).collect();
        return (Actor { user: ana.id, session: SessionId(1) }, chats, true);
    }
    let (ana, chats) = found(store);
    (ana, chats, false)
}

fn found(store: &Store) -> (Actor, Vec<ChatId>) {
    let at = Timestamp(1_700_000_000_000);
    store
        .write(Lane::Any, move |tx| -> Result<_, domain::port::StoreError> {
            let new = Register {
                handle: Handle::parse("ana").unwrap(),
                email: Email::parse("ana@example.org").unwrap(),
                display_name: DisplayName::parse("Ana").unwrap(),
                password_hash: "none".to_owned(),
                standing: Standing::Admin,
                at,
            };
            let user = account::register(tx, new).unwrap().id;
            let session = NewSession {
                user,
                at,
                idle_until: at.plus_ms(1),
                ends_at: at.plus_ms(1),
                user_agent: String::new(),
                secret: vec![1; 32],
                cookie_hash: None,
            };
            let ana = Actor { user, session: tx.insert_session(&session)? };
            let group = || CreateGroup { title: Title::parse("Tea").unwrap(), members: vec![], at };
            let chats =
                (0..CHATS).map(|_| create_group(tx, &ana, group()).unwrap().chat.id).collect();
            Ok((ana, chats))
        })
        .unwrap()
}

/// Sends so many messages, unless they are there; answers what they said, of every hundredth.
fn fill(store: &Store, ana: Actor, chats: &[ChatId], count: u64, there: bool) -> Vec<String> {
    let (mut numbers, mut said, mut sent) = (Numbers(7), Vec::new(), 0_u64);
    while sent < count {
        let half = numbers.below(2) == 0;
        let chat = chats[usize::try_from(if half { 0 } else { numbers.below(200) }).unwrap()];
        let texts: Vec<String> = (0..200).map(|_| numbers.text()).collect();
        said.extend(texts.iter().step_by(100).cloned());
        let first = sent;
        sent += 200;
        if there {
            continue;
        }
        store
            .write(Lane::Chat(chat), move |tx| -> Result<_, SendError> {
                for (text, number) in texts.iter().zip(first..) {
                    let client_id = ClientId::parse(&format!("m{number}")).unwrap();
                    let at = Timestamp(1_700_000_000_000 + i64::try_from(number).unwrap() * 500);
                    let text = MessageText::parse(text).unwrap();
                    send(tx, &ana, SendMessage { chat, client_id, text, reply_to: None, at })?;
                }
                Ok(())
            })
            .unwrap();
    }
    said
}

fn index(store: &Store, chats: &[ChatId]) -> Duration {
    let begun = Instant::now();
    for chat in chats.iter().copied() {
        while let Some(step) = store.read(|read| search::plan(read, chat)).unwrap().unwrap() {
            store.write(Lane::Chat(chat), move |tx| search::keep(tx, &step)).unwrap();
        }
    }
    begun.elapsed()
}

/// Time that this thread had a processor: what a search takes where nobody else wants it.
fn on_cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0))
}

/// The 50th, 95th and 99th of a hundred, in milliseconds.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |part: usize| times[times.len() * part / 100].as_secs_f64() * 1e3;
    format!("{:.1} {:.1} {:.1}", at(50), at(95), at(99))
}

fn measure(store: &Store, ana: Actor, name: &str, mut q: impl FnMut() -> (String, Option<ChatId>)) {
    let (mut times, mut on, mut found, mut short) = (Vec::new(), Vec::new(), 0, 0);
    while times.len() < ASKED {
        let (q, chat) = q();
        let Ok(query) = Query::parse(&q, false) else { continue };
        let scope = Scope { chat, ..Scope::of(ana.user) };
        let request = Request { query, scope, limit: 50 };
        let (begun, cpu) = (Instant::now(), on_cpu());
        let page = store.read(|read| search::search(read, &ana, &request)).unwrap().unwrap();
        on.push(on_cpu().saturating_sub(cpu));
        times.push(begun.elapsed());
        found += usize::from(!page.found.is_empty());
        short += usize::from(page.found.len() < 50 && page.next.is_some());
    }
    let (times, on) = (spread(times), spread(on));
    println!(
        "{name}: p50, p95, p99 {times} ms, on the processor {on} ms; \
         {found} of {ASKED} found, {short} short pages"
    );
}

fn part(numbers: &mut Numbers, said: &[String], length: u64) -> String {
    let text: Vec<char> =
        said[usize::try_from(numbers.next()).unwrap() % said.len()].chars().collect();
    let length = usize::try_from(length).unwrap();
    let start = usize::try_from(numbers.next()).unwrap() % text.len().saturating_sub(length).max(1);
    format!("\"{}\"", text.iter().skip(start).take(length).collect::<String>().trim())
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().unwrap_or_else(|| "sqlite:search.db".to_owned());
    let count: u64 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let store = Store::open(&url, StoreOptions::default(), Arc::new(Nobody)).unwrap();
    let (ana, chats, there) = settle(&store);
    let begun = Instant::now();
    let said = fill(&store, ana, &chats, count, there);
    let spent = begun.elapsed();
    println!("{}: {count} messages in {spent:.1?}", store.backend_name());
    let before = store.read(|read| read.database_bytes()).unwrap().unwrap();
    let spent = index(&store, &chats);
    let after = store.read(|read| read.database_bytes()).unwrap().unwrap();
    let each = spent.as_secs_f64() * 1e6 / f64::from(u32::try_from(count).unwrap());
    println!(
        "indexed in {spent:.1?}, {each:.1} µs per message; {before} bytes before, {after} after"
    );
    let mut numbers = Numbers(99);
    for length in [2, 3, 5, 8, 12] {
        measure(&store, ana, &format!("{length} characters"), || {
            (part(&mut numbers, &said, length), None)
        });
    }
    measure(&store, ana, "5 characters in the largest chat", || {
        (part(&mut numbers, &said, 5), Some(chats[0]))
    });
    measure(&store, ana, "two words", || (format!("{} {}", numbers.word(), numbers.word()), None));
    measure(&store, ana, "a rare word", || (word(WORDS / 2 + numbers.below(WORDS / 2)), None));
    measure(&store, ana, "what nobody said", || {
        (format!("{} {}", part(&mut numbers, &said, 7), "quartz"), None)
    });
}
