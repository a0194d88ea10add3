//! From the start of the process to its first answer, and its memory then.

use crate::report::{Report, median, number};
use crate::server::Server;
use crate::{Options, Outcome, proc};
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How often each kind of start is measured.
const TIMES: usize = 7;

/// Measures first starts in an empty folder, and later ones in a folder in use.
pub(crate) async fn run(options: &Options) -> Outcome<Report> {
    let used = tempfile::tempdir()?;
    let (mut first, mut later, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    once(options, used.path()).await?;
    for _ in 0..TIMES {
        let empty = tempfile::tempdir()?;
        first.push(once(options, empty.path()).await?.0.as_secs_f64());
        let (took, kib) = once(options, used.path()).await?;
        later.push(took.as_secs_f64());
        memory.push(number(kib));
    }
    Ok(Report::new("start")
        .with("first_start_ms", median(first) * 1e3)
        .with("start_ms", median(later) * 1e3)
        .with("rss_mib", median(memory) / 1024.0))
}

async fn once(options: &Options, folder: &Path) -> Outcome<(Duration, u64)> {
    let server = Server::start_in(options, folder).await?;
    let mut stream = TcpStream::connect(server.address).await?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).await?;
    let took = server.started.elapsed();
    if !head.ends_with(b" 200") {
        return Err("the first answer was not 200".into());
    }
    let kib = proc::resident_kib(server.pid())?;
    server.kill().await?;
    Ok((took, kib))
}
