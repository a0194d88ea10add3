//! Messages that say something else by now.

use super::stage::{ana_and_ben, ask, code, refused, refused_there, serve};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::{BRIEFLY, Backend, Options, SOON, Server};
use wire::SyncRequest;

pub(crate) async fn edited_on_both_doors(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let sent = ana.send(chat, "one", "helo").await.unwrap().message;
    let rev = ben.chat(chat).await.unwrap().rev;
    let (mut bens, mut anas) = (ben.online().await, ana.online().await);
    let edited = ana.edit(chat, 1, "hello\r\n").await.unwrap();
    assert_eq!((edited.text.as_str(), edited.seq, edited.rev), ("hello\n", 1, rev + 1));
    assert_eq!((edited.sent_at, &edited.client_id), (sent.sent_at, &sent.client_id));
    assert!(edited.edited_at.is_some_and(|at| at >= sent.sent_at));
    for socket in [&mut bens, &mut anas] {
        let push = socket.next_named("message.edited", SOON).await.unwrap();
        assert_eq!((&push["chat_id"], &push["rev"]), (&json!(chat), &json!(edited.rev)));
        let told: wire::Message = serde_json::from_value(push["message"].clone()).unwrap();
        assert_eq!(told, edited);
    }
    assert_eq!(ben.messages(chat, "").await.unwrap().items, std::slice::from_ref(&edited));
    assert_eq!(ben.chat(chat).await.unwrap().last_message, Some(edited.clone()));
    let since = SyncRequest { chats: BTreeMap::from([(chat, rev)]), user: None };
    assert_eq!(ben.sync(&since).await.unwrap().chats[0].messages, std::slice::from_ref(&edited));
    assert_eq!(ana.edit(chat, 1, "hello\n").await.unwrap(), edited, "nothing to do");
    let op = json!({"op": "message.edit", "chat_id": chat, "seq": 1, "text": "good evening"});
    let there: wire::Message = serde_json::from_value(anas.request(op).await.unwrap()).unwrap();
    let push = bens.next_named("message.edited", SOON).await.unwrap();
    assert_eq!((push["rev"].as_i64(), there.rev), (Some(rev + 2), rev + 2), "told once each");
    let said: Vec<String> =
        ben.versions(chat, 1).await.unwrap().items.into_iter().map(|one| one.text).collect();
    assert_eq!(said, ["helo", "hello\n", "good evening"]);
    let again = ana.send(chat, "one", "helo").await.unwrap();
    assert!(again.replayed && again.message == there, "still the same message");
    refused(ana.send(chat, "one", "good evening").await, 409, "client_id_reused");
}

pub(crate) async fn edits_are_refused(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    ana.send(chat, "one", "words").await.unwrap();
    let mut bens = ben.online().await;
    refused(ben.edit(chat, 1, "mine").await, 403, "not_your_message");
    refused(eve.edit(chat, 1, "mine").await, 404, "chat_not_found");
    refused(eve.versions(chat, 1).await, 404, "chat_not_found");
    refused(ana.edit(chat, 2, "x").await, 404, "message_not_found");
    refused(ana.versions(chat, 2).await, 404, "message_not_found");
    for odd in ["0", "-1", "abc", "9223372036854775808", "1e3"] {
        let path = format!("/chats/{chat}/messages/{odd}");
        let got = code(&ana, "PATCH", &path, json!({"text": "x"})).await;
        assert_eq!(got, (404, "message_not_found".to_owned()), "{odd}");
    }
    let long = "a".repeat(8_001);
    for text in ["", " \n", "a\u{0}", &long] {
        refused(ana.edit(chat, 1, text).await, 422, "invalid_field");
        let op = json!({"op": "message.edit", "chat_id": chat, "seq": 1, "text": text});
        refused_there(ana.online().await.request(op).await, "invalid_field");
    }
    let path = format!("/chats/{chat}/messages/1");
    let got = ask(&ana, "PATCH", &path, json!({"words": "x"})).await;
    assert_eq!((got.status, got.code()), (422, "invalid_body"));
    ben.block(ana.id).await.unwrap();
    refused(ana.edit(chat, 1, "x").await, 403, "not_accepted");
    refused(ben.edit(chat, 1, "x").await, 403, "blocked_by_you");
    assert!(bens.next_named("message.edited", BRIEFLY).await.is_err());
    assert_eq!(ben.messages(chat, "").await.unwrap().items[0].text, "words");
}

pub(crate) async fn edit_windows(backend: Backend) {
    let key = "TERTULIA_MESSAGES__EDIT_WINDOW_S";
    let mut server = Server::start(Options::on(backend).env(key, "0")).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    ana.send(chat, "one", "words").await.unwrap();
    refused(ana.edit(chat, 1, "other").await, 403, "edit_too_late");
    server.restart_with(key, "-1").await;
    let hello = ana.socket().await.unwrap().next_named("hello", SOON).await.unwrap();
    assert_eq!(hello["limits"]["edit_window_s"], -1);
    ana.edit(chat, 1, "other").await.unwrap();
    for bad in ["-2", "soon", "31536001"] {
        let output = server.command().env(key, bad).arg("config").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).to_lowercase();
        assert!(!output.status.success() && said.contains("edit_window_s"), "{bad}: {said}");
    }
}

pub(crate) async fn edits_at_once(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.send(chat, "one", "0").await.unwrap();
    let rev = ana.chat(chat).await.unwrap().rev;
    let mut socket = ben.online().await;
    let texts: Vec<String> = (1..=15).map(|n| n.to_string()).collect();
    let all = join_all(texts.iter().map(|text| ana.edit(chat, 1, text))).await;
    let mut revs: Vec<i64> = all.into_iter().map(|edited| edited.unwrap().rev).collect();
    revs.sort_unstable();
    assert_eq!(revs, (rev + 1..=rev + 15).collect::<Vec<_>>(), "one change each");
    let mut last = Value::Null;
    for want in revs {
        last = socket.next_named("message.edited", SOON).await.unwrap();
        assert_eq!(last["rev"], want, "live in order");
    }
    let versions = ben.versions(chat, 1).await.unwrap().items;
    assert_eq!((versions.len(), versions[0].text.as_str()), (16, "0"));
    assert_eq!(json!(versions[15].text), last["message"]["text"]);
    assert_eq!(ben.messages(chat, "").await.unwrap().items[0].text, versions[15].text);
}

pub(crate) async fn the_removed_hear_no_edits(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let group = ana.group("Tea", &[ben.id]).await.unwrap().id;
    ana.send(group, "one", "words").await.unwrap();
    let mut bens = ben.online().await;
    ana.edit(group, 1, "heard").await.unwrap();
    bens.next_named("message.edited", SOON).await.unwrap();
    ana.remove_member(group, ben.id).await.unwrap();
    ana.edit(group, 1, "unheard").await.unwrap();
    bens.next_named("member.removed", SOON).await.unwrap();
    bens.request(json!({"op": "ping"})).await.unwrap();
    assert!(bens.next_named("message.edited", BRIEFLY).await.is_err());
    refused(ben.versions(group, 1).await, 404, "chat_not_found");
}
