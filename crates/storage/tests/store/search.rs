//! Searches find exactly what a naive look at every message finds, on every backend.

use crate::support::{Backend, Database, Heard};
use domain::message::{SendError, SendMessage, send};
use domain::port::{Lane, StoreError};
use domain::search::{self, Page, Query, Request, Scope};
use domain::testing::build;
use domain::{Actor, ChatId, ClientId, MessageText, Seq};
use std::collections::BTreeMap;
use std::sync::Arc;
use tertulia_storage::{Store, StoreOptions};

/// Words of many scripts, code and addresses.
const WORDS: &[&str] = &[
    "the",
    "there",
    "therein",
    "then",
    "hen",
    "Café",
    "cafe\u{301}",
    "naïve",
    "Straße",
    "STRASSE",
    "Ελλάδα",
    "ΟΔΥΣΣΕΥΣ",
    "Привет",
    "ёлка",
    "мир",
    "مُحَمَّد",
    "السلام",
    "שָׁלוֹם",
    "עולם",
    "东京塔",
    "東京都",
    "吾輩は",
    "猫である",
    "ガギグ",
    "ｶﾞｷﾞ",
    "한국어",
    "서울",
    "กินข้าว",
    "สวัสดี",
    "😀",
    "👨‍👩‍👧",
    "❤️",
    "🇪🇸",
    "fn main() {",
    "let x = a_b[i] % 10;",
    "SELECT * FROM \"t\" WHERE a LIKE '%\\_'",
    "https://example.org/a?b=c&d=é",
    "http://xn--caf-dma.example/",
    "\n",
    "\t",
    "…",
    "—",
    "ﬁnish",
    "Ｔｅａ",
    "12:30",
    "€ 3,50",
    "a",
    "I",
    "ı",
    "İ",
];

/// The same numbers in every run (G. Marsaglia, Xorshift RNGs, 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    fn text(&mut self) -> String {
        let most = if self.below(50) == 0 { 90 } else { 9 };
        let words = 1 + self.below(most);
        let mut text = String::new();
        for _ in 0..words {
            text.push_str(WORDS[self.below(WORDS.len())]);
            text.push_str(["", " ", " ", "-"][self.below(4)]);
        }
        if text.trim().is_empty() { "empty".to_owned() } else { text }
    }

    /// A part of a text of 1 to 12 characters, now and then with another or in quotation marks.
    fn query(&mut self, texts: &[String]) -> String {
        let mut part = || {
            let text: Vec<char> = texts[self.below(texts.len())].chars().collect();
            let length = 1 + self.below(12);
            let start = self.below(text.len());
            text.iter().skip(start).take(length).collect::<String>()
        };
        let (one, two) = (part(), part());
        match self.below(4) {
            0 => format!("{one} {two}"),
            1 => format!("\"{one}\""),
            _ => one,
        }
    }
}

fn ask(store: &Store, who: Actor, scope: Scope, query: &Query, limit: usize) -> Page {
    let request = Request { query: query.clone(), scope, limit };
    store.read(|read| search::search(read, &who, &request)).unwrap().unwrap()
}

/// Every page of a search.
fn all(store: &Store, who: Actor, scope: Scope, query: &Query) -> Vec<(ChatId, Seq)> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = ask(store, who, Scope { after, ..scope }, query, 100);
        assert!(page.complete);
        found.extend(page.found.iter().map(|one| (one.message.chat, one.message.seq)));
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

fn index(store: &Store, chats: &[ChatId]) {
    for chat in chats.iter().copied() {
        while let Some(step) = store.read(|read| search::plan(read, chat)).unwrap().unwrap() {
            store.write(Lane::Chat(chat), move |tx| search::keep(tx, &step)).unwrap();
        }
    }
}

/// Sends texts at times after the start.
fn say(
    store: &Store,
    who: Actor,
    chat: ChatId,
    part: usize,
    texts: Vec<(String, i64)>,
) -> Vec<((ChatId, Seq), String)> {
    store
        .write(Lane::Chat(chat), move |tx| -> Result<_, SendError> {
            let mut sent = Vec::new();
            for (number, (text, ms)) in texts.iter().enumerate() {
                let cmd = SendMessage {
                    chat,
                    client_id: ClientId::parse(&format!("{chat}-{part}-{number}")).unwrap(),
                    text: MessageText::parse(text).unwrap(),
                    reply_to: None,
                    at: build::START.plus_ms(*ms),
                };
                let message = send(tx, &who, cmd)?.message;
                sent.push(((chat, message.seq), message.text.as_str().to_owned()));
            }
            Ok(sent)
        })
        .unwrap()
}

/// Messages per chat: some in blocks of every size, some in a part of one.
const SIZES: [u16; 7] = [6_600, 1_800, 500, 256, 257, 40, 3];

#[test]
fn finds_what_a_naive_look_finds() {
    for backend in Backend::all() {
        let database = Database::new(&backend);
        let options = StoreOptions::default();
        let store = Store::open(&database.url, options, Arc::new(Heard::default())).unwrap();
        let (ana, chats) = store
            .write(Lane::Any, |tx| -> Result<_, StoreError> {
                let [ana, ben] = ["ana", "ben"].map(|name| build::person(tx, name));
                let chats = SIZES.map(|_| build::group(tx, &ana, "Tea", &[ben.user]));
                Ok((ana, chats))
            })
            .unwrap();
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
        let mut texts: BTreeMap<(ChatId, Seq), String> = BTreeMap::new();
        for part in [0, 1, 2] {
            for (chat, size) in chats.iter().copied().zip(SIZES) {
                // Clocks go back now and then, and stand still.
                let new: Vec<(String, i64)> = (0..size.div_ceil(3))
                    .map(|n| (numbers.text(), 500 * i64::from(n / 3) - 900 * i64::from(n % 2)))
                    .collect();
                for (place, text) in say(&store, ana, chat, part, new) {
                    texts.insert(place, text);
                }
            }
            // The last third is not in the index.
            if part < 2 {
                index(&store, &chats);
            }
        }
        let bodies: Vec<String> = texts.values().cloned().collect();
        let (mut asked, mut some) = (0, 0);
        for _ in 0..60 {
            let Ok(query) = Query::parse(&numbers.query(&bodies), false) else { continue };
            let one = (numbers.below(3) == 0).then(|| chats[numbers.below(chats.len())]);
            let scope = Scope { chat: one, ..Scope::of(ana.user) };
            let mut found = all(&store, ana, scope, &query);
            found.sort_unstable();
            let naive = texts.iter().filter(|((chat, _), text)| {
                one.is_none_or(|one| one == *chat) && query.matches(text)
            });
            let naive: Vec<_> = naive.map(|(place, _)| *place).collect();
            assert_eq!(found, naive, "{backend:?}: {query:?}");
            asked += 1;
            some += usize::from(!naive.is_empty());
        }
        assert!(asked > 45 && some > 30, "{asked} {some}");
    }
}
