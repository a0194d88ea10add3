//! Pages of 50 messages: the newest, and at any depth, as the chat grows.

use crate::http::Http;
use crate::meter::{Latencies, Meter};
use crate::people::{self, Person};
use crate::report::Report;
use crate::server::Server;
use crate::{Options, Outcome};
use std::time::{Duration, Instant};

/// Where in the history a page lies.
#[derive(Clone, Copy)]
enum Depth {
    Newest,
    Any { messages: u64 },
}

/// Measures at each length of history in turn.
pub(crate) async fn run(options: &Options, lengths: &[u64]) -> Outcome<Report> {
    let server = Server::start(options).await?;
    let people = people::register(&server, 2).await?;
    let chat = people::group(server.address, &people).await?;
    let reader = people.first().ok_or("nobody")?;
    let mut report = Report::new("history");
    let mut filled = 0;
    for &messages in lengths {
        people::fill(&server, chat, reader, filled, messages).await?;
        filled = messages.max(filled);
        // Half of the time for each depth.
        let time = options.time() / 2;
        for (name, depth) in [("newest", Depth::Newest), ("any", Depth::Any { messages })] {
            let prefix = format!("{name}_of_{messages}_");
            report = measure(&server, chat, reader, depth, time, &prefix, report).await?;
        }
    }
    Ok(report)
}

async fn measure(
    server: &Server,
    chat: i64,
    reader: &Person,
    depth: Depth,
    time: Duration,
    prefix: &str,
    report: Report,
) -> Outcome<Report> {
    let meter = Meter::default();
    let http = Http::connect(server.address, Some(&reader.token)).await?;
    let reading = tokio::spawn(read(http, chat, depth, meter.clone()));
    let stretch = meter.measure("pages", time, &server.pids).await?;
    let latencies = reading.await??;
    let report = report.with(format!("{prefix}server_cpu_us"), stretch.cpu_us());
    Ok(latencies.figures(prefix, report))
}

async fn read(mut http: Http, chat: i64, depth: Depth, meter: Meter) -> Outcome<Latencies> {
    let mut latencies = Latencies::new()?;
    let mut chance: u64 = 0x9e37_79b9_7f4a_7c15;
    while !meter.over() {
        let path = match depth {
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
