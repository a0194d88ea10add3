//! Passwords: changed, forgotten, chosen anew by a link.

use super::stage::{ask, closed_with, code, refused};
use client::Client;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::{BRIEFLY, Backend, Letter, Options, PASSWORD, Person, Server, Smtp, eventually};

const NEW: &str = "walnut shutter canal 4";

/// A server that sends its letters to a mail server of the test.
pub(crate) async fn mailing(backend: Backend) -> (Server, Smtp) {
    let smtp = Smtp::start().await;
    let server = Server::start(Options::on(backend).mailing(&smtp)).await;
    (server, smtp)
}

pub(crate) async fn forget(guest: &Client, email: &str) -> (u16, String) {
    code(guest, "POST", "/password-resets", json!({"email": email})).await
}

pub(crate) async fn choose(guest: &Client, token: &str, password: &str) -> (u16, String) {
    let path = format!("/password-resets/{token}");
    code(guest, "PUT", &path, json!({"password": password})).await
}

fn invalid() -> (u16, String) {
    (404, "link_invalid".to_owned())
}

const DONE: (u16, String) = (204, String::new());
const TAKEN: (u16, String) = (202, String::new());

/// Asks for a letter with a link, and answers it.
async fn link_for(server: &Server, smtp: &Smtp, email: &str) -> Letter {
    let links = || {
        let all = smtp.letters();
        all.into_iter().filter(|letter| letter.text().contains("/reset#")).collect::<Vec<_>>()
    };
    let before = links().len();
    assert_eq!(forget(&server.client(), email).await, TAKEN);
    eventually("a letter with a link", async || links().len() > before).await;
    links().pop().unwrap()
}

pub(crate) async fn forgotten_and_chosen_anew(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    let ana = server.person("ana").await;
    let (mut socket, other) = (ana.online().await, ana.again().await);
    let guest = server.client();
    let letter = link_for(&server, &smtp, "ANA@example.org").await;
    assert_eq!(letter.to, ["ana@example.org"]);
    assert_eq!(letter.header("to"), "ana@example.org");
    assert!(letter.header("content-type").starts_with("multipart/alternative"));
    assert_eq!(letter.header("auto-submitted"), "auto-generated");
    for part in ["Content-Type: text/plain", "Content-Type: text/html"] {
        assert!(letter.raw.contains(part), "{}", letter.raw);
    }
    assert!(letter.link().starts_with(&format!("{}/reset#", server.base())), "{}", letter.link());
    assert!(letter.text().contains(&format!("<a href=\"{}\"", letter.link())), "the button");
    let token = letter.token();
    assert_eq!(choose(&guest, &token, "short").await, (422, "password_too_short".to_owned()));
    assert_eq!(choose(&guest, &token, "ana@example.org").await.0, 422, "one's own words");
    ana.me().await.expect("nothing has happened yet");
    assert_eq!(choose(&guest, &token, NEW).await, DONE);
    assert_eq!(closed_with(&mut socket).await, 4401);
    for device in [&ana, &other] {
        assert_eq!(device.me().await.unwrap_err().status(), Some(401), "every session ends");
    }
    refused(guest.login("ana", PASSWORD).await.map(drop), 401, "invalid_login");
    guest.login("ana", NEW).await.expect("the new password");
    assert_eq!(choose(&guest, &token, PASSWORD).await, invalid(), "once");
    let notice = smtp.letter(2).await;
    assert_eq!(
        (notice.to.clone(), notice.text().contains('#')),
        (letter.to, notice.text().contains('#'))
    );
    assert!(notice.header("subject").contains("Your password was changed"), "{}", notice.raw);
    assert!(!server.log().contains(&token) && !server.log().contains("ana@example.org"));
    let logins = smtp.logins();
    assert!(!logins.is_empty() && logins.iter().all(|login| login.starts_with("AUTH PLAIN ")));
    assert!(!server.log().contains("canary-of-the-mail"));
}

pub(crate) async fn links_work_once(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    let [_ana, ben] = server.people(["ana", "ben"]).await;
    let guest = server.client();
    let first = link_for(&server, &smtp, "ana@example.org").await.token();
    let second = link_for(&server, &smtp, "ana@example.org").await.token();
    let changed = format!("{}{}", &second[..42], if second.ends_with('A') { "E" } else { "A" });
    for odd in [&first, &changed, "x", "%00", "..%2f..", &"A".repeat(43), &"A".repeat(4_000)] {
        assert_eq!(choose(&guest, odd, NEW).await, invalid(), "{odd}");
    }
    let tries = (0..20).map(|n| {
        let (guest, token) = (guest.clone(), second.clone());
        async move { choose(&guest, &token, &format!("{NEW} {n}")).await }
    });
    let answers = join_all(tries).await;
    let done = answers.iter().filter(|answer| **answer == DONE).count();
    assert_eq!(done, 1, "{answers:?}");
    assert!(answers.iter().all(|answer| *answer == DONE || *answer == invalid()), "{answers:?}");
    // Nobody else was touched by it.
    ben.me().await.unwrap();
    guest.login("ben", PASSWORD).await.expect("his password is his");
    // A password that is changed while signed in makes links useless too.
    let third = link_for(&server, &smtp, "ben@example.org").await.token();
    let body = json!({"old_password": PASSWORD, "new_password": NEW});
    assert_eq!(code(&ben, "PUT", "/users/me/password", body).await, DONE);
    assert_eq!(choose(&guest, &third, PASSWORD).await, invalid());
}

pub(crate) async fn nobody_learns_who_is_here(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    let people = people(&server, 30).await;
    let guest = server.client();
    let mut answers = Vec::new();
    let mut times = [Vec::new(), Vec::new()];
    for person in &people {
        for (times, host) in times.iter_mut().zip(["example.org", "example.com"]) {
            let body = json!({"email": format!("{}@{host}", person.username)});
            let begun = Instant::now();
            let raw = ask(&guest, "POST", "/password-resets", body).await;
            times.push(begun.elapsed());
            let names: Vec<_> = raw.headers.keys().map(ToString::to_string).collect();
            answers.push((raw.status, raw.text, names));
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "one answer for everybody: {answers:?}");
    // Of neighbours: what else goes on at a time touches both alike.
    let [known, unknown] = &times;
    let later = |(a, b): (&Duration, &Duration)| a.as_secs_f64() - b.as_secs_f64();
    let mut apart: Vec<f64> = known.iter().zip(unknown).map(later).collect();
    apart.sort_unstable_by(f64::total_cmp);
    let apart = apart[apart.len() / 2].abs();
    assert!(apart < 0.005, "{apart} s: {known:?} {unknown:?}");
    smtp.letter(people.len()).await;
    tokio::time::sleep(BRIEFLY).await;
    let letters = smtp.letters();
    assert_eq!(letters.len(), people.len(), "nothing to those who aren't here");
    assert!(letters.iter().all(|letter| letter.to[0].ends_with("@example.org")));
}

pub(crate) async fn links_begin_where_the_operator_says(backend: Backend) {
    let smtp = Smtp::start().await;
    let mut server = Server::start(Options::on(backend).mailing(&smtp)).await;
    server.person("ana").await;
    server.person("ben").await;
    let evil = |server: &Server| {
        let guest = server.client().with_header("x-forwarded-host", "evil.example");
        guest.with_header("forwarded", "host=evil.example").with_header("host", "evil.example")
    };
    let body = json!({"email": "ana@example.org"});
    let answer = ask(&evil(&server), "POST", "/password-resets", body.clone()).await;
    assert_eq!(answer.status, 202);
    let letter = smtp.letter(1).await;
    assert!(letter.link().starts_with(&format!("{}/reset#", server.base())), "{}", letter.raw);
    server.restart_with("TERTULIA_SERVER__PUBLIC_URL", "https://chat.example.org/").await;
    let answer = ask(&evil(&server), "POST", "/password-resets", body).await;
    assert_eq!(answer.status, 202);
    let letter = smtp.letter(2).await;
    assert!(letter.link().starts_with("https://chat.example.org/reset#"), "{}", letter.raw);
    assert!(smtp.letters().iter().all(|letter| !letter.raw.contains("evil")));
}

pub(crate) async fn mailboxes_are_not_flooded(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    server.person("ana").await;
    let guest = server.client();
    for odd in [
        "ana@example.org,eve@example.org",
        "ana@example.org eve@example.org",
        "ana@example.org\r\nBcc: eve@example.org",
        "<ana@example.org>",
        "ana",
        "",
    ] {
        assert_eq!(forget(&guest, odd).await, (422, "invalid_field".to_owned()), "{odd:?}");
    }
    // Spelt with full-width letters it means her, and goes where she said and nowhere else.
    let letter = link_for(&server, &smtp, "\u{ff41}na@example.org").await;
    assert_eq!(
        (letter.to, letter.raw.matches("ana@example.org").count() > 0),
        (vec!["ana@example.org".to_owned()], true)
    );
    for _ in 0..6 {
        assert_eq!(forget(&guest, "ana@example.org").await, TAKEN, "the same answer");
    }
    smtp.letter(2).await;
    tokio::time::sleep(BRIEFLY * 4).await;
    assert_eq!(smtp.letters().len(), 2, "two an hour");
}

pub(crate) async fn old_passwords_are_asked(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    let ana = server.person("ana").await;
    let other = ana.again().await;
    let (mut mine, mut hers) = (ana.online().await, other.online().await);
    let change = async |old: &str, new: &str| {
        let body = json!({"old_password": old, "new_password": new});
        ask(&ana, "PUT", "/users/me/password", body).await
    };
    for (old, new, status, problem, field) in [
        ("not this", NEW, 403, "wrong_password", "old_password"),
        ("", NEW, 403, "wrong_password", "old_password"),
        (PASSWORD, "short", 422, "password_too_short", "new_password"),
        (PASSWORD, "password", 422, "password_too_common", "new_password"),
    ] {
        let raw = change(old, new).await;
        assert_eq!((raw.status, raw.code()), (status, problem), "{old} {new}");
        assert_eq!(raw.body["field"], field);
    }
    other.me().await.expect("nothing has happened yet");
    assert_eq!(change(PASSWORD, NEW).await.status, 204);
    assert_eq!(closed_with(&mut hers).await, 4401);
    assert_eq!(other.me().await.unwrap_err().status(), Some(401));
    ana.me().await.expect("this device stays");
    let chat = ana.group("Just me", &[]).await.unwrap().id;
    ana.send(chat, "a", "still here").await.unwrap();
    mine.next_named("message.new", testkit::SOON).await.expect("its socket too");
    refused(server.client().login("ana", PASSWORD).await.map(drop), 401, "invalid_login");
    let letter = smtp.letter(1).await;
    assert!(letter.header("subject").contains("Your password was changed"), "{}", letter.raw);
    assert_eq!(letter.to, ["ana@example.org"]);
}

pub(crate) async fn wrong_old_ones_count(backend: Backend) {
    let options = Options::on(backend).env("TERTULIA_LIMITS__ENABLED", "true");
    let server = Server::start(options).await;
    let ana: Person = server.person("ana").await;
    let body = json!({"old_password": "not this one", "new_password": NEW});
    for _ in 0..5 {
        assert_eq!(code(&ana, "PUT", "/users/me/password", body.clone()).await.0, 403);
    }
    let right = json!({"old_password": PASSWORD, "new_password": NEW});
    let answer = code(&ana, "PUT", "/users/me/password", right).await;
    assert_eq!(answer, (429, "rate_limited".to_owned()));
    let mail = json!({"email": "ana@example.com", "password": PASSWORD});
    assert_eq!(code(&ana, "PUT", "/users/me/email", mail).await.0, 429);
    // Letters are limited by address; here they are off altogether.
    assert_eq!(forget(&server.client(), "ana@example.org").await, (403, "mail_off".to_owned()));
}

pub(crate) async fn links_by_hand(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    super::admin::crown(&server, "ana");
    let (guest, path) = (server.client(), format!("/admin/users/{}/password-reset", ben.id));
    assert_eq!(code(&ben, "POST", &path, json!({})).await, (403, "admin_only".to_owned()));
    let raw = ask(&ana, "POST", &path, json!({})).await;
    assert_eq!(raw.status, 201, "{}", raw.text);
    let link: wire::ResetLink = raw.read().unwrap();
    let (page, token) = link.url.split_once('#').unwrap();
    assert_eq!(page, format!("{}/reset", server.base()));
    ben.me().await.expect("nothing has happened yet");
    assert_eq!(choose(&guest, token, NEW).await, DONE);
    assert_eq!(ben.me().await.unwrap_err().status(), Some(401));
    guest.login("ben", NEW).await.expect("the new password");
    assert_eq!(code(&ana, "POST", &path, json!({"mail": true})).await, TAKEN);
    // The first letter says that the password was changed.
    smtp.letter(2).await;
    let letters = smtp.letters();
    let link = letters.iter().find(|letter| letter.text().contains("/reset#")).expect("a link");
    assert_eq!(link.to, ["ben@example.org"]);
    assert_eq!(choose(&guest, &link.token(), PASSWORD).await, DONE);
    let output = server.command().args(["user", "reset-password", "ben"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let token = said.trim().rsplit_once('#').expect("a link").1.to_owned();
    assert_eq!(choose(&guest, &token, NEW).await, DONE);
    let log: wire::AuditList =
        ask(&ana, "GET", "/admin/audit-log", Value::Null).await.read().unwrap();
    let resets = log.items.iter().filter(|entry| entry.action == "user.reset_password");
    let by: Vec<_> =
        resets.map(|entry| (entry.actor.as_deref(), entry.details["by"].as_str())).collect();
    assert_eq!(by, [(None, "hand"), (Some("ana"), "letter"), (Some("ana"), "hand")]);
    assert!(!serde_json::to_string(&log).unwrap().contains(&token));
}

/// So many people, one after the other.
async fn people(server: &Server, count: usize) -> Vec<Person> {
    let mut people = Vec::new();
    for n in 0..count {
        people.push(server.person(&format!("ana{n}")).await);
    }
    people
}
