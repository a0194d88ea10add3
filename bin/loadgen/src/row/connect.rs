//! A socket opened with a token, greeted and closed, again and again.

use crate::meter::{Latencies, Meter};
use crate::people;
use crate::report::Report;
use crate::server::Server;
use crate::socket::Socket;
use crate::{Options, Outcome};
use std::time::Instant;
use tokio::task::JoinSet;

/// How many people come and go at once.
const PEOPLE: usize = 8;

/// Measures upgrade, `hello` and close.
pub(crate) async fn run(options: &Options) -> Outcome<Report> {
    let server = Server::start(options).await?;
    let meter = Meter::default();
    let mut tasks = JoinSet::new();
    for person in people::register(&server, PEOPLE).await? {
        let (meter, address) = (meter.clone(), server.address);
        tasks.spawn(async move {
            let mut latencies = Latencies::new()?;
            while !meter.over() {
                let began = Instant::now();
                let socket = Socket::open(address, &person.token).await?;
                if meter.counts() {
                    latencies.note(began.elapsed());
                }
                socket.close().await?;
                meter.add(1);
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(latencies)
        });
    }
    let stretch = meter.measure("connects", options.time(), &server.pids).await?;
    let mut latencies = Latencies::new()?;
    while let Some(done) = tasks.join_next().await {
        latencies.join(&done??)?;
    }
    let report = Report::new("connect")
        .with("connects_per_s", stretch.rate())
        .with("server_cpu_us_per_connect", stretch.cpu_us());
    Ok(latencies.figures("", report))
}
