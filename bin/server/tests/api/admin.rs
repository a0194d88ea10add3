//! Administrators: people, rights, the audit log.

use super::stage::{ask, closed_with, code, page, refused, serve};
use client::{Auth, Client};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use testkit::{Backend, PASSWORD, Person, SOON, Server, eventually};

/// Makes somebody an administrator as an operator would.
pub(crate) fn crown(server: &Server, name: &str) {
    let output = server.command().args(["user", "promote", name]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A server with Ana, who administers it, and Ben.
pub(crate) async fn ruled(backend: Backend) -> (Server, Person, Person) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    crown(&server, "ana");
    (server, ana, ben)
}

fn of(person: &Person, what: &str) -> String {
    format!("/admin/users/{}{what}", person.id)
}

async fn put(client: &Client, path: &str) -> (u16, String) {
    code(client, "PUT", path, Value::Null).await
}

async fn delete(client: &Client, path: &str) -> (u16, String) {
    code(client, "DELETE", path, Value::Null).await
}

const OK: (u16, String) = (200, String::new());

fn refusal(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// Everything that Ben could come in by is shut at once (A12), and opens again only by signing in.
pub(crate) async fn suspension_bites_everywhere(backend: Backend) {
    let (server, ana, ben) = ruled(backend).await;
    let guest = server.client();
    let browser = page(&guest, "ben").await;
    let (ticket, chat) = (ben.ticket().await.unwrap().ticket, ana.direct(ben.id).await.unwrap().id);
    let (mut socket, mut other) = (ben.online().await, ben.again().await.online().await);
    let refresh = ben.tokens.refresh_token.clone().unwrap();

    let raw = ask(&ana, "PUT", &of(&ben, "/suspension"), Value::Null).await;
    let user: wire::AdminUser = raw.read().unwrap();
    assert!(user.suspended_at.is_some());
    for socket in [&mut socket, &mut other] {
        assert_eq!(closed_with(socket).await, 4401);
        let mut last = Value::Null;
        while let Ok(event) = socket.next_event(Duration::ZERO).await {
            last = event;
        }
        assert_eq!(last["ev"], "account.suspended", "the last word");
    }
    assert_eq!(ben.me().await.unwrap_err().status(), Some(401), "access tokens");
    assert_eq!(code(&browser.client, "GET", "/users/me", Value::Null).await.0, 401, "cookies");
    refused(guest.refresh(&refresh).await.map(|_| ()), 401, "invalid_refresh_token");
    let late = guest.socket_with(Auth::Ticket(ticket), &[]).await.map(|_| ());
    assert_eq!(late.unwrap_err().status(), Some(401), "tickets");
    refused(guest.login("ben", PASSWORD).await.map(|_| ()), 403, "account_suspended");
    refused(guest.login("ben", "not the password").await.map(|_| ()), 401, "invalid_login");
    let eve = server.person("eve").await;
    refused(eve.direct(ben.id).await, 404, "user_not_found");
    assert_eq!(eve.users("ben").await.unwrap().items, [], "nor found");
    ana.send(chat, "m1", "what was said stays").await.expect("the chat of before goes on");

    assert_eq!(delete(&ana, &of(&ben, "/suspension")).await, OK);
    assert_eq!(ben.me().await.unwrap_err().status(), Some(401), "what ended stays ended");
    let back = ben.again().await;
    assert_eq!(back.messages(chat, "").await.unwrap().items.len(), 1);
}

/// Fifty requests at a time while the account is shut (A12): none succeeds that begins afterwards.
pub(crate) async fn suspension_under_load(backend: Backend) {
    let (server, ana, ben) = ruled(backend).await;
    let chat = ben.group("Busy", &[ana.id]).await.unwrap().id;
    let client = ben.unwatched();
    let under_way = Arc::new(AtomicUsize::new(0));
    let hammer = (0..50).map(|n| {
        let (client, under_way) = (client.clone(), Arc::clone(&under_way));
        tokio::spawn(async move {
            let mut last = None;
            for i in 0.. {
                let began = tokio::time::Instant::now();
                let sent = client.send(chat, &format!("m-{n}-{i}"), "again").await;
                match sent {
                    Ok(_) => {
                        under_way.fetch_add(usize::from(last.is_none()), Ordering::Relaxed);
                        last = Some(began);
                    }
                    Err(error) => return (last, error.status()),
                }
            }
            unreachable!("somebody ends it")
        })
    });
    let hammer: Vec<_> = hammer.collect();
    eventually("fifty who write", async || under_way.load(Ordering::Relaxed) == 50).await;
    assert_eq!(put(&ana, &of(&ben, "/suspension")).await, OK);
    let answered = tokio::time::Instant::now();
    for one in hammer {
        let (last, status) = one.await.unwrap();
        assert_eq!(status, Some(401), "each hears that the session is over");
        assert!(last.expect("some were sent before") <= answered, "none began after the answer");
    }
    drop(server);
}

/// Of two administrators who take each other's rights at once, one stays.
pub(crate) async fn one_administrator_stays(backend: Backend) {
    let (server, ana, ben) = ruled(backend).await;
    assert_eq!(delete(&ana, &of(&ana, "/admin")).await, refusal(409, "last_admin"));
    assert_eq!(put(&ana, &of(&ana, "/suspension")).await, refusal(409, "last_admin"));
    let mut pair = [ana, ben];
    for round in 0..8 {
        crown(&server, "ana");
        crown(&server, "ben");
        let [ana, ben] = &pair;
        let (first, second) = (of(ben, "/admin"), of(ana, "/admin"));
        let own = of(ana, "/admin");
        let tries = join_all([delete(ana, &first), delete(ben, &second), delete(ana, &own)]).await;
        // Two are good when what one asked for was done already by the other.
        let good = tries.iter().filter(|answer| **answer == OK).count();
        assert!((1..=2).contains(&good), "{round}: {tries:?}");
        for (status, code) in tries.iter().filter(|answer| **answer != OK) {
            let expected = [(403, "admin_only"), (409, "last_admin")];
            assert!(expected.contains(&(*status, code.as_str())), "{round}: {tries:?}");
        }
        let ruling = [ana, ben].map(|person| person.me());
        let ruling = join_all(ruling).await;
        let left = ruling.into_iter().filter(|me| me.as_ref().unwrap().is_admin).count();
        assert_eq!(left, 1, "{round}");
        pair.reverse();
    }
}

/// A fresh server has no administrator (A11), and nobody else gets in (L3).
pub(crate) async fn nobody_else_administers(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let listed = server.command().args(["user", "list", "--admins"]).output().unwrap();
    assert!(listed.status.success() && listed.stdout.is_empty(), "none on a fresh install");
    let body = json!({"username": "eve", "email": "e@example.org", "password": PASSWORD, "is_admin": true});
    let routes = [
        ("GET", "/admin/users".to_owned(), Value::Null),
        ("POST", "/admin/users".to_owned(), body),
        ("POST", "/admin/users".to_owned(), json!({"nonsense": 1})),
        ("GET", of(&ben, ""), Value::Null),
        ("PUT", of(&ben, "/suspension"), Value::Null),
        ("DELETE", of(&ben, "/suspension"), Value::Null),
        ("PUT", of(&ana, "/admin"), Value::Null),
        ("DELETE", of(&ben, "/admin"), Value::Null),
        ("GET", of(&ben, "/sessions"), Value::Null),
        ("DELETE", of(&ben, "/sessions"), Value::Null),
        ("GET", "/admin/users/999999".to_owned(), Value::Null),
        ("GET", "/admin/audit-log".to_owned(), Value::Null),
        ("GET", "/admin/statistics?days=0".to_owned(), Value::Null),
    ];
    for (method, path, body) in routes {
        let guest = code(&server.client(), method, &path, body.clone()).await;
        assert_eq!(guest, refusal(401, "unauthenticated"), "{method} {path}");
        let user = code(&ana, method, &path, body).await;
        assert_eq!(user, refusal(403, "admin_only"), "{method} {path}");
    }
    for path in ["/admin", "/debug", "/metrics", "/api/v1/admin", "/api/v1/debug"] {
        let raw = server.client().fetch("GET", path, None).await.unwrap();
        let told = raw.text.contains("Users") || raw.text.contains("example.org");
        assert!([303, 404].contains(&raw.status) && !told, "{path}: {}", raw.status);
    }
    assert!(!ana.me().await.unwrap().is_admin);
    ben.me().await.expect("nothing was done to Ben");
}

pub(crate) async fn people_are_administered(backend: Backend) {
    let (server, ana, ben) = ruled(backend).await;
    let body = |name: &str, with: Value| {
        let mut body =
            json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        body.as_object_mut().unwrap().extend(with.as_object().cloned().unwrap());
        body
    };
    let with = json!({"display_name": "Carla C.", "is_admin": true});
    let raw = ask(&ana, "POST", "/admin/users", body("carla", with)).await;
    assert_eq!(raw.status, 201, "{}", raw.text);
    let carla: wire::AdminUser = raw.read().unwrap();
    assert!(carla.is_admin && carla.display_name == "Carla C.");
    server.client().login("carla", PASSWORD).await.expect("the account works");
    let again = body("carla", json!({"email": "other@example.org"}));
    let again = code(&ana, "POST", "/admin/users", again).await;
    assert_eq!(again, refusal(409, "username_taken"));
    let weak = code(&ana, "POST", "/admin/users", body("dora", json!({"password": "short"}))).await;
    assert_eq!(weak, refusal(422, "password_too_short"));

    let names = async |query: &str| -> Vec<String> {
        let raw = ask(&ana, "GET", &format!("/admin/users?{query}"), Value::Null).await;
        let page: wire::AdminUserList = raw.read().unwrap();
        page.items.into_iter().map(|user| user.username).collect()
    };
    assert_eq!(names("").await, ["ana", "ben", "carla"]);
    assert_eq!(names("query=ca").await, ["carla"]);
    assert_eq!(names("query=ben@ex").await, ["ben"]);
    assert_eq!(names("filter=admins").await, ["ana", "carla"]);
    let first = ask(&ana, "GET", "/admin/users?limit=2", Value::Null).await;
    let cursor = first.body["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(names(&format!("limit=2&cursor={cursor}")).await, ["carla"]);
    for query in ["limit=0", "limit=201", "cursor=!", "filter=odd"] {
        let path = format!("/admin/users?{query}");
        assert_eq!(code(&ana, "GET", &path, Value::Null).await.0, 422, "{query}");
    }

    let raw = ask(&ana, "GET", &of(&ben, ""), Value::Null).await;
    let shown: wire::AdminUser = raw.read().unwrap();
    assert_eq!((shown.email.as_str(), shown.is_admin), ("ben@example.org", false));
    let sessions = async || {
        let raw = ask(&ana, "GET", &of(&ben, "/sessions"), Value::Null).await;
        raw.read::<wire::AdminSessionList>().unwrap().items
    };
    ben.again().await;
    assert_eq!(sessions().await.len(), 2);
    let mut socket = ben.online().await;
    assert_eq!(delete(&ana, &of(&ben, "/sessions")).await.0, 204);
    socket.next_named("session.revoked", SOON).await.unwrap();
    assert_eq!(closed_with(&mut socket).await, 4401);
    assert_eq!(sessions().await, []);
    assert_eq!(ben.me().await.unwrap_err().status(), Some(401));
    ben.again().await.me().await.expect("signing in again is allowed");

    assert_eq!(put(&ana, &of(&ben, "/admin")).await, OK);
    assert_eq!(names("filter=admins").await, ["ana", "ben", "carla"]);
    for what in ["/admin", "/suspension"] {
        let path = format!("/admin/users/999999{what}");
        assert_eq!(put(&ana, &path).await, refusal(404, "user_not_found"));
    }
}

pub(crate) async fn the_log_tells_who_did_what(backend: Backend) {
    let (server, ana, ben) = ruled(backend).await;
    put(&ana, &of(&ben, "/suspension")).await;
    delete(&ana, &of(&ben, "/suspension")).await;
    let body = json!({"username": "eve", "email": "eve@example.org", "password": PASSWORD});
    ask(&ana, "POST", "/admin/users", body).await;
    let raw = ask(&ana, "GET", "/admin/audit-log", Value::Null).await;
    for secret in [PASSWORD, "eve@example.org", "$2b$"] {
        assert!(!raw.text.contains(secret), "{secret} in {}", raw.text);
    }
    let log: wire::AuditList = raw.read().unwrap();
    let told: Vec<_> = log.items.iter().map(|e| (e.action.as_str(), e.actor.as_deref())).collect();
    let me = Some("ana");
    let wanted =
        [("user.create", me), ("user.restore", me), ("user.suspend", me), ("user.promote", None)];
    assert_eq!(told, wanted);
    let suspension = &log.items[2];
    assert_eq!(suspension.address.as_deref(), Some("127.0.0.1"));
    assert_eq!(suspension.target.username.as_deref(), Some("ben"));
    assert_eq!(suspension.details.get("sessions").map(String::as_str), Some("1"));
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/admin/audit-log?limit=1&cursor={cursor}");
        let page: wire::AuditList = ask(&ana, "GET", &path, Value::Null).await.read().unwrap();
        seen.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(seen, log.items, "each once");
    drop(server);
}

pub(crate) async fn from_the_command_line(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let run = |args: &[&str]| {
        let output = server.command().arg("user").args(args).output().unwrap();
        let words = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&words).into_owned())
    };
    let (good, said) = run(&["promote", "ana@example.org"]);
    assert!(good && said.contains("ana is an administrator"), "{said}");
    assert!(ana.me().await.unwrap().is_admin);
    for command in ["demote", "suspend"] {
        let (good, said) = run(&[command, "ana"]);
        assert!(!good && said.contains("last administrator"), "{said}");
    }
    let (good, said) = run(&["suspend", "ben"]);
    assert!(good && said.contains("suspended"), "{said}");
    let (_, all) = run(&["list"]);
    assert_eq!(all.lines().count(), 2, "{all}");
    let (_, some) = run(&["list", "--suspended"]);
    assert!(some.contains("ben@example.org") && some.lines().count() == 1, "{some}");
    let (_, some) = run(&["list", "an"]);
    assert!(some.contains("administrator") && some.lines().count() == 1, "{some}");
    refused(server.client().login("ben", PASSWORD).await.map(|_| ()), 403, "account_suspended");
    assert!(run(&["restore", "ben"]).0);
    ben.again().await.me().await.expect("he is back");
    for args in [["promote", "nobody"], ["suspend", "x y"], ["demote", "@"]] {
        let (good, said) = run(&args);
        assert!(!good && said.contains("no account"), "{said}");
    }
    let raw = ask(&ana, "GET", "/admin/audit-log", Value::Null).await;
    let log: wire::AuditList = raw.read().unwrap();
    assert!(log.items.iter().all(|entry| entry.actor_id.is_none() && entry.address.is_none()));
    assert_eq!(log.items.len(), 3);
}

pub(crate) async fn deleted_from_the_command_line(backend: Backend) {
    let (server, ana, ben) = ruled(backend).await;
    let run = |args: &[&str]| {
        let output = server.command().args(["user", "delete"]).args(args).output().unwrap();
        let words = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&words).into_owned())
    };
    // Nobody can be asked here, so it has to be said.
    let (good, said) = run(&["ben"]);
    assert!(!good && said.contains("--yes"), "{said}");
    ben.me().await.expect("nothing has happened");
    let (good, said) = run(&["ana", "--yes"]);
    assert!(!good && said.contains("last administrator"), "{said}");
    for name in ["nobody", "x y", "@", "deleted~1"] {
        let (good, said) = run(&[name, "--yes"]);
        assert!(!good && said.contains("no account"), "{said}");
    }
    let (good, said) = run(&["ben@example.org", "--yes"]);
    assert!(good && said.contains("ben is deleted"), "{said}");
    refused(server.client().login("ben", PASSWORD).await.map(|_| ()), 401, "invalid_login");
    testkit::eventually("his end", async || ben.me().await.is_err()).await;
    let (good, said) = run(&["ben", "--yes"]);
    assert!(!good && said.contains("no account"), "{said}");
    let people = ask(&ana, "GET", "/admin/users", Value::Null).await;
    let names: Vec<_> =
        people.body["items"].as_array().unwrap().iter().map(|one| &one["username"]).collect();
    assert_eq!(names, ["ana"], "who is gone is in no list");
    let listed = server.command().args(["user", "list"]).output().unwrap();
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.contains("ana") && !listed.contains("deleted"), "{listed}");
    let raw = ask(&ana, "GET", "/admin/audit-log", Value::Null).await;
    assert!(!raw.text.contains("ben"), "the log does not tell who it was: {}", raw.text);
    let log: wire::AuditList = raw.read().unwrap();
    let told: Vec<_> = log.items.iter().map(|e| (e.action.as_str(), e.target.id)).collect();
    assert_eq!(told, [("user.delete", Some(ben.id)), ("user.promote", Some(ana.id))]);
    assert!(log.items[0].actor_id.is_none() && log.items[0].address.is_none());
}
