//! Looking for parts of what was said, over all chats, once it is indexed.

use crate::http::Http;
use crate::meter::{Latencies, Meter, bar, spinner};
use crate::people::{self, Person};
use crate::report::Report;
use crate::server::Server;
use crate::{Options, Outcome, proc};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use wire::{NewMessage, Sent};

/// How many senders fill the chats.
const WRITERS: u64 = 64;
/// Chats that the messages are in.
const CHATS: usize = 20;
/// The index is there when the server needs less than this in a second.
const QUIET: Duration = Duration::from_millis(30);
/// Longest wait for that.
const LONGEST: Duration = Duration::from_mins(15);
const SYLLABLES: [&str; 16] = [
    "ka", "ro", "the", "in", "er", "al", "mo", "st", "pre", "ti", "on", "lu", "vé", "ña", "猫",
    "東京",
];

/// Fills the chats, waits for the index, and asks for 2 to 12 characters of any message.
pub(crate) async fn run(options: &Options, messages: u64) -> Outcome<Report> {
    let server = Server::start(options).await?;
    let people = people::register(&server, 2).await?;
    let reader = people.first().ok_or("nobody")?;
    let mut chats = Vec::new();
    for _ in 0..CHATS {
        chats.push(people::group(server.address, &people).await?);
    }
    fill(&server, &chats, reader, messages).await?;
    let waited = settle(&server).await?;
    let meter = Meter::default();
    let http = Http::connect(server.address, Some(&reader.token)).await?;
    let asking = tokio::spawn(ask(http, messages, meter.clone()));
    let stretch = meter.measure("searches", options.time(), &server.pids).await?;
    let latencies = asking.await??;
    let report = Report::new("search")
        .with("server_cpu_us_per_search", stretch.cpu_us())
        .with("index_behind_s", waited.as_secs_f64());
    Ok(latencies.figures("", report))
}

async fn fill(server: &Server, chats: &[i64], sender: &Person, messages: u64) -> Outcome {
    let progress = bar("messages", messages);
    let next = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for writer in 0..WRITERS {
        let (next, progress) = (Arc::clone(&next), progress.clone());
        let chat = *chats.get(usize::try_from(writer)? % chats.len()).ok_or("no chat")?;
        let mut http = Http::connect(server.address, Some(&sender.token)).await?;
        tasks.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= messages {
                    return Ok::<_, Box<dyn std::error::Error + Send + Sync>>(());
                }
                let (client_id, text) = (Some(format!("s{number}")), text(number));
                let body = NewMessage { client_id, text, reply_to: None };
                let _: Sent = http.post(&format!("/chats/{chat}/messages"), &body).await?;
                progress.inc(1);
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    progress.finish_and_clear();
    Ok(())
}

/// Waits until the server has nothing to do; answers how long that took.
async fn settle(server: &Server) -> Outcome<Duration> {
    let (progress, began) = (spinner("the index"), Instant::now());
    // What is new waits for more for some seconds.
    tokio::time::sleep(Duration::from_secs(8)).await;
    let mut before = proc::cpu(&server.pids)?;
    while began.elapsed() < LONGEST {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = proc::cpu(&server.pids)?;
        if now.saturating_sub(before) < QUIET {
            break;
        }
        before = now;
    }
    progress.finish_and_clear();
    Ok(began.elapsed())
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
fn text(number: u64) -> String {
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
