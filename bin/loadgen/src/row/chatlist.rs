//! The list of chats with unread counts, of somebody who is in many, as what was said in them grows.

use crate::http::Http;
use crate::meter::{Latencies, Meter, bar};
use crate::people::{self, Person};
use crate::report::Report;
use crate::seed::{Index, Seeder, Turn, Words};
use crate::server::Server;
use crate::{Options, Outcome};
use std::time::{Duration, Instant};
use wire::{Chat, ChatList, NewChat};

/// Of so many chats the reader writes in one.
const OWN: usize = 4;
/// Of so many chats one is read to its end.
const READ: usize = 10;

/// Measures the first page of 50 chats of `chats`, with so many messages in all of them.
pub(crate) async fn run(options: &Options, chats: usize, totals: &[u64]) -> Outcome<Report> {
    let mut server = Server::start(options).await?;
    let people = people::register(&server, 2).await?;
    let [reader, other] = people.as_slice() else {
        return Err("two people were asked for".into());
    };
    let ids = make(&server, reader, other, chats).await?;
    let turns = turns(&ids, reader, other);
    let per_round = u64::try_from(turns.len())?;
    let mut seeder = Seeder::new(turns, Words::Same, Index::Passed);
    let (mut report, mut said) = (Report::new(format!("chatlist {chats}")), 0);
    for &messages in totals {
        let began = Instant::now();
        server.stop().await?;
        let rounds = messages.saturating_sub(said) / per_round;
        seeder.write(&mut server.sql()?, rounds).await?;
        server = server.again(&[]).await?;
        report = report.with(format!("seeding_{messages}_s"), began.elapsed().as_secs_f64());
        said += rounds * per_round;
        let http = read_some(&server, reader, &ids).await?;
        let time = options.time() / 2;
        report = measure(&server, http, time, &format!("of_{messages}_"), report).await?;
    }
    if let [small, .., large] = totals {
        let cpu = |messages| report.figure(&format!("of_{messages}_server_cpu_us"));
        let growth = cpu(large) / cpu(small);
        report = report.with("growth", growth);
    }
    Ok(report)
}

/// Makes groups of the two.
async fn make(server: &Server, reader: &Person, other: &Person, chats: usize) -> Outcome<Vec<i64>> {
    let mut http = Http::connect(server.address, Some(&other.token)).await?;
    let progress = bar("chats", u64::try_from(chats)?);
    let mut ids = Vec::with_capacity(chats);
    for number in 0..chats {
        let title = format!("Round table {number}");
        let member_ids = vec![reader.id];
        let body = NewChat::Group { title, member_ids, member_usernames: vec![] };
        let chat: Chat = http.post("/chats", &body).await?;
        ids.push(chat.id);
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(ids)
}

/// The other writes in every chat, the reader in some; chats that come after one another were not made so.
fn turns(ids: &[i64], reader: &Person, other: &Person) -> Vec<Turn> {
    let mixed = (0..ids.len()).filter_map(|place| ids.get(place * 619 % ids.len()));
    let mut turns = Vec::new();
    for (place, chat) in mixed.copied().enumerate() {
        turns.push(Turn { chat, sender: other.id });
        if place % OWN == 0 {
            turns.push(Turn { chat, sender: reader.id });
        }
    }
    turns
}

/// Reads every tenth chat to its end and checks that the others have something new.
async fn read_some(server: &Server, reader: &Person, ids: &[i64]) -> Outcome<Http> {
    let mut http = Http::connect(server.address, Some(&reader.token)).await?;
    for chat in ids.iter().step_by(READ) {
        let body = wire::ReadSet { seq: i64::from(i32::MAX) };
        http.put(&format!("/chats/{chat}/read"), &body).await?;
    }
    let page: ChatList = serde_json::from_slice(http.get("/chats?limit=50").await?)?;
    let unread = page.items.iter().filter(|chat| chat.unread > 0).count();
    let shown = page.items.iter().filter(|chat| chat.last_message.is_some()).count();
    let all = ids.len().min(50);
    if shown == all && unread > all / 2 {
        return Ok(http);
    }
    Err(format!("of {all} chats {shown} have a last message, {unread} something unread").into())
}

async fn measure(
    server: &Server,
    http: Http,
    time: Duration,
    prefix: &str,
    report: Report,
) -> Outcome<Report> {
    let meter = Meter::default();
    let reading = tokio::spawn(read(http, meter.clone()));
    let stretch = meter.measure("lists", time, &server.pids).await?;
    let report = report
        .with(format!("{prefix}lists_per_s"), stretch.rate())
        .with(format!("{prefix}server_cpu_us"), stretch.cpu_us());
    Ok(reading.await??.figures(prefix, report))
}

async fn read(mut http: Http, meter: Meter) -> Outcome<Latencies> {
    let mut latencies = Latencies::new()?;
    while !meter.over() {
        let began = Instant::now();
        http.get("/chats?limit=50").await?;
        meter.add(1);
        if meter.counts() {
            latencies.note(began.elapsed());
        }
    }
    Ok(latencies)
}
