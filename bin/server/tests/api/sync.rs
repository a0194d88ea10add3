//! What was missed, over REST and over the socket.

use super::stage::{ana_and_ben, ask, code, refused_there, serve};
use client::{ClientError, Replica};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use testkit::{Backend, Proxy, SOON};
use wire::SyncRequest;

fn since(chat: i64, rev: i64) -> SyncRequest {
    SyncRequest { chats: BTreeMap::from([(chat, rev)]), user: None }
}

pub(crate) async fn over_rest(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let start = ben.chat(chat).await.unwrap().rev;
    ana.say(chat, 3).await.unwrap();
    ben.read(chat, 2).await.unwrap();
    let page = ben.sync(&since(chat, start)).await.unwrap();
    let changes = &page.chats[0];
    assert_eq!((changes.messages.len(), changes.last_seq, changes.unread), (3, 3, 1));
    assert!(!changes.reset && !changes.more && !page.more);
    let cursor = changes.members.iter().find(|member| member.user_id == ben.id).unwrap();
    assert_eq!(cursor.read_seq, 2);
    let nothing = ben.sync(&since(chat, changes.rev)).await.unwrap();
    assert!(nothing.chats.is_empty() && nothing.user.is_none());
    let whole = ben.sync(&since(chat, 0)).await.unwrap();
    assert_eq!((whole.chats[0].messages.len(), whole.chats[0].members.len()), (3, 2));
    let ahead = ben.sync(&since(chat, 1_000_000)).await.unwrap();
    assert!(ahead.chats[0].reset, "a copy from another future begins anew");
    let gone = ben.sync(&since(999_999, 0)).await.unwrap();
    assert_eq!(gone.gone, [999_999]);

    let many: Map<String, Value> = (1..=1_001).map(|id| (id.to_string(), json!(0))).collect();
    let got = code(&ben, "POST", "/sync", json!({"chats": many})).await;
    assert_eq!(got, (422, "invalid_field".to_owned()));
    let odd = code(&ben, "POST", "/sync", json!({"chats": {"x": 1}})).await;
    assert_eq!(odd, (422, "invalid_body".to_owned()));
}

pub(crate) async fn own_stream(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let start = ben.me().await.unwrap().rev;
    let mine = |rev| SyncRequest { chats: BTreeMap::new(), user: Some(rev) };
    let nothing = ben.sync(&mine(start)).await.unwrap().user.unwrap();
    assert!(nothing.joined.is_empty() && nothing.left.is_empty());
    let chat = ana.group("Friends", &[ben.id]).await.unwrap().id;
    let joined = ben.sync(&mine(start)).await.unwrap().user.unwrap();
    assert_eq!(joined.joined.iter().map(|chat| chat.id).collect::<Vec<_>>(), [chat]);
    assert!(joined.rev > start);
    ana.remove_member(chat, ben.id).await.unwrap();
    let left = ben.sync(&mine(joined.rev)).await.unwrap().user.unwrap();
    assert_eq!((left.left.as_slice(), left.joined.len()), ([chat].as_slice(), 0));
    let request = SyncRequest { user: Some(0), ..since(chat, 0) };
    let both = ben.sync(&request).await.unwrap();
    assert_eq!(both.gone, [chat]);
    assert_eq!(both.user.unwrap().joined.len(), 0, "in and out again is out");
}

/// What one reads alone is no change of the chat: another device hears of it live, and after it was away.
pub(crate) async fn read_alone_elsewhere(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ask(&ben, "PUT", "/users/me/privacy", json!({"read_receipts": false})).await;
    ana.say(chat, 3).await.unwrap();
    let mut replica = Replica::new(ben.id);
    let mut socket = ben.online().await;
    replica.resume(&mut socket, SOON).await.unwrap();
    let cursor = |replica: &Replica| replica.chat(chat).unwrap().read_seq;
    assert_eq!(cursor(&replica), 0);
    ben.read(chat, 1).await.unwrap();
    assert!(replica.follow_until(&mut socket, SOON, |now| cursor(now) == 1).await.unwrap());
    drop(socket);
    let before = replica.missed();
    ben.read(chat, 3).await.unwrap();
    let page = ben.sync(&before).await.unwrap();
    assert!(page.chats.is_empty(), "no change of the chat");
    let [own] = &page.user.as_ref().unwrap().joined[..] else { panic!("the chat with its cursor") };
    assert_eq!((own.read_seq, own.unread), (3, 0));
    let mut socket = ben.online().await;
    replica.resume(&mut socket, SOON).await.unwrap();
    assert_eq!(cursor(&replica), 3);
    let after = replica.missed();
    assert_eq!(after.chats, before.chats);
    assert!(ben.sync(&after).await.unwrap().user.unwrap().joined.is_empty(), "told once");
}

pub(crate) async fn reset_after_many(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let mut replica = Replica::new(ben.id);
    replica.resume(&mut ben.online().await, SOON).await.unwrap();
    let mut socket = ana.online().await;
    let mut asked = Vec::new();
    for i in 1..=1_100 {
        let op = json!({"op": "message.send", "chat_id": chat, "client_id": format!("m{i}"), "text": "x"});
        asked.push(socket.ask(op).await.unwrap());
        if asked.len() == 50 {
            for id in asked.drain(..) {
                socket.answer(id).await.unwrap();
            }
        }
    }
    let rev = replica.chat(chat).unwrap().rev;
    let page = ben.sync(&since(chat, rev)).await.unwrap();
    assert!(page.chats[0].reset && page.chats[0].messages.len() <= 200);
    assert_eq!(page.chats[0].messages.last().unwrap().seq, 1_100);
    replica.resume(&mut ben.online().await, SOON).await.unwrap();
    let copy = replica.chat(chat).unwrap();
    assert_eq!((copy.resets, *copy.messages.keys().last().unwrap()), (1, 1_100));
    assert_eq!(copy.members.len(), 2, "a reset brings the members too");
    let older = *copy.messages.keys().next().unwrap();
    let history = ben.messages(chat, &format!("before={older}&limit=200")).await.unwrap();
    assert_eq!(history.items.last().unwrap().seq, older - 1, "the rest is history");
}

pub(crate) async fn over_the_socket(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.say(chat, 3).await.unwrap();
    let mut socket = ben.online().await;
    let ask = json!({"op": "sync", "chats": {chat.to_string(): 0, "999999": 5}, "user": 0});
    let id = socket.ask(ask).await.unwrap();
    let page = socket.next_frame(SOON).await.unwrap();
    assert_eq!((&page["ev"], &page["gone"]), (&json!("sync"), &json!([999_999])));
    assert_eq!(page["chats"][0]["messages"].as_array().unwrap().len(), 3);
    assert_eq!(page["user"]["joined"][0]["id"], chat);
    assert_eq!(socket.next_frame(SOON).await.unwrap(), json!({"id": id, "ok": {}}));
    assert_eq!(socket.next_frame(SOON).await.unwrap(), json!({"ev": "synced"}));
    ana.send(chat, "live", "live").await.unwrap();
    let push = socket.next_event(SOON).await.unwrap();
    assert_eq!((&push["ev"], &push["message"]["seq"]), (&json!("message.new"), &json!(4)));
    let many: Map<String, Value> = (1..=1_001).map(|id| (id.to_string(), json!(0))).collect();
    refused_there(socket.request(json!({"op": "sync", "chats": many})).await, "invalid_field");
    let none = socket.request(json!({"op": "sync"})).await.unwrap();
    assert_eq!(none, json!({}), "nothing asked for, nothing missed");
}

/// Ben's connection breaks again and again while Ana and Ben talk.
pub(crate) async fn nothing_lost_or_doubled(backend: Backend) {
    const MESSAGES: usize = 200;
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let proxy = Proxy::to(server.port()).await;
    let through = client::Client::new(proxy.base()).inspected(ben.client.inspector().unwrap());
    let through = through.with_token(ben.token().unwrap());
    let sender = tokio::spawn(async move {
        for i in 1..=MESSAGES {
            ana.send(chat, &format!("m{i}"), &i.to_string()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    });
    let mut replica = Replica::new(ben.id);
    replica.follow(chat);
    let all = |replica: &Replica| replica.seen().len() >= MESSAGES;
    let mut broken = 0;
    while !all(&replica) {
        let mut socket = through.socket().await.unwrap();
        let came = async {
            replica.resume(&mut socket, SOON).await?;
            replica.follow_until(&mut socket, SOON, all).await
        };
        let cut = async {
            tokio::time::sleep(Duration::from_millis(60)).await;
            if broken % 2 == 0 {
                proxy.reset();
            } else {
                proxy.close();
            }
            std::future::pending::<()>().await;
        };
        let outcome = tokio::select! { outcome = came => outcome, () = cut => unreachable!() };
        match outcome {
            Ok(done) => assert!(done, "nothing more came"),
            Err(ClientError::Closed(_) | ClientError::Socket(_)) => broken += 1,
            Err(other) => panic!("{other}"),
        }
    }
    sender.await.unwrap();
    let seqs: Vec<usize> = replica.seen().iter().map(|m| m.text.parse().unwrap()).collect();
    assert_eq!(seqs, (1..=MESSAGES).collect::<Vec<_>>(), "each once, in order");
    assert!(broken >= 3, "the test broke the connection {broken} times");
    let copy = replica.chat(chat).unwrap();
    assert_eq!((copy.messages.len(), copy.resets), (MESSAGES, 0));
}
