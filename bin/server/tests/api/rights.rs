//! Who may do what: every route for everybody.

use super::stage::{ask, serve};
use client::Client;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Backend, Person, Server};

/// Routes without a column in the table: they are how one signs in.
const OPEN: &[&str] = &["POST /accounts", "POST /sessions", "POST /sessions/refresh", "GET /ws"];

/// Method, path, and the status for anonymous, stranger, former member, member, owner.
const TABLE: &[(&str, &str, [u16; 5])] = &[
    ("GET", "/users?query=ana", [401, 200, 200, 200, 200]),
    ("GET", "/users/me", [401, 200, 200, 200, 200]),
    ("GET", "/users/{user_id}", [401, 200, 200, 200, 200]),
    ("GET", "/sessions", [401, 200, 200, 200, 200]),
    ("DELETE", "/sessions/{session_id}", [401, 404, 404, 404, 404]),
    ("POST", "/socket-tickets", [401, 201, 201, 201, 201]),
    ("POST", "/sync", [401, 200, 200, 200, 200]),
    ("GET", "/chats", [401, 200, 200, 200, 200]),
    ("POST", "/chats", [401, 201, 201, 201, 201]),
    ("GET", "/chats/{chat_id}", [401, 404, 404, 200, 200]),
    ("PATCH", "/chats/{chat_id}", [401, 404, 404, 403, 200]),
    ("GET", "/chats/{chat_id}/members", [401, 404, 404, 200, 200]),
    ("POST", "/chats/{chat_id}/members", [401, 404, 404, 403, 200]),
    ("DELETE", "/chats/{chat_id}/members/{user_id}", [401, 404, 404, 403, 204]),
    ("DELETE", "/chats/{chat_id}/members/me", [401, 404, 404, 204, 204]),
    ("GET", "/chats/{chat_id}/messages", [401, 404, 404, 200, 200]),
    ("POST", "/chats/{chat_id}/messages", [401, 404, 404, 201, 201]),
    ("PUT", "/chats/{chat_id}/read", [401, 404, 404, 200, 200]),
];

fn body(method: &str, path: &str, target: i64, unique: usize) -> Value {
    match (method, path.rsplit('/').next().unwrap_or_default()) {
        ("POST", "chats") => json!({"kind": "group", "title": "Another"}),
        ("POST", "members") => json!({"user_ids": [target]}),
        ("POST", "messages") => json!({"client_id": format!("right-{unique}"), "text": "x"}),
        ("PATCH", _) => json!({"title": format!("Title {unique}")}),
        ("PUT", _) => json!({"seq": 1}),
        ("POST", _) => json!({}),
        _ => Value::Null,
    }
}

struct Cast {
    guest: Client,
    people: [Person; 4],
    target: Person,
}

impl Cast {
    fn client(&self, column: usize) -> &Client {
        column.checked_sub(1).map_or(&self.guest, |i| &self.people[i].client)
    }

    /// A group with its member, its owner, a target to remove and somebody who was in it.
    async fn group(&self) -> i64 {
        let [_, former, member, owner] = &self.people;
        let ids = [former.id, member.id, self.target.id];
        let chat = owner.group("Friends", &ids).await.unwrap().id;
        owner.send(chat, &format!("first-{chat}"), "secret").await.unwrap();
        owner.remove_member(chat, former.id).await.unwrap();
        chat
    }
}

async fn cast(server: &Server) -> Cast {
    let people = server.people(["stranger", "former", "member", "owner"]).await;
    Cast { guest: server.client(), people, target: server.person("target").await }
}

pub(crate) async fn every_route_for_everybody(backend: Backend) {
    let server = serve(backend).await;
    let cast = cast(&server).await;
    let mut wrong = Vec::new();
    for (row, (method, path, wanted)) in TABLE.iter().enumerate() {
        for (column, want) in wanted.iter().enumerate() {
            let chat = cast.group().await;
            let real = path
                .replace("{chat_id}", &chat.to_string())
                .replace("{user_id}", &cast.target.id.to_string())
                .replace("{session_id}", "999999");
            let body = body(method, path, cast.target.id, row * 10 + column);
            let raw = ask(cast.client(column), method, &real, body).await;
            if raw.status != *want {
                wrong.push(format!("{method} {path} column {column}: {} not {want}", raw.status));
            }
            let told = raw.text.contains("secret") || raw.text.contains("Friends");
            if told && *want >= 400 {
                wrong.push(format!("{method} {path} column {column} tells {}", raw.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    complete(&server);
}

/// A route that nobody put into the table is a hole in it.
fn complete(server: &Server) {
    let rows = TABLE.iter().map(|(method, path, _)| {
        format!("{method} {}", path.split('?').next().unwrap_or_default())
    });
    let known: BTreeSet<String> = rows.chain(OPEN.iter().map(|s| (*s).to_owned())).collect();
    for (method, path) in server.contract().routes() {
        let route = format!("{method} {}", path.trim_start_matches("/api/v1"));
        assert!(known.contains(&route), "{route} is not in the table of rights");
    }
}

pub(crate) async fn hidden_is_missing(backend: Backend) {
    let server = serve(backend).await;
    let cast = cast(&server).await;
    let chat = cast.group().await;
    let odd = ["999999", "0", "-1", "abc", "9223372036854775808", "1e3", "%00"];
    for (method, path, _) in TABLE.iter().filter(|(_, path, _)| path.contains("{chat_id}")) {
        let real = |chat: &str| {
            path.replace("{chat_id}", chat).replace("{user_id}", &cast.target.id.to_string())
        };
        let body = body(method, path, cast.target.id, 1);
        for column in [1, 2] {
            let who = cast.client(column);
            let told = async |chat: &str| {
                let mut raw = ask(who, method, &real(chat), body.clone()).await;
                raw.body.as_object_mut().expect("a problem").remove("request_id");
                (raw.status, raw.body)
            };
            let hidden = told(&chat.to_string()).await;
            assert_eq!(hidden.0, 404);
            for other in odd {
                assert_eq!(told(other).await, hidden, "{method} {path} with {other}");
            }
        }
    }
}
