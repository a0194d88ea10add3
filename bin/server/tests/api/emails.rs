//! Addresses: changed and confirmed.

use super::passwords::{choose, forget, mailing};
use super::stage::{ask, code, refused, registration, serve};
use client::Client;
use serde_json::{Value, json};
use testkit::{BRIEFLY, Backend, Options, PASSWORD, Server, Smtp};

async fn change(person: &Client, email: &str, password: &str) -> (u16, String) {
    code(person, "PUT", "/users/me/email", json!({"email": email, "password": password})).await
}

async fn confirm(guest: &Client, token: &str) -> (u16, String) {
    code(guest, "PUT", &format!("/email-confirmations/{token}"), Value::Null).await
}

const DONE: (u16, String) = (204, String::new());
const TAKEN: (u16, String) = (202, String::new());

fn invalid() -> (u16, String) {
    (404, "link_invalid".to_owned())
}

pub(crate) async fn changed_when_confirmed(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    let [ana, _ben] = server.people(["ana", "ben"]).await;
    let guest = server.client();
    assert_eq!(forget(&guest, "ana@example.org").await, TAKEN);
    let reset = smtp.letter(1).await.token();
    let wrong = change(&ana, "ana@example.com", "not this").await;
    assert_eq!(wrong, (403, "wrong_password".to_owned()));
    assert_eq!(change(&ana, "ana@example.com", PASSWORD).await, TAKEN);
    smtp.letter(3).await;
    let letters = smtp.letters();
    let to = |address: &str, word: &str| {
        let found =
            letters.iter().find(|l| l.to == [address] && l.header("subject").contains(word));
        found.unwrap_or_else(|| panic!("{word} to {address}: {letters:?}")).clone()
    };
    let warning = to("ana@example.org", "about to change");
    assert!(warning.text().contains("ana@example.com") && !warning.text().contains("/confirm#"));
    let link = to("ana@example.com", "Confirm your new address");
    let me = ana.me().await.unwrap();
    assert_eq!(me.email, "ana@example.org", "not yet");
    assert_eq!(me.pending_email.as_deref(), Some("ana@example.com"));
    assert_eq!(confirm(&guest, &reset).await, invalid(), "a link for something else");
    assert_eq!(choose(&guest, &link.token(), "walnut shutter canal 4").await, invalid());
    assert_eq!(confirm(&guest, &link.token()).await, DONE);
    assert_eq!(confirm(&guest, &link.token()).await, invalid(), "once");
    let me = ana.me().await.unwrap();
    assert_eq!((me.email.as_str(), me.email_verified), ("ana@example.com", true));
    assert_eq!(me.pending_email, None);
    let late = choose(&guest, &reset, "walnut shutter canal 4").await;
    assert_eq!(late, invalid(), "who reads the old mailbox gets in no more");
    guest.login("ana@example.com", PASSWORD).await.expect("the new address");
    refused(guest.login("ana@example.org", PASSWORD).await.map(drop), 401, "invalid_login");
}

pub(crate) async fn foreign_addresses_stay_foreign(backend: Backend) {
    let (server, smtp) = mailing(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let guest = server.client();
    // Whether somebody has it is not told; only the owner of the old one hears.
    assert_eq!(change(&ana, "ben@example.org", PASSWORD).await, TAKEN);
    assert_eq!(smtp.letter(1).await.to, ["ana@example.org"]);
    // Two who want one address: the first to confirm has it.
    assert_eq!(change(&ana, "new@example.org", PASSWORD).await, TAKEN);
    smtp.letter(3).await;
    assert_eq!(change(&ben, "new@example.org", PASSWORD).await, TAKEN);
    smtp.letter(5).await;
    let letters = smtp.letters();
    let links: Vec<_> = letters.iter().filter(|l| l.to == ["new@example.org"]).collect();
    assert_eq!(links.len(), 2, "{letters:?}");
    assert_eq!(confirm(&guest, &links[1].token()).await, DONE);
    let taken = confirm(&guest, &links[0].token()).await;
    assert_eq!(taken, (409, "email_taken".to_owned()));
    assert_eq!(ana.me().await.unwrap().email, "ana@example.org");
    // A mailbox that has had its letters gets no more.
    assert_eq!(change(&ana, "NEW@example.org", PASSWORD).await, (429, "rate_limited".to_owned()));
    for odd in ["", "x", "a@b,c@d", "a@b\r\nBcc: x@y"] {
        assert_eq!(change(&ana, odd, PASSWORD).await, (422, "invalid_field".to_owned()));
    }
}

pub(crate) async fn confirmed_before_the_first_login(backend: Backend) {
    let smtp = Smtp::start().await;
    let options =
        Options::on(backend).mailing(&smtp).env("TERTULIA_AUTH__VERIFY_EMAIL", "required");
    let server = Server::start(options).await;
    let guest = server.client();
    let raw = ask(&guest, "POST", "/accounts", registration("ana", &json!({}))).await;
    assert_eq!((raw.status, &raw.body), (202, &json!({"email": "ana@example.org"})));
    assert_eq!(raw.header("set-cookie"), "", "nobody is signed in");
    refused(guest.login("ana", PASSWORD).await.map(drop), 403, "email_unverified");
    refused(guest.login("ana", "not this one").await.map(drop), 401, "invalid_login");
    let first = smtp.letter(1).await;
    assert!(first.link().starts_with(&format!("{}/confirm#", server.base())), "{}", first.raw);
    // Asked for again: the same answer for everybody, a letter only to whoever waits for one.
    for email in ["ana@example.org", "nobody@example.org"] {
        assert_eq!(
            code(&guest, "POST", "/email-confirmations", json!({"email": email})).await,
            TAKEN
        );
    }
    let second = smtp.letter(2).await;
    assert_eq!(confirm(&guest, &first.token()).await, invalid(), "replaced");
    assert_eq!(confirm(&guest, &second.token()).await, DONE);
    let tokens = guest.login("ana", PASSWORD).await.expect("confirmed");
    assert!(tokens.user.email_verified);
    let again = json!({"email": "ana@example.org"});
    assert_eq!(code(&guest, "POST", "/email-confirmations", again).await, TAKEN);
    tokio::time::sleep(BRIEFLY).await;
    assert_eq!(smtp.letters().len(), 2, "there is nothing to confirm");
    // Whoever comes by the operator's hand is let in.
    let mut made = server.command();
    made.args(["user", "create", "ben", "--email", "ben@example.org"]);
    let mut made = made.stdin(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut made.stdin.take().unwrap(), PASSWORD.as_bytes()).unwrap();
    assert!(made.wait().unwrap().success());
    guest.login("ben", PASSWORD).await.expect("made by the operator");
}

pub(crate) async fn without_mail(backend: Backend) {
    let server = serve(backend).await;
    let [ana, _ben] = server.people(["ana", "ben"]).await;
    let guest = server.client();
    for path in ["/password-resets", "/email-confirmations"] {
        let answer = code(&guest, "POST", path, json!({"email": "ana@example.org"})).await;
        assert_eq!(answer, (403, "mail_off".to_owned()));
    }
    assert_eq!(change(&ana, "ben@example.org", PASSWORD).await, (409, "email_taken".to_owned()));
    let answer = change(&ana, "ana@example.com", PASSWORD).await;
    assert_eq!(answer, (200, String::new()), "at its word");
    assert_eq!(ana.me().await.unwrap().email, "ana@example.com");
    let mut alone = server.command();
    let wrong =
        alone.env("TERTULIA_AUTH__VERIFY_EMAIL", "required").arg("config").output().unwrap();
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("auth.verify_email"));
    let mut shown = server.command();
    shown.env("TERTULIA_MAIL__USERNAME", "ana").env("TERTULIA_MAIL__PASSWORD", "canary-of-config");
    let shown = shown.arg("config").output().unwrap();
    let said = format!("{shown:?}");
    assert!(shown.status.success() && said.contains("***") && !said.contains("canary"), "{said}");
}

/// What somebody who registers with an address gets to see: how long it took, and every answer to it and to
/// what can be tried next.
async fn probed(guest: &Client, name: &str, email: &str) -> (f64, String) {
    let body = registration(name, &json!({"email": email}));
    let begun = std::time::Instant::now();
    let raw = ask(guest, "POST", "/accounts", body).await;
    let took = begun.elapsed().as_secs_f64();
    assert_eq!((raw.status, &raw.body), (202, &json!({"email": email})));
    let names: Vec<_> = raw.headers.keys().map(ToString::to_string).collect();
    let mut next = Vec::new();
    for (login, password) in [(name, PASSWORD), (email, PASSWORD), (name, "not this one")] {
        let tried = json!({"login": login, "password": password});
        next.push(code(guest, "POST", "/sessions", tried).await);
    }
    assert_eq!(next[0], (403, "email_unverified".to_owned()));
    assert_eq!(next[1], (401, "invalid_login".to_owned()), "an address has to be confirmed");
    let again = registration(name, &json!({"email": format!("x{email}")}));
    next.push(code(guest, "POST", "/accounts", again).await);
    assert_eq!(next[3], (409, "username_taken".to_owned()));
    next.push(code(guest, "POST", "/email-confirmations", json!({"email": email})).await);
    (took, format!("{names:?} {next:?}"))
}

/// A4: whoever registers with an address can't see whether somebody has it: not by the answer, its time, or by
/// what can be tried next. Its owner is told, once an hour.
pub(crate) async fn taken_addresses_look_free(backend: Backend) {
    const ROUNDS: usize = 15;
    let smtp = Smtp::start().await;
    let options =
        Options::on(backend).mailing(&smtp).env("TERTULIA_AUTH__VERIFY_EMAIL", "required");
    let server = Server::start(options).await;
    let guest = server.client();
    let owner = |round: usize| format!("owner{round}@example.org");
    for round in 0..ROUNDS {
        let made = registration(&format!("owner{round}"), &json!({}));
        assert_eq!(ask(&guest, "POST", "/accounts", made).await.status, 202);
    }
    let (mut answers, mut apart) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (name, free) = (format!("free{round}"), format!("none{round}@example.org"));
        let taken = probed(&guest, &format!("taken{round}"), &owner(round)).await;
        let free = probed(&guest, &name, &free).await;
        apart.push(taken.0 - free.0);
        answers.extend([taken.1, free.1]);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "one answer for everybody: {answers:?}");
    // Of neighbours: what else goes on at a time touches both alike.
    apart.sort_unstable_by(f64::total_cmp);
    assert!(apart[ROUNDS / 2].abs() < 0.005, "{apart:?}");
    let told = |to: &str| {
        let (all, to) = (smtp.letters().into_iter(), vec![to.to_owned()]);
        all.filter(|l| l.to == to && l.header("subject").contains("already")).collect::<Vec<_>>()
    };
    testkit::eventually("the owners' letters", async || {
        (0..ROUNDS).all(|round| told(&owner(round)).len() == 1)
    })
    .await;
    let text = told(&owner(0)).remove(0).text();
    assert!(text.contains("owner0") && !text.contains("confirm#"), "{text}");
    let body = registration("once-more", &json!({"email": owner(0)}));
    assert_eq!(ask(&guest, "POST", "/accounts", body).await.status, 202);
    tokio::time::sleep(BRIEFLY).await;
    assert_eq!(told(&owner(0)).len(), 1, "at most one an hour");
}
