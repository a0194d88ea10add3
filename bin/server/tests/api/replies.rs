//! Messages that answer others.

use super::stage::{ana_and_ben, code, refused, refused_there};
use client::Replica;
use serde_json::json;
use testkit::{Backend, SOON};
use wire::{NotificationKind, Quote};

pub(crate) async fn answered_on_both_doors(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let long = "é".repeat(250);
    let plain = ana.send(chat, "one", &long).await.unwrap().message;
    assert_eq!(plain.reply_to, None);
    let mut replica = Replica::new(ana.id);
    let mut anas = ana.online().await;
    replica.resume(&mut anas, SOON).await.unwrap();
    let sent = ben.reply(chat, 1, "two", "quite").await.unwrap().message;
    let want = Quote { seq: 1, sender_id: ana.id, text: "é".repeat(200), deleted: false };
    assert_eq!(sent.reply_to, Some(want));
    let mut bens = ben.online().await;
    let op = json!({"op": "message.send", "chat_id": chat, "client_id": "three", "text": "so", "reply_to": 2});
    assert_eq!(bens.request(op.clone()).await.unwrap()["seq"], 3);
    assert_eq!(bens.request(op).await.unwrap()["replayed"], true);
    let push = bens.next_named("message.new", SOON).await.unwrap();
    assert_eq!(push["message"]["reply_to"]["text"], "quite");
    refused(ben.reply(chat, 2, "two", "quite").await, 409, "client_id_reused");
    refused(ben.send(chat, "two", "quite").await, 409, "client_id_reused");
    assert!(ben.reply(chat, 1, "two", "quite").await.unwrap().replayed);
    let told = ana.notifications().await.unwrap();
    assert_eq!((told.items.len(), told.items[0].kind), (1, NotificationKind::Reply));
    assert_eq!((told.items[0].chat_id, told.items[0].seq), (Some(chat), Some(2)));
    // What is shown of a message changes with it, for who follows live too.
    ana.edit(chat, 1, "short").await.unwrap();
    ben.delete(chat, 2).await.unwrap();
    let rev = ana.chat(chat).await.unwrap().rev;
    replica
        .follow_until(&mut anas, SOON, |held| held.chat(chat).unwrap().rev == rev)
        .await
        .unwrap();
    let page = ana.messages(chat, "").await.unwrap().items;
    let held: Vec<_> = replica.chat(chat).unwrap().messages.values().cloned().collect();
    assert_eq!(held, page);
    assert_eq!(page[1].reply_to, None);
    let last = page[2].reply_to.clone().unwrap();
    assert_eq!((last.seq, last.text.as_str(), last.deleted), (2, "", true));
}

pub(crate) async fn nothing_to_answer(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    ana.send(chat, "one", "words").await.unwrap();
    ana.send(chat, "two", "words").await.unwrap();
    ana.delete(chat, 2).await.unwrap();
    let other = ben.group("Notes", &[]).await.unwrap().id;
    for (place, seq) in [(chat, 0), (chat, -1), (chat, 2), (chat, 3), (other, 1)] {
        refused(ben.reply(place, seq, "mine", "x").await, 422, "reply_not_found");
        let op = json!({"op": "message.send", "chat_id": place, "client_id": "mine", "text": "x", "reply_to": seq});
        refused_there(ben.online().await.request(op).await, "reply_not_found");
    }
    refused(eve.reply(chat, 1, "mine", "x").await, 404, "chat_not_found");
    let body = json!({"client_id": "mine", "text": "x", "reply_to": "1"});
    let got = code(&ben, "POST", &format!("/chats/{chat}/messages"), body).await;
    assert_eq!(got, (422, "invalid_body".to_owned()));
    assert_eq!(ben.reply(chat, 1, "mine", "x").await.unwrap().message.seq, 3, "no number is lost");
}
