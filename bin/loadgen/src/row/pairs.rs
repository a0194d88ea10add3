//! Two people each, taking turns: every message is stored before the other sees it.

use crate::frame::{self, Line, lines};
use crate::meter::{Latencies, Meter};
use crate::people::{self, Person};
use crate::report::Report;
use crate::server::Server;
use crate::socket::Socket;
use crate::{Options, Outcome};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Two people with their sockets, and the chat between them.
pub(crate) struct Pair {
    /// The chat.
    pub(crate) chat: i64,
    /// The one whose turn it is, and the other.
    pub(crate) ends: [End; 2],
}

/// Somebody at their socket.
pub(crate) struct End {
    id: i64,
    /// The socket.
    pub(crate) socket: Socket,
}

/// Measures `pairs` pairs with at most `window` messages of one person on the way.
pub(crate) async fn run(options: &Options, pairs: usize, window: usize) -> Outcome<Report> {
    let server = Server::start(options).await?;
    let everybody = people::register(&server, pairs * 2).await?;
    let meter = Meter::default();
    let mut tasks = JoinSet::new();
    for couple in everybody.chunks_exact(2) {
        let chat = match couple {
            [one, other] => people::direct(server.address, one, other).await?,
            _ => return Err("a pair is two people".into()),
        };
        let pair = Pair::open(&server, chat, couple).await?;
        let meter = meter.clone();
        tasks.spawn(async move {
            if window > 1 {
                pair.stream(&meter, window).await
            } else {
                pair.alternate(&meter, Duration::ZERO, |id| frame::send(id, chat, "p")).await
            }
        });
    }
    let stretch = meter.measure("messages", options.time(), &server.pids).await?;
    let mut latencies = Latencies::new()?;
    while let Some(done) = tasks.join_next().await {
        latencies.join(&done??)?;
    }
    let report = Report::new(format!("pairs {pairs} window {window}"))
        .with("messages_per_s", stretch.rate())
        .with("server_cpu_us_per_message", stretch.cpu_us());
    Ok(latencies.figures("", report))
}

impl Pair {
    /// Opens the sockets of two people who have a chat.
    pub(crate) async fn open(server: &Server, chat: i64, couple: &[Person]) -> Outcome<Self> {
        let [one, other] = couple else {
            return Err("a pair is two people".into());
        };
        let one_end = End { id: one.id, socket: Socket::open(server.address, &one.token).await? };
        let other_end =
            End { id: other.id, socket: Socket::open(server.address, &other.token).await? };
        Ok(Self { chat, ends: [one_end, other_end] })
    }

    /// One writes and waits until it is stored and the other has it; then the other writes, `pace` after the
    /// first began at the earliest. `message` makes the frames, from 1 on.
    pub(crate) async fn alternate(
        mut self,
        meter: &Meter,
        pace: Duration,
        message: impl Fn(u64) -> String,
    ) -> Outcome<Latencies> {
        let mut latencies = Latencies::new()?;
        let mut number = 0;
        let mut turn = tokio::time::interval(pace.max(Duration::from_nanos(1)));
        while !meter.over() {
            if pace > Duration::ZERO {
                turn.tick().await;
            }
            number += 1;
            let [from, to] = &mut self.ends;
            let sent = Instant::now();
            from.socket.send(message(number)).await?;
            to.socket.until(|line| line == Line::MessageNew { sender: from.id }).await?;
            let took = sent.elapsed();
            from.socket.until(|line| line == Line::Ok).await?;
            meter.add(1);
            if meter.counts() {
                latencies.note(took);
            }
            self.ends.reverse();
        }
        Ok(latencies)
    }

    /// One keeps `window` messages on the way, the other reads.
    async fn stream(self, meter: &Meter, window: usize) -> Outcome<Latencies> {
        let mut latencies = Latencies::new()?;
        let [mut from, mut to] = self.ends;
        let mut on_the_way = VecDeque::with_capacity(window);
        let mut number = 0;
        while !meter.over() {
            while on_the_way.len() < window {
                number += 1;
                on_the_way.push_back(Instant::now());
                from.socket.send(frame::send(number, self.chat, "w")).await?;
            }
            // The writer's socket has to be read as well, or it counts as a slow reader.
            tokio::select! {
                text = to.socket.next() => {
                    let arrived = lines(&text?).filter(|line| matches!(line, Line::MessageNew { .. })).count();
                    meter.add(u64::try_from(arrived)?);
                    for sent in on_the_way.drain(..arrived.min(on_the_way.len())) {
                        if meter.counts() {
                            latencies.note(sent.elapsed());
                        }
                    }
                }
                text = from.socket.next() => {
                    let text = text?;
                    if lines(&text).any(|line| line == Line::Error) {
                        return Err(format!("the server said {text}").into());
                    }
                }
            }
        }
        Ok(latencies)
    }
}
