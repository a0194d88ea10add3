//! Groups with roles.

use super::stage::{ask, code, refused, serve};
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{Backend, Person, SOON};
use wire::Role;

pub(crate) async fn roles_are_given_and_heard(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol, dan] = server.people(["ana", "ben", "carol", "dan"]).await;
    let chat = ana.group("Friends", &[ben.id, carol.id]).await.unwrap().id;
    let mut socket = carol.online().await;
    let made = ana.set_role(chat, ben.id, Role::Admin).await.unwrap();
    assert_eq!((made.user_id, made.role), (ben.id, Role::Admin));
    let push = socket.next_named("member.changed", SOON).await.unwrap();
    assert_eq!(
        (&push["member"]["user_id"], &push["member"]["role"]),
        (&json!(ben.id), &json!("admin"))
    );
    assert_eq!(ben.chat(chat).await.unwrap().role, Role::Admin);
    assert_eq!(ben.rename(chat, "By Ben").await.unwrap().title.as_deref(), Some("By Ben"));
    ben.add_members(chat, &[dan.id]).await.unwrap();
    refused(dan.rename(chat, "By Dan").await, 403, "not_admin");
    refused(dan.remove_member(chat, carol.id).await, 403, "not_admin");
    refused(ben.remove_member(chat, ana.id).await, 403, "not_owner");
    refused(ben.set_role(chat, carol.id, Role::Admin).await, 403, "not_owner");
    refused(ana.set_role(chat, ana.id, Role::Member).await, 409, "owner_stays");
    ben.remove_member(chat, dan.id).await.unwrap();
    refused(ana.set_role(chat, dan.id, Role::Admin).await, 404, "user_not_found");
    let path = format!("/chats/{chat}/members/{}", ben.id);
    for body in [json!({}), json!({"role": "king"}), json!({"role": null}), json!([])] {
        let got = code(&ana, "PATCH", &path, body.clone()).await;
        assert_eq!(got, (422, "invalid_body".to_owned()), "{body}");
    }

    assert_eq!(ana.set_role(chat, carol.id, Role::Owner).await.unwrap().role, Role::Owner);
    assert_eq!(ana.chat(chat).await.unwrap().role, Role::Admin, "who hands over stays");
    refused(ana.set_role(chat, ben.id, Role::Member).await, 403, "not_owner");
    let path = format!("/chats/{chat}/members/me");
    let me = ask(&ana, "PATCH", &path, json!({"role": "member"})).await;
    assert_eq!(me.body["role"], "member", "everybody may step down");
}

async fn owners(of: &Person, chat: i64) -> Vec<i64> {
    let members = of.members(chat).await.unwrap().items;
    members.iter().filter(|m| m.role == Role::Owner).map(|m| m.user_id).collect()
}

pub(crate) async fn an_admin_inherits(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol, dan] = server.people(["ana", "ben", "carol", "dan"]).await;
    let chat = ana.group("Friends", &[ben.id, carol.id, dan.id]).await.unwrap().id;
    ana.set_role(chat, dan.id, Role::Admin).await.unwrap();
    ana.set_role(chat, carol.id, Role::Admin).await.unwrap();
    // Both came at one time: of these the lower id.
    let (first, second) = if carol.id < dan.id { (&carol, &dan) } else { (&dan, &carol) };
    ana.leave(chat).await.unwrap();
    assert_eq!(owners(&ben, chat).await, [first.id], "an admin, not Ben");
    let gone = json!({"password": testkit::PASSWORD});
    assert_eq!(ask(first, "DELETE", "/users/me", gone).await.status, 204);
    assert_eq!(owners(&ben, chat).await, [second.id], "with the account goes the group");
    second.leave(chat).await.unwrap();
    assert_eq!(owners(&ben, chat).await, [ben.id]);
    ben.leave(chat).await.unwrap();
    for who in [&ana, &ben, second] {
        refused(who.chat(chat).await, 404, "chat_not_found");
        assert!(who.chats().await.unwrap().items.is_empty(), "nobody sees an empty group");
    }
}

pub(crate) async fn one_owner_under_races(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    for _ in 0..8 {
        let chat = ana.group("Friends", &[ben.id, carol.id]).await.unwrap().id;
        let path = |who: &str| format!("/chats/{chat}/members/{who}");
        let (to_ben, me) = (path(&ben.id.to_string()), path("me"));
        let owner = json!({"role": "owner"});
        let tries = [
            ask(&ana, "DELETE", &me, Value::Null),
            ask(&ana, "PATCH", &to_ben, owner.clone()),
            ask(&ben, "DELETE", &me, Value::Null),
            ask(&ana, "PATCH", &to_ben, json!({"role": "admin"})),
        ];
        let answers = join_all(tries).await;
        assert!(answers.iter().all(|raw| raw.status < 500), "{answers:?}");
        assert_eq!((answers[0].status, answers[2].status), (204, 204), "everybody may leave");
        assert_eq!(owners(&carol, chat).await, [carol.id]);
    }
}

/// What an admin of a group is answered, who is its owner's equal but for their own kind.
const ADMIN: &[(&str, &str, u16)] = &[
    ("GET", "", 200),
    ("PATCH", "", 200),
    ("GET", "/members", 200),
    ("POST", "/members", 200),
    ("PATCH", "/members/{user_id}", 403),
    ("DELETE", "/members/{user_id}", 204),
    ("DELETE", "/members/me", 204),
    ("GET", "/join-codes", 200),
    ("POST", "/join-codes", 201),
    ("GET", "/join-requests", 200),
    ("PUT", "/join-requests/{user_id}", 404),
    ("GET", "/bans", 200),
    ("PUT", "/bans/{user_id}", 200),
    ("DELETE", "/bans/{user_id}", 204),
];

pub(crate) async fn what_admins_may(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    for (method, path, want) in ADMIN {
        let chat = ana.group("Friends", &[ben.id, carol.id]).await.unwrap().id;
        ana.set_role(chat, ben.id, Role::Admin).await.unwrap();
        let body = match (*method, *path) {
            ("PATCH", "") => json!({"title": "New"}),
            ("PATCH", _) => json!({"role": "admin"}),
            ("PUT", "/join-requests/{user_id}") => json!({"answer": "accept"}),
            ("POST", "/join-codes") => json!({}),
            ("POST", "/members") => json!({"user_ids": [carol.id]}),
            _ => Value::Null,
        };
        let path = path.replace("{user_id}", &carol.id.to_string());
        let raw = ask(&ben, method, &format!("/chats/{chat}{path}"), body).await;
        assert_eq!(raw.status, *want, "{method} {path}: {}", raw.text);
    }
}

pub(crate) async fn groups_tell_of_themselves(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.group("Friends", &[ben.id]).await.unwrap();
    let usual = json!({"who_may_write": "everyone", "who_may_add": "admins", "who_may_pin": "admins",
        "who_may_edit_info": "admins", "slow_mode_s": 0, "history": "all", "public": false});
    assert_eq!(serde_json::to_value(chat.settings).unwrap(), usual);
    let mut socket = ben.online().await;
    let change = json!({"description": "Who we are", "rules": "Be kind", "color": "#2F7D6B",
        "settings": {"slow_mode_s": 10, "who_may_add": "everyone"}});
    let edited = ana.edit_group(chat.id, change).await.unwrap();
    assert_eq!(
        (edited.title.as_deref(), edited.color.as_deref()),
        (Some("Friends"), Some("#2f7d6b"))
    );
    let push = socket.next_named("chat.changed", SOON).await.unwrap();
    assert_eq!((&push["description"], &push["rules"]), (&json!("Who we are"), &json!("Be kind")));
    assert_eq!(push["settings"]["slow_mode_s"], 10);
    let seen = ben.chat(chat.id).await.unwrap();
    assert_eq!((seen.rules, seen.settings), (edited.rules, edited.settings));
    let since = wire::SyncRequest { chats: [(chat.id, chat.rev)].into(), user: None };
    let page = ben.sync(&since).await.unwrap();
    let info = page.chats[0].info.clone().expect("it changed");
    assert_eq!(info.description.as_deref(), Some("Who we are"));
    let bare = ana.edit_group(chat.id, json!({"rules": null, "description": ""})).await.unwrap();
    assert_eq!((bare.rules, bare.description, bare.color), (None, None, edited.color));
    let path = format!("/chats/{}", chat.id);
    for (body, name) in [
        (json!({"title": ""}), "invalid_field"),
        (json!({"description": "x".repeat(501)}), "invalid_field"),
        (json!({"rules": "x".repeat(2_001)}), "invalid_field"),
        (json!({"color": "red"}), "invalid_field"),
        (json!({"settings": {"slow_mode_s": 3_601}}), "slow_mode_bounds"),
        (json!({"settings": {"slow_mode_s": "x"}}), "invalid_body"),
        (json!({"settings": {"who_may_write": "nobody"}}), "invalid_body"),
    ] {
        let got = code(&ana, "PATCH", &path, body.clone()).await;
        assert_eq!(got, (422, name.to_owned()), "{body}");
    }
    refused(ben.edit_group(chat.id, json!({"settings": {"public": true}})).await, 403, "not_admin");
    let direct = ana.direct(ben.id).await.unwrap();
    assert_eq!(direct.settings, None);
    refused(ana.edit_group(direct.id, json!({"rules": "x"})).await, 409, "direct_chat_is_fixed");
}

pub(crate) async fn who_writes_and_how_often(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.group("News", &[ben.id]).await.unwrap().id;
    ana.edit_group(chat, json!({"settings": {"who_may_write": "admins"}})).await.unwrap();
    refused(ben.send(chat, "one", "hello").await, 403, "admins_only");
    let mut socket = ben.online().await;
    let op = json!({"op": "message.send", "chat_id": chat, "client_id": "two", "text": "hello"});
    super::stage::refused_there(socket.request(op.clone()).await, "admins_only");
    ana.send(chat, "news", "Read this").await.unwrap();
    let slow = json!({"settings": {"who_may_write": "everyone", "slow_mode_s": 3_600}});
    ana.edit_group(chat, slow).await.unwrap();
    ben.send(chat, "one", "hello").await.unwrap();
    assert!(ben.send(chat, "one", "hello").await.unwrap().replayed, "the same again is no other");
    let body = json!({"client_id": "two", "text": "hello"});
    let raw = ask(&ben, "POST", &format!("/chats/{chat}/messages"), body).await;
    assert_eq!((raw.status, raw.code()), (429, "slow_mode"));
    let wait = raw.body["retry_after_ms"].as_i64().unwrap();
    assert!((3_500_000..=3_600_000).contains(&wait), "{wait}");
    super::stage::refused_there(socket.request(op).await, "slow_mode");
    ana.say(chat, 3).await.unwrap();
}

pub(crate) async fn the_past_is_for_those_who_were_there(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.group("Friends", &[]).await.unwrap().id;
    ana.send(chat, "old", "secret").await.unwrap();
    ana.edit_group(chat, json!({"settings": {"history": "from_joining"}})).await.unwrap();
    let mut socket = ben.online().await;
    ana.add_members(chat, &[ben.id]).await.unwrap();
    let push = socket.next_named("chat.new", SOON).await.unwrap();
    assert_eq!(push["chat"]["last_message"], Value::Null);
    ana.reply(chat, 1, "new", "hello").await.unwrap();
    ana.pin(chat, 1, true).await.unwrap();
    for path in [
        format!("/chats/{chat}/pins"),
        format!("/chats/{chat}"),
        format!("/chats/{chat}/messages"),
        format!("/chats/{chat}/messages?before=2"),
        format!("/chats/{chat}/messages?around=1"),
        format!("/chats/{chat}/messages?after=0"),
        "/chats".to_owned(),
        "/notifications".to_owned(),
    ] {
        let raw = ask(&ben, "GET", &path, Value::Null).await;
        assert!(raw.status == 200 && !raw.text.contains("secret"), "{path}: {}", raw.text);
    }
    let page = ask(&ben, "POST", "/sync", json!({"chats": {chat.to_string(): 0}, "user": 0})).await;
    assert!(page.text.contains("hello") && !page.text.contains("secret"), "{}", page.text);
    let report = json!({"chat_id": chat, "seq": 1, "reason": "spam"});
    assert_eq!(ask(&ben, "POST", "/reports", report).await.status, 404);
    let message = format!("/chats/{chat}/messages/1");
    for (method, path) in [
        ("GET", format!("{message}/history")),
        ("GET", format!("{message}/readers")),
        ("GET", format!("{message}/reactions")),
        ("PUT", format!("{message}/reactions/%F0%9F%91%8D")),
        ("DELETE", format!("{message}?for=me")),
        ("DELETE", message),
    ] {
        let raw = ask(&ben, method, &path, Value::Null).await;
        assert_eq!((raw.status, raw.code()), (404, "message_not_found"), "{method} {path}");
    }
    assert_eq!(ben.chat(chat).await.unwrap().cleared_seq, 1, "what a client passes over");
}

pub(crate) async fn bans_hold_until_lifted(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    let chat = ana.group("Friends", &[ben.id, carol.id]).await.unwrap().id;
    let mut socket = carol.online().await;
    let ban = ana.ban(chat, carol.id).await.unwrap();
    assert_eq!((ban.user.id, ban.by), (carol.id, Some(ana.id)));
    let push = socket.next_named("member.removed", SOON).await.unwrap();
    assert_eq!((&push["user_id"], &push["by"]), (&json!(carol.id), &json!(ana.id)));
    refused(carol.chat(chat).await, 404, "chat_not_found");
    refused(ana.add_members(chat, &[carol.id]).await, 403, "banned");
    refused(ana.ban(chat, ana.id).await, 422, "ban_of_self");
    refused(ana.ban(chat, 999_999).await, 404, "user_not_found");
    let path = format!("/chats/{chat}/bans?limit=1");
    let page: wire::BanList = ask(&ana, "GET", &path, Value::Null).await.read().unwrap();
    assert_eq!((page.items.len(), page.next_cursor), (1, None));
    ana.lift_ban(chat, carol.id).await.unwrap();
    ana.add_members(chat, &[carol.id]).await.unwrap();
    let direct = ana.direct(ben.id).await.unwrap().id;
    refused(ana.ban(direct, ben.id).await, 409, "direct_chat_is_fixed");
    // Banning against adding: whoever comes first, in the end they are out.
    let (path, ids) = (format!("/chats/{chat}/bans/{}", carol.id), [carol.id]);
    for _ in 0..6 {
        let add = ana.add_members(chat, &ids);
        let (add, ban) = tokio::join!(add, ask(&ana, "PUT", &path, Value::Null));
        assert_eq!(ban.status, 200, "{}", ban.text);
        assert!(add.as_ref().map_or_else(|e| e.status() == Some(403), |_| true), "{add:?}");
        refused(carol.chat(chat).await, 404, "chat_not_found");
        ana.lift_ban(chat, carol.id).await.unwrap();
    }
}

pub(crate) async fn conversations_show_changes(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    let chat = ana.group("Tea", &[ben.id]).await.unwrap().id;
    ana.send(chat, "1", "hello").await.unwrap();
    let mut bens = ben.online().await;
    let before = ben.chat(chat).await.unwrap().rev;
    ana.add_members(chat, &[carol.id]).await.unwrap();
    let heard = bens.next_named("member.added", SOON).await.unwrap();
    let line = &heard["line"];
    assert_eq!(
        (&line["kind"], &line["after_seq"], &line["rev"]),
        (&json!("added"), &json!(1), &heard["rev"])
    );
    assert_eq!(
        (&line["by"]["username"], &line["users"][0]["username"]),
        (&json!("ana"), &json!("carol"))
    );
    ana.rename(chat, "Coffee").await.unwrap();
    carol.leave(chat).await.unwrap();
    let page = ask(&ben, "GET", &format!("/chats/{chat}/messages"), Value::Null).await.body;
    let kinds = |lines: &Value| -> Vec<Value> {
        lines.as_array().unwrap().iter().map(|line| line["kind"].clone()).collect()
    };
    assert_eq!(kinds(&page["lines"]), ["created", "added", "edited", "left"]);
    assert_eq!(page["lines"][2]["changes"], json!([{"what": "title", "to": "Coffee"}]));
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "lines are no messages");
    let sync = ask(&ben, "POST", "/sync", json!({"chats": {chat.to_string(): before}})).await.body;
    assert_eq!(kinds(&sync["chats"][0]["lines"]), ["added", "edited", "left"]);
    assert_eq!(ben.chat(chat).await.unwrap().unread, 1, "nor unread");
    let cleared = ask(&ben, "DELETE", &format!("/chats/{chat}/history"), Value::Null).await;
    assert_eq!(cleared.status, 204);
    let page = ask(&ben, "GET", &format!("/chats/{chat}/messages"), Value::Null).await.body;
    assert_eq!(page.get("lines"), None);
}
