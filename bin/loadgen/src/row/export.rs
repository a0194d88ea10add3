//! The export of one long chat: memory above that of the server at rest, time and CPU.

use crate::http::{Http, Passed};
use crate::people::{self, Person};
use crate::report::{Report, number};
use crate::seed::{Index, Seeder, Turn, Words};
use crate::server::Server;
use crate::{Options, Outcome, proc};
use std::time::{Duration, Instant};

const FORMATS: [&str; 2] = ["csv", "jsonl"];
/// How often one looks how much memory there is.
const LOOK: Duration = Duration::from_millis(20);
/// At rest after its start.
const REST: Duration = Duration::from_secs(2);

/// Fills a chat and exports all of it, once in each format.
pub(crate) async fn run(options: &Options, messages: u64) -> Outcome<Report> {
    let mut server = Server::start(options).await?;
    let people = people::register(&server, 2).await?;
    let reader = people.first().ok_or("nobody")?;
    let chat = people::group(server.address, &people).await?;
    let turns: Vec<_> = people.iter().map(|person| Turn { chat, sender: person.id }).collect();
    let everybody = u64::try_from(turns.len())?;
    let rounds = messages / everybody;
    let messages = rounds * everybody;
    server.stop().await?;
    Seeder::new(turns, Words::Same, Index::Passed).write(&mut server.sql()?, rounds).await?;
    server = server.again(&[]).await?;
    tokio::time::sleep(REST).await;
    let idle = proc::anonymous_kib(server.pid())?;
    let mut report = Report::new("export").with("idle_mib", number(idle) / 1024.0);
    for format in FORMATS {
        let before = proc::cpu(&server.pids)?;
        let (passed, most, took) = export(&server, chat, reader, format).await?;
        if passed.lines < messages {
            return Err(format!("{} lines of {messages} messages", passed.lines).into());
        }
        let cpu = proc::cpu(&server.pids)?.saturating_sub(before);
        report = report
            .with(format!("{format}_mib"), number(passed.bytes) / 1_048_576.0)
            .with(format!("{format}_s"), took.as_secs_f64())
            .with(format!("{format}_cpu_us"), cpu.as_secs_f64() * 1e6 / number(messages))
            .with(format!("{format}_grown_mib"), number(most.saturating_sub(idle)) / 1024.0);
    }
    Ok(report)
}

/// Exports a chat; answers what came, the most memory meanwhile in KiB, and how long it took.
async fn export(
    server: &Server,
    chat: i64,
    reader: &Person,
    format: &str,
) -> Outcome<(Passed, u64, Duration)> {
    let mut http = Http::connect(server.address, Some(&reader.token)).await?;
    let path = format!("/chats/{chat}/export?format={format}");
    let began = Instant::now();
    let coming = tokio::spawn(async move { http.pass(&path).await });
    let mut most = 0;
    while !coming.is_finished() {
        most = most.max(proc::anonymous_kib(server.pid())?);
        tokio::time::sleep(LOOK).await;
    }
    Ok((coming.await??, most, began.elapsed()))
}
