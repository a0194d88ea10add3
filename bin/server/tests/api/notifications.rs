//! What people are told apart from messages.

use super::stage::{ana_and_ben, ask, code, refused, serve};
use client::Client;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::{BRIEFLY, Backend, Options, PASSWORD, Person, SOON, Server};
use wire::{NotificationKind, NotificationsToRead, SecurityNotice};

fn all() -> NotificationsToRead {
    NotificationsToRead { all: true, ..NotificationsToRead::default() }
}

fn up_to(id: i64) -> NotificationsToRead {
    NotificationsToRead { up_to: Some(id), ..NotificationsToRead::default() }
}

fn these(ids: &[i64]) -> NotificationsToRead {
    NotificationsToRead { ids: Some(ids.to_vec()), ..NotificationsToRead::default() }
}

async fn kinds(who: &Client) -> Vec<NotificationKind> {
    who.notifications().await.unwrap().items.into_iter().map(|one| one.kind).collect()
}

/// Says something that names people, under a client id of its own.
async fn say(who: &Person, chat: i64, text: &str) -> i64 {
    let id = format!("{}-{text}", who.username).replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    who.send(chat, &id, text).await.unwrap().message.seq
}

pub(crate) async fn causes_reach_the_list(backend: Backend) {
    use NotificationKind::{AddedToGroup, FriendAccepted, FriendRequest, Mention};
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let mut bens = ben.online().await;
    let request = ana.ask_friend(ben.id).await.unwrap();
    let told = bens.next_named("notification.new", SOON).await.unwrap();
    assert_eq!(
        (&told["unread"], &told["notification"]["kind"]),
        (&json!(1), &json!("friend_request"))
    );
    assert_eq!(told["notification"]["user"]["username"], "ana");
    assert_eq!(told["notification"]["read_at"], Value::Null);
    ben.answer_friend(request.id, true).await.unwrap();
    assert_eq!(kinds(&ana).await, [FriendAccepted]);
    let tea = ana.group("Tea", &[ben.id]).await.unwrap().id;
    let told = bens.next_named("notification.new", SOON).await.unwrap();
    assert_eq!(told["notification"]["chat_title"], "Tea");
    ana.add_members(tea, &[eve.id]).await.unwrap();
    assert_eq!(kinds(&eve).await, [AddedToGroup]);
    let seq = say(&ana, tea, "are you there, @Ben? and @ana, @nobody, x@eve.org").await;
    let told = bens.next_named("notification.new", SOON).await.unwrap();
    assert_eq!(told["notification"]["kind"], "mention");
    assert_eq!(
        (&told["notification"]["chat_id"], &told["notification"]["seq"]),
        (&json!(tea), &json!(seq))
    );
    assert!(told["notification"]["chat_title"].is_null(), "words stay in the chat");
    assert_eq!(kinds(&ben).await, [Mention, AddedToGroup, FriendRequest]);
    assert_eq!((kinds(&eve).await.len(), kinds(&ana).await.len()), (1, 1));
    let list = ben.notifications().await.unwrap();
    assert_eq!((list.unread, list.next_cursor), (3, None));
}

pub(crate) async fn marks_are_heard_elsewhere(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    drop(server.client());
    for n in 0..3 {
        say(&ana, chat, &format!("@ben {n}")).await;
    }
    let ids: Vec<i64> =
        ben.notifications().await.unwrap().items.into_iter().map(|one| one.id).collect();
    let (mut phone, mut laptop) = (ben.online().await, ben.online().await);
    let left = ben.read_notifications(&these(&ids[..1])).await.unwrap();
    assert_eq!(left.unread, 2);
    for socket in [&mut phone, &mut laptop] {
        let heard = socket.next_named("notification.read", SOON).await.unwrap();
        assert_eq!((&heard["ids"], &heard["unread"]), (&json!([ids[0]]), &json!(2)));
    }
    assert_eq!(ben.read_notifications(&up_to(ids[2])).await.unwrap().unread, 1);
    assert_eq!(ben.read_notifications(&up_to(ids[2])).await.unwrap().unread, 1);
    assert_eq!(ben.read_notifications(&all()).await.unwrap().unread, 0);
    let list = ben.notifications().await.unwrap();
    assert!(list.unread == 0 && list.items.iter().all(|one| one.read_at.is_some()));
    for want in [vec![ids[2]], vec![ids[1]]] {
        let heard = phone.next_named("notification.read", SOON).await.unwrap();
        assert_eq!(heard["ids"], json!(want));
    }
}

pub(crate) async fn pages_and_refusals(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    for n in 0..5 {
        say(&ana, chat, &format!("@ben {n}")).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/notifications?limit=2&cursor={cursor}");
        let page: wire::NotificationList =
            ben.request("GET", &path, None).await.unwrap().read().unwrap();
        assert!(page.items.len() <= 2 && page.unread == 5);
        seen.extend(page.items.into_iter().map(|one| one.id));
        match page.next_cursor {
            Some(next) => cursor = next,
            None => break,
        }
    }
    assert!(seen.len() == 5 && seen.is_sorted_by(|a, b| a > b), "{seen:?}");
    for who in [&ana, &eve] {
        refused(who.read_notifications(&these(&seen[..1])).await, 404, "notification_not_found");
        refused(who.read_notifications(&up_to(seen[0])).await, 404, "notification_not_found");
    }
    refused(ben.read_notifications(&these(&[seen[0], 0])).await, 404, "notification_not_found");
    refused(ben.read_notifications(&up_to(i64::MAX)).await, 404, "notification_not_found");
    for body in [
        json!({}),
        json!({"all": false}),
        json!({"all": true, "ids": [seen[0]]}),
        json!({"up_to": seen[0], "ids": [seen[0]]}),
        json!({"ids": "1"}),
        json!({"up_to": "x"}),
        json!({"ids": (1..=201).collect::<Vec<i64>>()}),
        json!([]),
    ] {
        assert_eq!(code(&ben, "PUT", "/notifications/read", body.clone()).await.0, 422, "{body}");
    }
    for query in ["limit=0", "limit=201", "cursor=%21", "cursor=MS4y"] {
        let path = format!("/notifications?{query}");
        assert_eq!(code(&ben, "GET", &path, Value::Null).await.0, 422, "{query}");
    }
    assert_eq!(ben.notifications().await.unwrap().unread, 5);
}

pub(crate) async fn blocks_cause_none(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let tea = eve.group("Tea", &[ana.id, ben.id]).await.unwrap().id;
    ana.block(ben.id).await.unwrap();
    ana.read_notifications(&all()).await.unwrap();
    let mut anas = ana.online().await;
    ben.ask_friend(ana.id).await.unwrap();
    say(&ben, tea, "@ana, why?").await;
    refused(ben.group("Us", &[ana.id]).await, 403, "cannot_add");
    say(&eve, tea, "@ana, hello").await;
    let told = anas.next_named("notification.new", SOON).await.unwrap();
    assert_eq!(told["notification"]["user"]["username"], "eve", "his were none");
    assert_eq!(ana.notifications().await.unwrap().unread, 1);
}

pub(crate) async fn security_is_told(backend: Backend) {
    let options = Options::on(backend);
    let server = Server::start(options).await;
    let ben = server.person("ben").await;
    assert!(kinds(&ben).await.is_empty(), "registering is no news");
    let mut socket = ben.online().await;
    let guest = server.client().with_header("user-agent", "Lantern/9");
    let body = json!({"login": "ben", "password": PASSWORD});
    assert_eq!(ask(&guest, "POST", "/sessions", body.clone()).await.status, 201);
    let told = socket.next_named("notification.new", SOON).await.unwrap();
    assert_eq!(told["notification"]["kind"], "security");
    assert_eq!(told["notification"]["notice"], "sign_in");
    assert_eq!(told["notification"]["device"], "Lantern/9");
    let wrong = json!({"login": "ben", "password": "not the password 9"});
    assert_eq!(ask(&guest, "POST", "/sessions", wrong).await.status, 401);
    assert_eq!(kinds(&ben).await.len(), 1, "a wrong password signs nobody in");
    // Alone and on a device that is known: no news. On another device: news.
    let raw = ask(&guest, "POST", "/sessions", body.clone()).await;
    let phone = server.client().with_token(raw.body["access_token"].as_str().unwrap());
    ask(&phone, "DELETE", "/sessions/others", Value::Null).await;
    ask(&phone, "DELETE", "/sessions/current", Value::Null).await;
    for (agent, more) in [("Lantern/9", 0), ("Candle/1", 1)] {
        let guest = server.client().with_header("user-agent", agent);
        let raw = ask(&guest, "POST", "/sessions", body.clone()).await;
        let client = server.client().with_token(raw.body["access_token"].as_str().unwrap());
        let list = client.notifications().await.unwrap().items;
        assert_eq!(list.len(), 2 + more, "{agent}");
        assert!(list.iter().all(|one| one.notice == Some(SecurityNotice::SignIn)));
        ask(&client, "DELETE", "/sessions/current", Value::Null).await;
    }
}

pub(crate) async fn missed_ones_come_by_sync(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    drop(server.client());
    say(&ana, chat, "@ben 1").await;
    let account: wire::Account =
        ben.request("GET", "/users/me", None).await.unwrap().read().unwrap();
    say(&ana, chat, "@ben 2").await;
    say(&ana, chat, "@ben 3").await;
    let ids: Vec<i64> =
        ben.notifications().await.unwrap().items.into_iter().map(|one| one.id).collect();
    ben.read_notifications(&these(&ids[1..2])).await.unwrap();
    let body = json!({"chats": {}, "user": account.rev});
    let page = ask(&ben, "POST", "/sync", body).await.body;
    let user = &page["user"];
    let missed: Vec<(i64, bool)> = user["notifications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["id"].as_i64().unwrap(), one["read_at"].is_string()))
        .collect();
    assert_eq!(missed, [(ids[0], false), (ids[1], true)]);
    assert_eq!((&user["unread_notifications"], &page["more"]), (&json!(2), &json!(false)));
    let mut socket = ben.online().await;
    let ask = json!({"op": "sync", "chats": {}, "user": account.rev});
    socket.ask(ask).await.unwrap();
    let page = socket.next_named("sync", SOON).await.unwrap();
    assert_eq!(page["user"]["notifications"].as_array().unwrap().len(), 2);
}

pub(crate) async fn counters_agree_under_races(backend: Backend) {
    let server = Server::start(Options::on(backend).env("TERTULIA_LIMITS__ENABLED", "false")).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let tea = eve.group("Tea", &[ana.id, ben.id]).await.unwrap().id;
    let mut socket = ben.online().await;
    let talk = |who: &Person| {
        let (client, name) = (who.unwatched(), who.username.clone());
        async move {
            for n in 0..30 {
                client.send(tea, &format!("{name}-{n}"), "@ben!").await.unwrap();
            }
        }
    };
    let marks = async {
        for _ in 0..15 {
            ben.read_notifications(&all()).await.unwrap();
        }
    };
    tokio::join!(talk(&ana), talk(&eve), marks);
    say(&eve, tea, "@ben, the last").await;
    let list: wire::NotificationList =
        ben.request("GET", "/notifications?limit=200", None).await.unwrap().read().unwrap();
    let unread = list.items.iter().filter(|one| one.read_at.is_none()).count();
    assert_eq!((list.items.len(), usize::try_from(list.unread).unwrap()), (62, unread));
    // Each event carried the count of its moment. Two writers may tell in another order than they wrote.
    let (mut told, mut ended) = (BTreeMap::new(), false);
    while let Ok(event) = socket.next_event(if ended { BRIEFLY } else { SOON }).await {
        if event["ev"].as_str().unwrap().starts_with("notification.") {
            ended |= event["notification"]["id"] == list.items[0].id;
            told.insert(event["user_rev"].as_i64().unwrap(), event);
        }
    }
    let mut held = 1_i64;
    for event in told.values() {
        match event["ids"].as_array() {
            Some(ids) => held -= i64::try_from(ids.len()).unwrap(),
            None => held += 1,
        }
        assert_eq!(event["unread"], held, "{event}");
    }
    assert!(ended && held == list.unread);
}
