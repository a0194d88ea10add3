//! Sending and reading messages.

use super::stage::{ana_and_ben, ask, code, refused, refused_there, serve};
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{Backend, Person, SOON};

pub(crate) async fn sent_and_read_back(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let mut bens = ben.online().await;
    let mut anas = ana.online().await;
    let text = "Grüße 👩‍👩‍👧 \u{202B}عربي\u{202C}\r\nnext <b>&amp;\u{7}";
    let sent = ana.send(chat, "first", text).await.unwrap();
    assert!(!sent.replayed);
    assert_eq!((sent.message.seq, sent.message.sender_id), (1, ana.id));
    assert_eq!(sent.message.text, text.replace("\r\n", "\n"), "kept as typed, line ends apart");
    for socket in [&mut bens, &mut anas] {
        let push = socket.next_named("message.new", SOON).await.unwrap();
        let message: wire::Message = serde_json::from_value(push["message"].clone()).unwrap();
        assert_eq!(message, sent.message);
        assert_eq!(push["rev"], sent.message.rev);
    }
    let page = ben.messages(chat, "").await.unwrap();
    assert_eq!(page.items, std::slice::from_ref(&sent.message));
    assert_eq!(ben.chat(chat).await.unwrap().last_message, Some(sent.message));
    assert_eq!(ben.chats().await.unwrap().items[0].last_seq, 1);
}

pub(crate) async fn replays(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let other = ana.group("Notes", &[]).await.unwrap().id;
    let path = format!("/chats/{chat}/messages");
    let body = json!({"client_id": "one", "text": "hello"});
    let first = ask(&ana, "POST", &path, body.clone()).await;
    let second = ask(&ana, "POST", &path, body.clone()).await;
    assert_eq!((first.status, second.status), (201, 200));
    assert_eq!((&first.body["replayed"], &second.body["replayed"]), (&json!(false), &json!(true)));
    assert_eq!(first.body["seq"], second.body["seq"]);
    refused(ana.send(chat, "one", "other words").await, 409, "client_id_reused");
    refused(ana.send(other, "one", "hello").await, 409, "client_id_reused");
    ben.send(chat, "one", "hello").await.expect("ids are each sender's own");

    let keyed = ana.client.with_header("idempotency-key", "two");
    let by_key = [
        ask(&keyed, "POST", &path, json!({"text": "hi"})).await,
        ask(&keyed, "POST", &path, json!({"text": "hi"})).await,
    ];
    assert_eq!((by_key[0].status, by_key[1].status), (201, 200));
    assert_eq!(by_key[0].body["client_id"], "two");
    let tries = join_all((0..20).map(|_| ana.send(chat, "at-once", "hi"))).await;
    let news = tries.iter().filter(|sent| !sent.as_ref().unwrap().replayed).count();
    assert_eq!(news, 1, "one message, however often it was sent");
    assert_eq!(ana.messages(chat, "").await.unwrap().items.len(), 4);
    for id in ["", " ", "a b", "é", "a\u{0}", &"x".repeat(65)] {
        let got = code(&ana, "POST", &path, json!({"client_id": id, "text": "x"})).await;
        assert_eq!(got, (422, "invalid_field".to_owned()), "{id:?}");
    }
}

pub(crate) async fn replay_over_the_socket(backend: Backend) {
    let (_server, ana, _, chat) = ana_and_ben(backend).await;
    let mut socket = ana.online().await;
    let rest = ana.send(chat, "one", "hello").await.unwrap();
    let op = json!({"op": "message.send", "chat_id": chat, "client_id": "one", "text": "hello"});
    let ack: wire::SentAck = serde_json::from_value(socket.request(op).await.unwrap()).unwrap();
    assert!(ack.replayed);
    assert_eq!((ack.seq, ack.rev), (rest.message.seq, rest.message.rev));
    let other = json!({"op": "message.send", "chat_id": chat, "client_id": "one", "text": "no"});
    refused_there(socket.request(other).await, "client_id_reused");
    let new = json!({"op": "message.send", "chat_id": chat, "client_id": "two", "text": "hi"});
    let ack = socket.request(new).await.unwrap();
    assert_eq!((&ack["seq"], &ack["replayed"]), (&json!(2), &json!(false)));
    assert!(ana.send(chat, "two", "hi").await.unwrap().replayed);
}

pub(crate) async fn history_pages(backend: Backend) {
    let (_server, ana, _, chat) = ana_and_ben(backend).await;
    let empty = ana.messages(chat, "").await.unwrap();
    assert_eq!((empty.items.len(), empty.has_before, empty.has_after), (0, false, false));
    ana.say(chat, 25).await.unwrap();
    for (query, first, last, before, after) in [
        ("", 1, 25, false, false),
        ("limit=10", 16, 25, true, false),
        ("limit=10&before=16", 6, 15, true, true),
        ("limit=10&before=6", 1, 5, false, true),
        ("limit=10&before=999", 16, 25, true, false),
        ("limit=10&after=0", 1, 10, false, true),
        ("limit=10&after=20", 21, 25, true, false),
        ("limit=5&around=13", 11, 15, true, true),
        ("limit=5&around=1", 1, 5, false, true),
        ("limit=5&around=25", 21, 25, true, false),
        ("limit=5&around=999", 21, 25, true, false),
        ("limit=200", 1, 25, false, false),
        ("limit=1", 25, 25, true, false),
    ] {
        let page = ana.messages(chat, query).await.unwrap();
        let seqs: Vec<i64> = page.items.iter().map(|message| message.seq).collect();
        assert_eq!(seqs, (first..=last).collect::<Vec<_>>(), "{query}");
        assert_eq!((page.has_before, page.has_after), (before, after), "{query}");
    }
    for query in
        ["before=1", "after=25", "after=999", "before=0", "before=-5", "after=9223372036854775807"]
    {
        assert!(ana.messages(chat, query).await.unwrap().items.is_empty(), "{query}");
    }
    for query in [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=x",
        "before=x",
        "before=1&after=1",
        "around=1&before=2",
        "after=9223372036854775808",
    ] {
        let path = format!("/chats/{chat}/messages?{query}");
        assert_eq!(code(&ana, "GET", &path, Value::Null).await.0, 422, "{query}");
    }
}

pub(crate) async fn limits_of_text(backend: Backend) {
    let (_server, ana, _, chat) = ana_and_ben(backend).await;
    let path = format!("/chats/{chat}/messages");
    let mut socket = ana.online().await;
    let cases = [
        ("a".repeat(7_999), true),
        ("a".repeat(8_000), true),
        ("a".repeat(8_001), false),
        ("é".repeat(8_000), true),
        ("😀".repeat(8_000), true),
        ("😀".repeat(8_001), false),
        (String::new(), false),
        (" \t\n".to_owned(), false),
        ("a\u{0}b".to_owned(), false),
        ("x".to_owned(), true),
    ];
    for (i, (text, good)) in cases.iter().enumerate() {
        let (chars, body) =
            (text.chars().count(), json!({"client_id": format!("r{i}"), "text": text}));
        let raw = ask(&ana, "POST", &path, body).await;
        let want = if *good { (201, "") } else { (422, "invalid_field") };
        assert_eq!((raw.status, raw.code()), want, "{chars} characters");
        let field = if *good { Value::Null } else { json!("text") };
        assert_eq!(raw.body.get("field").cloned().unwrap_or_default(), field);
        let op = json!({"op": "message.send", "chat_id": chat, "client_id": format!("s{i}"), "text": text});
        match socket.request(op).await {
            Ok(_) => assert!(good, "{chars} characters"),
            other => {
                assert!(!good, "{chars} characters");
                refused_there(other, "invalid_field");
            }
        }
    }
    let huge = json!({"client_id": "huge", "text": "a".repeat(300 * 1024)});
    assert_eq!(code(&ana, "POST", &path, huge).await, (413, "payload_too_large".to_owned()));
    let good = cases.iter().filter(|(_, good)| *good).count();
    assert_eq!(ana.chat(chat).await.unwrap().last_seq, i64::try_from(2 * good).unwrap());
}

pub(crate) async fn one_order(backend: Backend) {
    let server = serve(backend).await;
    let people: [Person; 3] = server.people(["ana", "ben", "carol"]).await;
    let ids: Vec<i64> = people[1..].iter().map(|person| person.id).collect();
    let chat = people[0].group("Friends", &ids).await.unwrap().id;
    let mut socket = people[2].online().await;
    let sends = people.iter().flat_map(|person| {
        (0..20).map(move |i| async move {
            let id = format!("{}-{i}", person.username);
            person.send(chat, &id, &id).await.unwrap().message
        })
    });
    let mut sent = join_all(sends).await;
    sent.sort_by_key(|message| message.seq);
    let seqs: Vec<i64> = sent.iter().map(|message| message.seq).collect();
    assert_eq!(seqs, (1..=60).collect::<Vec<_>>(), "1, 2, 3 … without gaps");
    assert_eq!(people[1].messages(chat, "limit=200").await.unwrap().items, sent);
    for message in &sent {
        let push = socket.next_named("message.new", SOON).await.unwrap();
        assert_eq!(push["message"]["seq"], message.seq, "live in the same order");
    }
}
