//! Reports to the administrators, and what these tell everybody.

use super::stage::{ask, code, serve};
use client::Client;
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{BRIEFLY, Backend, Person, SOON, Server};

/// A server where Ana administers, and Ben and Eve share a room.
async fn room(backend: Backend) -> (Server, [Person; 3], i64) {
    let server = serve(backend).await;
    let people = server.people(["ana", "ben", "eve"]).await;
    let made = server.command().args(["user", "promote", "ana"]).output().unwrap();
    assert!(made.status.success());
    let chat = people[1].group("Room", &[people[2].id]).await.unwrap().id;
    people[1].send(chat, "first", "buy my pills").await.unwrap();
    (server, people, chat)
}

async fn list(admin: &Client, state: &str) -> wire::ReportList {
    ask(admin, "GET", &format!("/admin/reports?state={state}"), Value::Null).await.read().unwrap()
}

fn refusal(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

pub(crate) async fn a_report_and_its_end(backend: Backend) {
    let (_server, [ana, ben, eve], chat) = room(backend).await;
    let mut socket = ana.online().await;
    let mut other = ben.online().await;
    let body = json!({"chat_id": chat, "seq": 1, "reason": "spam", "note": "every day"});
    let raw = ask(&eve, "POST", "/reports", body.clone()).await;
    assert_eq!(raw.status, 201, "{}", raw.text);
    let made: wire::ReportMade = raw.read().unwrap();
    assert_eq!(socket.next_named("reports.open", SOON).await.unwrap()["open"], 1);
    assert!(other.next_named("reports.open", BRIEFLY).await.is_err(), "nobody else is told");
    let again = ask(&eve, "POST", "/reports", body).await;
    assert_eq!((again.status, again.body["id"].as_i64()), (200, Some(made.id)));
    let page = list(&ana, "open").await;
    let one = &page.items[0];
    assert_eq!((page.open, page.items.len(), one.id), (1, 1, made.id));
    assert_eq!(one.quote.as_deref(), Some("buy my pills"));
    assert_eq!((one.reporter.as_deref(), one.username.as_deref()), (Some("eve"), Some("ben")));
    assert_eq!((one.chat_id, one.seq, one.note.as_str()), (Some(chat), Some(1), "every day"));
    let path = format!("/admin/reports/{}", made.id);
    let note = json!({"state": "resolved", "note": "talked to Ben"});
    let raw = ask(&ana, "PUT", &path, note).await;
    assert_eq!(raw.status, 200, "{}", raw.text);
    assert_eq!(socket.next_named("reports.open", SOON).await.unwrap()["open"], 0);
    let other_way = code(&ana, "PUT", &path, json!({"state": "dismissed"})).await;
    assert_eq!(other_way, refusal(409, "report_decided"));
    let page = list(&ana, "resolved").await;
    assert_eq!(page.items[0].decision.as_deref(), Some("talked to Ben"));
    assert_eq!(page.items[0].decided_by.as_deref(), Some("ana"));
    assert_eq!(list(&ana, "open").await.items, []);
    let log = ask(&ana, "GET", "/admin/audit-log", Value::Null).await;
    assert!(log.text.contains("report.resolve") && !log.text.contains("pills"), "{}", log.text);
}

pub(crate) async fn nobody_reports_the_unseen(backend: Backend) {
    let (server, [ana, ben, eve], chat) = room(backend).await;
    let zoe = server.person("zoe").await;
    let report = async |who: &Client, body: Value| code(who, "POST", "/reports", body).await;
    let message = json!({"chat_id": chat, "seq": 1, "reason": "spam"});
    for outsider in [&zoe, &ana] {
        assert_eq!(report(outsider, message.clone()).await, refusal(404, "chat_not_found"));
    }
    assert_eq!(report(&server.client(), message.clone()).await.0, 401);
    assert_eq!(report(&ben, message.clone()).await, refusal(422, "report_of_self"));
    for seq in [0, 2, -1, i64::MAX] {
        let body = json!({"chat_id": chat, "seq": seq, "reason": "spam"});
        assert_eq!(report(&eve, body).await, refusal(404, "message_not_found"), "{seq}");
    }
    for odd in [
        json!({"reason": "spam"}),
        json!({"user_id": ben.id, "chat_id": chat, "seq": 1, "reason": "spam"}),
        json!({"chat_id": chat, "reason": "spam"}),
        json!({"user_id": ben.id, "reason": "odd"}),
        json!({"user_id": ben.id}),
        json!({"user_id": ben.id, "reason": "spam", "note": "x".repeat(201)}),
        json!({"user_id": ben.id, "reason": "spam", "state": "resolved"}),
    ] {
        assert_eq!(report(&eve, odd.clone()).await.0, 422, "{odd}");
    }
    let person = json!({"user_id": ben.id, "reason": "harassment"});
    assert_eq!(report(&zoe, person).await.0, 201);
    eve.leave(chat).await.unwrap();
    assert_eq!(report(&eve, message).await, refusal(404, "chat_not_found"));
}

/// The same report by one person, many times at once, is one.
pub(crate) async fn one_report_at_once(backend: Backend) {
    let (_server, [ana, ben, eve], chat) = room(backend).await;
    let bodies = [
        json!({"chat_id": chat, "seq": 1, "reason": "spam"}),
        json!({"user_id": ben.id, "reason": "hate"}),
    ];
    for body in bodies {
        let tries = (0..30).map(|_| ask(&eve, "POST", "/reports", body.clone()));
        let tries = join_all(tries).await;
        let made = tries.iter().filter(|raw| raw.status == 201).count();
        assert!(made == 1 && tries.iter().all(|raw| [200, 201].contains(&raw.status)), "{made}");
        assert!(tries.windows(2).all(|pair| pair[0].body["id"] == pair[1].body["id"]));
    }
    let page = list(&ana, "open").await;
    assert_eq!((page.items.len(), page.open), (2, 2));
    let path = format!("/admin/reports/{}", page.items[0].id);
    let ways = ["resolved", "dismissed"].repeat(8);
    let ways = ways.iter().map(|state| code(&ana, "PUT", &path, json!({"state": state})));
    let ways = join_all(ways).await;
    assert_eq!(ways.iter().filter(|way| way.0 == 200).count(), 8, "one of the two: {ways:?}");
    assert_eq!(ways.iter().filter(|way| **way == refusal(409, "report_decided")).count(), 8);
}

pub(crate) async fn everybody_is_told(backend: Backend) {
    let (server, [ana, ben, _], _) = room(backend).await;
    let mut socket = ben.online().await;
    let body = json!({"text": "Down at noon\nfor an hour", "expires_in": 3_600});
    let raw = ask(&ana, "POST", "/admin/announcements", body).await;
    assert_eq!(raw.status, 201, "{}", raw.text);
    let made: wire::Announcement = raw.read().unwrap();
    let heard = socket.next_named("announcement", SOON).await.unwrap();
    assert_eq!(heard["announcement"]["text"], "Down at noon\nfor an hour");
    let all = async |who: &Client| -> wire::AnnouncementList {
        ask(who, "GET", "/announcements", Value::Null).await.read().unwrap()
    };
    assert_eq!(all(&ben).await.items, std::slice::from_ref(&made));
    assert_eq!(code(&server.client(), "GET", "/announcements", Value::Null).await.0, 401);
    for odd in [
        json!({"text": "", "expires_in": 60}),
        json!({"text": "x".repeat(501), "expires_in": 60}),
        json!({"text": "x", "expires_in": 0}),
        json!({"text": "x", "expires_in": i64::MAX}),
        json!({"text": "x"}),
    ] {
        assert_eq!(code(&ana, "POST", "/admin/announcements", odd.clone()).await.0, 422, "{odd}");
    }
    let many = (0..12).map(|n| json!({"text": format!("n{n}"), "expires_in": 60}));
    let many = join_all(many.map(|body| code(&ana, "POST", "/admin/announcements", body))).await;
    assert_eq!(many.iter().filter(|one| one.0 == 201).count(), 4, "five in all");
    let path = format!("/admin/announcements/{}", made.id);
    assert_eq!(code(&ben, "DELETE", &path, Value::Null).await, refusal(403, "admin_only"));
    assert_eq!(code(&ana, "DELETE", &path, Value::Null).await.0, 204);
    let over = refusal(404, "announcement_not_found");
    assert_eq!(code(&ana, "DELETE", &path, Value::Null).await, over);
    assert_eq!(socket.next_named("announcement.over", SOON).await.unwrap()["id"], made.id);
    assert!(all(&ben).await.items.iter().all(|one| one.id != made.id));
}
