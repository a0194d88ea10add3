//! Pages of 50 messages: the newest, and at any depth, as the chat grows.
//!
//! Every third message is in another chat, so that a page doesn't lie in one piece where the database keeps
//! rows as they come.

use crate::http::Http;
use crate::meter::{Latencies, Meter};
use crate::people::{self, Person};
use crate::report::{Report, median};
use crate::seed::{Index, Seeder, Turn, Words};
use crate::server::Server;
use crate::{Options, Outcome, proof};
use std::time::{Duration, Instant};

/// Chats besides the one that is read.
const OTHERS: usize = 20;
/// How often pages are measured, in turns with requests that touch no message: a machine with neighbours is faster
/// or slower by a fifth within minutes, and the growth of a history takes longer.
const TURNS: u32 = 3;

/// Where in the history a page lies.
#[derive(Clone, Copy)]
enum Depth {
    Newest,
    Any {
        messages: u64,
    },
    /// No message: one's own account.
    None,
}

/// Measures at each length of history in turn.
pub(crate) async fn run(options: &Options, lengths: &[u64]) -> Outcome<Report> {
    let mut server = Server::start(options).await?;
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
    let per_round = u64::try_from(OTHERS * 2)?;
    let mut seeder = Seeder::new(turns, Words::Same, Index::Passed);
    let mut report = Report::new("history");
    let mut filled = proof::say(&server, chat, reader).await?;
    for &messages in lengths {
        let began = Instant::now();
        server.stop().await?;
        let rounds = messages.saturating_sub(filled) / per_round;
        seeder.write(&mut server.sql()?, rounds).await?;
        server = server.again(&[]).await?;
        report = report.with(format!("seeding_{messages}_s"), began.elapsed().as_secs_f64());
        filled += rounds * per_round;
        filled = proof::as_if_sent(&server, chat, reader, filled).await?;
        // Half of the time for each depth.
        let time = options.time() / 2;
        for (name, depth) in [("newest", Depth::Newest), ("any", Depth::Any { messages: filled })] {
            let prefix = format!("{name}_of_{messages}_");
            report = measure(&server, chat, reader, depth, time, &prefix, report).await?;
        }
    }
    if let [small, .., large] = lengths {
        for depth in ["newest", "any"] {
            let times = |messages| report.figure(&format!("{depth}_of_{messages}_times"));
            let growth = times(large) / times(small);
            report = report.with(format!("{depth}_growth"), growth);
        }
    }
    Ok(report)
}

/// Pages in turns with the request that touches no message: the CPU of both, and how many times the one is the other.
async fn measure(
    server: &Server,
    chat: i64,
    reader: &Person,
    depth: Depth,
    time: Duration,
    prefix: &str,
    report: Report,
) -> Outcome<Report> {
    let mut latencies = Latencies::new()?;
    let (mut pages, mut times) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let (page, took) = stretch(server, chat, reader, depth, time / TURNS).await?;
        let (floor, _) = stretch(server, chat, reader, Depth::None, time / TURNS).await?;
        latencies.join(&took)?;
        pages.push(page);
        times.push(page / floor);
    }
    let report = report
        .with(format!("{prefix}server_cpu_us"), median(pages))
        .with(format!("{prefix}times"), median(times));
    Ok(latencies.figures(prefix, report))
}

/// The server's CPU per request, in microseconds, and how long requests took.
async fn stretch(
    server: &Server,
    chat: i64,
    reader: &Person,
    depth: Depth,
    time: Duration,
) -> Outcome<(f64, Latencies)> {
    let meter = Meter::default();
    let http = Http::connect(server.address, Some(&reader.token)).await?;
    let reading = tokio::spawn(read(http, chat, depth, meter.clone()));
    let stretch = meter.measure("pages", time, &server.pids).await?;
    Ok((stretch.cpu_us(), reading.await??))
}

async fn read(mut http: Http, chat: i64, depth: Depth, meter: Meter) -> Outcome<Latencies> {
    let mut latencies = Latencies::new()?;
    let mut chance: u64 = 0x9e37_79b9_7f4a_7c15;
    while !meter.over() {
        let path = match depth {
            Depth::None => "/users/me".to_owned(),
            Depth::Newest => format!("/chats/{chat}/messages?limit=50"),
            Depth::Any { messages } => {
                // xorshift: any fixed sequence without pattern will do.
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                let before = 51 + chance % messages.saturating_sub(50).max(1);
                format!("/chats/{chat}/messages?limit=50&before={before}")
            }
        };
        let began = Instant::now();
        http.get(&path).await?;
        meter.add(1);
        if meter.counts() {
            latencies.note(began.elapsed());
        }
    }
    Ok(latencies)
}
