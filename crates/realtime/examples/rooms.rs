//! Measures what a group of 10,000 who are all there costs the hub, sockets apart:
//! `cargo run --release -p tertulia-realtime --example rooms -- 10000`.
#![expect(clippy::print_stdout, reason = "a measurement tells what it found")]

use domain::rights::Audience;
use domain::{Actor, ChatId, Rev, SessionId, Timestamp, UserId};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tertulia_realtime::{Connection, Hub, Instant};

const TOWN: ChatId = ChatId(1);
const ROUNDS: u32 = 50;

fn drain(all: &[Arc<Connection>]) {
    for one in all {
        let context = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(_)) = one.outbox.poll_drain(&context) {}
    }
}

fn shown(what: &str, spent: Duration, of: u32) {
    println!("{what}: {:.1} µs", spent.as_secs_f64() * 1e6 / f64::from(of));
}

fn main() {
    let people = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(10_000_i64);
    let count = u32::try_from(people).unwrap_or(u32::MAX);
    for large in [false, true] {
        println!("{people} people, {}", if large { "large" } else { "as a small group" });
        let towns: &[ChatId] = if large { &[TOWN] } else { &[] };
        let (hub, begun) = (Hub::new(), Instant::now());
        let come = |user| {
            let actor = Actor { user: UserId(user), session: SessionId(user) };
            let connection = hub.open(actor, Instant::now());
            hub.show_to(UserId(user), Audience::Everyone, vec![]);
            hub.subscribe(&connection, vec![(TOWN, Rev(1))], towns);
            connection
        };
        let all: Vec<_> = (1..=people).map(come).collect();
        shown("each comes", begun.elapsed(), count);
        let begun = Instant::now();
        hub.tick(Instant::now(), 1_000_000);
        shown("each is told of", begun.elapsed(), count);
        drain(&all);
        let frame = bytes::Bytes::from(vec![b'x'; 300]);
        let mut spent = Duration::ZERO;
        for round in 0..ROUNDS {
            let begun = Instant::now();
            hub.event(TOWN, Rev(i64::from(round) + 2), &frame);
            hub.wake();
            spent += begun.elapsed();
            drain(&all);
        }
        shown("a message to all", spent, ROUNDS);
        let begun = Instant::now();
        for _ in 0..ROUNDS {
            hub.ephemeral(TOWN, UserId(1), &frame);
        }
        shown("somebody types", begun.elapsed(), ROUNDS);
        drain(&all);
        let begun = Instant::now();
        for connection in &all {
            hub.close(connection, Timestamp(1));
        }
        shown("each goes", begun.elapsed(), count);
    }
}
