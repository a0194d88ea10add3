//! Conversations as files.

use super::admin::crown;
use super::kept::{in_store, now};
use super::stage::{ana_and_ben, ask, code, serve};
use client::Client;
use domain::port::Tx;
use domain::{ChatId, ClientId, Message, MessageText, UserId};
use reqwest::Response;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use testkit::{Backend, Options, Server, eventually};

const HEAD: &str = "\u{feff}From,To,Message,Time,Reaction\r\n";

/// The answer as it begins.
async fn begin(who: &Client, path: &str) -> Response {
    let url = format!("{}/api/v1{path}", who.base());
    let request = reqwest::Client::new().get(url).bearer_auth(who.token().unwrap());
    request.send().await.unwrap()
}

/// A file as text.
async fn file(who: &Client, path: &str) -> String {
    let answer = begin(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

async fn table(who: &Client, chat: i64) -> String {
    file(who, &format!("/chats/{chat}/export?format=csv")).await
}

async fn lines(who: &Client, path: &str) -> Vec<Value> {
    let text = file(who, path).await;
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn texts(lines: &[Value]) -> Vec<&str> {
    lines.iter().filter_map(|line| line["text"].as_str()).collect()
}

pub(crate) async fn conversations_as_tables(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    for (n, text) in ["=1+1", "'quoted", "a,b \"c\"", "two\r\nlines"].iter().enumerate() {
        ana.send(chat, &format!("a{n}"), text).await.unwrap();
    }
    ben.send(chat, "b0", "words that go").await.unwrap();
    ben.send(chat, "b1", "hers to hide").await.unwrap();
    ben.delete(chat, 5).await.unwrap();
    ana.hide(chat, 6).await.unwrap();
    ana.react(chat, 3, "👍", true).await.unwrap();
    ben.react(chat, 3, "👍", true).await.unwrap();
    ben.react(chat, 3, "🎉", true).await.unwrap();
    ana.block(ben.id).await.unwrap();
    let answer = begin(&ana, &format!("/chats/{chat}/export?format=csv")).await;
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(header("cache-control"), "no-store");
    let disposition = header("content-disposition");
    let name = format!("attachment; filename=\"tertulia-chat-{chat}-20");
    assert!(disposition.starts_with(&name) && disposition.ends_with(".csv\""), "{disposition}");
    let whole = answer.text().await.unwrap();
    let at = |seq: usize, page: &wire::History| {
        wire::rfc3339(domain::Timestamp(page.items[seq - 1].sent_at))
    };
    let page = ana.messages(chat, "").await.unwrap();
    let row = |seq, text: &str, liked: &str| {
        format!("ana (ana),ben (ben),{text},{},{liked}\r\n", at(seq, &page))
    };
    let rows = [
        row(1, "'=1+1", ""),
        row(2, "''quoted", ""),
        row(3, "\"a,b \"\"c\"\"\"", "👍 2 🎉 1"),
        row(4, "\"two\nlines\"", ""),
    ];
    assert_eq!(whole, format!("{HEAD}{}", rows.concat()));
    let his = table(&ben, chat).await;
    assert!(his.contains("ben (ben),ana (ana),hers to hide,") && !his.contains("words that go"));
    // Nothing is told to whom it isn't for, and nothing of what isn't asked for well.
    let path = format!("/chats/{chat}/export?format=csv");
    assert_eq!(code(&eve, "GET", &path, Value::Null).await, (404, "chat_not_found".to_owned()));
    for path in ["/export", "/export?format=xls", "/export?format="] {
        let refused = (422, "invalid_query".to_owned());
        assert_eq!(code(&ana, "GET", path, Value::Null).await, refused, "{path}");
    }
    assert_eq!(file(&eve, "/export?format=csv").await, HEAD);
    assert_eq!(file(&eve, "/export?format=jsonl").await, "");
}

pub(crate) async fn conversations_as_lines(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let direct = ana.direct(ben.id).await.unwrap().id;
    let group = ana.group("Tea", &[ben.id]).await.unwrap().id;
    let other = ana.group("Left behind", &[ben.id]).await.unwrap().id;
    ana.send(direct, "d1", "hello").await.unwrap();
    ana.send(group, "g1", "before").await.unwrap();
    ana.edit_group(group, json!({"settings": {"history": "from_joining"}})).await.unwrap();
    ana.add_members(group, &[eve.id]).await.unwrap();
    ana.send(group, "g2", "after").await.unwrap();
    ben.reply(group, 2, "g3", "gone").await.unwrap();
    ben.delete(group, 3).await.unwrap();
    ana.send(other, "o1", "elsewhere").await.unwrap();
    ben.leave(other).await.unwrap();
    let his = lines(&ben, "/export?format=jsonl").await;
    let kinds: Vec<&str> = his.iter().map(|line| line["type"].as_str().unwrap()).collect();
    let in_group = ["chat", "line", "message", "line", "line", "message", "message"];
    assert_eq!(kinds, [&["chat", "message"], &in_group[..]].concat());
    assert_eq!(texts(&his), ["hello", "before", "after", ""]);
    let person = |id: i64, name: &str| json!({"id": id, "username": name, "display_name": name});
    let mut people = [person(ana.id, "ana"), person(ben.id, "ben")];
    people.sort_by_key(|one| one["id"].as_i64());
    let first = json!({"type": "chat", "chat_id": direct, "kind": "direct", "chat_title": "ana",
        "created_at": his[0]["created_at"], "people": people});
    assert_eq!(his[0], first);
    assert_eq!((&his[1]["sender_username"], &his[1]["chat_title"]), (&json!("ana"), &json!("ana")));
    assert_eq!((&his[3]["kind"], &his[3]["chat_title"]), (&json!("created"), &json!("Tea")));
    assert!(his[8]["deleted_at"].is_string() && his[8]["seq"] == 3, "a tombstone");
    // Who came later, and who cleared.
    let path = format!("/chats/{group}/export?format=jsonl");
    assert_eq!(texts(&lines(&eve, &path).await), ["after", ""]);
    assert!(!table(&eve, group).await.contains("before"));
    ana.clear_history(group).await.unwrap();
    assert_eq!(lines(&ana, &path).await.len(), 1, "the chat alone");
    assert_eq!(table(&ana, group).await, HEAD);
    let left = format!("/chats/{other}/export?format=jsonl");
    assert_eq!(ask(&ben, "GET", &left, Value::Null).await.status, 404);
}

/// Writes messages into a chat of a stopped server as quickly as can be.
pub(crate) async fn fill(server: &Server, chat: i64, sender: i64, many: usize, text: &str) {
    for first in (0..many).step_by(10_000) {
        let (last, text) = (many.min(first + 10_000), MessageText::parse(text).unwrap());
        in_store(server, move |tx: &mut dyn Tx| {
            let mut chat = tx.lock_chat(ChatId(chat)).unwrap().unwrap();
            for n in first..last {
                let message = Message {
                    chat: chat.id,
                    seq: chat.last_seq.next(),
                    rev: chat.take_rev(),
                    sender: UserId(sender),
                    client_id: ClientId::parse(&format!("fill-{n}")).unwrap(),
                    text: text.clone(),
                    sent_at: now(),
                    edited_at: None,
                    deleted: None,
                    reply_to: None,
                    reactions: vec![],
                    pinned: None,
                    hidden: false,
                };
                chat.last_seq = message.seq;
                tx.append(&chat, &message).unwrap();
            }
        })
        .await;
    }
}

pub(crate) async fn lost_while_it_is_written(backend: Backend) {
    let mut server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.group("Tea", &[ben.id]).await.unwrap().id;
    server.terminate().await;
    // More than what sockets hold of it.
    fill(&server, chat, ana.id, 4_000, &"x".repeat(8_000)).await;
    server.restart().await;
    let (ana, ben) = (ana.again().await, ben.again().await);
    let path = format!("/chats/{chat}/export?format=csv");
    for all in [path.as_str(), "/export?format=csv"] {
        let mut answer = begin(&ben, all).await;
        assert!(answer.chunk().await.unwrap().is_some());
        // One at a time, whichever.
        for other in [path.as_str(), "/export?format=jsonl", "/users/me/export"] {
            let busy = (429, "export_busy".to_owned());
            assert_eq!(code(&ben, "GET", other, Value::Null).await, busy);
        }
        ana.remove_member(chat, ben.id).await.unwrap();
        let (mut got, mut end) = (0, Ok(()));
        loop {
            match answer.chunk().await {
                Ok(Some(piece)) => got += piece.len(),
                Ok(None) => break,
                Err(error) => {
                    end = Err(error);
                    break;
                }
            }
        }
        assert!(end.is_err() && got < 30_000_000, "it breaks off after {got} bytes");
        let gone = (404, "chat_not_found".to_owned());
        assert_eq!(code(&ben, "GET", &path, Value::Null).await, gone);
        ana.add_members(chat, &[ben.id]).await.unwrap();
    }
    // The end of the session is the end of it too.
    let phone = ben.again().await;
    let mut answer = begin(&phone, &path).await;
    phone.end_session("current").await.unwrap();
    while let Ok(piece) = answer.chunk().await {
        assert!(piece.is_some(), "no whole file");
    }
    // Whoever goes away makes room.
    drop(begin(&ben, &path).await);
    eventually("a turn", async || begin(&ben, &path).await.status() == 200).await;
}

pub(crate) async fn five_a_day(backend: Backend) {
    let options = Options::on(backend).env("TERTULIA_LIMITS__ENABLED", "true");
    let server = Server::start(options.env("TERTULIA_LIMITS__RATES__REGISTER__BURST", "0")).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    let missing = format!("/chats/{}/export?format=csv", chat + 1);
    assert_eq!(ask(&ana, "GET", &missing, Value::Null).await.status, 404, "counts for nothing");
    for _ in 0..4 {
        table(&ana, chat).await;
    }
    let answer = begin(&ana, "/export?format=jsonl").await;
    let limits = answer.headers()["ratelimit-policy"].to_str().unwrap().to_owned();
    assert!(limits.ends_with("\"chat_exports\";q=5;w=86400"), "{limits}");
    let limited = (429, "rate_limited".to_owned());
    assert_eq!(code(&ana, "GET", "/export?format=csv", Value::Null).await, limited);
    table(&ben, chat).await;
    assert_eq!(ask(&ana, "GET", "/users/me/export", Value::Null).await.status, 200, "counts apart");
}

pub(crate) async fn from_the_command_line(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    ana.send(chat, "one", "=1+1").await.unwrap();
    ben.send(chat, "two", "hers to hide").await.unwrap();
    ana.hide(chat, 2).await.unwrap();
    let group = ana.group("Tea", &[eve.id]).await.unwrap().id;
    eve.send(group, "three", "in the group").await.unwrap();
    let run = |args: &[&str]| {
        let output = server.command().arg("export").args(args).output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (one, all) = (chat.to_string(), "/export?format=jsonl");
    let printed = run(&["--user", "ana", "--chat", &one, "--format", "csv"]);
    assert_eq!(printed, (true, table(&ana, chat).await));
    assert!(!printed.1.contains("hers to hide"));
    let path = server.folder().join("ana.jsonl");
    let output = path.to_str().unwrap();
    assert_eq!(
        run(&["--user", "ANA@example.org", "--format", "jsonl", "--output", output]),
        (true, String::new())
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), file(&ana, all).await);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    // What can't be had leaves what is there.
    for (who, chat) in [("eve", one.as_str()), ("nobody", one.as_str()), ("ana", "999999")] {
        let args = ["--user", who, "--chat", chat, "--format", "csv", "--output", output];
        assert!(!run(&args).0, "{args:?}");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), file(&ana, all).await);
    assert!(!server.folder().join("ana.jsonl.part").exists());
    // Every time that somebody's conversations were asked for, whatever came of it.
    crown(&server, "eve");
    let log = async || ask(&eve, "GET", "/admin/audit-log", Value::Null).await;
    eventually("the crown", async || log().await.status == 200).await;
    let log: wire::AuditList = log().await.read().unwrap();
    let exports = log.items.iter().filter(|entry| entry.action == "user.export");
    let noted: Vec<_> = exports
        .map(|entry| {
            (entry.actor_id, entry.target.username.as_deref(), entry.details["chat"].as_str())
        })
        .collect();
    let one = one.as_str();
    let want = [("ana", "999999"), ("eve", one), ("ana", "all"), ("ana", one)];
    assert_eq!(noted, want.map(|(who, chat)| (None, Some(who), chat)));
}
