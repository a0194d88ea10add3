//! Ways into groups: codes, asking, public groups.

use super::stage::{ask, code, refused, serve};
use client::{Client, Raw};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Backend, Options, SOON, Server};

async fn make(by: &Client, chat: i64, body: Value) -> wire::JoinCode {
    let raw = ask(by, "POST", &format!("/chats/{chat}/join-codes"), body).await;
    assert_eq!(raw.status, 201, "{}", raw.text);
    raw.read().unwrap()
}

async fn enter(who: &Client, code: &str) -> Raw {
    ask(who, "POST", "/join", json!({"code": code})).await
}

pub(crate) async fn codes_let_people_in(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    let chat = ana.group("Friends", &[ben.id]).await.unwrap().id;
    let made = make(&ana, chat, json!({})).await;
    assert!(made.link.ends_with(&format!("/g/{}", made.code)), "{}", made.link);
    assert_eq!(
        (made.max_uses, made.uses, made.approval, made.made_by),
        (None, 0, false, Some(ana.id))
    );
    assert_eq!(made.expires_at - made.made_at, 7 * 86_400_000);
    let seen = ask(&carol, "GET", &format!("/join/{}", made.code), Value::Null).await;
    let want = json!({"title": "Friends", "member_count": 2, "approval": false, "chat_id": null});
    assert_eq!((seen.status, seen.body), (200, want));
    let mut socket = ben.online().await;
    let typed = format!(" {} ", made.code.to_lowercase().replace('-', " "));
    let came = enter(&carol, &typed).await;
    assert_eq!(
        (came.status, &came.body["id"], &came.body["role"]),
        (201, &json!(chat), &json!("member"))
    );
    let push = socket.next_named("member.added", SOON).await.unwrap();
    assert_eq!(push["members"][0]["user_id"], carol.id);
    let again = enter(&carol, &made.code).await;
    assert_eq!((again.status, &again.body["id"]), (200, &json!(chat)));
    let list = ask(&ana, "GET", &format!("/chats/{chat}/join-codes"), Value::Null).await;
    assert_eq!(list.body["items"][0]["uses"], 1);
    let qr =
        ask(&ana, "GET", &format!("/chats/{chat}/join-codes/{}/qr", made.code), Value::Null).await;
    assert_eq!((qr.status, qr.header("content-type")), (200, "image/svg+xml"));
    assert!(qr.text.starts_with("<svg xmlns=") && qr.text.ends_with("</svg>"), "{}", qr.text);
    ana.ban(chat, carol.id).await.unwrap();
    assert_eq!(
        code(&carol, "POST", "/join", json!({"code": made.code})).await,
        (403, "banned".into())
    );
    for (body, name) in [
        (json!({"max_uses": 0}), "code_bounds"),
        (json!({"max_uses": 1_001}), "code_bounds"),
        (json!({"expires_in_s": 0}), "code_bounds"),
        (json!({"expires_in_s": 90 * 86_400 + 1}), "code_bounds"),
        (json!({"expires_in_s": i64::MAX}), "code_bounds"),
        (json!({"max_uses": "x"}), "invalid_body"),
    ] {
        let got = code(&ana, "POST", &format!("/chats/{chat}/join-codes"), body.clone()).await;
        assert_eq!(got, (422, name.to_owned()), "{body}");
    }
}

pub(crate) async fn dead_codes_look_alike(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    let chat = ana.group("Friends", &[]).await.unwrap().id;
    let used = make(&ana, chat, json!({"max_uses": 1})).await.code;
    assert_eq!(enter(&ben, &used).await.status, 201);
    let taken_back = make(&ana, chat, json!({})).await.code;
    let path = format!("/chats/{chat}/join-codes/{taken_back}");
    assert_eq!(ask(&ana, "DELETE", &path, Value::Null).await.status, 204);
    let over = make(&ana, chat, json!({"expires_in_s": 1})).await.code;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let mut told = BTreeSet::new();
    for dead in [used.as_str(), &taken_back, &over, "0000-0000-0000", "nonsense", ""] {
        let mut raw = enter(&carol, dead).await;
        raw.body.as_object_mut().unwrap().remove("request_id");
        told.insert((raw.status, raw.body.to_string()));
    }
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told.iter().all(|(status, body)| *status == 404 && body.contains("code_invalid")));
    let list = ask(&ana, "GET", &format!("/chats/{chat}/join-codes"), Value::Null).await;
    assert_eq!(list.body["items"], json!([]));
}

pub(crate) async fn one_of_fifty_comes_in(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let chat = ana.group("Friends", &[]).await.unwrap().id;
    let made = make(&ana, chat, json!({"max_uses": 1})).await.code;
    let mut people = Vec::new();
    for n in 0..50 {
        people.push(server.person(&format!("guest{n}")).await);
    }
    let answers = join_all(people.iter().map(|who| enter(who, &made))).await;
    let count = |status| answers.iter().filter(|raw| raw.status == status).count();
    assert_eq!((count(201), count(404)), (1, 49));
    assert_eq!(ana.members(chat).await.unwrap().items.len(), 2);
}

pub(crate) async fn guesses_of_codes_end(backend: Backend) {
    let options = Options::on(backend)
        .env("TERTULIA_LIMITS__ENABLED", "true")
        .env("TERTULIA_LIMITS__RATES__REGISTER__BURST", "0");
    let server = Server::start(options).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.group("Friends", &[]).await.unwrap().id;
    let right = make(&ana, chat, json!({})).await.code;
    for n in 0..10 {
        assert_eq!(enter(&ben, &format!("0000-0000-00{n:02}")).await.status, 404);
    }
    let limited = enter(&ben, &right).await;
    assert_eq!((limited.status, limited.code()), (429, "rate_limited"), "even with a right one");
    let seen = ask(&ben, "GET", &format!("/join/{right}"), Value::Null).await;
    assert_eq!(seen.status, 429);
    assert_eq!(enter(&ana, &right).await.status, 200, "others may");
}

pub(crate) async fn some_ask_first(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    let chat = ana.group("Friends", &[]).await.unwrap().id;
    let made = make(&ana, chat, json!({"approval": true})).await.code;
    let (mut anas, mut bens) = (ana.online().await, ben.online().await);
    let asked = enter(&ben, &made).await;
    assert_eq!((asked.status, asked.body), (202, json!({"title": "Friends"})));
    let push = anas.next_named("notification.new", SOON).await.unwrap();
    let told = &push["notification"];
    assert_eq!((&told["kind"], &told["user"]["id"]), (&json!("join_request"), &json!(ben.id)));
    assert_eq!((&told["chat_id"], &told["chat_title"]), (&json!(chat), &json!("Friends")));
    refused(ben.chat(chat).await, 404, "chat_not_found");
    assert_eq!(enter(&carol, &made).await.status, 202);
    let path = format!("/chats/{chat}/join-requests");
    let page: wire::JoinRequestList =
        ask(&ana, "GET", &format!("{path}?limit=1"), Value::Null).await.read().unwrap();
    assert_eq!((page.items.len(), page.items[0].user.id), (1, ben.id.min(carol.id)), "by id");
    assert!(page.next_cursor.is_some());
    let answer = async |who: i64, answer: &str| {
        code(&ana, "PUT", &format!("{path}/{who}"), json!({"answer": answer})).await
    };
    assert_eq!(answer(ben.id, "maybe").await.0, 422);
    assert_eq!(answer(ben.id, "accept").await.0, 204);
    assert_eq!(bens.next_named("chat.new", SOON).await.unwrap()["chat"]["id"], chat);
    assert_eq!(answer(ben.id, "accept").await, (404, "request_not_found".into()));
    assert_eq!(answer(carol.id, "decline").await.0, 204);
    refused(carol.chat(chat).await, 404, "chat_not_found");
}

pub(crate) async fn the_shy_are_invited(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.group("Friends", &[]).await.unwrap().id;
    let shy = ask(&ben, "PUT", "/users/me/privacy", json!({"groups": "nobody"})).await;
    assert_eq!((shy.status, &shy.body["groups"]), (200, &json!("nobody")), "{}", shy.text);
    let mut socket = ben.online().await;
    let invite = async || {
        let added = ana.add_members(chat, &[ben.id]).await.unwrap();
        assert_eq!((added.items.len(), added.invited), (0, vec![ben.id]));
        let raw = ask(&ben, "GET", "/group-invitations", Value::Null).await;
        let list: wire::GroupInvitationList = raw.read().unwrap();
        assert_eq!((list.items.len(), list.items[0].title.as_str()), (1, "Friends"));
        format!("/group-invitations/{}", list.items[0].id)
    };
    let path = invite().await;
    let push = socket.next_named("notification.new", SOON).await.unwrap();
    assert_eq!(push["notification"]["kind"], "group_invitation");
    refused(ben.chat(chat).await, 404, "chat_not_found");
    let no = json!({"answer": "decline"});
    assert_eq!(ask(&ana, "PUT", &path, no.clone()).await.status, 404, "it is not hers");
    assert_eq!(ask(&ben, "PUT", &path, no).await.status, 204);
    let path = invite().await;
    let yes = ask(&ben, "PUT", &path, json!({"answer": "accept"})).await;
    assert_eq!((yes.status, &yes.body["id"]), (200, &json!(chat)));
    let again = code(&ben, "PUT", &path, json!({"answer": "accept"})).await;
    assert_eq!(again, (404, "invitation_not_found".to_owned()));
}

pub(crate) async fn members_are_looked_for(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, bea, carol] = server.people(["ana", "ben", "bea", "carol"]).await;
    let chat = ana.group("Friends", &[ben.id, bea.id]).await.unwrap().id;
    let found = async |query: &str| {
        let path = format!("/chats/{chat}/members?{query}");
        let page: wire::MemberList = ask(&ana, "GET", &path, Value::Null).await.read().unwrap();
        (page.items.iter().map(|m| m.user_id).collect::<Vec<_>>(), page.next_cursor)
    };
    let mut both = [ben.id, bea.id];
    both.sort_unstable();
    assert_eq!(found("query=BE").await.0, both);
    let (first, cursor) = found("query=be&limit=1").await;
    assert_eq!(first, both[..1]);
    let next = format!("query=be&limit=1&cursor={}", cursor.unwrap());
    assert_eq!(found(&next).await, (both[1..].to_vec(), None));
    assert!(found("query=%25").await.0.is_empty());
    assert!(found("query=carol").await.0.is_empty(), "she isn't in it");
    let path = format!("/chats/{chat}/members?query=be");
    assert_eq!(ask(&carol, "GET", &path, Value::Null).await.status, 404);
}

pub(crate) async fn public_groups_are_found(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let mut made = Vec::new();
    for title in ["Chess", "Chess for two", "Choir", "Secret chess"] {
        let chat = ana.group(title, &[]).await.unwrap().id;
        if title != "Secret chess" {
            ana.edit_group(chat, json!({"settings": {"public": true}, "description": title}))
                .await
                .unwrap();
        }
        made.push(chat);
    }
    let browse = async |query: &str| {
        let raw = ask(&ben, "GET", &format!("/groups?{query}"), Value::Null).await;
        raw.read::<wire::PublicGroupList>().unwrap()
    };
    let ids =
        |page: &wire::PublicGroupList| page.items.iter().map(|g| g.chat_id).collect::<Vec<_>>();
    let first = browse("limit=2").await;
    assert_eq!(ids(&first), [made[2], made[1]]);
    let next = browse(&format!("limit=2&cursor={}", first.next_cursor.unwrap())).await;
    assert_eq!((ids(&next), next.next_cursor), (vec![made[0]], None));
    assert_eq!(ids(&browse("query=CHESS").await), [made[1], made[0]]);
    let enter = async |chat: i64| {
        ask(&ben, "PUT", &format!("/chats/{chat}/members/me"), Value::Null).await.status
    };
    let statuses = [enter(made[0]).await, enter(made[0]).await, enter(made[3]).await];
    assert_eq!(statuses, [201, 200, 404]);
    assert!(browse("query=chess").await.items[1].member);
    let other = format!("/chats/{}/members/{}", made[1], ana.id);
    assert_eq!(ask(&ben, "PUT", &other, Value::Null).await.status, 404, "nobody is put in");
    ana.ban(made[1], ben.id).await.unwrap();
    assert_eq!(enter(made[1]).await, 403);
}
