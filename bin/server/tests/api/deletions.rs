//! Messages that are deleted for everyone: nothing of them is found anywhere.

use super::own::download;
use super::stage::{ana_and_ben, ask, code, refused, serve};
use client::{Client, Replica};
use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::{BRIEFLY, Backend, SOON};
use wire::SyncRequest;

const SECRET: &str = "the-words-that-go";

/// Every door through which somebody might see a message, as text.
async fn everywhere(who: &Client, chat: i64) -> String {
    let mut all = String::new();
    for path in [
        format!("/chats/{chat}/messages"),
        format!("/chats/{chat}/messages?around=1"),
        format!("/chats/{chat}/messages/1/history"),
        format!("/chats/{chat}"),
        "/chats".to_owned(),
        "/notifications".to_owned(),
    ] {
        let raw = ask(who, "GET", &path, Value::Null).await;
        assert_eq!(raw.status, 200, "{path}");
        all.push_str(&raw.text);
    }
    let since = json!({"chats": {chat.to_string(): 0}, "user": 0});
    all.push_str(&ask(who, "POST", "/sync", since).await.text);
    all.push_str(&serde_json::to_string(&download(who).await).unwrap());
    all
}

pub(crate) async fn deleted_means_gone(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.send(chat, "one", &format!("@ben {SECRET}")).await.unwrap();
    ana.edit(chat, 1, &format!("@ben {SECRET} too")).await.unwrap();
    assert!(everywhere(&ben, chat).await.contains(SECRET), "the test looks where it is");
    let mut replica = Replica::new(ben.id);
    let mut bens = ben.online().await;
    replica.resume(&mut bens, SOON).await.unwrap();
    let rev = ben.chat(chat).await.unwrap().rev;
    assert_eq!(ben.notifications().await.unwrap().unread, 1);
    ana.delete(chat, 1).await.unwrap();
    for who in [&ana, &ben] {
        let seen = everywhere(who, chat).await;
        assert!(!seen.contains(SECRET), "{seen}");
    }
    assert_eq!(ben.notifications().await.unwrap().unread, 0);
    replica.follow_until(&mut bens, SOON, |held| held.chat(chat).unwrap().rev > rev).await.unwrap();
    let left = ben.messages(chat, "").await.unwrap().items;
    assert_eq!((left[0].seq, left[0].text.as_str(), left[0].deleted_by), (1, "", Some(ana.id)));
    assert!(left[0].deleted_at.is_some() && left[0].rev == rev + 1);
    assert_eq!(replica.chat(chat).unwrap().messages[&1], left[0], "live and read agree");
    assert_eq!(ben.chat(chat).await.unwrap().last_message.as_ref(), Some(&left[0]));
    let since = SyncRequest { chats: BTreeMap::from([(chat, rev)]), user: None };
    assert_eq!(ben.sync(&since).await.unwrap().chats[0].messages, left);
    assert!(ben.versions(chat, 1).await.unwrap().items.is_empty());
    refused(ana.edit(chat, 1, "back").await, 409, "message_deleted");
    let report = json!({"chat_id": chat, "seq": 1, "reason": "spam"});
    let got = code(&ben, "POST", "/reports", report).await;
    assert_eq!(got, (404, "message_not_found".to_owned()));
    let again = ana.send(chat, "one", &format!("@ben {SECRET}")).await.unwrap();
    assert!(again.replayed && again.message == left[0], "what was taken back is not said again");
    assert_eq!(ana.send(chat, "two", "x").await.unwrap().message.seq, 2);
}

pub(crate) async fn who_may_delete(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve, zoe] = server.people(["ana", "ben", "eve", "zoe"]).await;
    let group = ana.group("Tea", &[ben.id, eve.id]).await.unwrap().id;
    for who in [&ana, &ben, &eve] {
        who.send(group, "one", "words").await.unwrap();
    }
    refused(ben.delete(group, 1).await, 403, "may_not_delete");
    refused(ben.delete(group, 3).await, 403, "may_not_delete");
    refused(zoe.delete(group, 1).await, 404, "chat_not_found");
    refused(ana.delete(group, 9).await, 404, "message_not_found");
    let mut bens = ben.online().await;
    eve.delete(group, 3).await.unwrap();
    ana.delete(group, 2).await.unwrap();
    for (seq, by) in [(3, eve.id), (2, ana.id)] {
        let push = bens.next_named("message.deleted", SOON).await.unwrap();
        assert_eq!((&push["seq"], &push["by"]), (&json!(seq), &json!(by)));
    }
    ben.send(group, "two", "words").await.unwrap();
    let op = json!({"op": "message.delete", "chat_id": group, "seq": 4});
    assert_eq!(bens.request(op).await.unwrap(), json!({}));
    ana.remove_member(group, ben.id).await.unwrap();
    ana.delete(group, 1).await.unwrap();
    bens.next_named("member.removed", SOON).await.unwrap();
    bens.request(json!({"op": "ping"})).await.unwrap();
    assert!(bens.next_named("message.deleted", BRIEFLY).await.is_err(), "none after the removal");
    // A block keeps nobody from taking words back.
    let chat = ana.direct(ben.id).await.unwrap().id;
    ana.send(chat, "three", "words").await.unwrap();
    ben.block(ana.id).await.unwrap();
    ana.delete(chat, 1).await.unwrap();
}

pub(crate) async fn deletions_at_once(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.send(chat, "one", SECRET).await.unwrap();
    let rev = ana.chat(chat).await.unwrap().rev;
    let mut socket = ben.online().await;
    for done in join_all((0..20).map(|_| ana.delete(chat, 1))).await {
        done.unwrap();
    }
    assert_eq!(
        ana.chat(chat).await.unwrap().rev,
        rev + 1,
        "one change, however often it was asked"
    );
    socket.next_named("message.deleted", SOON).await.unwrap();
    assert!(socket.next_named("message.deleted", BRIEFLY).await.is_err());
}

pub(crate) async fn edits_against_deletions(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    for n in 1..=10 {
        ana.send(chat, &format!("m{n}"), "words").await.unwrap();
        let (edited, deleted) = join(ana.edit(chat, n, SECRET), ana.delete(chat, n)).await;
        deleted.unwrap();
        if edited.is_err() {
            refused(edited, 409, "message_deleted");
        }
    }
    let seen = everywhere(&ben, chat).await;
    assert!(!seen.contains(SECRET), "an edit brings nothing back: {seen}");
    let left = ben.messages(chat, "").await.unwrap().items;
    assert!(left.len() == 10 && left.iter().all(|one| one.deleted_at.is_some()));
}
