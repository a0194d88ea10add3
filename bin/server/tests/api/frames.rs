//! The socket's own rules: who may open it, what it takes, when it closes.

use super::stage::{ana_and_ben, closed_with, refused_there, serve};
use client::tungstenite::Message;
use client::{Auth, ClientError, Socket};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{BRIEFLY, Backend, Options, SOON, Server};
use tokio::io::AsyncWriteExt;

pub(crate) async fn ways_to_say_who(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let token = ana.token().unwrap().to_owned();
    let ticket = ana.ticket().await.unwrap().ticket;
    for auth in [Auth::Bearer(token.clone()), Auth::Ticket(ticket)] {
        let mut socket = server.client().socket_with(auth, &[]).await.unwrap();
        let hello = socket.next_frame(SOON).await.unwrap();
        assert_eq!((&hello["ev"], &hello["user_id"]), (&json!("hello"), &json!(ana.id)));
        assert_eq!((&hello["v"], &hello["server"]["name"]), (&json!(1), &json!("tertulia")));
        assert_eq!(hello["limits"]["text_chars"], 8_000);
        assert!(hello["session_id"].is_i64());
    }
    let mut socket = server.client().socket_with(Auth::None, &[]).await.unwrap();
    let hello = socket.next_frame(SOON).await.unwrap();
    assert_eq!((&hello["ev"], &hello["user_id"]), (&json!("hello"), &Value::Null));
    refused_there(socket.request(json!({"op": "ping"})).await, "unauthenticated");
    refused_there(socket.request(json!({"op": "auth", "token": "x"})).await, "invalid_token");
    let who = socket.request(json!({"op": "auth", "token": token})).await.unwrap();
    assert_eq!(who["user_id"], ana.id);
    assert_eq!(socket.request(json!({"op": "ping"})).await.unwrap(), json!({}));
    let again = socket.request(json!({"op": "auth", "token": token})).await;
    refused_there(again, "already_authenticated");
}

pub(crate) async fn wrong_proofs(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    for token in ["", "x", "a.b.c"] {
        let socket = server.client().socket_with(Auth::Bearer(token.to_owned()), &[]).await;
        assert_eq!(socket.map(|_| ()).unwrap_err().status(), Some(401), "{token:?}");
    }
    ana.end_session("current").await.unwrap();
    let ended = ana.client.socket().await.map(|_| ());
    assert_eq!(ended.unwrap_err().status(), Some(401));
    let framed = Auth::Frame(ana.token().unwrap().to_owned());
    let error = server.client().socket_with(framed, &[]).await.map(|_| ()).unwrap_err();
    assert!(matches!(error, ClientError::Reply(_)), "{error}");
}

pub(crate) async fn nothing_from_other_chats(backend: Backend) {
    let (server, ana, _, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    let mut socket = eve.online().await;
    let send = |chat: Value, id: &str| json!({"op": "message.send", "chat_id": chat, "client_id": id, "text": "x"});
    for (i, id) in [chat, 0, -1, 999_999, i64::MAX].into_iter().enumerate() {
        let answer = socket.request(send(json!(id), &format!("e{i}"))).await;
        refused_there(answer, "chat_not_found");
        let read = socket.request(json!({"op": "read.set", "chat_id": id, "seq": 1})).await;
        refused_there(read, "chat_not_found");
    }
    for odd in [json!("1"), json!([1]), json!(1.5), Value::Null, json!({"a": 1})] {
        refused_there(socket.request(send(odd, "odd")).await, "bad_frame");
    }
    // The sender is whoever the socket is, whatever the frame says.
    let own = eve.group("Notes", &[]).await.unwrap().id;
    let mut claimed = send(json!(own), "claimed");
    claimed["sender_id"] = json!(ana.id);
    claimed["user_id"] = json!(ana.id);
    socket.request(claimed).await.unwrap();
    assert_eq!(eve.messages(own, "").await.unwrap().items[0].sender_id, eve.id);
    ana.send(chat, "secret", "secret").await.unwrap();
    let heard = socket.next_named("message.new", BRIEFLY).await;
    assert!(heard.map_or(true, |push| push["chat_id"] == own), "nothing of a foreign chat");
    assert_eq!(ana.messages(chat, "").await.unwrap().items.len(), 1);
}

pub(crate) async fn too_big(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    for size in [64 * 1024 + 1, 1024 * 1024] {
        let mut socket = ana.online().await;
        let text = format!("{{\"op\":\"ping\",\"pad\":\"{}\"}}", "x".repeat(size));
        let _cut = socket.send_raw(&text).await;
        let code = closed_with(&mut socket).await;
        assert!(code == 1009 || size > 100_000 && code == 0, "{size} bytes closed with {code}");
    }
    let mut socket = ana.online().await;
    // Fragments count together: 20 of 4 KiB.
    for i in 0..20_u8 {
        let opcode = u8::from(i == 0);
        if write(&mut socket, &frame(opcode, &[b'x'; 4096])).await.is_err() {
            break;
        }
    }
    assert_eq!(closed_with(&mut socket).await, 1009);
    let mut socket = ana.online().await;
    let fits = format!("{{\"id\":1,\"op\":\"ping\",\"pad\":\"{}\"}}", "x".repeat(60_000));
    socket.send_raw(&fits).await.unwrap();
    assert_eq!(socket.next_frame(SOON).await.unwrap(), json!({"id": 1, "ok": {}}));
}

/// A masked frame whose mask changes nothing; `opcode` with FIN where it is given so.
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![opcode];
    match u16::try_from(payload.len()) {
        Ok(small @ 0..=125) => out.push(0x80 | u8::try_from(small).unwrap()),
        Ok(medium) => {
            out.push(0xfe);
            out.extend(medium.to_be_bytes());
        }
        Err(_) => unreachable!("tests send small frames"),
    }
    out.extend([0; 4]);
    out.extend(payload);
    out
}

async fn write(socket: &mut Socket, bytes: &[u8]) -> std::io::Result<()> {
    socket.tcp_mut().write_all(bytes).await
}

pub(crate) async fn broken_frames(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let fin = 0x80;
    let cases: Vec<(&str, Vec<u8>, &[u16])> = vec![
        ("bad UTF-8", frame(fin | 1, &[b'"', 0xff, 0xfe, b'"']), &[1007]),
        ("a cut character", frame(fin | 1, &[0xe2, 0x82]), &[1007]),
        ("a reserved bit", frame(fin | 0x40 | 1, b"{}"), &[1002]),
        ("a reserved opcode", frame(fin | 3, b"{}"), &[1002]),
        ("no mask", vec![fin | 1, 2, b'{', b'}'], &[1002]),
        ("a long ping", frame(fin | 9, &[0; 126]), &[1002]),
        ("a ping in parts", frame(9, b"x"), &[1002]),
        ("a lone continuation", frame(fin, b"x"), &[1002]),
        ("close with 999", frame(fin | 8, &999_u16.to_be_bytes()), &[1002, 1000]),
        ("close with 1005", frame(fin | 8, &1005_u16.to_be_bytes()), &[1002, 1000]),
        ("close of one byte", frame(fin | 8, &[3]), &[1002, 1000]),
        ("binary", frame(fin | 2, b"{}"), &[1003]),
    ];
    for (what, bytes, wanted) in cases {
        let mut socket = ana.online().await;
        write(&mut socket, &bytes).await.unwrap();
        let code = closed_with(&mut socket).await;
        assert!(wanted.contains(&code), "{what}: closed with {code}");
    }
    let mut socket = ana.online().await;
    socket.send_message(Message::Ping(vec![7; 125].into())).await.unwrap();
    socket.request(json!({"op": "ping"})).await.expect("a good ping does no harm");
}

pub(crate) async fn strange_json(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let mut socket = ana.online().await;
    let deep = "[".repeat(10_000);
    let many: Vec<String> = (0..4_000).map(|i| format!("\"k{i}\":1,")).collect();
    let many = many.concat();
    let cases: Vec<(String, &str)> = vec![
        ("x".into(), "bad_frame"),
        ("{}".into(), "bad_frame"),
        ("[]".into(), "bad_frame"),
        ("null".into(), "bad_frame"),
        ("\u{0}".into(), "bad_frame"),
        (deep, "bad_frame"),
        (r#"{"op":"ping","id":-1}"#.into(), "bad_frame"),
        (r#"{"op":"ping","id":1e400}"#.into(), "bad_frame"),
        (r#"{"op":"ping","id":18446744073709551616}"#.into(), "bad_frame"),
        (r#"{"op":"ping","op":"ping"}"#.into(), "bad_frame"),
        (r#"{"op":"\ud800"}"#.into(), "bad_frame"),
        (r#"{"op":"nope"}"#.into(), "unknown_op"),
        (r#"{"op":"PING"}"#.into(), "unknown_op"),
        (format!("{{{many}\"op\":\"nope\"}}"), "unknown_op"),
        (r#"{"op":"typing"}"#.into(), "bad_frame"),
        (r#"{"op":"message.send","chat_id":1}"#.into(), "bad_frame"),
    ];
    for (text, code) in cases {
        let begin: String = text.chars().take(40).collect();
        socket.send_raw(&text).await.unwrap();
        let answer = socket.next_frame(SOON).await.unwrap();
        assert_eq!(answer["error"]["code"], code, "{begin}: {answer}");
    }
    socket.send_raw(r#"{"op":"nope","id":77}"#).await.unwrap();
    assert_eq!(socket.next_frame(SOON).await.unwrap()["id"], 77);
    socket.request(json!({"op": "ping", "new_field": [1]})).await.expect("the socket lives on");
}

pub(crate) async fn joined_envelopes(backend: Backend) {
    let (_server, ana, _, chat) = ana_and_ben(backend).await;
    let mut socket = ana.online().await;
    let ops = [
        json!({"id": 1, "op": "ping"}),
        json!({"id": 2, "op": "message.send", "chat_id": chat, "client_id": "a", "text": "a"}),
        json!({"id": 3, "op": "nope"}),
        json!({"id": 4, "op": "message.send", "chat_id": chat, "client_id": "b", "text": "b"}),
    ];
    let text = ops.map(|op| op.to_string()).join("\n");
    socket.send_raw(&format!("{text}\n\n")).await.unwrap();
    for id in 1..=4 {
        let answer = socket.answer(id).await;
        assert_eq!(answer.is_ok(), id != 3, "{id}: {answer:?}");
    }
    assert_eq!(ana.chat(chat).await.unwrap().last_seq, 2);
}

pub(crate) async fn silence_is_not_kept(backend: Backend) {
    let server = serve(backend).await;
    let mut socket = server.client().socket_with(Auth::None, &[]).await.unwrap();
    let closed = socket.until_closed(Duration::from_secs(8)).await.unwrap();
    assert_eq!(closed.code, Some(4401), "{closed:?}");
}

pub(crate) async fn too_many_sockets(backend: Backend) {
    let options = Options::on(backend).env("TERTULIA_LIMITS__ENABLED", "true");
    let server = Server::start(options.env("TERTULIA_LIMITS__SOCKETS_PER_USER", "2")).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let (first, _second) = (ana.online().await, ana.online().await);
    let mut third = ana.client.socket().await.unwrap();
    assert_eq!(closed_with(&mut third).await, 4429);
    ben.online().await;
    first.close().await.unwrap();
    testkit::eventually("a free place", async || {
        let mut socket = ana.client.socket().await.unwrap();
        socket.request(json!({"op": "ping"})).await.is_ok()
    })
    .await;
}
