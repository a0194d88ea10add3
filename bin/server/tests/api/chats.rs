//! Direct chats and groups.

use super::stage::{ask, code, refused, serve};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Backend, SOON};
use wire::{Kind, Role};

pub(crate) async fn direct_is_one(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let mut socket = ben.online().await;
    let first = ask(&ana, "POST", "/chats", json!({"kind": "direct", "user_id": ben.id})).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let chat: wire::Chat = first.read().unwrap();
    assert_eq!((chat.kind, chat.title.as_deref(), chat.member_count), (Kind::Direct, None, 2));
    assert_eq!((chat.last_seq, chat.unread, chat.last_message.is_none()), (0, 0, true));
    let push = socket.next_named("chat.new", SOON).await.unwrap();
    assert_eq!(push["chat"]["id"], chat.id);
    let by_name = ask(&ben, "POST", "/chats", json!({"kind": "direct", "username": "ANA"})).await;
    assert_eq!((by_name.status, by_name.body["id"].as_i64()), (200, Some(chat.id)));
    let people: BTreeSet<i64> = chat.members.iter().map(|member| member.user_id).collect();
    assert_eq!(people, BTreeSet::from([ana.id, ben.id]));
}

pub(crate) async fn direct_at_once(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let tries = (0..20).map(|i| {
        let (from, to) = if i % 2 == 0 { (&ana, &ben) } else { (&ben, &ana) };
        ask(from, "POST", "/chats", json!({"kind": "direct", "user_id": to.id}))
    });
    let answers = join_all(tries).await;
    let ids: BTreeSet<i64> = answers.iter().filter_map(|raw| raw.body["id"].as_i64()).collect();
    let made = answers.iter().filter(|raw| raw.status == 201).count();
    assert_eq!((ids.len(), made), (1, 1));
    assert!(answers.iter().all(|raw| matches!(raw.status, 200 | 201)));
    assert_eq!(ana.chats().await.unwrap().items.len(), 1);
}

pub(crate) async fn groups(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    let mut socket = carol.online().await;
    let body = json!({"kind": "group", "title": "  Friends  ", "member_ids": [ben.id, ben.id, ana.id],
        "member_usernames": ["Carol"]});
    let chat: wire::Chat = ask(&ana, "POST", "/chats", body).await.read().unwrap();
    assert_eq!((chat.title.as_deref(), chat.member_count), (Some("Friends"), 3));
    assert_eq!(chat.role, Role::Owner);
    assert_eq!(ben.chat(chat.id).await.unwrap().role, Role::Member);
    let push = socket.next_named("chat.new", SOON).await.unwrap();
    assert_eq!((&push["chat"]["id"], &push["chat"]["title"]), (&json!(chat.id), &json!("Friends")));
    assert_eq!(push["chat"]["role"], "member", "as the hearer sees it");

    let renamed = ana.rename(chat.id, "Old friends").await.unwrap();
    assert_eq!(renamed.title.as_deref(), Some("Old friends"));
    assert!(renamed.rev > chat.rev);
    let push = socket.next_named("chat.changed", SOON).await.unwrap();
    assert_eq!((&push["title"], &push["rev"]), (&json!("Old friends"), &json!(renamed.rev)));
    let alone = ana.group("Notes", &[]).await.unwrap();
    assert_eq!((alone.member_count, alone.role), (1, Role::Owner));
}

pub(crate) async fn members_come_and_go(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    let chat = ana.group("Friends", &[ben.id]).await.unwrap();
    ana.say(chat.id, 3).await.unwrap();
    let (mut bens, mut carols) = (ben.online().await, carol.online().await);

    let added = ana.add_members(chat.id, &[carol.id, ben.id]).await.unwrap();
    let ids: Vec<i64> = added.items.iter().map(|member| member.user_id).collect();
    assert_eq!(ids, [carol.id], "only those who were not in it");
    let push = bens.next_named("member.added", SOON).await.unwrap();
    assert_eq!(push["members"][0]["user_id"], carol.id);
    let push = carols.next_named("chat.new", SOON).await.unwrap();
    assert_eq!((&push["chat"]["unread"], &push["chat"]["member_count"]), (&json!(0), &json!(3)));
    let again = ana.add_members(chat.id, &[carol.id]).await.unwrap();
    assert!(again.items.is_empty());

    ana.remove_member(chat.id, carol.id).await.unwrap();
    let push = carols.next_named("member.removed", SOON).await.unwrap();
    assert_eq!((&push["user_id"], &push["by"]), (&json!(carol.id), &json!(ana.id)));
    refused(carol.chat(chat.id).await, 404, "chat_not_found");
    assert!(carol.chats().await.unwrap().items.is_empty());
    ana.send(chat.id, "after", "without Carol").await.unwrap();
    let silence = carols.next_named("message.new", testkit::BRIEFLY).await;
    assert!(silence.is_err(), "those who are out hear nothing: {silence:?}");

    ana.add_members(chat.id, &[carol.id]).await.unwrap();
    carols.next_named("chat.new", SOON).await.unwrap();
    assert_eq!(carol.messages(chat.id, "").await.unwrap().items.len(), 4);
    ben.leave(chat.id).await.unwrap();
    let push = carols.next_named("member.removed", SOON).await.unwrap();
    assert_eq!((&push["user_id"], &push["by"]), (&json!(ben.id), &json!(ben.id)));
    refused(ben.leave(chat.id).await, 404, "chat_not_found");
    assert_eq!(ana.members(chat.id).await.unwrap().items.len(), 2);
}

pub(crate) async fn owner_leaves(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    let chat = ana.group("Friends", &[ben.id, carol.id]).await.unwrap().id;
    let mut socket = ben.online().await;
    ana.leave(chat).await.unwrap();
    let push = socket.next_named("member.changed", SOON).await.unwrap();
    assert_eq!(push["member"]["role"], "owner");
    let members = ben.members(chat).await.unwrap().items;
    let owners = members.iter().filter(|member| member.role == Role::Owner).count();
    assert_eq!((members.len(), owners), (2, 1), "a group has an owner");
    ben.leave(chat).await.unwrap();
    assert_eq!(carol.chat(chat).await.unwrap().role, Role::Owner);
    carol.leave(chat).await.unwrap();
    refused(carol.chat(chat).await, 404, "chat_not_found");
}

pub(crate) async fn list_pages(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let mut made = Vec::new();
    for i in 0..7 {
        made.push(ana.group(&format!("Group {i}"), &[]).await.unwrap().id);
    }
    // A message takes its chat to the top.
    ana.send(made[2], "up", "hello").await.unwrap();
    let moved = made.remove(2);
    made.push(moved);
    made.reverse();
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/chats?limit=3&cursor={cursor}");
        let page: wire::ChatList = ask(&ana, "GET", &path, Value::Null).await.read().unwrap();
        seen.extend(page.items.iter().map(|chat| chat.id));
        match page.next_cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(seen[0], moved, "newest activity first");
    let all: BTreeSet<i64> = seen.iter().copied().collect();
    assert_eq!((seen.len(), all), (7, made.iter().copied().collect()), "each once");
    for query in ["limit=0", "limit=201", "limit=x", "limit=-1", "cursor=!!", "cursor=MQ"] {
        let (status, _) = code(&ana, "GET", &format!("/chats?{query}"), Value::Null).await;
        assert_eq!(status, 422, "{query}");
    }
    assert_eq!(ask(&ana, "GET", "/chats?limit=200", Value::Null).await.status, 200);
}

pub(crate) async fn bad_chats(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let direct = ana.direct(ben.id).await.unwrap().id;
    let many: Vec<i64> = (1..=101).collect();
    let cases = [
        (json!({"kind": "direct", "user_id": ana.id}), 422, "direct_chat_with_self"),
        (json!({"kind": "direct", "user_id": 999_999}), 404, "user_not_found"),
        (json!({"kind": "direct", "username": "nobody-here"}), 404, "user_not_found"),
        (json!({"kind": "direct", "username": "no such\u{0}"}), 404, "user_not_found"),
        (json!({"kind": "direct"}), 422, "invalid_field"),
        (json!({"kind": "direct", "user_id": ben.id, "username": "ben"}), 422, "invalid_field"),
        (json!({"kind": "group", "title": ""}), 422, "invalid_field"),
        (json!({"kind": "group", "title": "x".repeat(101)}), 422, "invalid_field"),
        (json!({"kind": "group", "title": "a\u{0}b"}), 422, "invalid_field"),
        (json!({"kind": "group", "title": "x", "member_ids": [999_999]}), 404, "user_not_found"),
        (json!({"kind": "group", "title": "x", "member_ids": many}), 422, "too_many_members"),
        (json!({"kind": "group"}), 422, "invalid_body"),
        (json!({"kind": "club", "title": "x"}), 422, "invalid_body"),
        (json!({"title": "x"}), 422, "invalid_body"),
        (json!([]), 422, "invalid_body"),
    ];
    for (body, status, name) in cases {
        let got = code(&ana, "POST", "/chats", body.clone()).await;
        assert_eq!(got, (status, name.to_owned()), "{body}");
    }
    assert_eq!(ana.chats().await.unwrap().items.len(), 1, "nothing came of it");
    refused(ana.rename(direct, "x").await, 409, "direct_chat_is_fixed");
    refused(ana.leave(direct).await, 409, "direct_chat_is_fixed");
    refused(ana.add_members(direct, &[ana.id]).await, 409, "direct_chat_is_fixed");
    let group = ana.group("Friends", &[]).await.unwrap().id;
    refused(ana.remove_member(group, ben.id).await, 404, "user_not_found");
    refused(ana.add_members(group, &[999_999]).await, 404, "user_not_found");
}
