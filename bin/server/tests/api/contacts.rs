//! Friends, requests, blocks.

use super::stage::{ana_and_ben, closed_with, code, refused, serve};
use client::{Client, Socket};
use serde_json::{Value, json};
use testkit::{BRIEFLY, Backend, Options, Person, SOON, Server, eventually};

async fn friend_ids(who: &Client) -> Vec<i64> {
    who.friends().await.unwrap().items.into_iter().map(|contact| contact.user.id).collect()
}

pub(crate) async fn requests_are_answered(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let (mut anas, mut bens) = (ana.online().await, ben.online().await);
    let body = json!({"username": "ben", "note": "  we met at the fair "});
    let asked = ana.request("POST", "/friend-requests", Some(body)).await.unwrap();
    assert_eq!((asked.status, &asked.body["state"]), (201, &json!("pending")));
    assert_eq!(asked.body["note"], "we met at the fair");
    let told = bens.next_named("friend.request", SOON).await.unwrap();
    assert_eq!(told["contact"]["user"]["username"], "ana");
    assert_eq!(told["contact"]["request"]["incoming"], true);
    let own = anas.next_named("friend.request", SOON).await.unwrap();
    assert_eq!(own["contact"]["request"]["incoming"], false);
    let id = ben.friend_requests("incoming").await.unwrap().items[0].id;
    assert_eq!(json!(id), asked.body["id"], "one name for both");
    assert_eq!(ana.friend_requests("outgoing").await.unwrap().items[0].user.username, "ben");
    refused(ana.ask_friend(ben.id).await, 409, "already_requested");
    refused(ana.answer_friend(id, true).await, 404, "request_not_found");
    let friend = ben.answer_friend(id, true).await.unwrap();
    assert!(friend.friends_since.is_some() && friend.request.is_none());
    anas.next_named("friend.accepted", SOON).await.unwrap();
    assert_eq!((friend_ids(&ana).await, friend_ids(&ben).await), (vec![ben.id], vec![ana.id]));
    ana.unfriend(ben.id).await.unwrap();
    bens.next_named("friend.removed", SOON).await.unwrap();
    refused(ben.unfriend(ana.id).await, 404, "not_friends");
    let again = ben.ask_friend(ana.id).await.unwrap().id;
    assert!(ana.answer_friend(again, false).await.unwrap().request.is_none());
    let once_more = ben.ask_friend(ana.id).await.unwrap().id;
    ben.cancel_friend(once_more).await.unwrap();
    refused(ana.answer_friend(once_more, true).await, 404, "request_not_found");
    assert!(ana.friend_requests("incoming").await.unwrap().items.is_empty());
}

pub(crate) async fn requests_cross_at_once(backend: Backend) {
    let server = serve(backend).await;
    for round in 0..10 {
        let (a, b) = pair(&server, round).await;
        let asked = tokio::join!(
            a.ask_friend(b.id),
            b.ask_friend(a.id),
            a.ask_friend(b.id),
            b.ask_friend(a.id)
        );
        for answer in [asked.0, asked.1, asked.2, asked.3] {
            let status = answer.as_ref().err().and_then(client::ClientError::status);
            assert!(matches!(status, None | Some(409)), "{answer:?}");
        }
        assert_eq!((friend_ids(&a).await, friend_ids(&b).await), (vec![b.id], vec![a.id]));
        assert!(a.friend_requests("outgoing").await.unwrap().items.is_empty());
    }
}

pub(crate) async fn forged_answers_find_nothing(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let id = ana.ask_friend(ben.id).await.unwrap().id;
    refused(eve.answer_friend(id, true).await, 404, "request_not_found");
    refused(eve.cancel_friend(id).await, 404, "request_not_found");
    refused(ben.cancel_friend(id).await, 404, "request_not_found");
    refused(ana.ask_friend(ana.id).await, 422, "contact_with_self");
    refused(ana.ask_friend(999_999).await, 404, "user_not_found");
    refused(ana.block(999_999).await, 404, "user_not_found");
    refused(ana.block(ana.id).await, 422, "contact_with_self");
    for (body, status) in [
        (json!({}), 422),
        (json!({"user_id": ben.id, "username": "ben"}), 422),
        (json!({"user_id": "x"}), 422),
        (json!({"username": "nobody"}), 404),
        (json!({"user_id": eve.id, "note": "x".repeat(201)}), 422),
    ] {
        let got = code(&ana, "POST", "/friend-requests", body.clone()).await;
        assert_eq!(got.0, status, "{body}");
    }
    let odd =
        code(&ben, "PUT", &format!("/friend-requests/{id}"), json!({"answer": "maybe"})).await;
    assert_eq!(odd.0, 422);
    for odd in ["0", "-1", "x", "9223372036854775808"] {
        let path = format!("/friend-requests/{odd}");
        let got = code(&ben, "PUT", &path, json!({"answer": "accept"})).await;
        assert_eq!(got, (404, "request_not_found".to_owned()), "{odd}");
    }
    ben.answer_friend(id, true).await.unwrap();
}

pub(crate) async fn lists_page_and_refuse(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let others = server.people(["ben", "carol", "dora", "emil", "fay"]).await;
    for other in &others {
        other.ask_friend(ana.id).await.unwrap();
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/friend-requests?limit=2&cursor={cursor}");
        let page: wire::FriendRequestList =
            ana.request("GET", &path, None).await.unwrap().read().unwrap();
        assert!(page.items.len() <= 2);
        seen.extend(page.items.into_iter().map(|request| request.user.id));
        match page.next_cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert_eq!(seen, others.map(|other| other.id));
    for path in ["/friends", "/blocks", "/friend-requests"] {
        for query in ["limit=0", "limit=201", "cursor=!"] {
            let (status, _) = code(&ana, "GET", &format!("{path}?{query}"), Value::Null).await;
            assert_eq!(status, 422, "{path}?{query}");
        }
    }
    let odd = code(&ana, "GET", "/friend-requests?direction=sideways", Value::Null).await;
    assert_eq!(odd.0, 422);
}

/// Who is blocked gets the answers that anybody gets from somebody who takes nothing.
pub(crate) async fn blocks_are_silent(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let carol = server.person("carol").await;
    let group = carol.group("All", &[ana.id, ben.id]).await.unwrap().id;
    let id = ana.ask_friend(ben.id).await.unwrap().id;
    ben.answer_friend(id, true).await.unwrap();
    let (mut bens, mut anas) = (ben.online().await, ana.online().await);
    assert!(ana.block(ben.id).await.unwrap().blocked_at.is_some());
    anas.next_named("block.changed", SOON).await.unwrap();
    bens.next_named("friend.removed", SOON).await.unwrap();
    refused(ben.send(chat, "c1", "hello?").await, 403, "not_accepted");
    refused(ana.send(chat, "c1", "hello?").await, 403, "blocked_by_you");
    refused(ben.group("Trap", &[ana.id]).await, 403, "cannot_add");
    let seen = ben.user(ana.id).await.unwrap();
    assert_eq!((seen.online, seen.last_seen), (false, None));
    for (who, other) in [(&ben, &ana), (&ana, &ben)] {
        let members = who.members(group).await.unwrap().items;
        let other = members.iter().find(|member| member.user_id == other.id).unwrap();
        assert_eq!((other.online, other.last_seen), (false, None));
        let carols = members.iter().filter(|member| member.user_id == carol.id);
        assert_eq!(carols.count(), 1);
    }
    assert_eq!(ben.ask_friend(ana.id).await.unwrap().state, wire::RequestState::Pending);
    assert!(ana.friend_requests("incoming").await.unwrap().items.is_empty());
    assert_eq!(ana.blocks().await.unwrap().items[0].user.id, ben.id);
    assert!(ben.blocks().await.unwrap().items.is_empty());
    // In a common group both are heard: it is the group's matter who is in it.
    ben.send(group, "c2", "hello all").await.unwrap();
    ana.unblock(ben.id).await.unwrap();
    ben.send(chat, "c3", "hello").await.unwrap();
    assert!(ben.friend_requests("outgoing").await.unwrap().items.is_empty());
}

pub(crate) async fn blocks_bite_on_live_sockets(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let group = server.person("carol").await.group("All", &[ana.id, ben.id]).await.unwrap().id;
    let (mut anas, mut bens) = (ana.online().await, ben.online().await);
    ana.block(ben.id).await.unwrap();
    seems_gone(&mut bens, ana.id).await;
    seems_gone(&mut anas, ben.id).await;
    anas.next_named("block.changed", SOON).await.unwrap();
    for place in [chat, group] {
        let typing = json!({"op": "typing", "chat_id": place}).to_string();
        bens.send_raw(&typing).await.unwrap();
    }
    let op = json!({"op": "message.send", "chat_id": chat, "client_id": "x", "text": "hey"});
    let refusal = bens.request(op).await.unwrap_err();
    assert_eq!(refusal.code(), Some("not_accepted"));
    bens.close().await.unwrap();
    for unwanted in ["typing", "presence", "message.new"] {
        let heard = anas.next_named(unwanted, BRIEFLY).await;
        assert!(heard.is_err(), "nothing of his reaches her: {heard:?}");
    }
    // A socket that is opened later knows it from the database.
    let mut later = ana.again().await.online().await;
    let bens = ben.online().await;
    let heard = later.next_named("presence", BRIEFLY).await;
    assert!(heard.is_err(), "nothing of his reaches her: {heard:?}");
    ana.unblock(ben.id).await.unwrap();
    let back = later.next_named("presence", SOON).await.unwrap();
    assert_eq!((&back["user_id"], &back["online"]), (&json!(ben.id), &json!(true)));
    ana.end_session("others").await.unwrap();
    assert_eq!(closed_with(&mut later).await, 4401);
    drop(bens);
}

/// Waits until somebody is told to be away.
async fn seems_gone(socket: &mut Socket, user: i64) {
    loop {
        let told = socket.next_named("presence", SOON).await.unwrap();
        if told["user_id"] == user && told["online"] == false {
            return;
        }
    }
}

pub(crate) async fn accept_against_cancel(backend: Backend) {
    let server = serve(backend).await;
    for round in 0..10 {
        let (a, b) = pair(&server, round).await;
        let id = a.ask_friend(b.id).await.unwrap().id;
        let (accepted, canceled, blocked) =
            tokio::join!(b.answer_friend(id, true), a.cancel_friend(id), async {
                if round % 2 == 0 { b.block(a.id).await.map(Some) } else { Ok(None) }
            });
        for status in [accepted.as_ref().err(), canceled.as_ref().err()].into_iter().flatten() {
            assert_eq!(status.status(), Some(404), "{status:?}");
        }
        let blocked = blocked.unwrap().is_some();
        let friends = friend_ids(&a).await;
        assert_eq!(friends.is_empty(), friend_ids(&b).await.is_empty(), "one edge for both");
        assert_eq!(!friends.is_empty(), accepted.is_ok() && !blocked, "round {round}");
    }
}

async fn pair(server: &Server, round: usize) -> (Person, Person) {
    (server.person(&format!("ann{round}")).await, server.person(&format!("bob{round}")).await)
}

pub(crate) async fn own_stream_of_contacts(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let asked = ben.ask_friend(ana.id).await.unwrap().id;
    ana.block(eve.id).await.unwrap();
    let sync = async |since: i64| {
        let request = wire::SyncRequest { user: Some(since), ..Default::default() };
        ana.sync(&request).await.unwrap().user.unwrap()
    };
    let all = sync(0).await;
    let ids: Vec<i64> = all.contacts.iter().map(|contact| contact.user.id).collect();
    assert_eq!((ids, all.rev), (vec![ben.id, eve.id], 3));
    ana.answer_friend(asked, true).await.unwrap();
    ana.unblock(eve.id).await.unwrap();
    let later = sync(all.rev).await;
    assert!(later.contacts[0].friends_since.is_some());
    let none = &later.contacts[1];
    assert!(none.friends_since.is_none() && none.request.is_none() && none.blocked_at.is_none());
    eventually("nothing more", async || sync(later.rev).await.contacts.is_empty()).await;
}

pub(crate) async fn rule_of_the_server(backend: Backend) {
    let options = Options::on(backend).env("TERTULIA_PEOPLE__DIRECT_MESSAGES", "shared_group");
    let server = Server::start(options).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    refused(ana.direct(ben.id).await, 403, "not_accepted");
    ana.group("Tea", &[ben.id]).await.unwrap();
    ana.direct(ben.id).await.unwrap();
    let asked = eve.ask_friend(ana.id).await.unwrap().id;
    refused(ana.direct(eve.id).await, 403, "not_accepted");
    ana.answer_friend(asked, true).await.unwrap();
    ana.direct(eve.id).await.unwrap();
}
