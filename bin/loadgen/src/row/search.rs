//! Looking for parts of what was said, over all chats, once it is indexed.

use crate::http::Http;
use crate::index::Watch;
use crate::meter::{Latencies, Meter};
use crate::people;
use crate::report::Report;
use crate::seed::{Index, Seeder, Turn, Words};
use crate::server::Server;
use crate::{Options, Outcome};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// Chats that the messages are in.
const CHATS: usize = 20;
/// Longest wait for the index of a million messages, with a quarter of a core.
const LONGEST: Duration = Duration::from_mins(20);
const SYLLABLES: [&str; 16] = [
    "ka", "ro", "the", "in", "er", "al", "mo", "st", "pre", "ti", "on", "lu", "vé", "ña", "猫",
    "東京",
];

/// Fills the chats, waits until the server has made the index, and asks for 2 to 12 characters of any message.
pub(crate) async fn run(options: &Options, messages: u64) -> Outcome<Report> {
    let mut server = Server::start(options).await?;
    let people = people::register(&server, 2).await?;
    let reader = people.first().ok_or("nobody")?;
    let mut turns = Vec::new();
    for number in 0..CHATS {
        let chat = people::group(server.address, &people).await?;
        let sender = people.get(number % 2).ok_or("nobody")?.id;
        turns.push(Turn { chat, sender });
    }
    server.stop().await?;
    let rounds = messages / u64::try_from(CHATS)?;
    let mut seeder = Seeder::new(turns, Words::Of(text), Index::Missing);
    seeder.write(&mut server.sql()?, rounds).await?;
    server = server.again(&[]).await?;
    let waited = Watch::open(&server)?.until_indexed(LONGEST).await?;
    let meter = Meter::default();
    let http = Http::connect(server.address, Some(&reader.token)).await?;
    let asking = tokio::spawn(ask(http, messages, meter.clone()));
    let stretch = meter.measure("searches", options.time(), &server.pids).await?;
    let latencies = asking.await??;
    let report = Report::new("search")
        .with("server_cpu_us_per_search", stretch.cpu_us())
        .with("indexing_s", waited.as_secs_f64());
    Ok(latencies.figures("", report))
}

async fn ask(mut http: Http, messages: u64, meter: Meter) -> Outcome<Latencies> {
    let (mut latencies, mut chance) = (Latencies::new()?, 0x9e37_79b9_7f4a_7c15);
    while !meter.over() {
        let said: Vec<char> = text(step(&mut chance) % messages).chars().collect();
        let length = usize::try_from(2 + step(&mut chance) % 11)?;
        let start = usize::try_from(step(&mut chance))? % said.len().saturating_sub(length).max(1);
        let part: String = said.iter().skip(start).take(length).collect();
        let escaped = part.bytes().fold(String::new(), |mut all, byte| {
            let _infallible = write!(all, "%{byte:02X}");
            all
        });
        let began = Instant::now();
        http.get(&format!("/search?q=%22{escaped}%22")).await?;
        meter.add(1);
        if meter.counts() {
            latencies.note(began.elapsed());
        }
    }
    Ok(latencies)
}

/// xorshift: any fixed sequence without pattern will do.
fn step(chance: &mut u64) -> u64 {
    *chance ^= *chance << 13;
    *chance ^= *chance >> 7;
    *chance ^= *chance << 17;
    *chance
}

/// What a message says: words out of syllables, the frequent ones often.
pub(crate) fn text(number: u64) -> String {
    let mut chance = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::new();
    for _ in 0..3 + step(&mut chance) % 14 {
        let most = [60, 600, 6_000, 30_000];
        let kind = usize::try_from(step(&mut chance) % 4).unwrap_or(0);
        let word = step(&mut chance) % most.get(kind).copied().unwrap_or(60);
        let mut letters = (word + 7).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        for _ in 0..2 + step(&mut letters) % 3 {
            let at = usize::try_from(step(&mut letters) % 16).unwrap_or(0);
            text.push_str(SYLLABLES.get(at).copied().unwrap_or("ka"));
        }
        text.push(' ');
    }
    text.pop();
    text
}
