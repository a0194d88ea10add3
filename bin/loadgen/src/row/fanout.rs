//! One group, everybody online, the next message when all have the last.

use crate::frame::{self, Line, lines};
use crate::meter::{Latencies, Meter};
use crate::people;
use crate::report::{Report, number};
use crate::server::Server;
use crate::socket::Socket;
use crate::{Options, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// How long all may take to get one message.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who has the message on the way.
#[derive(Default)]
struct Round {
    missing: AtomicUsize,
    complete: Notify,
}

/// Measures a group of `members` people; each message is `members` deliveries, the sender's included.
pub(crate) async fn run(options: &Options, members: usize) -> Outcome<Report> {
    let server = Server::start(options).await?;
    let everybody = people::register(&server, members).await?;
    let chat = people::group(server.address, &everybody).await?;
    let (writer, readers) = everybody.split_first().ok_or("a group needs somebody")?;
    let round = Arc::new(Round::default());
    let mut tasks = JoinSet::new();
    for reader in readers {
        let socket = Socket::open(server.address, &reader.token).await?;
        tasks.spawn(read(socket, Arc::clone(&round)));
    }
    let socket = Socket::open(server.address, &writer.token).await?;
    // Those who came online are told of one second later: that is not to be measured.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let meter = Meter::default();
    let writing = tokio::spawn(write(socket, chat, members, round, meter.clone()));
    let stretch = meter.measure("deliveries", options.time(), &server.pids).await?;
    let latencies = writing.await??;
    tasks.abort_all();
    let report = Report::new(format!("fanout {members}"))
        .with("deliveries_per_s", stretch.rate())
        .with("broadcasts_per_s", stretch.rate() / number(u64::try_from(members)?))
        .with("server_cpu_us_per_delivery", stretch.cpu_us());
    Ok(latencies.figures("all_have_it_", report))
}

async fn read(mut socket: Socket, round: Arc<Round>) -> Outcome {
    loop {
        let text = socket.next().await?;
        let arrived = lines(&text).filter(|line| matches!(line, Line::MessageNew { .. })).count();
        if arrived > 0 && round.missing.fetch_sub(arrived, Ordering::AcqRel) == arrived {
            round.complete.notify_one();
        }
    }
}

async fn write(
    mut socket: Socket,
    chat: i64,
    members: usize,
    round: Arc<Round>,
    meter: Meter,
) -> Outcome<Latencies> {
    let mut latencies = Latencies::new()?;
    let mut id = 0;
    while !meter.over() {
        id += 1;
        round.missing.store(members - 1, Ordering::Release);
        let sent = Instant::now();
        socket.send(frame::send(id, chat, "f")).await?;
        // The answer and one's own copy may come in either order, in one frame or two.
        let (mut answered, mut copied) = (false, false);
        while !(answered && copied) {
            socket
                .until(|line| {
                    answered |= line == Line::Ok;
                    copied |= matches!(line, Line::MessageNew { .. });
                    true
                })
                .await?;
        }
        tokio::time::timeout(PATIENCE, round.complete.notified()).await.map_err(|_| {
            format!("{} members have no message", round.missing.load(Ordering::Relaxed))
        })?;
        meter.add(u64::try_from(members)?);
        if meter.counts() {
            latencies.note(sent.elapsed());
        }
    }
    Ok(latencies)
}
