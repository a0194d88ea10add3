//! Who may do what: every route for everybody.

use super::stage::{ask, serve};
use client::Client;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Backend, Person, Server};

/// Routes without a column in the table: they are how one signs in.
const OPEN: &[&str] = &[
    "POST /accounts",
    "POST /sessions",
    "POST /sessions/refresh",
    "POST /password-resets",
    "PUT /password-resets/{token}",
    "POST /email-confirmations",
    "PUT /email-confirmations/{token}",
    "POST /unsubscriptions/{token}",
    "GET /server",
    "GET /ws",
];

/// For administrators only, whom this cast has none of: `api/admin.rs` has them.
const ADMINS: [u16; 5] = [401, 403, 403, 403, 403];

/// Method, path, and the status for anonymous, stranger, former member, member, owner.
const TABLE: &[(&str, &str, [u16; 5])] = &[
    ("GET", "/users?query=ana", [401, 200, 200, 200, 200]),
    ("GET", "/search?q=ana", [401, 200, 200, 200, 200]),
    ("GET", "/users/me", [401, 200, 200, 200, 200]),
    ("PATCH", "/users/me", [401, 200, 200, 200, 200]),
    ("GET", "/users/me/export", [401, 200, 200, 200, 200]),
    ("GET", "/users/me/totp", [401, 200, 200, 200, 200]),
    ("POST", "/users/me/totp", [401, 403, 403, 403, 403]),
    ("PUT", "/users/me/totp", [401, 409, 409, 409, 409]),
    ("DELETE", "/users/me/totp", [401, 403, 403, 403, 403]),
    ("POST", "/users/me/recovery-codes", [401, 403, 403, 403, 403]),
    ("PUT", "/users/me/privacy", [401, 200, 200, 200, 200]),
    ("POST", "/users/me/deactivation", [401, 403, 403, 403, 403]),
    ("DELETE", "/users/me", [401, 403, 403, 403, 403]),
    ("GET", "/users/suggestions", [401, 200, 200, 200, 200]),
    ("PUT", "/users/me/password", [401, 403, 403, 403, 403]),
    ("PUT", "/users/me/email", [401, 403, 403, 403, 403]),
    ("GET", "/users/{user_id}", [401, 200, 200, 200, 200]),
    ("GET", "/sessions", [401, 200, 200, 200, 200]),
    ("DELETE", "/sessions/{session_id}", [401, 404, 404, 404, 404]),
    ("POST", "/socket-tickets", [401, 201, 201, 201, 201]),
    ("POST", "/sync", [401, 200, 200, 200, 200]),
    ("GET", "/chats", [401, 200, 200, 200, 200]),
    ("POST", "/chats", [401, 201, 201, 201, 201]),
    ("GET", "/chats/{chat_id}", [401, 404, 404, 200, 200]),
    ("PATCH", "/chats/{chat_id}", [401, 404, 404, 403, 200]),
    ("GET", "/chats/{chat_id}/export?format=csv", [401, 404, 404, 200, 200]),
    ("GET", "/export?format=jsonl", [401, 200, 200, 200, 200]),
    ("GET", "/chats/{chat_id}/members", [401, 404, 404, 200, 200]),
    ("POST", "/chats/{chat_id}/members", [401, 404, 404, 403, 200]),
    ("DELETE", "/chats/{chat_id}/members/{user_id}", [401, 404, 404, 403, 204]),
    ("PATCH", "/chats/{chat_id}/members/{user_id}", [401, 404, 404, 403, 200]),
    ("DELETE", "/chats/{chat_id}/members/me", [401, 404, 404, 204, 204]),
    ("PUT", "/chats/{chat_id}/members/{user_id}", [401, 404, 404, 404, 404]),
    ("PUT", "/chats/{chat_id}/members/me", [401, 404, 404, 200, 200]),
    ("GET", "/chats/{chat_id}/join-codes", [401, 404, 404, 403, 200]),
    ("POST", "/chats/{chat_id}/join-codes", [401, 404, 404, 403, 201]),
    ("DELETE", "/chats/{chat_id}/join-codes/{code}", [401, 404, 404, 403, 404]),
    ("GET", "/chats/{chat_id}/join-codes/{code}/qr", [401, 404, 404, 403, 404]),
    ("GET", "/chats/{chat_id}/join-requests", [401, 404, 404, 403, 200]),
    ("PUT", "/chats/{chat_id}/join-requests/{user_id}", [401, 404, 404, 403, 404]),
    ("POST", "/join", [401, 404, 404, 404, 404]),
    ("GET", "/join/{code}", [401, 404, 404, 404, 404]),
    ("GET", "/group-invitations", [401, 200, 200, 200, 200]),
    ("PUT", "/group-invitations/{invitation_id}", [401, 404, 404, 404, 404]),
    ("GET", "/groups", [401, 200, 200, 200, 200]),
    ("GET", "/chats/{chat_id}/bans", [401, 404, 404, 403, 200]),
    ("PUT", "/chats/{chat_id}/bans/{user_id}", [401, 404, 404, 403, 200]),
    ("DELETE", "/chats/{chat_id}/bans/{user_id}", [401, 404, 404, 403, 204]),
    ("GET", "/chats/{chat_id}/messages", [401, 404, 404, 200, 200]),
    ("POST", "/chats/{chat_id}/messages", [401, 404, 404, 201, 201]),
    ("PATCH", "/chats/{chat_id}/messages/{seq}", [401, 404, 404, 403, 200]),
    ("DELETE", "/chats/{chat_id}/messages/{seq}", [401, 404, 404, 403, 204]),
    ("GET", "/chats/{chat_id}/messages/{seq}/history", [401, 404, 404, 200, 200]),
    ("DELETE", "/chats/{chat_id}/messages/{seq}?for=me", [401, 404, 404, 204, 204]),
    ("DELETE", "/chats/{chat_id}/history", [401, 404, 404, 204, 204]),
    ("GET", "/chats/{chat_id}/pins", [401, 404, 404, 200, 200]),
    ("PUT", "/chats/{chat_id}/messages/{seq}/pin", [401, 404, 404, 403, 200]),
    ("DELETE", "/chats/{chat_id}/messages/{seq}/pin", [401, 404, 404, 403, 200]),
    ("GET", "/chats/{chat_id}/messages/{seq}/readers", [401, 404, 404, 200, 200]),
    ("GET", "/chats/{chat_id}/messages/{seq}/reactions", [401, 404, 404, 200, 200]),
    ("PUT", "/chats/{chat_id}/messages/{seq}/reactions/{emoji}", [401, 404, 404, 200, 200]),
    ("DELETE", "/chats/{chat_id}/messages/{seq}/reactions/{emoji}", [401, 404, 404, 200, 200]),
    ("PUT", "/chats/{chat_id}/read", [401, 404, 404, 200, 200]),
    ("GET", "/contacts", [401, 200, 200, 200, 200]),
    ("GET", "/friend-requests", [401, 200, 200, 200, 200]),
    ("POST", "/friend-requests", [401, 201, 201, 201, 201]),
    ("PUT", "/friend-requests/{request_id}", [401, 404, 404, 404, 404]),
    ("DELETE", "/friend-requests/{request_id}", [401, 404, 404, 404, 404]),
    ("GET", "/friends", [401, 200, 200, 200, 200]),
    ("DELETE", "/friends/{user_id}", [401, 404, 404, 404, 404]),
    ("GET", "/blocks", [401, 200, 200, 200, 200]),
    ("PUT", "/blocks/{user_id}", [401, 200, 200, 200, 200]),
    ("DELETE", "/blocks/{user_id}", [401, 204, 204, 204, 204]),
    ("GET", "/notifications", [401, 200, 200, 200, 200]),
    ("PATCH", "/chats/{chat_id}/kept", [401, 404, 404, 200, 200]),
    ("PUT", "/chats/{chat_id}/draft", [401, 404, 404, 200, 200]),
    ("DELETE", "/chats/{chat_id}/draft", [401, 404, 404, 204, 204]),
    ("PUT", "/chats/{chat_id}/mute", [401, 404, 404, 200, 200]),
    ("DELETE", "/chats/{chat_id}/mute", [401, 404, 404, 204, 204]),
    ("GET", "/users/me/notification-settings", [401, 200, 200, 200, 200]),
    ("GET", "/users/me/push-subscriptions", [401, 200, 200, 200, 200]),
    ("PUT", "/users/me/push-subscriptions", [401, 422, 422, 422, 422]),
    ("DELETE", "/users/me/push-subscriptions", [401, 204, 204, 204, 204]),
    ("PUT", "/users/me/notification-settings", [401, 200, 200, 200, 200]),
    ("PUT", "/notifications/read", [401, 200, 200, 200, 200]),
    ("GET", "/admin/users", ADMINS),
    ("POST", "/admin/users", ADMINS),
    ("GET", "/admin/users/{user_id}", ADMINS),
    ("DELETE", "/admin/users/{user_id}", ADMINS),
    ("DELETE", "/admin/users/{user_id}/totp", ADMINS),
    ("PUT", "/admin/users/{user_id}/suspension", ADMINS),
    ("DELETE", "/admin/users/{user_id}/suspension", ADMINS),
    ("PUT", "/admin/users/{user_id}/admin", ADMINS),
    ("DELETE", "/admin/users/{user_id}/admin", ADMINS),
    ("GET", "/admin/users/{user_id}/sessions", ADMINS),
    ("DELETE", "/admin/users/{user_id}/sessions", ADMINS),
    ("POST", "/admin/users/{user_id}/password-reset", ADMINS),
    ("GET", "/admin/jobs", ADMINS),
    ("DELETE", "/admin/jobs/{job_id}", ADMINS),
    ("POST", "/admin/jobs/{job_id}/retry", ADMINS),
    ("GET", "/invitations", [401, 200, 200, 200, 200]),
    ("POST", "/invitations", [401, 403, 403, 403, 403]),
    ("DELETE", "/invitations/{invitation_id}", [401, 404, 404, 404, 404]),
    ("GET", "/admin/invitations", ADMINS),
    ("GET", "/admin/settings", ADMINS),
    ("PATCH", "/admin/settings", ADMINS),
    ("POST", "/reports", [401, 201, 201, 201, 201]),
    ("GET", "/announcements", [401, 200, 200, 200, 200]),
    ("GET", "/admin/reports", ADMINS),
    ("PUT", "/admin/reports/{report_id}", ADMINS),
    ("POST", "/admin/announcements", ADMINS),
    ("DELETE", "/admin/announcements/{announcement_id}", ADMINS),
    ("GET", "/admin/audit-log", ADMINS),
    ("GET", "/admin/statistics", ADMINS),
];

/// A path with something in place of its parameters.
fn real(path: &str, chat: i64, about: i64) -> String {
    path.replace("{chat_id}", &chat.to_string())
        .replace("{user_id}", &about.to_string())
        .replace("{seq}", "1")
        .replace("{emoji}", "%F0%9F%91%8D")
        .replace("{request_id}", "999999")
        .replace("{invitation_id}", "999999")
        .replace("{job_id}", "999999")
        .replace("{report_id}", "999999")
        .replace("{announcement_id}", "999999")
        .replace("{session_id}", "999999")
        .replace("{code}", "ABCD-EFGH-JKMN")
}

fn body(method: &str, path: &str, target: i64, unique: usize) -> Value {
    match (method, path.rsplit('/').next().unwrap_or_default()) {
        ("POST", "chats") => json!({"kind": "group", "title": "Another"}),
        ("POST", "members") => json!({"user_ids": [target]}),
        ("POST", "messages") => json!({"client_id": format!("right-{unique}"), "text": "x"}),
        ("POST", "join") => json!({"code": "ABCD-EFGH-JKMN"}),
        ("PUT", "{user_id}") if path.contains("join-requests") => json!({"answer": "accept"}),
        ("POST", "reports") => json!({"user_id": target, "reason": "spam"}),
        ("POST", "friend-requests") => json!({"user_id": target}),
        ("PUT", "{request_id}" | "{invitation_id}") => json!({"answer": "accept"}),
        ("PATCH", "me") | ("PUT", "privacy") => json!({}),
        // The password is asked for once more, and this isn't it.
        ("POST", "deactivation" | "totp" | "recovery-codes") | ("DELETE", "me" | "totp")
            if path.starts_with("/users") =>
        {
            json!({"password": "not-it-at-all", "code": "000000"})
        }
        ("PUT", "totp") => json!({"code": "000000"}),
        ("PUT", "password") => json!({"old_password": "not this", "new_password": "nor this one"}),
        ("PUT", "email") => json!({"email": "else@example.org", "password": "not this"}),
        ("PATCH", "{user_id}") => json!({"role": "admin"}),
        ("PATCH", "{seq}") => json!({"text": "other words"}),
        ("PATCH", _) => json!({"title": format!("Title {unique}")}),
        ("PUT", "draft") => json!({"text": "begun"}),
        ("PUT", "read") if path == "/notifications/read" => json!({"all": true}),
        ("PUT", _) => json!({"seq": 1}),
        ("POST", _) => json!({}),
        _ => Value::Null,
    }
}

struct Cast {
    guest: Client,
    people: [Person; 4],
    target: Person,
    /// Somebody who is in none of the groups.
    passer: Person,
}

impl Cast {
    /// Whom a route is about.
    fn about(&self, path: &str) -> i64 {
        let group = path.starts_with("/chats") || path.starts_with("/users");
        if group { self.target.id } else { self.passer.id }
    }

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
    let [target, passer] = server.people(["target", "passer"]).await;
    Cast { guest: server.client(), people, target, passer }
}

pub(crate) async fn every_route_for_everybody(backend: Backend) {
    let server = serve(backend).await;
    let cast = cast(&server).await;
    let mut wrong = Vec::new();
    for (row, (method, path, wanted)) in TABLE.iter().enumerate() {
        for (column, want) in wanted.iter().enumerate() {
            let chat = cast.group().await;
            let real = real(path, chat, cast.about(path));
            let body = body(method, path, cast.about(path), row * 10 + column);
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

/// Whoever is shut out or whose session has ended gets 401 everywhere, whatever they were; whoever is
/// blocked gets what any stranger gets, by the person who blocks them too.
pub(crate) async fn the_shut_out_and_the_blocked(backend: Backend) {
    let server = serve(backend).await;
    let cast = cast(&server).await;
    let chat = cast.group().await;
    let [stranger, _, member, owner] = &cast.people;
    let ended = owner.again().await;
    ended.end_session("current").await.unwrap();
    for blocker in [&cast.target, &cast.passer] {
        blocker.block(stranger.id).await.unwrap();
    }
    let suspended = server.command().args(["user", "suspend", "member"]).output().unwrap();
    assert!(suspended.status.success());
    // What the command line does takes a moment to reach a server that runs.
    testkit::eventually("the suspension", async || member.me().await.is_err()).await;
    for socket in [member.client.socket().await, ended.client.socket().await] {
        assert_eq!(socket.map(|_| ()).unwrap_err().status(), Some(401));
    }
    let mut wrong = Vec::new();
    for (row, (method, path, wanted)) in TABLE.iter().enumerate() {
        for (who, client, want) in [
            ("suspended", &member.client, 401),
            ("ended", &ended.client, 401),
            ("blocked", &stranger.client, wanted[1]),
        ] {
            let real = real(path, chat, cast.about(path));
            let raw = ask(client, method, &real, body(method, path, cast.about(path), row)).await;
            if raw.status != want {
                wrong.push(format!("{method} {path} {who}: {} not {want}", raw.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Ops of the socket: name, and what stranger, former member, member and owner are answered.
const OPS: &[(&str, [&str; 4])] = &[
    ("auth", ["already_authenticated"; 4]),
    ("message.send", ["chat_not_found", "chat_not_found", "", ""]),
    ("message.edit", ["chat_not_found", "chat_not_found", "not_your_message", ""]),
    ("reaction.add", ["chat_not_found", "chat_not_found", "", ""]),
    ("reaction.remove", ["chat_not_found", "chat_not_found", "", ""]),
    ("message.delete", ["chat_not_found", "chat_not_found", "may_not_delete", ""]),
    ("read.set", ["chat_not_found", "chat_not_found", "", ""]),
    ("sync", [""; 4]),
    ("ping", [""; 4]),
];

/// Ops that are never answered: `typing` in a foreign chat reaches nobody, see `api/presence.rs`.
const UNANSWERED: &[&str] = &["typing"];

pub(crate) async fn every_op_for_everybody(backend: Backend) {
    let server = serve(backend).await;
    let cast = cast(&server).await;
    let chat = cast.group().await;
    let fields = |op: &str, who: usize| match op {
        "auth" => json!({"op": op, "token": "x"}),
        "message.send" => {
            json!({"op": op, "chat_id": chat, "client_id": format!("op-{who}"), "text": "x"})
        }
        "message.edit" => json!({"op": op, "chat_id": chat, "seq": 1, "text": "y"}),
        "reaction.add" | "reaction.remove" => {
            json!({"op": op, "chat_id": chat, "seq": 1, "emoji": "👍"})
        }
        "message.delete" | "read.set" => json!({"op": op, "chat_id": chat, "seq": 1}),
        "sync" => json!({"op": op, "chats": {chat.to_string(): 0}}),
        _ => json!({"op": op}),
    };
    let mut nobody = server.client().socket_with(client::Auth::None, &[]).await.unwrap();
    nobody.next_named("hello", testkit::SOON).await.unwrap();
    for (op, wanted) in OPS {
        for (who, want) in wanted.iter().enumerate() {
            let mut socket = cast.people[who].online().await;
            match socket.request(fields(op, who)).await {
                Ok(_) => assert_eq!(*want, "", "{op} for {who}"),
                Err(client::ClientError::Reply(error)) => {
                    assert_eq!(error.code, *want, "{op} for {who}");
                }
                Err(other) => panic!("{op} for {who}: {other}"),
            }
        }
        let want = if *op == "auth" { "invalid_token" } else { "unauthenticated" };
        super::stage::refused_there(nobody.request(fields(op, 9)).await, want);
    }
    let known: BTreeSet<&str> =
        OPS.iter().map(|(op, _)| *op).chain(UNANSWERED.iter().copied()).collect();
    let schemas = server.contract().asyncapi()["components"]["schemas"].as_object().unwrap();
    for op in schemas.keys().filter_map(|name| name.strip_prefix("Op.")) {
        assert!(known.contains(op), "{op} is not in the table of rights");
    }
}

pub(crate) async fn hidden_is_missing(backend: Backend) {
    let server = serve(backend).await;
    let cast = cast(&server).await;
    let chat = cast.group().await;
    let odd = ["999999", "0", "-1", "abc", "9223372036854775808", "1e3", "%00"];
    for (method, path, _) in TABLE.iter().filter(|(_, path, _)| path.contains("{chat_id}")) {
        let real = |chat: &str| {
            let path = path.replace("{chat_id}", chat).replace("{seq}", "1");
            let path = path.replace("{emoji}", "%F0%9F%91%8D");
            path.replace("{user_id}", &cast.target.id.to_string())
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
