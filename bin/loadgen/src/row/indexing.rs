//! What the index of what is searched costs: pairs write with it switched off, and then on.
//!
//! The index is made after the answer and with at most a quarter of a core, so a burst alone says little: it goes
//! on until everything is indexed. Beside it a load that never ends, at a fixed rate. Every message says something
//! else, as in the row `search`: the same words again and again would hardly cost the index anything.

use super::pairs::Pair;
use super::search::text;
use crate::frame;
use crate::index::{Level, TICK, Watch};
use crate::meter::{Latencies, Meter, spinner};
use crate::people::{self, Person};
use crate::report::{Report, number};
use crate::server::Server;
use crate::{Options, Outcome, proc};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Messages per second of all pairs under the steady load.
const RATE: u32 = 1_000;
/// How long the steady load goes on before it counts: twice as long as a change may wait for others.
const SETTLING: Duration = Duration::from_secs(10);
/// Longest wait for the index after a burst.
const LONGEST: Duration = Duration::from_mins(10);
/// Chats say different things: they begin so many texts apart.
const APART: u64 = 1_000_000;
/// What the server is told, without and with the index.
const SWITCH: [(&str, &str); 2] = [("off", "false"), ("on", "true")];

/// CPU time of a stretch and the messages sent in it.
struct Cost {
    cpu: Duration,
    sent: u64,
}

impl Cost {
    fn us(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / number(self.sent.max(1))
    }
}

/// Measures both with `pairs` pairs, and how many times the one the other is.
pub(crate) async fn run(options: &Options, pairs: usize) -> Outcome<Report> {
    let mut server = Server::start(options).await?;
    let everybody = people::register(&server, pairs * 2).await?;
    let mut report = Report::new(format!("indexing {pairs}"));
    let (mut sending, mut steady) = (Vec::new(), Vec::new());
    for (name, value) in SWITCH {
        server.stop().await?;
        Watch::open(&server)?.pass().await?;
        server = server.again(&[("TERTULIA_SEARCH__INDEX", value)]).await?;
        let mut watch = (name == "on").then(|| Watch::open(&server)).transpose()?;
        let chats = chats(&server, &everybody).await?;
        let mut cost = burst(&server, &chats, options.time()).await?;
        report = report
            .with(format!("burst_cpu_us_{name}"), cost.us())
            .with(format!("burst_messages_{name}"), number(cost.sent));
        if let Some(watch) = &mut watch {
            let before = proc::cpu(&server.pids)?;
            let lag = watch.until_indexed(LONGEST).await?;
            cost.cpu += proc::cpu(&server.pids)?.saturating_sub(before);
            report = report.with("lag_after_burst_s", lag.as_secs_f64());
        }
        report = report.with(format!("total_cpu_us_{name}"), cost.us());
        sending.push(cost.us());
        let (cost, lag) = stream(&server, &chats, options.time(), watch.as_mut()).await?;
        report = report.with(format!("steady_cpu_us_{name}"), cost.us());
        steady.push(cost.us());
        if watch.is_some() {
            report = lag.figures("steady_lag_", report);
        }
    }
    for (name, costs) in [("total_times", sending), ("steady_times", steady)] {
        if let [off, on] = costs.as_slice() {
            report = report.with(name, on / off);
        }
    }
    Ok(report)
}

type Chats<'a> = Vec<(i64, &'a [Person])>;

/// A new chat for each two people.
async fn chats<'a>(server: &Server, everybody: &'a [Person]) -> Outcome<Chats<'a>> {
    let mut chats = Vec::new();
    for couple in everybody.chunks_exact(2) {
        chats.push((people::group(server.address, couple).await?, couple));
    }
    Ok(chats)
}

/// Lets all pairs take turns, `pace` apart.
async fn start(
    server: &Server,
    chats: &Chats<'_>,
    meter: &Meter,
    run: &'static str,
    pace: Duration,
) -> Outcome<JoinSet<Outcome<Latencies>>> {
    let mut tasks = JoinSet::new();
    for (chat, couple) in chats {
        let (pair, meter, chat) = (Pair::open(server, *chat, couple).await?, meter.clone(), *chat);
        // A name of a message is its sender's, whatever the chat.
        let (name, first) = (format!("{run}{chat}"), u64::try_from(chat)? * APART);
        let message = move |id| frame::say(id, chat, &name, &text(first + id));
        tasks.spawn(async move { pair.alternate(&meter, pace, message).await });
    }
    Ok(tasks)
}

/// As many messages as the pairs can send in this time, all of them answered.
async fn burst(server: &Server, chats: &Chats<'_>, time: Duration) -> Outcome<Cost> {
    let (meter, progress) = (Meter::default(), spinner("a burst"));
    let before = proc::cpu(&server.pids)?;
    let mut tasks = start(server, chats, &meter, "b", Duration::ZERO).await?;
    tokio::time::sleep(time).await;
    meter.end();
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    progress.finish_and_clear();
    let cpu = proc::cpu(&server.pids)?.saturating_sub(before);
    Ok(Cost { cpu, sent: meter.done() })
}

/// A steady load; how long the oldest message had waited for the index, looked at again and again.
async fn stream(
    server: &Server,
    chats: &Chats<'_>,
    time: Duration,
    mut watch: Option<&mut Watch>,
) -> Outcome<(Cost, Latencies)> {
    let (meter, progress) = (Meter::default(), spinner("a steady load"));
    let pace = Duration::from_secs(u64::try_from(chats.len())?) / RATE;
    let mut tasks = start(server, chats, &meter, "s", pace).await?;
    let (mut lag, mut waiting) = (Latencies::new()?, VecDeque::new());
    let (began, mut first) = (Instant::now(), None);
    while began.elapsed() < SETTLING + time {
        tokio::time::sleep(TICK).await;
        if first.is_none() && began.elapsed() >= SETTLING {
            first = Some((proc::cpu(&server.pids)?, meter.done()));
        }
        let Some(watch) = watch.as_deref_mut() else { continue };
        let Level { sent, indexed } = watch.level().await?;
        let now = Instant::now();
        waiting.push_back((sent, now));
        while waiting.front().is_some_and(|(sent, _)| *sent <= indexed) {
            waiting.pop_front();
        }
        if first.is_some() {
            // The first of these saw the oldest message that is not indexed.
            lag.note(waiting.front().map_or(Duration::ZERO, |(_, seen)| now - *seen));
        }
    }
    let (cpu, done) = first.ok_or("the steady load was too short")?;
    let cpu = proc::cpu(&server.pids)?.saturating_sub(cpu);
    let sent = meter.done() - done;
    meter.end();
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    progress.finish_and_clear();
    Ok((Cost { cpu, sent }, lag))
}
