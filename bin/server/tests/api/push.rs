//! Web Push, to a push service and a browser of the test's own.

use super::stage::{ask, code, serve};
use client::Client;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Backend, Options, Person, PushBrowser, PushService, SOON, Server, eventually};

const PATH: &str = "/users/me/push-subscriptions";
/// Longer than the server gathers what happens.
const QUIET: Duration = Duration::from_millis(1_200);

async fn open_server(backend: Backend) -> Server {
    Server::start(Options::on(backend).env("TERTULIA_PUSH__ALLOW_PRIVATE", "true")).await
}

async fn subscribe(who: &Client, browser: &PushBrowser, service: &PushService, path: &str) {
    let body = browser.subscription(&format!("{}/{path}", service.base()));
    assert_eq!(ask(who, "PUT", PATH, body).await.status, 204);
}

async fn is_subscribed(who: &Client) -> bool {
    ask(who, "GET", PATH, Value::Null).await.body["subscribed"] == true
}

async fn say(who: &Person, chat: i64, text: &str) -> i64 {
    let id = format!("{}-{text}", who.username).replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    who.send(chat, &id, text).await.unwrap().message.seq
}

pub(crate) async fn closed_pages_are_told(backend: Backend) {
    let (server, service) = (open_server(backend).await, PushService::start().await);
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    let state = ask(&ben, "GET", PATH, Value::Null).await.body;
    assert_eq!(state["subscribed"], false);
    let browser = PushBrowser::new(7);
    subscribe(&ben, &browser, &service, "ben").await;
    assert!(is_subscribed(&ben).await && !is_subscribed(&ana).await);
    let seq = say(&ana, chat, "Are you there?").await;
    let pushed = service.next(SOON).await.expect("a push");
    assert_eq!(pushed.path, "/ben");
    for (name, want) in [("content-encoding", "aes128gcm"), ("ttl", "86400"), ("urgency", "high")] {
        assert_eq!(pushed.header(name), want);
    }
    assert_eq!(pushed.header("topic"), format!("chat-{chat}"));
    let claims = pushed.proof(state["public_key"].as_str().unwrap()).expect("signed by the server");
    assert_eq!(claims["aud"], service.base());
    assert!(claims["sub"].as_str().unwrap().starts_with("mailto:"));
    let told = browser.open(&pushed).expect("encrypted for this browser");
    let want = json!({"kind": "message", "chat_id": chat, "seq": seq, "from": "ana", "title": null,
        "text": "Are you there?"});
    assert_eq!(told, want);
    assert_eq!(PushBrowser::new(8).open(&pushed), None, "for this browser alone");
    // Without the words, when they like.
    let settings = json!({"push_previews": false});
    assert_eq!(ask(&ben, "PUT", "/users/me/notification-settings", settings).await.status, 200);
    say(&ana, chat, "A secret").await;
    let told = browser.open(&service.next(SOON).await.expect("a push")).unwrap();
    assert_eq!(told["text"], Value::Null);
    ana.ask_friend(ben.id).await.unwrap();
    let pushed = service.next(SOON).await.expect("a push");
    let want = json!({"kind": "notice", "notice": "friend_request", "from": "ana"});
    assert_eq!((browser.open(&pushed).unwrap(), pushed.header("urgency")), (want, "normal"));
}

pub(crate) async fn gone_ones_are_forgotten(backend: Backend) {
    let (server, service) = (open_server(backend).await, PushService::start().await);
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    let browser = PushBrowser::new(3);
    subscribe(&ben, &browser, &service, "ben").await;
    service.answer(410);
    say(&ana, chat, "one").await;
    service.next(SOON).await.expect("a push");
    eventually("forgotten", async || !is_subscribed(&ben).await).await;
    say(&ana, chat, "two").await;
    assert!(service.next(QUIET).await.is_none());
    // A redirect leads nowhere, and an error is tried again.
    service.answer(307);
    subscribe(&ben, &browser, &service, "ben").await;
    say(&ana, chat, "three").await;
    assert_eq!(service.next(SOON).await.expect("a push").path, "/ben");
    assert!(service.next(QUIET).await.is_none(), "not followed");
    service.answer(503);
    say(&ana, chat, "four").await;
    service.next(SOON).await.expect("a push");
    service.answer(201);
    let again = service.next(SOON).await.expect("once more");
    assert_eq!(browser.open(&again).unwrap()["text"], "four");
}

pub(crate) async fn who_is_told(backend: Backend) {
    let (server, service) = (open_server(backend).await, PushService::start().await);
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    subscribe(&ana, &PushBrowser::new(1), &service, "ana").await;
    subscribe(&ben, &PushBrowser::new(2), &service, "ben").await;
    let silent = async |why: &str| {
        say(&ana, chat, why).await;
        assert!(service.next(QUIET).await.is_none(), "{why}");
    };
    let socket = ben.online().await;
    silent("he is there").await;
    socket.close().await.unwrap();
    let mute = format!("/chats/{chat}/mute");
    assert_eq!(ask(&ben, "PUT", &mute, json!({})).await.status, 200);
    silent("he muted it").await;
    assert_eq!(ask(&ben, "DELETE", &mute, Value::Null).await.status, 204);
    let settings = "/users/me/notification-settings";
    let paused = json!({"mute": {"until": null}});
    assert_eq!(ask(&ben, "PUT", settings, paused).await.status, 200);
    silent("he has a pause").await;
    let hours = json!({"dnd": {"from": "00:00", "to": "00:00"}});
    assert_eq!(ask(&ben, "PUT", settings, hours).await.status, 200);
    silent("it is a quiet hour").await;
    assert_eq!(ask(&ben, "PUT", settings, json!({})).await.status, 200);
    say(&ana, chat, "now").await;
    assert_eq!(service.next(SOON).await.expect("a push").path, "/ben", "and not the sender");
    assert!(service.next(QUIET).await.is_none());
    // In a group with somebody who blocks him.
    let eve = server.person("eve").await;
    let tea = eve.group("Tea", &[ana.id, ben.id]).await.unwrap().id;
    for _ in 0..2 {
        service.next(SOON).await.expect("added to a group");
    }
    ben.block(ana.id).await.unwrap();
    say(&ana, tea, "hello").await;
    assert!(service.next(QUIET).await.is_none(), "nothing across a block");
}

pub(crate) async fn services_are_chosen(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let browser = PushBrowser::new(5);
    for endpoint in [
        "http://push.example.org/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/x",
        "https://10.0.0.1/x",
        "https://printer/x",
        "https://push.example.org:22/x",
        "https://ana:x@push.example.org/",
        "file:///etc/passwd",
        "",
    ] {
        let got = ask(&ana, "PUT", PATH, browser.subscription(endpoint)).await;
        assert_eq!((got.status, &got.body["field"]), (422, &json!("endpoint")), "{endpoint}");
    }
    let good = browser.subscription("https://push.example.org/x");
    for (field, key) in [("p256dh", "AAAA"), ("p256dh", ""), ("auth", "!"), ("auth", "AAAA")] {
        let mut body = good.clone();
        body["keys"][field] = json!(key);
        let got = ask(&ana, "PUT", PATH, body).await;
        assert_eq!((got.status, &got.body["field"]), (422, &json!(field)), "{key}");
    }
    assert!(!is_subscribed(&ana).await);
    assert_eq!(ask(&ana, "PUT", PATH, good.clone()).await.status, 204);
    assert!(is_subscribed(&ana).await);
    assert_eq!(ask(&ana, "DELETE", PATH, Value::Null).await.status, 204);
    assert!(!is_subscribed(&ana).await);
    let off = Server::start(Options::on(backend).env("TERTULIA_PUSH__ENABLED", "false")).await;
    let bea = off.person("bea").await;
    assert_eq!(code(&bea, "PUT", PATH, good).await, (409, "push_disabled".to_owned()));
    assert_eq!(ask(&bea, "GET", PATH, Value::Null).await.body["public_key"], Value::Null);
}

pub(crate) async fn endings_forget(backend: Backend) {
    let options = Options::on(backend)
        .env("TERTULIA_PUSH__ALLOW_PRIVATE", "true")
        .env("TERTULIA_LIMITS__ENABLED", "false");
    let (server, service) = (Server::start(options).await, PushService::start().await);
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    let phone = ben.again().await;
    subscribe(&ben, &PushBrowser::new(1), &service, "laptop").await;
    subscribe(&phone, &PushBrowser::new(2), &service, "phone").await;
    phone.end_session("current").await.unwrap();
    say(&ana, chat, "one").await;
    assert_eq!(service.next(SOON).await.expect("a push").path, "/laptop");
    assert!(service.next(QUIET).await.is_none(), "nothing to a device that was signed out");
    // Somebody else signs in on the same browser.
    subscribe(&eve, &PushBrowser::new(1), &service, "laptop").await;
    assert!(!is_subscribed(&ben).await);
    say(&ana, chat, "two").await;
    assert!(service.next(QUIET).await.is_none(), "nothing of the last person's");
    // As many as one may have, the oldest goes.
    for number in 1..=20_u8 {
        let device = ben.again().await;
        subscribe(&device, &PushBrowser::new(number), &service, &format!("d{number}")).await;
    }
    subscribe(&ben, &PushBrowser::new(30), &service, "newest").await;
    say(&ana, chat, "three").await;
    let mut told = Vec::new();
    while let Some(pushed) = service.next(QUIET * 2).await {
        // New devices are news of their own.
        if pushed.header("topic").starts_with("chat-") {
            told.push(pushed.path);
        }
    }
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 20, "{told:?}");
    assert!(!told.contains(&"/d1".to_owned()) && told.contains(&"/newest".to_owned()));
}
