//! Memory per connection that does nothing: the slope between a few and many.

use crate::meter::bar;
use crate::people::{self, Person};
use crate::report::{Report, number};
use crate::server::Server;
use crate::socket::Socket;
use crate::{Options, Outcome, proc};
use std::net::Ipv4Addr;
use std::time::Duration;
use tokio::task::JoinSet;

/// How many connections each person has.
const PER_PERSON: usize = 20;
/// How many are opened at once.
const AT_ONCE: usize = 32;
/// How long the server has to come to rest before its memory is read.
const REST: Duration = Duration::from_secs(4);

/// Measures at a fifth of `connections` and at all of them.
pub(crate) async fn run(options: &Options, connections: usize) -> Outcome<Report> {
    let server = Server::start(options).await?;
    let empty = proc::resident_kib(server.pid())?;
    let people = people::register(&server, connections.div_ceil(PER_PERSON)).await?;
    let mut open = JoinSet::new();
    let few = connections / 5;
    fill(&server, &people, 0, few, &mut open).await?;
    let low = proc::resident_kib(server.pid())?;
    fill(&server, &people, few, connections, &mut open).await?;
    let high = proc::resident_kib(server.pid())?;
    if let Some(ended) = open.try_join_next() {
        return Err(format!("a connection ended: {:?}", ended?).into());
    }
    open.abort_all();
    let slope = number(high.saturating_sub(low)) / number(u64::try_from(connections - few)?);
    Ok(Report::new(format!("idle {connections}"))
        .with("kib_per_connection", slope)
        .with("rss_mib_at_start", number(empty) / 1024.0)
        .with("rss_mib_with_all", number(high) / 1024.0))
}

/// Opens connections `from..to`, each with a task that answers pings.
async fn fill(
    server: &Server,
    people: &[Person],
    from: usize,
    to: usize,
    open: &mut JoinSet<Outcome>,
) -> Outcome {
    let progress = bar("connections", u64::try_from(to - from)?);
    let mut opening = JoinSet::new();
    for number in from..to {
        if opening.len() >= AT_ONCE {
            settle(&mut opening, open).await?;
            progress.inc(1);
        }
        let person = people.get(number / PER_PERSON).ok_or("too few people")?;
        let (address, token) = (server.address, person.token.clone());
        let source = Ipv4Addr::new(127, 0, 0, u8::try_from(number % 4 + 2)?);
        opening.spawn(async move { Socket::open_from(source, address, &token).await });
    }
    while !opening.is_empty() {
        settle(&mut opening, open).await?;
    }
    progress.finish_and_clear();
    tokio::time::sleep(REST).await;
    Ok(())
}

async fn settle(opening: &mut JoinSet<Outcome<Socket>>, open: &mut JoinSet<Outcome>) -> Outcome {
    if let Some(opened) = opening.join_next().await {
        let mut socket = opened??;
        open.spawn(async move {
            loop {
                socket.next().await?;
            }
        });
    }
    Ok(())
}
