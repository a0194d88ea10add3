//! Read cursors and what is unread.

use super::stage::{ana_and_ben, code};
use serde_json::json;
use testkit::{BRIEFLY, Backend, SOON};

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
