//! R22: a message that is deleted for everyone is gone from every place as soon as that is
//! answered, one test per place.

use super::digest::wants;
use super::kept::{DAY, in_store, now, person, say};
use super::own::download;
use super::stage::{ana_and_ben, ask};
use domain::Seq;
use domain::chat::{OpenDirect, open_direct};
use domain::message::{DeleteMessage, delete};
use domain::quiet::Digest;
use domain::rights::Audience;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Backend, Options, Person, PushBrowser, PushService, SOON, Server, Smtp};

const SECRET: &str = "the-words-that-go";

/// Ana writes, Ben finds it in a place; she deletes it, and from the answer on neither finds it there.
async fn vanishes(backend: Backend, place: impl AsyncFn(&Person, i64) -> String) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.send(chat, "one", &format!("@ben {SECRET} first")).await.unwrap();
    ana.edit(chat, 1, &format!("@ben {SECRET}")).await.unwrap();
    ben.pin(chat, 1, true).await.unwrap();
    ben.react(chat, 1, "👍", true).await.unwrap();
    ben.reply(chat, 1, "two", "quite so").await.unwrap();
    for who in [&ana, &ben] {
        assert!(place(who, chat).await.contains(SECRET), "the test looks where it is");
    }
    ana.delete(chat, 1).await.unwrap();
    for who in [&ana, &ben] {
        let seen = place(who, chat).await;
        assert!(!seen.contains(SECRET), "{seen}");
    }
}

/// What a door answers, as text.
async fn door(who: &Person, path: String) -> String {
    let raw = ask(who, "GET", &path, Value::Null).await;
    assert!(raw.status == 200 || raw.status == 404, "{path}: {}", raw.status);
    raw.text
}

pub(crate) async fn from_history(backend: Backend) {
    vanishes(backend, async |who, chat| {
        let part = |query: &str| door(who, format!("/chats/{chat}/messages?{query}"));
        [
            part("limit=9").await,
            part("around=1").await,
            part("after=0").await,
            part("before=2").await,
        ]
        .concat()
    })
    .await;
}

pub(crate) async fn from_versions(backend: Backend) {
    vanishes(backend, async |who, chat| {
        door(who, format!("/chats/{chat}/messages/1/history")).await
    })
    .await;
}

pub(crate) async fn from_searches(backend: Backend) {
    vanishes(backend, async |who, _| door(who, "/search?q=words-that".to_owned()).await).await;
}

pub(crate) async fn from_exports(backend: Backend) {
    vanishes(backend, async |who, chat| {
        let token = who.token().unwrap();
        let mut all = serde_json::to_string(&download(who).await).unwrap();
        for path in [
            format!("/chats/{chat}/export?format=csv"),
            format!("/chats/{chat}/export?format=jsonl"),
            "/export?format=jsonl".to_owned(),
        ] {
            let url = format!("{}/api/v1{path}", who.base());
            let answer = reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap();
            let text = answer.text().await.unwrap();
            assert!(text.contains("quite so"), "{path}: {text}");
            all.push_str(&text);
        }
        all
    })
    .await;
}

pub(crate) async fn from_quotes(backend: Backend) {
    vanishes(backend, async |who, chat| door(who, format!("/chats/{chat}/messages?after=1")).await)
        .await;
}

pub(crate) async fn from_pins(backend: Backend) {
    vanishes(backend, async |who, chat| door(who, format!("/chats/{chat}/pins")).await).await;
}

pub(crate) async fn from_syncs(backend: Backend) {
    vanishes(backend, async |who, chat| {
        let since = json!({"chats": {chat.to_string(): 0}, "user": 0});
        ask(who, "POST", "/sync", since).await.text
    })
    .await;
}

pub(crate) async fn from_last_lines(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.send(chat, "one", SECRET).await.unwrap();
    let last = async |who: &Person| {
        door(who, "/chats".to_owned()).await + &door(who, format!("/chats/{chat}")).await
    };
    assert!(last(&ben).await.contains(SECRET));
    ana.delete(chat, 1).await.unwrap();
    assert!(!last(&ben).await.contains(SECRET) && !last(&ana).await.contains(SECRET));
}

/// Notifications hold no words at any time; of a deleted message nothing is unread.
pub(crate) async fn from_notifications(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ben.send(chat, "his", "hello").await.unwrap();
    let mut socket = ben.online().await;
    ana.reply(chat, 1, "one", &format!("@ben {SECRET}")).await.unwrap();
    let pushed = socket.next_named("notification.new", SOON).await.unwrap();
    assert!(!pushed.to_string().contains(SECRET));
    assert_eq!(ben.notifications().await.unwrap().unread, 1);
    ana.delete(chat, 2).await.unwrap();
    assert_eq!(socket.next_named("notification.read", SOON).await.unwrap()["unread"], 0);
    let told = door(&ben, "/notifications".to_owned()).await;
    assert!(!told.contains(SECRET) && ben.notifications().await.unwrap().unread == 0);
}

/// A draft that answers it knows its place alone.
pub(crate) async fn from_drafts(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.send(chat, "one", SECRET).await.unwrap();
    let draft = json!({"text": "begun", "reply_to": 1});
    let put = ask(&ben, "PUT", &format!("/chats/{chat}/draft"), draft).await;
    assert!(put.status == 200 && !put.text.contains(SECRET), "{}", put.text);
    ana.delete(chat, 1).await.unwrap();
    let seen = door(&ben, format!("/chats/{chat}")).await;
    assert!(seen.contains("begun") && !seen.contains(SECRET), "{seen}");
}

/// A push that waits to be tried again finds nothing to say.
pub(crate) async fn from_the_push_queue(backend: Backend) {
    let options = Options::on(backend).env("TERTULIA_PUSH__ALLOW_PRIVATE", "true");
    let (server, service) = (Server::start(options).await, PushService::start().await);
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    let browser = PushBrowser::new(7);
    let body = browser.subscription(&format!("{}/ben", service.base()));
    assert_eq!(ask(&ben, "PUT", "/users/me/push-subscriptions", body).await.status, 204);
    service.answer(503);
    ana.send(chat, "one", SECRET).await.unwrap();
    let first = service.next(SOON).await.expect("a push");
    assert_eq!(browser.open(&first).unwrap()["text"], SECRET);
    ana.delete(chat, 1).await.unwrap();
    service.answer(201);
    ana.send(chat, "two", "something else").await.unwrap();
    // Of what waits and what is new only the new one comes, also when the other's time has come.
    let next = service.next(SOON).await.expect("a push");
    assert_eq!(browser.open(&next).unwrap()["text"], "something else");
    assert!(service.next(Duration::from_secs(4)).await.is_none(), "nothing of the deleted one");
}

/// Digests count, and never quote; a message that is deleted leaves none of its words in one.
pub(crate) async fn from_digests(backend: Backend) {
    let smtp = Smtp::start().await;
    let options = Options::on(backend).mailing(&smtp).env("TERTULIA_MAIL__DIGEST", "false");
    let mut server = Server::start(options).await;
    assert!(server.terminate().await.success());
    in_store(&server, |tx| {
        let (then, after) = (now().plus_ms(-3 * DAY), now().plus_ms(-2 * DAY));
        let [ana, ben] = ["ana", "ben"].map(|name| person(tx, name, then));
        let open = OpenDirect { with: ben.user, rule: Audience::Everyone, at: then };
        let chat = open_direct(tx, &ana, open).unwrap().summary.chat.id;
        say(tx, &ana, chat, "one", SECRET, after);
        say(tx, &ana, chat, "two", "left standing", after);
        delete(tx, &ana, DeleteMessage { chat, seq: Seq(1), at: now() }).unwrap();
        wants(tx, &ben, Digest::Daily);
    })
    .await;
    server.restart_with("TERTULIA_MAIL__DIGEST", "true").await;
    let letter = smtp.letter(1).await;
    let text = letter.text();
    assert!(text.contains("unread") && !text.contains(SECRET), "{text}");
}
