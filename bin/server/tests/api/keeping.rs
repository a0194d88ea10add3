//! What one keeps of chats for oneself, and the chat with oneself.

use super::stage::{ana_and_ben, ask, code};
use serde_json::{Value, json};
use testkit::{Backend, SOON};

pub(crate) async fn places_and_drafts(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    let (kept, draft) = (format!("/chats/{chat}/kept"), format!("/chats/{chat}/draft"));
    ben.send(chat, "1", "hello").await.unwrap();
    let (mut phone, mut bens) = (ana.online().await, ben.online().await);
    let since = ana.me().await.unwrap().rev;
    let put = ask(&ana, "PATCH", &kept, json!({"pinned": true, "archived": true, "unread": true}));
    let body = put.await.body;
    assert_eq!((&body["archived_seq"], &body["unread_seq"]), (&json!(1), &json!(0)));
    let heard = phone.next_named("chat.kept", SOON).await.unwrap();
    assert_eq!((&heard["chat_id"], &heard["pinned_at"]), (&json!(chat), &body["pinned_at"]));
    let begun = json!({"text": "dear Ben,\n", "reply_to": 1});
    let body = ask(&ana, "PUT", &draft, begun).await.body;
    assert_eq!(
        (&body["draft"]["text"], &body["draft"]["reply_to"]),
        (&json!("dear Ben,\n"), &json!(1))
    );
    let heard = phone.next_named("chat.kept", SOON).await.unwrap();
    assert_eq!(heard["draft"], body["draft"]);
    let seen = ask(&ana, "GET", &format!("/chats/{chat}"), Value::Null).await.body;
    assert_eq!(seen["kept"]["draft"], body["draft"]);
    let list = ask(&ana, "GET", "/chats?pinned=true", Value::Null).await.body;
    assert_eq!((&list["items"][0]["id"], &list["next_cursor"]), (&json!(chat), &Value::Null));
    let missed = ask(&ana, "POST", "/sync", json!({"user": since})).await.body;
    assert_eq!(missed["user"]["kept"][0]["draft"], body["draft"]);
    let his = ask(&ben, "GET", &format!("/chats/{chat}"), Value::Null).await.body;
    assert_eq!(his["kept"], json!({}));
    for bad in [json!({"text": "x".repeat(8_001)}), json!({"text": 1}), json!({})] {
        assert_eq!(code(&ana, "PUT", &draft, bad.clone()).await.0, 422, "{bad}");
    }
    assert_eq!(code(&eve, "PUT", &draft, json!({"text": "x"})).await.1, "chat_not_found");
    assert_eq!(ask(&ana, "PUT", &draft, json!({"text": " \n"})).await.body["draft"], Value::Null);
    assert_eq!(ask(&ana, "DELETE", &draft, Value::Null).await.status, 204, "twice is no error");
    ask(&ana, "PATCH", &kept, json!({"pinned": false})).await;
    let list = ask(&ana, "GET", "/chats?pinned=true", Value::Null).await.body;
    assert_eq!(list["items"], json!([]));
    ana.send(chat, "2", "after").await.unwrap();
    assert_eq!(
        bens.next_event(SOON).await.unwrap()["ev"],
        "message.new",
        "he hears of nothing else"
    );
}

pub(crate) async fn the_chat_with_oneself(backend: Backend) {
    let (_server, ana, ben, _) = ana_and_ben(backend).await;
    let made = ask(&ana, "POST", "/chats", json!({"kind": "saved"})).await;
    assert_eq!((made.status, &made.body["kind"]), (201, &json!("saved")));
    let again = ask(&ana, "POST", "/chats", json!({"kind": "saved"})).await;
    assert_eq!((again.status, &again.body["id"]), (200, &made.body["id"]));
    let chat = made.body["id"].as_i64().unwrap();
    ana.send(chat, "1", "milk").await.unwrap();
    let seen = ana.chat(chat).await.unwrap();
    assert_eq!((seen.member_count, seen.unread, seen.last_seq), (1, 0, 1));
    let path = format!("/chats/{chat}");
    assert_eq!(code(&ben, "GET", &path, Value::Null).await.1, "chat_not_found");
    let add = json!({"user_ids": [ben.id]});
    let add = code(&ana, "POST", &format!("{path}/members"), add).await;
    assert_eq!(add, (409, "direct_chat_is_fixed".to_owned()));
    let leave = code(&ana, "DELETE", &format!("{path}/members/me"), Value::Null).await;
    assert_eq!(leave, (409, "direct_chat_is_fixed".to_owned()));
}
