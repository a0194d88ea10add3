//! Read cursors and what is unread.

use super::stage::{ana_and_ben, ask, code, refused, serve};
use serde_json::{Value, json};
use testkit::{BRIEFLY, Backend, Person, SOON};

pub(crate) async fn unread_counts(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.say(chat, 5).await.unwrap();
    assert_eq!(ana.chat(chat).await.unwrap().unread, 0, "one's own don't count");
    assert_eq!(ben.chat(chat).await.unwrap().unread, 5);
    assert_eq!(ben.chats().await.unwrap().items[0].unread, 5);
    let state = ben.read(chat, 2).await.unwrap();
    assert_eq!((state.read_seq, state.unread), (2, 3));
    ben.say(chat, 1).await.unwrap();
    assert_eq!(ben.chat(chat).await.unwrap().unread, 3, "one's own still don't");
    ana.send(chat, "more", "6").await.unwrap();
    assert_eq!(ben.chat(chat).await.unwrap().unread, 4);
    let state = ben.read(chat, 999).await.unwrap();
    assert_eq!((state.read_seq, state.unread), (7, 0), "beyond the newest means the newest");
    assert_eq!(ben.chat(chat).await.unwrap().read_seq, 7);
}

pub(crate) async fn cursors_move_forward(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.say(chat, 5).await.unwrap();
    let (mut anas, mut bens) = (ana.online().await, ben.online().await);
    let state = bens.request(json!({"op": "read.set", "chat_id": chat, "seq": 4})).await.unwrap();
    assert_eq!((&state["read_seq"], &state["unread"]), (&json!(4), &json!(1)));
    for socket in [&mut anas, &mut bens] {
        let push = socket.next_named("read", SOON).await.unwrap();
        assert_eq!((&push["user_id"], &push["seq"]), (&json!(ben.id), &json!(4)));
        assert_eq!(push["rev"], state["rev"]);
    }
    for seq in [4, 2, 0] {
        assert_eq!(ben.read(chat, seq).await.unwrap().read_seq, 4, "never back");
    }
    assert!(anas.next_named("read", BRIEFLY).await.is_err(), "and nobody is told of it");
    let members = ana.members(chat).await.unwrap().items;
    let cursor = members.iter().find(|member| member.user_id == ben.id).unwrap();
    assert_eq!(cursor.read_seq, 4);
    assert!(cursor.read_at.is_some());
    let path = format!("/chats/{chat}/read");
    for body in [json!({"seq": -1}), json!({"seq": "4"}), json!({}), json!({"seq": 1.5})] {
        assert_eq!(code(&ben, "PUT", &path, body.clone()).await.0, 422, "{body}");
    }
}

pub(crate) async fn who_has_read(backend: Backend) {
    let server = serve(backend).await;
    // One after the other: pages go by id.
    let [ana, zoe] = server.people(["ana", "zoe"]).await;
    let (ben, eve) = (server.person("ben").await, server.person("eve").await);
    let group = ana.group("Tea", &[ben.id, eve.id]).await.unwrap().id;
    ana.say(group, 3).await.unwrap();
    let ids = async |who: &Person, seq| {
        let page = who.readers(group, seq).await.unwrap();
        page.items.into_iter().map(|one| one.user_id).collect::<Vec<_>>()
    };
    assert!(ids(&ana, 1).await.is_empty());
    ben.read(group, 2).await.unwrap();
    eve.read(group, 3).await.unwrap();
    assert_eq!(ids(&ana, 1).await, [ben.id, eve.id]);
    assert_eq!(ids(&ben, 3).await, [eve.id]);
    let told = ana.members(group).await.unwrap().items;
    let at = told.iter().find(|one| one.user_id == eve.id).unwrap().read_at;
    let exact = ana.readers(group, 3).await.unwrap().items[0].at;
    assert_eq!(Some(exact), at);
    let path = format!("/chats/{group}/messages/1/readers?limit=1");
    let page = ask(&ana, "GET", &path, Value::Null).await.body;
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = ask(&ana, "GET", &format!("{path}&cursor={cursor}"), Value::Null).await.body;
    assert_eq!(
        (&page["items"][0]["user_id"], &next["items"][0]["user_id"]),
        (&json!(ben.id), &json!(eve.id))
    );
    assert!(next["next_cursor"].is_null());
    ask(&ben, "PUT", "/users/me/privacy", json!({"read_receipts": false})).await;
    assert_eq!(ids(&ana, 1).await, [eve.id], "who keeps it to themselves is not told of");
    eve.block(ana.id).await.unwrap();
    assert!(ids(&ana, 1).await.is_empty() && ids(&ben, 1).await == [eve.id]);
    refused(zoe.readers(group, 1).await, 404, "chat_not_found");
    refused(ana.readers(group, 4).await, 404, "message_not_found");
}
