//! Who may join: modes, invitations, settings.

use super::stage::{ask, code, registration, serve};
use client::Client;
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{Backend, Options, Person, Server};

/// A server where Ana administers, by invitation only.
async fn by_invitation(backend: Backend) -> (Server, Person) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let made = server.command().args(["user", "promote", "ana"]).output().unwrap();
    assert!(made.status.success());
    set(&ana, json!({"registration": "invite"})).await;
    (server, ana)
}

async fn set(admin: &Client, change: Value) {
    let raw = ask(admin, "PATCH", "/admin/settings", change.clone()).await;
    assert_eq!(raw.status, 200, "{}", raw.text);
    for (name, value) in change.as_object().unwrap() {
        assert_eq!(&raw.body[name], value);
    }
}

/// Makes an invitation and answers its id and code.
async fn invite(person: &Client, with: Value) -> (i64, String) {
    let raw = ask(person, "POST", "/invitations", with).await;
    assert_eq!(raw.status, 201, "{}", raw.text);
    let made: wire::MadeInvitation = raw.read().unwrap();
    assert_eq!(made.path, format!("/join/{}", made.code));
    (made.invitation.id, made.code)
}

async fn join(server: &Server, name: &str, invitation: &str) -> (u16, String) {
    let body = registration(name, &json!({"invitation": invitation}));
    code(&server.client(), "POST", "/accounts", body).await
}

fn said(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

pub(crate) async fn modes_of_registration(backend: Backend) {
    let (server, ana) = by_invitation(backend).await;
    let about = async || -> wire::Server {
        ask(&server.client(), "GET", "/server", Value::Null).await.read().unwrap()
    };
    assert_eq!(about().await.registration, wire::Registration::Invite);
    let plain = registration("ben", &json!({}));
    let refused = code(&server.client(), "POST", "/accounts", plain.clone()).await;
    assert_eq!(refused, said(403, "invitation_needed"));
    let (_, good) = invite(&ana, json!({"note": "for Ben"})).await;
    assert_eq!(join(&server, "ben", &good).await, said(201, ""));
    set(&ana, json!({"registration": "closed"})).await;
    let (_, other) = invite(&ana, json!({})).await;
    assert_eq!(join(&server, "eve", &other).await, said(403, "registration_closed"));
    set(&ana, json!({"registration": "open"})).await;
    let open = registration("eve", &json!({}));
    assert_eq!(code(&server.client(), "POST", "/accounts", open).await.0, 201);
    for odd in [json!({"registration": "odd"}), json!({"members_invite": 3}), json!({"other": 1})] {
        assert_eq!(code(&ana, "PATCH", "/admin/settings", odd).await.0, 422);
    }
    let log: wire::AuditList =
        ask(&ana, "GET", "/admin/audit-log", Value::Null).await.read().unwrap();
    let changes = log.items.iter().filter(|entry| entry.action == "setting.change");
    let values: Vec<_> = changes.map(|entry| entry.details["value"].as_str()).collect();
    assert_eq!(values, ["open", "closed", "invite"]);
    assert!(log.items.iter().all(|entry| !format!("{entry:?}").contains(&good)), "no codes (J4)");
}

/// J1, J2, J4: whatever can't be used looks the same; spelling doesn't matter; a code is shown once.
pub(crate) async fn codes_tell_nothing(backend: Backend) {
    let (server, ana) = by_invitation(backend).await;
    let (gone, revoked) = invite(&ana, json!({})).await;
    assert_eq!(code(&ana, "DELETE", &format!("/invitations/{gone}"), Value::Null).await.0, 204);
    let (_, used) = invite(&ana, json!({})).await;
    assert_eq!(join(&server, "ben", &used).await.0, 201);
    let (_, brief) = invite(&ana, json!({"expires_in": 1})).await;
    let (_, good) = invite(&ana, json!({"max_uses": 3})).await;
    assert_eq!(good.replace('-', "").len(), 16, "80 bits");
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let mut seen = Vec::new();
    for bad in [&revoked, &used, &brief, "0000-0000-0000-0000", "", "odd", "%00", "a\u{0}b"] {
        let body = registration("eve", &json!({"invitation": bad}));
        let mut raw = ask(&server.client(), "POST", "/accounts", body).await;
        raw.body.as_object_mut().unwrap().remove("request_id");
        assert_eq!((raw.status, raw.code()), (404, "invitation_invalid"), "{bad}");
        seen.push(raw.body);
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
    let pages = [&revoked, &used, &brief, "0000-0000-0000-0000"].map(async |bad| {
        let raw = server.client().fetch("GET", &format!("/join/{bad}"), None).await.unwrap();
        assert_eq!(raw.status, 200);
        raw.text
    });
    let pages = join_all(pages).await;
    assert!(pages.iter().all(|page| page == &pages[0] && page.contains("can't be used")));
    let page = server.client().fetch("GET", &format!("/join/{good}"), None).await.unwrap();
    assert!(
        page.text.contains("You are invited") && page.header("referrer-policy") == "no-referrer"
    );
    let spelt = good.to_lowercase().replace('-', " ");
    assert_eq!(join(&server, "eve", &format!(" {spelt}")).await.0, 201);
    assert_eq!(join(&server, "zoe", &good.replace('-', "")).await.0, 201);
    for path in ["/admin/invitations", "/invitations"] {
        let raw = ask(&ana, "GET", path, Value::Null).await;
        let list: wire::InvitationList = raw.clone().read().unwrap();
        assert_eq!(list.items.len(), 4);
        assert_eq!((list.items[0].uses, list.items[0].max_uses), (2, 3));
        assert_eq!(list.items[0].made_by.as_deref(), Some("ana"));
        assert!(!raw.text.contains(&good) && !raw.text.contains("hash"), "{path}");
    }
    let log = server.log();
    assert!(!log.contains(&good), "nor in the log");
}

/// J1: guessing is slowed down by address.
pub(crate) async fn guessing_codes(backend: Backend) {
    let options = Options::on(backend)
        .env("TERTULIA_AUTH__REGISTRATION", "invite")
        .env("TERTULIA_LIMITS__ENABLED", "true")
        .env("TERTULIA_LIMITS__RATES__REGISTER__BURST", "0")
        .env("TERTULIA_LIMITS__RATES__GUEST__BURST", "0");
    let server = Server::start(options).await;
    let mut tries = 0;
    let last = loop {
        tries += 1;
        assert!(tries < 70, "nobody stops it");
        match join(&server, "eve", &format!("0000-0000-0000-{tries:04}")).await {
            (404, _) => {}
            last => break last,
        }
    };
    assert_eq!(last, said(429, "rate_limited"));
    assert!((50..60).contains(&tries), "{tries}");
    let page = server.client().fetch("GET", "/join/0000-0000-0000-0000", None).await.unwrap();
    assert_eq!(page.status, 429, "pages count too");
}

/// J2, D9: a code for one, used fifty times at once.
pub(crate) async fn one_of_fifty(backend: Backend) {
    let (server, ana) = by_invitation(backend).await;
    for (max_uses, round) in [(1, "a"), (3, "b")] {
        let (id, code) = invite(&ana, json!({"max_uses": max_uses})).await;
        let names: Vec<String> = (0..50).map(|i| format!("{round}-one{i}")).collect();
        let answers = join_all(names.iter().map(|name| join(&server, name, &code))).await;
        let good = answers.iter().filter(|answer| answer.0 == 201).count();
        assert_eq!(good, max_uses, "{answers:?}");
        let bad = said(404, "invitation_invalid");
        assert!(answers.iter().all(|answer| answer.0 == 201 || *answer == bad), "{answers:?}");
        let list: wire::InvitationList =
            ask(&ana, "GET", "/admin/invitations", Value::Null).await.read().unwrap();
        let one = list.items.iter().find(|one| one.id == id).unwrap();
        assert_eq!(usize::try_from(one.uses).unwrap(), max_uses);
    }
}

/// Once an administrator is told that registration is closed, nobody gets in any more.
pub(crate) async fn closing_against_registering(backend: Backend) {
    let (server, ana) = by_invitation(backend).await;
    for round in 0..5 {
        set(&ana, json!({"registration": "open"})).await;
        let crowd = (0..20).map(|i| {
            let (server, name) = (&server, format!("r{round}-p{i}"));
            async move {
                let body = registration(&name, &json!({}));
                let begun = std::time::Instant::now();
                let answer = code(&server.client(), "POST", "/accounts", body).await;
                (begun, answer)
            }
        });
        let close = async {
            set(&ana, json!({"registration": "closed"})).await;
            std::time::Instant::now()
        };
        let (answers, closed) = futures_util::future::join(join_all(crowd), close).await;
        for (begun, answer) in answers {
            let late = begun > closed;
            assert!(
                answer == said(403, "registration_closed") || (answer.0 == 201 && !late),
                "{answer:?}"
            );
        }
        let late = registration(&format!("late{round}"), &json!({}));
        let late = code(&server.client(), "POST", "/accounts", late).await;
        assert_eq!(late, said(403, "registration_closed"));
    }
}

pub(crate) async fn members_who_invite(backend: Backend) {
    let (server, ana) = by_invitation(backend).await;
    let (_, first) = invite(&ana, json!({"max_uses": 2})).await;
    for name in ["ben", "eve"] {
        assert_eq!(join(&server, name, &first).await.0, 201);
    }
    let [ben, eve] = ["ben", "eve"].map(async |name| {
        let tokens = server.client().login(name, testkit::PASSWORD).await.unwrap();
        server.client().signed(&tokens)
    });
    let (ben, eve) = futures_util::future::join(ben, eve).await;
    let refused = code(&ben, "POST", "/invitations", json!({})).await;
    assert_eq!(refused, said(403, "may_not_invite"));
    set(&ana, json!({"members_invite": true})).await;
    let (id, his) = invite(&ben, json!({"max_uses": 2})).await;
    let bounds = [
        json!({"max_uses": 11}),
        json!({"max_uses": 0}),
        json!({"expires_in": 0}),
        json!({"expires_in": 90 * 86_400 + 1}),
        json!({"expires_in": i64::MAX}),
        json!({"expires_in": i64::MIN}),
        json!({"note": "x".repeat(500)}),
    ];
    for body in bounds {
        assert_eq!(code(&ben, "POST", "/invitations", body.clone()).await.0, 422, "{body}");
    }
    let path = format!("/invitations/{id}");
    let hidden = code(&eve, "DELETE", &path, Value::Null).await;
    assert_eq!(hidden, said(404, "invitation_not_found"));
    assert_eq!(code(&eve, "GET", "/admin/invitations", Value::Null).await.0, 403);
    let hers: wire::InvitationList =
        ask(&eve, "GET", "/invitations", Value::Null).await.read().unwrap();
    assert_eq!(hers.items, []);
    assert_eq!(join(&server, "zoe", &his).await.0, 201);
    assert_eq!(code(&ana, "DELETE", &path, Value::Null).await.0, 204, "an administrator may");
    assert_eq!(join(&server, "yan", &his).await, said(404, "invitation_invalid"));
}

pub(crate) async fn joining_from_the_command_line(backend: Backend) {
    let server = serve(backend).await;
    let run = |args: &[&str]| {
        let output = server.command().args(args).output().unwrap();
        let words = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&words).into_owned())
    };
    let (good, said) = run(&["setting", "set", "registration", "invite"]);
    assert!(good && said.contains("registration    invite"), "{said}");
    let (good, words) = run(&["invite", "create", "--uses", "2", "--note", "friends"]);
    let link = words.lines().last().unwrap().to_owned();
    assert!(good && link.contains("/join/"), "{words}");
    let code = link.rsplit('/').next().unwrap();
    assert_eq!(join(&server, "ana", code).await.0, 201, "the running server knows at once");
    let (_, list) = run(&["invite", "list"]);
    assert!(list.contains("1 of 2") && list.contains("friends") && !list.contains(code), "{list}");
    let id = list.split_whitespace().next().unwrap();
    assert!(run(&["invite", "revoke", id]).0);
    assert_eq!(join(&server, "ben", code).await.0, 404);
    assert!(!run(&["invite", "revoke", "9999"]).0);
    assert!(!run(&["invite", "create", "--uses", "0"]).0);
    for odd in [["registration", "odd"], ["members_invite", "odd"], ["odd", "true"]] {
        assert!(!run(&["setting", "set", odd[0], odd[1]]).0);
    }
    let (_, shown) = run(&["setting", "show"]);
    assert!(shown.contains("members_invite  false"), "{shown}");
}
