//! What somebody deletes for themselves alone.

use super::own::download;
use super::stage::{ana_and_ben, code, refused, serve};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::{BRIEFLY, Backend, SOON};
use wire::SyncRequest;

const SECRET: &str = "the-words-that-go";

pub(crate) async fn one_message_for_oneself(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    ana.send(chat, "one", SECRET).await.unwrap();
    ben.reply(chat, 1, "two", "is it?").await.unwrap();
    let start = ana.me().await.unwrap().rev;
    let (mut phone, mut bens) = (ana.online().await, ben.online().await);
    ana.hide(chat, 1).await.unwrap();
    ana.hide(chat, 1).await.unwrap();
    let heard = phone.next_named("message.hidden", SOON).await.unwrap();
    assert_eq!((&heard["chat_id"], &heard["seq"]), (&json!(chat), &json!(1)));
    assert!(phone.next_named("message.hidden", BRIEFLY).await.is_err(), "told once");
    assert!(bens.next_named("message.hidden", BRIEFLY).await.is_err(), "nobody else is told");
    let page = ana.messages(chat, "").await.unwrap().items;
    assert!(page[0].hidden && page[0].text.is_empty() && page.len() == 2);
    assert_eq!(page[1].reply_to.as_ref().unwrap().text, "");
    assert_eq!(ben.messages(chat, "").await.unwrap().items[0].text, SECRET);
    let everything = SyncRequest { chats: BTreeMap::from([(chat, 0)]), user: Some(start) };
    let synced = ana.sync(&everything).await.unwrap();
    assert_eq!(synced.user.as_ref().unwrap().hidden.len(), 1);
    assert!(!serde_json::to_string(&synced).unwrap().contains(SECRET));
    assert!(download(&ana).await["messages.jsonl"].is_empty(), "also not handed out");
    refused(ana.edit(chat, 1, "x").await, 404, "message_not_found");
    refused(eve.hide(chat, 1).await, 404, "chat_not_found");
    refused(ana.hide(chat, 3).await, 404, "message_not_found");
    let path = format!("/chats/{chat}/messages/1?for=them");
    assert_eq!(code(&ana, "DELETE", &path, Value::Null).await, (422, "invalid_field".to_owned()));
}

pub(crate) async fn whole_history_for_oneself(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    ben.send(chat, "one", SECRET).await.unwrap();
    ana.send(chat, "two", SECRET).await.unwrap();
    let rev = ana.chat(chat).await.unwrap().rev;
    let mut phone = ana.online().await;
    ana.clear_history(chat).await.unwrap();
    ana.clear_history(chat).await.unwrap();
    let heard = phone.next_named("history.cleared", SOON).await.unwrap();
    assert_eq!((&heard["chat_id"], &heard["cleared_seq"]), (&json!(chat), &json!(2)));
    assert!(phone.next_named("history.cleared", BRIEFLY).await.is_err(), "told once");
    let own = ana.chat(chat).await.unwrap();
    assert_eq!((own.last_message, own.unread, own.cleared_seq, own.rev), (None, 0, 2, rev));
    assert!(ana.messages(chat, "").await.unwrap().items.is_empty());
    assert!(ana.messages(chat, "around=1").await.unwrap().items.is_empty());
    let everything = SyncRequest { chats: BTreeMap::from([(chat, 0)]), user: Some(0) };
    let synced = serde_json::to_string(&ana.sync(&everything).await.unwrap()).unwrap();
    assert!(!synced.contains(SECRET), "{synced}");
    assert!(download(&ana).await["messages.jsonl"].is_empty());
    assert_eq!(ben.messages(chat, "").await.unwrap().items.len(), 2, "his is whole");
    ben.reply(chat, 2, "three", "words").await.unwrap();
    let page = ana.messages(chat, "").await.unwrap();
    assert_eq!((page.items.len(), page.items[0].seq, page.has_before), (1, 3, false));
    assert_eq!(page.items[0].reply_to.as_ref().unwrap().text, "");
    assert_eq!(ana.chat(chat).await.unwrap().unread, 1);
}
