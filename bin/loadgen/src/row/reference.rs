//! The floor under `pairs`: a bare TCP relay that stores nothing and knows nobody.

use crate::meter::{Latencies, Meter};
use crate::report::Report;
use crate::{Options, Outcome};
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Instant;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::task::JoinSet;

/// As long as the messages of the other rows.
const BYTES: usize = 100;

/// Measures `pairs` pairs taking turns through the relay.
pub(crate) async fn run(options: &Options, pairs: usize) -> Outcome<Report> {
    let mut command = Command::new(std::env::current_exe()?);
    let mut relay = command.arg("relay").stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
    let output = relay.stdout.take().ok_or("no output")?;
    let line = BufReader::new(output).lines().next_line().await?.ok_or("the relay ended")?;
    let address: SocketAddr = line.trim().parse()?;
    let pid = relay.id().ok_or("the relay ended")?;
    let meter = Meter::default();
    let mut tasks = JoinSet::new();
    for _ in 0..pairs {
        // The relay joins each two that come after one another.
        let ends = [TcpStream::connect(address).await?, TcpStream::connect(address).await?];
        let meter = meter.clone();
        tasks.spawn(async move { alternate(ends, &meter).await });
    }
    let stretch = meter.measure("relayed", options.time(), &[pid]).await?;
    let mut latencies = Latencies::new()?;
    while let Some(done) = tasks.join_next().await {
        latencies.join(&done??)?;
    }
    let report = Report::new(format!("reference {pairs}"))
        .with("messages_per_s", stretch.rate())
        .with("relay_cpu_us_per_message", stretch.cpu_us());
    Ok(latencies.figures("", report))
}

async fn alternate(mut ends: [TcpStream; 2], meter: &Meter) -> Outcome<Latencies> {
    let mut latencies = Latencies::new()?;
    let mut buffer = [0; BYTES];
    for end in &ends {
        end.set_nodelay(true)?;
    }
    while !meter.over() {
        let [from, to] = &mut ends;
        let sent = Instant::now();
        from.write_all(&buffer).await?;
        to.read_exact(&mut buffer).await?;
        meter.add(1);
        if meter.counts() {
            latencies.note(sent.elapsed());
        }
        ends.reverse();
    }
    Ok(latencies)
}

/// Joins each two connections that come in; says on stdout where it listens.
pub(crate) async fn relay() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (one, _) = listener.accept().await?;
        let (other, _) = listener.accept().await?;
        one.set_nodelay(true)?;
        other.set_nodelay(true)?;
        let (one_in, one_out) = one.into_split();
        let (other_in, other_out) = other.into_split();
        tokio::spawn(pass(one_in, other_out));
        tokio::spawn(pass(other_in, one_out));
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> Outcome {
    let mut buffer = [0; 4096];
    loop {
        let count = from.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        to.write_all(buffer.get(..count).unwrap_or_default()).await?;
    }
}
