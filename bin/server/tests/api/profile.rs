//! Profiles, privacy, and leaving for a while or for good.

use super::stage::{ana_and_ben, ask, closed_with, code, refused, serve};
use client::Client;
use serde_json::{Value, json};
use testkit::{BRIEFLY, Backend, PASSWORD, SOON, eventually};

async fn update(who: &Client, body: Value) -> Value {
    let raw = ask(who, "PATCH", "/users/me", body).await;
    assert_eq!(raw.status, 200, "{}", raw.text);
    raw.body
}

async fn confine(who: &Client, body: Value) -> Value {
    let raw = ask(who, "PUT", "/users/me/privacy", body).await;
    assert_eq!(raw.status, 200, "{}", raw.text);
    raw.body
}

pub(crate) async fn profiles_are_seen_live(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    ana.ask_friend(eve.id).await.unwrap();
    let (mut anas, mut bens, mut eves) =
        (ana.online().await, ben.online().await, eve.online().await);
    let body = json!({"display_name": "Ana María", "bio": "Tea,\nchess", "time_zone": "Europe/Madrid",
        "status": {"text": "On a train", "until": "2099-01-01T00:00:00.000Z"}, "language": "es"});
    let account = update(&ana, body).await;
    assert_eq!((&account["bio"], &account["language"]), (&json!("Tea,\nchess"), &json!("es")));
    let own = anas.next_named("user.changed", SOON).await.unwrap();
    assert_eq!(own["account"]["display_name"], "Ana María");
    let seen = bens.next_named("member.changed", SOON).await.unwrap();
    assert_eq!(
        (&seen["chat_id"], &seen["member"]["display_name"]),
        (&json!(chat), &json!("Ana María"))
    );
    let near = bens.next_named("user.changed", SOON).await.unwrap();
    assert_eq!(near["user"]["status"]["text"], "On a train");
    assert!(near.get("account").is_none(), "an account is its owner's to see: {near}");
    let far = eves.next_named("user.changed", SOON).await.unwrap();
    assert_eq!(far["contact"]["user"]["display_name"], "Ana María");
    let profile = ask(&ben, "GET", &format!("/users/{}", ana.id), Value::Null).await.body;
    assert_eq!(
        (&profile["bio"], &profile["time_zone"]),
        (&json!("Tea,\nchess"), &json!("Europe/Madrid"))
    );
    assert!(profile.get("email").is_none() && profile.get("language").is_none(), "{profile}");
    let account = update(&ana, json!({"bio": null, "status": null})).await;
    assert_eq!((&account["bio"], &account["status"]), (&Value::Null, &Value::Null));
    assert_eq!(account["time_zone"], "Europe/Madrid", "what is missing stays");
}

pub(crate) async fn bad_profiles_are_refused(backend: Backend) {
    let server = serve(backend).await;
    let [ana, _ben] = server.people(["ana", "ben"]).await;
    for (body, status, want) in [
        (json!({"username": "ben"}), 409, "username_taken"),
        (json!({"username": "admin"}), 422, "invalid_field"),
        (json!({"display_name": ""}), 422, "invalid_field"),
        (json!({"display_name": "a\u{202e}b"}), 422, "invalid_field"),
        (json!({"bio": "x".repeat(501)}), 422, "invalid_field"),
        (json!({"bio": 7}), 422, "invalid_body"),
        (json!({"status": {"text": ""}}), 422, "invalid_field"),
        (json!({"status": {"text": "x", "until": "2001-01-01T00:00:00.000Z"}}), 422, "status_over"),
        (json!({"time_zone": "../../etc"}), 422, "invalid_field"),
        (json!({"language": "x"}), 422, "invalid_field"),
    ] {
        let got = code(&ana, "PATCH", "/users/me", body.clone()).await;
        assert_eq!(got, (status, want.to_owned()), "{body}");
    }
    // What isn't one's to set is passed over.
    let account = update(&ana, json!({"is_admin": true, "id": 1, "email": "x@example.org"})).await;
    assert_eq!(
        (&account["is_admin"], &account["email"]),
        (&json!(false), &json!("ana@example.org"))
    );
    for body in [
        json!({"presence": "shared_group"}),
        json!({"messages": "friend"}),
        json!({"read_receipts": 1}),
    ] {
        let (status, _) = code(&ana, "PUT", "/users/me/privacy", body.clone()).await;
        assert_eq!(status, 422, "{body}");
    }
}

pub(crate) async fn renamed_people_are_found(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    update(&ana, json!({"username": "Anita"})).await;
    let login = |name: &'static str| {
        let guest = server.client();
        async move {
            code(&guest, "POST", "/sessions", json!({"login": name, "password": PASSWORD})).await
        }
    };
    assert_eq!(login("anita").await.0, 201);
    assert_eq!(login("ana").await, (401, "invalid_login".to_owned()));
    let found = ask(&ben, "GET", "/users?query=anit", Value::Null).await.body;
    assert_eq!(found["items"][0]["id"], json!(ana.id));
    assert_eq!(code(&ben, "PATCH", "/users/me", json!({"username": "ana"})).await.0, 409);
}

pub(crate) async fn one_name_for_one_of_many(backend: Backend) {
    let server = serve(backend).await;
    let people = server.people(["ana", "ben", "carol", "dora", "emil"]).await;
    let tries =
        people.iter().map(|who| code(who, "PATCH", "/users/me", json!({"username": "first"})));
    let mut statuses: Vec<u16> =
        futures_util::future::join_all(tries).await.into_iter().map(|(status, _)| status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409]);
}

pub(crate) async fn presence_is_for_whom_one_likes(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    ana.direct(eve.id).await.unwrap();
    let request = ana.ask_friend(eve.id).await.unwrap();
    eve.answer_friend(request.id, true).await.unwrap();
    let (mut bens, mut eves) = (ben.online().await, eve.online().await);
    let anas = ana.online().await;
    assert_eq!(bens.next_named("presence", SOON).await.unwrap()["online"], true);
    assert_eq!(eves.next_named("presence", SOON).await.unwrap()["online"], true);
    confine(&ana, json!({"presence": "friends"})).await;
    assert_eq!(bens.next_named("presence", SOON).await.unwrap()["online"], false);
    let seen = |who: Client| {
        let id = ana.id;
        async move {
            let raw = ask(&who, "GET", &format!("/users/{id}"), Value::Null).await;
            raw.body["online"].as_bool().unwrap()
        }
    };
    assert_eq!((seen(ben.client.clone()).await, seen(eve.client.clone()).await), (false, true));
    let members = ben.chat(chat).await.unwrap().members;
    assert!(members.iter().all(|member| member.user_id != ana.id || !member.online));
    // No friend any more: out of sight at once.
    eve.unfriend(ana.id).await.unwrap();
    eventually("Ana out of sight", async || !seen(eve.client.clone()).await).await;
    anas.close().await.unwrap();
    let told = bens.next_named("presence", BRIEFLY).await;
    assert!(told.is_err(), "{told:?}");
    confine(&ana, json!({"presence": "everyone"})).await;
    eventually("when Ana was last here", async || {
        let members = ben.chat(chat).await.unwrap().members;
        members.iter().any(|member| member.user_id == ana.id && member.last_seen.is_some())
    })
    .await;
}

pub(crate) async fn read_marks_are_kept_to_oneself(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    confine(&ana, json!({"read_receipts": false})).await;
    let (mut anas, mut bens) = (ana.online().await, ben.online().await);
    ben.send(chat, "one", "hello").await.unwrap();
    ana.read(chat, 1).await.unwrap();
    let own = anas.next_named("read", SOON).await.unwrap();
    assert_eq!((&own["user_id"], &own["seq"]), (&json!(ana.id), &json!(1)));
    let told = bens.next_named("read", BRIEFLY).await;
    assert!(told.is_err(), "{told:?}");
    let members = ben.chat(chat).await.unwrap().members;
    assert!(members.iter().all(|member| member.user_id != ana.id || member.read_seq == 0));
    assert_eq!(ana.chat(chat).await.unwrap().unread, 0);
}

pub(crate) async fn found_by_address_if_they_like(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let find = async || {
        let raw = ask(&ben, "GET", "/users?query=ana@example.org", Value::Null).await;
        raw.body["items"].as_array().unwrap().len()
    };
    assert_eq!(find().await, 0);
    confine(&ana, json!({"findable_by_email": true, "messages": "nobody"})).await;
    assert_eq!(find().await, 1);
    refused(ben.direct(ana.id).await, 403, "not_accepted");
}

pub(crate) async fn suggestions(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, _eve] = server.people(["ana", "ben", "eve"]).await;
    ana.group("Tea", &[ben.id]).await.unwrap();
    let raw = ask(&ana, "GET", "/users/suggestions", Value::Null).await;
    let items = raw.body["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 1);
    assert_eq!((&items[0]["user"]["id"], &items[0]["shared_groups"]), (&json!(ben.id), &json!(1)));
}

pub(crate) async fn resting_and_waking(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let mut anas = ana.online().await;
    let path = "/users/me/deactivation";
    let wrong = code(&ana, "POST", path, json!({"password": "not-it-at-all"})).await;
    assert_eq!(wrong, (403, "wrong_password".to_owned()));
    assert_eq!(code(&ana, "POST", path, json!({"password": PASSWORD})).await.0, 204);
    assert_eq!(closed_with(&mut anas).await, 4401);
    assert_eq!(code(&ana, "GET", "/users/me", Value::Null).await.0, 401);
    refused(ben.send(chat, "lost", "hello?").await, 403, "not_accepted");
    let found = ask(&ben, "GET", "/users?query=ana", Value::Null).await.body;
    assert_eq!(found["items"], json!([]));
    let body = json!({"login": "ana", "password": PASSWORD});
    assert_eq!(code(&server.client(), "POST", "/sessions", body).await.0, 201);
    ben.send(chat, "found", "hello").await.unwrap();
}

pub(crate) async fn deleting_an_account(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let request = ana.ask_friend(ben.id).await.unwrap();
    ben.answer_friend(request.id, true).await.unwrap();
    ana.send(chat, "kept", "this stays").await.unwrap();
    let (mut anas, mut bens) = (ana.online().await, ben.online().await);
    let wrong = code(&ana, "DELETE", "/users/me", json!({"password": "not-it-at-all"})).await;
    assert_eq!(wrong, (403, "wrong_password".to_owned()));
    assert_eq!(code(&ana, "DELETE", "/users/me", json!({"password": PASSWORD})).await.0, 204);
    assert_eq!(closed_with(&mut anas).await, 4401);
    let ended = bens.next_named("friend.removed", SOON).await.unwrap();
    assert_eq!(ended["contact"]["user"]["id"], json!(ana.id));
    let told = bens.next_named("member.changed", SOON).await.unwrap();
    assert_eq!(
        (&told["member"]["deleted"], &told["member"]["display_name"]),
        (&json!(true), &json!("Deleted account"))
    );
    let kept = ask(&ben, "GET", &format!("/chats/{chat}/messages"), Value::Null).await.body;
    assert_eq!(kept["items"][0]["text"], "this stays");
    refused(ben.send(chat, "late", "hello?").await, 403, "not_accepted");
    let body = json!({"login": "ana", "password": PASSWORD});
    assert_eq!(code(&server.client(), "POST", "/sessions", body).await.0, 401);
    let profile = ask(&ben, "GET", &format!("/users/{}", ana.id), Value::Null).await;
    assert!(
        !profile.text.contains("\"ana\"") && !profile.text.contains("ana@"),
        "{}",
        profile.text
    );
    // Whoever comes next may have name and address.
    server.person("ana").await;
}

pub(crate) async fn deleting_against_everything(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let gone = ask(&ana, "DELETE", "/users/me", json!({"password": PASSWORD}));
    let path = format!("/chats/{chat}/messages");
    let sends = (0..20).map(|n| {
        code(&ben, "POST", &path, json!({"client_id": format!("race-{n}"), "text": "hello"}))
    });
    let renames =
        (0..10).map(|n| ask(&ana, "PATCH", "/users/me", json!({"bio": format!("bio {n}")})));
    let (gone, sends, renames) = tokio::join!(
        gone,
        futures_util::future::join_all(sends),
        futures_util::future::join_all(renames)
    );
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert!(sends.iter().all(|(status, _)| [201, 403].contains(status)), "{sends:?}");
    assert!(renames.iter().all(|raw| [200, 401, 404].contains(&raw.status)));
    let profile = ask(&ben, "GET", &format!("/users/{}", ana.id), Value::Null).await.body;
    assert_eq!((&profile["bio"], &profile["deleted"]), (&Value::Null, &json!(true)));
}
