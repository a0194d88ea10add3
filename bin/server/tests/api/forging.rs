//! What a client may not make up: places in others' lists, codes that it isn't shown, things that can't be.

use super::stage::{ask, code, serve};
use client::Client;
use serde_json::{Value, json};
use testkit::{BRIEFLY, Backend, SOON};

/// Z12: a cursor says where to go on, not whose list it is.
pub(crate) async fn cursors_are_ones_own(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "quimby"]).await;
    let foreign = ana.group("Secret of Ana", &[eve.id]).await.unwrap().id;
    for title in ["Secret one", "Secret two"] {
        ana.group(title, &[eve.id]).await.unwrap();
    }
    for n in 0..3 {
        ana.send(foreign, &format!("s{n}"), "@quimby a secret word").await.unwrap();
    }
    let own = ben.group("Own", &[]).await.unwrap().id;
    ana.ban(foreign, ben.id).await.unwrap();
    for (owner, theirs, his) in [
        (&ana, "/chats?".to_owned(), "/chats?".to_owned()),
        (&eve, "/notifications?".to_owned(), "/notifications?".to_owned()),
        (&ana, "/search?q=secret&".to_owned(), "/search?q=secret&".to_owned()),
        (&ana, format!("/chats/{foreign}/members?"), format!("/chats/{own}/members?")),
    ] {
        let page = ask(owner, "GET", &format!("{theirs}limit=1"), Value::Null).await;
        let cursor = page.body["next_cursor"].as_str().unwrap_or_else(|| panic!("{}", page.text));
        let got = ask(&ben, "GET", &format!("{his}limit=9&cursor={cursor}"), Value::Null).await;
        assert!([200, 422].contains(&got.status), "{his}: {}", got.text);
        for word in ["ecret", "quimby"] {
            assert!(!got.text.contains(word), "{his}: {}", got.text);
        }
        let there = ask(&ben, "GET", &format!("{theirs}cursor={cursor}"), Value::Null).await;
        assert!(
            !there.text.contains("ecret of") && !there.text.contains("quimby"),
            "{}",
            there.text
        );
    }
    for odd in ["x", "%00", "AAAA", "-1", "9223372036854775808"] {
        let got = code(&ben, "GET", &format!("/chats?cursor={odd}"), Value::Null).await;
        assert!([400, 422].contains(&got.0), "{odd}: {got:?}");
    }
    // An ETag of somebody else opens nothing, and says nothing.
    let path = format!("/chats/{foreign}/messages/1");
    let forged = ben.with_header("if-match", "\"1\"").with_header("if-none-match", "*");
    for method in ["PATCH", "DELETE"] {
        let got = code(&forged, method, &path, json!({"text": "x"})).await;
        assert_eq!(got, (404, "chat_not_found".to_owned()));
    }
}

async fn everything(who: &Client, chat: i64) -> String {
    let mut all = String::new();
    for path in [
        "/chats".to_owned(),
        format!("/chats/{chat}"),
        format!("/chats/{chat}/members"),
        format!("/chats/{chat}/messages"),
        "/notifications".to_owned(),
        "/groups".to_owned(),
        "/search?q=tea".to_owned(),
    ] {
        all.push_str(&ask(who, "GET", &path, Value::Null).await.text);
    }
    all.push_str(&serde_json::to_string(&super::own::download(who).await).unwrap());
    let since = json!({"chats": {chat.to_string(): 0}, "user": 0});
    all + &ask(who, "POST", "/sync", since).await.text
}

/// J4: codes are shown to those who may bring people in, and to nobody else by no door.
pub(crate) async fn codes_are_for_those_who_bring_people_in(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let chat = ana.group("Tea", &[ben.id]).await.unwrap().id;
    let path = format!("/chats/{chat}/join-codes");
    let mut bens = ben.online().await;
    let made = ask(&ana, "POST", &path, json!({"approval": true})).await;
    let made = made.body["code"].as_str().unwrap().to_owned();
    let bare = made.replace('-', "");
    assert_eq!(bare.len(), 12, "60 bits");
    assert_eq!(ask(&eve, "POST", "/join", json!({"code": made})).await.status, 202);
    ana.rename(chat, "Green tea").await.unwrap();
    let mut seen = everything(&ben, chat).await + &everything(&eve, chat).await;
    while let Ok(event) = bens.next_event(BRIEFLY).await {
        seen += &event.to_string();
    }
    assert!(seen.contains("Green tea") && !seen.contains(&made) && !seen.contains(&bare));
    for (who, status) in [(&ben, 403), (&eve, 404)] {
        for path in [path.clone(), format!("{path}/{made}/qr")] {
            let got = ask(who, "GET", &path, Value::Null).await;
            assert!(got.status == status && !got.text.contains(&made), "{path}: {}", got.text);
        }
    }
    assert!(ask(&ana, "GET", &path, Value::Null).await.text.contains(&made));
    let log = server.log();
    assert!(!log.contains(&made) && !log.contains(&bare), "nor in the log");
}

/// Numbers that no message can have are no messages, by any door.
pub(crate) async fn places_that_cannot_be(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let chat = ana.group("Tea", &[]).await.unwrap().id;
    ana.send(chat, "one", "words").await.unwrap();
    let at = |what: &str| format!("/chats/{chat}{what}");
    for seq in ["-1", "0", "2", "9007199254740993", "9223372036854775807", "-9223372036854775808"] {
        let message = at(&format!("/messages/{seq}"));
        for (method, path, body) in [
            ("PATCH", message.clone(), json!({"text": "x"})),
            ("DELETE", message.clone(), Value::Null),
            ("DELETE", format!("{message}?for=me"), Value::Null),
            ("PUT", format!("{message}/pin"), Value::Null),
            ("GET", format!("{message}/history"), Value::Null),
            ("GET", format!("{message}/readers"), Value::Null),
            ("GET", format!("{message}/reactions"), Value::Null),
            ("PUT", format!("{message}/reactions/%F0%9F%91%8D"), Value::Null),
        ] {
            let got = code(&ana, method, &path, body).await;
            assert_eq!(got, (404, "message_not_found".to_owned()), "{method} {path}");
        }
        for part in ["before", "after", "around"] {
            let got = ask(&ana, "GET", &at(&format!("/messages?{part}={seq}")), Value::Null).await;
            assert!([200, 422].contains(&got.status), "{part}={seq}: {}", got.text);
        }
        let read = json!({"seq": seq.parse::<i64>().unwrap()});
        let read = ask(&ana, "PUT", &at("/read"), read).await;
        assert!([200, 422].contains(&read.status), "{seq}: {}", read.text);
    }
    let draft = json!({"text": "x", "reply_to": -5});
    assert!([200, 422].contains(&ask(&ana, "PUT", &at("/draft"), draft).await.status));
    assert_eq!(ana.messages(chat, "").await.unwrap().items.len(), 1);
}

/// Texts that no database takes, or that are far too much of something.
pub(crate) async fn texts_that_cannot_be(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let chat = ana.group("Tea", &[]).await.unwrap().id;
    ana.send(chat, "one", "words").await.unwrap();
    let at = |what: &str| format!("/chats/{chat}{what}");
    let (marks, family) = ("\u{301}".repeat(70_000), "👨‍👩‍👧‍👦".repeat(8_000));
    for text in ["a\u{0}b", &marks, &family] {
        for (method, path, body) in [
            ("POST", at("/messages"), json!({"client_id": "odd", "text": text})),
            ("PUT", at("/draft"), json!({"text": text})),
            ("PATCH", at("/messages/1"), json!({"text": text})),
            ("PATCH", at(""), json!({"title": text})),
            ("PATCH", at(""), json!({"description": text})),
            ("PATCH", at(""), json!({"rules": text})),
        ] {
            let got = ask(&ana, method, &path, body).await;
            assert!([413, 422].contains(&got.status), "{method} {path}: {}", got.text);
        }
    }
    let left = ana.messages(chat, "").await.unwrap().items;
    assert!(left.len() == 1 && left[0].text == "words" && left[0].edited_at.is_none());
}

/// What is no emoji, or more than one, reacts to nothing, and nobody hears of it.
pub(crate) async fn emoji_that_are_none(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.group("Tea", &[ben.id]).await.unwrap().id;
    ana.send(chat, "one", "words").await.unwrap();
    let (mut socket, mut anas) = (ben.online().await, ana.online().await);
    let many = "👍".repeat(64);
    let odd = ["", "x", "👍👍", "👍\u{0}", "🇪", "\u{200D}", "1", "👩‍🚀‍👩", "<b>", &many];
    for emoji in odd {
        let op = json!({"op": "reaction.add", "chat_id": chat, "seq": 1, "emoji": emoji});
        assert!(socket.request(op).await.is_err(), "{emoji:?}");
    }
    assert!(ana.messages(chat, "").await.unwrap().items[0].reactions.is_empty());
    ana.send(chat, "two", "alive").await.unwrap();
    assert_eq!(anas.next_event(SOON).await.unwrap()["ev"], "message.new", "and nothing before");
}
