//! The server is killed again and again while many write, on one and the same data.
//!
//! What it acknowledged is there, once, at its place; streams never told what is not. The judge is
//! `testkit::history`; `TERTULIA_TEST_SEED` repeats a run's chances.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at once where something is not as it must be"
)]

use client::{Client, ClientError, Socket};
use futures_util::future::join_all;
use rand::RngExt;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use testkit::history::{History, Record};
use testkit::{Backend, Options, Person, Server, chance, unique};
use tokio::time::sleep;

const CYCLES: usize = 20;
const WRITERS: usize = 20;
const CHATS: usize = 4;
/// Messages of one socket under way at once.
const PIPELINE: usize = 4;

testkit::on_every_backend! { nothing_acknowledged_is_lost }

async fn nothing_acknowledged_is_lost(backend: Backend) {
    let mut random = chance();
    let mut server = Server::start(Options::on(backend)).await;
    let (people, chats) = crowd(&server).await;
    let histories: Vec<_> = chats.iter().map(|_| Arc::new(History::default())).collect();
    let mut writers: Vec<Writer> = (0..WRITERS)
        .map(|i| Writer {
            client: people[i % people.len()].unwatched(),
            rest: i % 5 == 4,
            chat: chats[i % CHATS],
            history: Arc::clone(&histories[i % CHATS]),
            open: Vec::new(),
        })
        .collect();
    for _ in 0..CYCLES {
        let writing: Vec<_> = writers.into_iter().map(|w| tokio::spawn(w.write())).collect();
        sleep(Duration::from_millis(random.random_range(50..2_000))).await;
        server.kill9();
        writers = join_all(writing).await.into_iter().map(|w| w.expect("a writer")).collect();
        server.restart().await;
    }
    let name = format!("crash-{backend:?}").to_lowercase();
    for (chat, history) in chats.iter().zip(&histories) {
        history.check(&format!("{name}-{chat}"), &people[0].unwatched(), *chat).await;
    }
    let acked: usize = histories.iter().map(|history| history.acked()).sum();
    eprintln!("{acked} messages were acknowledged in {CYCLES} lives");
    assert!(acked > CYCLES * WRITERS, "hardly anything was written: {acked}");
    assert_eq!(server.terminate().await.code(), Some(0));
    if backend == Backend::Sqlite {
        whole(&server);
    }
}

/// Five people in four groups.
async fn crowd(server: &Server) -> ([Person; 5], Vec<i64>) {
    let people = server.people(["ana", "ben", "carol", "dan", "eve"]).await;
    let others: Vec<i64> = people[1..].iter().map(|person| person.id).collect();
    let mut chats = Vec::new();
    for i in 0..CHATS {
        let group = people[0].group(&format!("Group {i}"), &others).await;
        chats.push(group.expect("a group").id);
    }
    (people, chats)
}

/// Asks SQLite itself whether the file is sound.
fn whole(server: &Server) {
    let file = server.folder().join("tertulia.db");
    let check =
        std::process::Command::new("sqlite3").arg(file).arg("pragma integrity_check").output();
    match check {
        Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "ok"),
        Err(error) => eprintln!("not asked for the file's integrity: sqlite3: {error}"),
    }
}

/// Somebody who writes until the server is gone, and knows what remains open.
struct Writer {
    client: Client,
    rest: bool,
    chat: i64,
    history: Arc<History>,
    /// Sent, but never answered.
    open: Vec<String>,
}

impl Writer {
    async fn write(mut self) -> Self {
        // Connections of the last life would only fail once more.
        let token = self.client.token().unwrap_or_default().to_owned();
        self.client = Client::new(self.client.base()).with_token(token);
        let tried = std::mem::take(&mut self.open);
        if self.rest {
            self.by_rest(tried).await;
        } else if let Ok(socket) = self.client.socket().await {
            self.by_socket(socket, tried).await;
        }
        for id in &self.open {
            self.history.note(Record::Unknown(id.clone()));
        }
        // Some are tried again in the next life, some stay unknown for good.
        self.open = self.open.into_iter().step_by(2).collect();
        self
    }

    async fn by_rest(&mut self, mut again: Vec<String>) {
        loop {
            let (id, first) = again.pop().map_or_else(|| (unique(), true), |id| (id, false));
            self.begin(&id);
            let sent = self.client.send(self.chat, &id, &id).await;
            if !self.end(&id, first, &sent.map(|sent| sent.message.seq)) {
                return;
            }
        }
    }

    async fn by_socket(&mut self, mut socket: Socket, mut again: Vec<String>) {
        let mut stream = Stream::new();
        loop {
            let mut asked = Vec::new();
            for _ in 0..PIPELINE {
                let (id, first) = again.pop().map_or_else(|| (unique(), true), |id| (id, false));
                self.begin(&id);
                let op = json!({"op": "message.send", "chat_id": self.chat, "client_id": id, "text": id});
                let Ok(number) = socket.ask(op).await else { return };
                asked.push((id, first, number));
            }
            for (id, first, number) in asked {
                let answer = socket.answer(number).await;
                let seq = answer.map(|ack| ack["seq"].as_i64().expect("a seq"));
                if !self.end(&id, first, &seq) {
                    return;
                }
            }
            while let Ok(push) = socket.next_event(Duration::ZERO).await {
                stream.hear(&self.history, self.chat, &push);
            }
        }
    }

    fn begin(&mut self, id: &str) {
        self.history.note(Record::Invoke(id.to_owned()));
        self.open.push(id.to_owned());
    }

    /// Notes an answer; false when there was none.
    fn end(&mut self, id: &str, first: bool, seq: &Result<i64, ClientError>) -> bool {
        let record = match seq {
            Ok(seq) => Record::Ok(id.to_owned(), *seq),
            // A refusal says nothing about an earlier try.
            Err(error) if error.code().is_some() && first => Record::Refused(id.to_owned()),
            Err(error) if error.code().is_some() => Record::Unknown(id.to_owned()),
            Err(_) => return false,
        };
        self.history.note(record);
        self.open.retain(|open| open != id);
        true
    }
}

/// What one connection tells of one chat.
struct Stream {
    number: u64,
}

impl Stream {
    fn new() -> Self {
        Self { number: unique()[1..].parse().expect("a number") }
    }

    fn hear(&mut self, history: &History, chat: i64, push: &Value) {
        match push["ev"].as_str() {
            Some("message.new") if push["chat_id"] == chat => self.note(history, &push["message"]),
            Some("sync") => {
                let chats = push["chats"].as_array().into_iter().flatten();
                for changes in chats.filter(|changes| changes["chat_id"] == chat) {
                    if changes["reset"] == true {
                        *self = Self::new();
                    }
                    for message in changes["messages"].as_array().into_iter().flatten() {
                        self.note(history, message);
                    }
                }
            }
            _ => {}
        }
    }

    fn note(&self, history: &History, message: &Value) {
        let seq = message["seq"].as_i64().expect("a seq");
        let id = message["client_id"].as_str().expect("an id").to_owned();
        history.note(Record::Heard { stream: self.number, seq, id });
    }
}
