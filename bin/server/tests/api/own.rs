//! The download of one's own data.

use super::stage::{ana_and_ben, ask};
use client::Client;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use testkit::{Backend, Options, PASSWORD, Person, Server, Smtp};

/// The files of a download, by name.
pub(crate) async fn download(who: &Client) -> BTreeMap<String, Vec<Value>> {
    let url = format!("{}/api/v1/users/me/export", who.base());
    let answer = reqwest::Client::new().get(url).bearer_auth(who.token().unwrap()).send().await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    let bytes = std::io::Cursor::new(answer.bytes().await.unwrap());
    let mut archive = zip::ZipArchive::new(bytes).unwrap();
    let files = archive.len();
    let read = |number| {
        let mut file = archive.by_index(number).unwrap();
        let text = std::io::read_to_string(&mut file).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (file.name().unwrap().into_owned(), lines)
    };
    (0..files).map(read).collect()
}

pub(crate) async fn own_data_is_handed_out(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    let patch = json!({"username": "anita", "bio": "Tea"});
    assert_eq!(ask(&ana, "PATCH", "/users/me", patch).await.status, 200);
    ana.ask_friend(ben.id).await.unwrap();
    // More than one page.
    for n in 0..1_203 {
        ana.send(chat, &format!("message-{n}"), &format!("number {n}")).await.unwrap();
    }
    ben.send(chat, "his", "not hers").await.unwrap();
    let files = download(&ana).await;
    assert_eq!(files["account.jsonl"][0]["bio"], "Tea");
    let names: Vec<_> = files["usernames.jsonl"].iter().map(|line| &line["username"]).collect();
    assert_eq!(names, ["ana", "anita"]);
    assert_eq!(files["devices.jsonl"].len(), 1);
    assert_eq!(files["contacts.jsonl"][0]["user"]["username"], "ben");
    assert_eq!(files["chats.jsonl"][0]["chat_id"], json!(chat));
    let mut texts: Vec<_> =
        files["messages.jsonl"].iter().map(|m| m["text"].as_str().unwrap()).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), 1_203);
    assert!(!texts.contains(&"not hers"));
}

/// The files that docs/PRIVACY.md names; a test of the store holds its rows against the tables.
fn promised() -> BTreeSet<String> {
    let text = include_str!("../../../../docs/PRIVACY.md");
    let (_, table) = text.split_once("<!-- person:begin -->").unwrap();
    let words =
        table.split('`').filter(|word| word.split_once('.').is_some_and(|(_, end)| end == "jsonl"));
    words.map(str::to_owned).collect()
}

/// Ana, who has left something of every kind, and Ben.
async fn somebody_everywhere(server: &Server) -> [Person; 2] {
    let [ana, ben, eve, kim] = server.people(["ana", "ben", "eve", "kim"]).await;
    super::admin::crown(server, "ana");
    let chat = ana.direct(ben.id).await.unwrap().id;
    ben.ask_friend(ana.id).await.unwrap();
    ben.send(chat, "his", "canary of his").await.unwrap();
    ana.send(chat, "hers", "hers").await.unwrap();
    ana.edit(chat, 2, "hers, edited").await.unwrap();
    ana.send(chat, "hidden", "not for me").await.unwrap();
    ana.send(chat, "gone", "not for anybody").await.unwrap();
    ana.delete(chat, 4).await.unwrap();
    let done = async |who: &Person, method: &str, path: &str, body: Value| {
        let raw = ask(who, method, path, body).await;
        assert!((200..300).contains(&raw.status), "{path}: {}", raw.text);
        raw.body
    };
    let of = |seq: i64, what: &str| format!("/chats/{chat}/messages/{seq}{what}");
    done(&ana, "PUT", &of(1, "/reactions/%F0%9F%91%8D"), Value::Null).await;
    done(&ana, "PUT", &of(1, "/pin"), Value::Null).await;
    done(&ana, "DELETE", &of(3, "?for=me"), Value::Null).await;
    done(&ana, "PUT", &format!("/chats/{chat}/read"), json!({"seq": 4})).await;
    done(&ana, "PUT", &format!("/chats/{chat}/draft"), json!({"text": "begun"})).await;
    done(&ana, "PUT", "/users/me/notification-settings", json!({"digest": "weekly"})).await;
    done(&ana, "POST", "/invitations", json!({"note": "for kim"})).await;
    let report = json!({"user_id": ben.id, "reason": "spam", "note": "too much"});
    done(&ana, "POST", "/reports", report).await;
    done(&ana, "POST", "/admin/announcements", json!({"text": "Tea", "expires_in": 3_600})).await;
    done(&ana, "POST", "/users/me/totp", json!({"password": PASSWORD})).await;
    groups(&ana, &ben, &eve, &kim).await;
    [ana, ben]
}

/// Bans, codes, requests and invitations, from both sides.
async fn groups(ana: &Person, ben: &Person, eve: &Person, kim: &Person) {
    let hers = ana.group("Hers", &[eve.id]).await.unwrap().id;
    let [his, other, third] = [
        ben.group("His", &[]).await.unwrap().id,
        ben.group("Other", &[]).await.unwrap().id,
        ben.group("Third", &[]).await.unwrap().id,
    ];
    ana.ban(hers, eve.id).await.unwrap();
    ben.ban(his, ana.id).await.unwrap();
    for shy in [ana, kim] {
        let raw = ask(shy, "PUT", "/users/me/privacy", json!({"groups": "nobody"})).await;
        assert_eq!(raw.status, 200, "{}", raw.text);
    }
    ana.add_members(hers, &[kim.id]).await.unwrap();
    ben.add_members(other, &[ana.id]).await.unwrap();
    let codes = format!("/chats/{hers}/join-codes");
    assert_eq!(ask(ana, "POST", &codes, json!({})).await.status, 201);
    let codes = format!("/chats/{third}/join-codes");
    let code = ask(ben, "POST", &codes, json!({"approval": true})).await.body;
    let asked = ask(ana, "POST", "/join", json!({"code": code["code"]})).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
}

pub(crate) async fn own_data_holds_everything(backend: Backend) {
    let smtp = Smtp::start().await;
    let options = Options::on(backend)
        .mailing(&smtp)
        .env("TERTULIA_PEOPLE__MEMBERS_INVITE", "true")
        .env("TERTULIA_PUSH__ALLOW_PRIVATE", "true");
    let server = Server::start(options).await;
    let [ana, ben] = somebody_everywhere(&server).await;
    assert_eq!(super::passwords::forget(&ana, "ana@example.org").await.0, 202);
    smtp.letter(1).await;
    let service = testkit::PushService::start().await;
    let browser = testkit::PushBrowser::new(7).subscription(&format!("{}/ana", service.base()));
    assert!(ask(&ana, "PUT", "/users/me/push-subscriptions", browser).await.status < 300);
    let gone = ana.again().await;
    assert_eq!(ask(&gone, "DELETE", "/sessions/current", Value::Null).await.status, 204);
    let files = download(&ana).await;
    let names: BTreeSet<String> = files.keys().cloned().collect();
    assert_eq!(names, promised());
    for (file, lines) in &files {
        assert!(!lines.is_empty(), "{file}");
    }
    let of = |file: &str| &files[&format!("{file}.jsonl")];
    assert_eq!(of("notification_settings")[0]["digest"], "weekly");
    assert!(of("notifications").iter().any(|line| line["kind"] == "friend_request"));
    assert_eq!(of("invitations")[0]["note"], "for kim");
    assert_eq!(
        (&of("reports")[0]["user_id"], &of("reports")[0]["note"]),
        (&json!(ben.id), &json!("too much"))
    );
    assert!(of("push_subscriptions")[0]["endpoint"].as_str().unwrap().starts_with("http"));
    assert_eq!(of("messages").len(), 1, "neither what she deleted nor what she hid");
    assert_eq!(
        (&of("messages")[0]["text"], &of("versions")[0]["text"]),
        (&json!("hers, edited"), &json!("hers"))
    );
    assert_eq!(
        (&of("reactions")[0]["seq"], &of("reactions")[0]["text"]),
        (&json!(1), &json!("👍"))
    );
    assert_eq!(
        (&of("hidden_messages")[0]["seq"], &of("deletions")[0]["seq"]),
        (&json!(3), &json!(4))
    );
    assert_eq!(of("devices").iter().filter(|device| !device["ended_at"].is_null()).count(), 1);
    assert_eq!(of("group_invitations")[0]["user_id"], json!(ben.id));
    assert_eq!(of("second_step")[0], json!({"confirmed_at": null, "recovery_codes_left": 0}));
    assert_eq!(of("letters")[0]["text"], "ana@example.org");
    told_of_deeds(of("audit_log"));
    let all = format!("{files:?}");
    assert!(!all.contains("canary"), "what others wrote is theirs");
    assert!(!all.contains("not for"), "what is gone is gone");
    others_have_nothing(&ben).await;
}

/// What she did with where from; what was done to her with no more than what and when.
fn told_of_deeds(log: &[Value]) {
    let by_others: Vec<_> = log.iter().filter(|line| line["by_you"] == false).collect();
    assert_eq!(by_others.len(), 1, "{log:?}");
    let mut only: Vec<_> = by_others[0].as_object().unwrap().keys().map(String::as_str).collect();
    only.sort_unstable();
    assert_eq!(only, ["action", "at", "by_you"], "{log:?}");
    assert_eq!(by_others[0]["action"], "user.promote");
    let own = log.iter().find(|line| line["action"] == "invitation.create").unwrap();
    assert_eq!((&own["by_you"], &own["address"]), (&json!(true), &json!("127.0.0.1")));
}

async fn others_have_nothing(ben: &Person) {
    let bens = download(ben).await;
    for empty in ["invitations", "reports", "push_subscriptions", "audit_log", "letters", "pins"] {
        assert!(bens[&format!("{empty}.jsonl")].is_empty(), "{empty}: each has their own alone");
    }
}
