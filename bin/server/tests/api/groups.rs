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
            ("POST", "/members") => json!({"user_ids": [carol.id]}),
            _ => Value::Null,
        };
        let path = path.replace("{user_id}", &carol.id.to_string());
        let raw = ask(&ben, method, &format!("/chats/{chat}{path}"), body).await;
        assert_eq!(raw.status, *want, "{method} {path}: {}", raw.text);
    }
}
