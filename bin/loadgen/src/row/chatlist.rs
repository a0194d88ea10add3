//! The list of chats with unread counts, of somebody who is in many.

use crate::http::Http;
use crate::meter::{Latencies, Meter, bar};
use crate::people;
use crate::report::Report;
use crate::server::Server;
use crate::{Options, Outcome};
use std::time::Instant;
use wire::{Chat, ChatList, NewChat};

/// Measures the first page of 50 chats of `chats`.
pub(crate) async fn run(options: &Options, chats: usize) -> Outcome<Report> {
    let server = Server::start(options).await?;
    let people = people::register(&server, 2).await?;
    let [one, other] = people.as_slice() else {
        return Err("two people were asked for".into());
    };
    let mut theirs = Http::connect(server.address, Some(&other.token)).await?;
    let progress = bar("chats", u64::try_from(chats)?);
    for number in 0..chats {
        let title = format!("Round table {number}");
        let body = NewChat::Group { title, member_ids: vec![one.id], member_usernames: vec![] };
        let chat: Chat = theirs.post("/chats", &body).await?;
        people::say(&mut theirs, chat.id, 1).await?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    let mut http = Http::connect(server.address, Some(&one.token)).await?;
    let page: ChatList = serde_json::from_slice(http.get("/chats?limit=50").await?)?;
    if page.items.iter().filter(|chat| chat.unread == 1).count() != chats.min(50) {
        return Err("the list is not what was made".into());
    }
    let meter = Meter::default();
    let reading = tokio::spawn(read(http, meter.clone()));
    let stretch = meter.measure("lists", options.time(), &server.pids).await?;
    let report = Report::new(format!("chatlist {chats}"))
        .with("lists_per_s", stretch.rate())
        .with("server_cpu_us_per_list", stretch.cpu_us());
    Ok(reading.await??.figures("", report))
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
