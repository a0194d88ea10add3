//! Pages of 50 messages: the newest, and at any depth, as the chat grows.
//!
//! The shortest history is asked in turns with each longer one, both by servers of their own: a machine with
//! neighbours is faster or slower by a fifth within minutes, and to grow a history takes longer than that.

use crate::http::Http;
use crate::meter::{Latencies, Reading, bar};
use crate::people::{self, Person};
use crate::report::{Report, median};
use crate::seed::{Index, Seeder, Turn, Words};
use crate::server::Server;
use crate::{Options, Outcome, proof};
use std::time::{Duration, Instant};

/// Chats besides the one that is read.
///
/// Every third message is in one of them, so that a page doesn't lie in one piece where the database keeps rows as
/// they come.
const OTHERS: usize = 20;
const TWO: &str = "history needs two lengths, the shortest first";
/// How long one of the two is asked before it is the other's turn.
const SLICE: Duration = Duration::from_millis(500);

/// Where in the history a page lies.
#[derive(Clone, Copy)]
enum Depth {
    Newest,
    Any,
}

/// A server with a chat of some length.
struct Side {
    server: Server,
    chat: i64,
    reader: Person,
    seeder: Seeder,
    messages: u64,
}

/// What was found of one side.
struct Found {
    cpu_us: Vec<f64>,
    disk_kib: Vec<f64>,
    latencies: Latencies,
    /// Where the next page lies.
    chance: u64,
}

/// Measures each length of history beside the first.
pub(crate) async fn run(options: &Options, lengths: &[u64]) -> Outcome<Report> {
    let [shortest, longer @ ..] = lengths else { return Err(TWO.into()) };
    if longer.is_empty() {
        return Err(TWO.into());
    }
    let mut report = Report::new("history");
    let small = Side::new(&options.beside().await?).await?.grow(*shortest).await?;
    let mut large = Side::new(options).await?;
    for &messages in longer {
        let began = Instant::now();
        large = large.grow(messages).await?;
        report = report.with(format!("seeding_{messages}_s"), began.elapsed().as_secs_f64());
        for (name, depth) in [("newest", Depth::Newest), ("any", Depth::Any)] {
            let (few, many) = compare(&small, &large, depth, options.time()).await?;
            let growth = many.cpu_us() / few.cpu_us();
            report = few.told(&format!("{name}_of_{shortest}_"), report);
            report = many.told(&format!("{name}_of_{messages}_"), report);
            report = report.with(format!("{name}_growth"), growth);
        }
    }
    Ok(report)
}

impl Side {
    /// A server with two people in the chat that is read, and others around it; no message yet but one.
    async fn new(options: &Options) -> Outcome<Self> {
        let server = Server::start(options).await?;
        let people = people::register(&server, 2).await?;
        let [reader, other] = people.as_slice() else {
            return Err("two people were asked for".into());
        };
        let chat = people::group(server.address, &people).await?;
        let mut turns = Vec::new();
        for _ in 0..OTHERS {
            let beside = people::group(server.address, &people).await?;
            for (chat, person) in [(chat, reader), (chat, other), (beside, other)] {
                turns.push(Turn { chat, sender: person.id });
            }
        }
        let seeder = Seeder::new(turns, Words::Same, Index::Passed);
        let messages = proof::say(&server, chat, reader).await?;
        Ok(Self { server, chat, reader: reader.clone(), seeder, messages })
    }

    /// Writes until the chat has so many messages, and shows that they are as if sent.
    async fn grow(mut self, messages: u64) -> Outcome<Self> {
        self.server.stop().await?;
        let per_round = u64::try_from(OTHERS * 2)?;
        let rounds = messages.saturating_sub(self.messages) / per_round;
        self.seeder.write(&mut self.server.sql()?, rounds).await?;
        self.server = self.server.again(&[]).await?;
        let filled = self.messages + rounds * per_round;
        self.messages = proof::as_if_sent(&self.server, self.chat, &self.reader, filled).await?;
        Ok(self)
    }

    /// Asks for pages for a while, one after another.
    async fn ask(&self, http: &mut Http, depth: Depth, found: &mut Found) -> Outcome {
        let before = Reading::take(&self.server.pids)?;
        let (began, mut count) = (Instant::now(), 0);
        while began.elapsed() < SLICE {
            let path = self.path(depth, &mut found.chance);
            let asked = Instant::now();
            http.get(&path).await?;
            found.latencies.note(asked.elapsed());
            count += 1;
        }
        let stretch = before.until_now(count)?;
        found.cpu_us.push(stretch.cpu_us());
        found.disk_kib.push(stretch.disk_kib());
        Ok(())
    }

    fn path(&self, depth: Depth, chance: &mut u64) -> String {
        let chat = self.chat;
        match depth {
            Depth::Newest => format!("/chats/{chat}/messages?limit=50"),
            Depth::Any => {
                // xorshift: any fixed sequence without pattern will do.
                *chance ^= *chance << 13;
                *chance ^= *chance >> 7;
                *chance ^= *chance << 17;
                let before = 51 + *chance % self.messages.saturating_sub(50).max(1);
                format!("/chats/{chat}/messages?limit=50&before={before}")
            }
        }
    }

    async fn connect(&self) -> Outcome<Http> {
        Http::connect(self.server.address, Some(&self.reader.token)).await
    }
}

impl Found {
    fn new() -> Outcome<Self> {
        let (cpu_us, disk_kib) = (Vec::new(), Vec::new());
        let chance = 0x9e37_79b9_7f4a_7c15;
        Ok(Self { cpu_us, disk_kib, latencies: Latencies::new()?, chance })
    }

    /// In the middle of all turns.
    fn cpu_us(&self) -> f64 {
        median(self.cpu_us.clone())
    }

    fn told(self, prefix: &str, report: Report) -> Report {
        let report = report
            .with(format!("{prefix}server_cpu_us"), self.cpu_us())
            .with(format!("{prefix}disk_kib"), median(self.disk_kib));
        self.latencies.figures(prefix, report)
    }
}

/// Asks both in turns, each for the time given.
async fn compare(
    small: &Side,
    large: &Side,
    depth: Depth,
    time: Duration,
) -> Outcome<(Found, Found)> {
    let (mut to_small, mut to_large) = (small.connect().await?, large.connect().await?);
    // What is asked first meets cold caches: it isn't counted.
    small.ask(&mut to_small, depth, &mut Found::new()?).await?;
    large.ask(&mut to_large, depth, &mut Found::new()?).await?;
    let (mut few, mut many) = (Found::new()?, Found::new()?);
    let turns = time.as_millis().div_ceil(SLICE.as_millis());
    let progress = bar("pages", u64::try_from(turns)?);
    for turn in 0..turns {
        // Neither is always first.
        if turn % 2 == 0 {
            small.ask(&mut to_small, depth, &mut few).await?;
            large.ask(&mut to_large, depth, &mut many).await?;
        } else {
            large.ask(&mut to_large, depth, &mut many).await?;
            small.ask(&mut to_small, depth, &mut few).await?;
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok((few, many))
}
