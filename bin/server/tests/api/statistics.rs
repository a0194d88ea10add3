//! Figures of the server, for administrators.

use super::admin::ruled;
use super::stage::{ask, code};
use serde_json::Value;
use testkit::{Backend, Person, eventually};

async fn figures(ana: &Person, query: &str) -> wire::Statistics {
    let raw = ask(ana, "GET", &format!("/admin/statistics{query}"), Value::Null).await;
    assert_eq!(raw.status, 200, "{}", raw.text);
    raw.read().unwrap()
}

/// Messages and registrations of all days: a test may begin on one and end on the next.
fn sums(shown: &wire::Statistics) -> (i64, i64) {
    let all = shown.days.iter();
    all.fold((0, 0), |(messages, people), day| (messages + day.messages, people + day.registered))
}

pub(crate) async fn figures_of_the_server(backend: Backend) {
    let (server, ana, ben) = ruled(backend).await;
    let carla = server.person("carla").await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    let group = ben.group("Circle", &[ana.id, carla.id]).await.unwrap().id;
    for n in 0..3 {
        ana.send(chat, &format!("a-{n}"), "text").await.unwrap();
    }
    ben.send(group, "b", "text").await.unwrap();
    ben.send(group, "b", "text").await.unwrap();
    let suspension = format!("/admin/users/{}/suspension", carla.id);
    assert_eq!(code(&ana, "PUT", &suspension, Value::Null).await.0, 200);
    let (_one, _two) = (ben.online().await, ben.online().await);

    let shown = figures(&ana, "").await;
    let users = &shown.users;
    assert_eq!((users.total, users.suspended, users.online), (3, 1, 1));
    assert_eq!((users.active_day, users.active_week, users.active_month), (3, 3, 3));
    assert_eq!((shown.chats.direct, shown.chats.group, shown.messages.total), (1, 1, 4));
    assert!(shown.storage.database_bytes > 10_000);
    assert_eq!(sums(&shown), (4, 3));
    assert!(shown.days.last().unwrap().active > 0);

    // Whoever goes takes the chats along in which nobody is left, and no day gets less for it.
    let alone = ben.group("Notes", &[]).await.unwrap().id;
    ben.send(alone, "c", "text").await.unwrap();
    assert_eq!(sums(&figures(&ana, "").await), (5, 3));
    let gone = ask(&ana, "DELETE", &format!("/admin/users/{}", ben.id), Value::Null).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    eventually("his sockets close", async || figures(&ana, "").await.users.online == 0).await;
    let shown = figures(&ana, "").await;
    assert_eq!((shown.users.total, shown.messages.total), (2, 4));
    ana.send(chat, "late", "text").await.unwrap_err();
    assert_eq!(sums(&shown), (5, 3));
}

pub(crate) async fn days_are_asked_for(backend: Backend) {
    let (_server, ana, ben) = ruled(backend).await;
    for (query, count) in [("", 30), ("?days=1", 1), ("?days=7", 7), ("?days=365", 365)] {
        let shown = figures(&ana, query).await;
        assert_eq!(shown.days.len(), count, "{query}");
        let days: Vec<&str> = shown.days.iter().map(|day| day.day.as_str()).collect();
        assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{days:?}");
        let today = wire::rfc3339(domain::Timestamp(shown.now));
        assert!(today.starts_with(days[count - 1]), "{today} is not {}", days[count - 1]);
    }
    for days in ["0", "366", "-1", "x", "99999999999"] {
        let path = format!("/admin/statistics?days={days}");
        assert_eq!(code(&ana, "GET", &path, Value::Null).await.0, 422, "{days}");
        let refused = code(&ben, "GET", &path, Value::Null).await;
        assert_eq!(refused, (403, "admin_only".to_owned()), "{days}");
    }
}

pub(crate) async fn restarts_lose_nothing(backend: Backend) {
    let (mut server, ana, ben) = ruled(backend).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    ana.send(chat, "one", "text").await.unwrap();
    assert!(server.terminate().await.success());
    server.restart().await;
    let ana = ana.again().await;
    ana.send(chat, "two", "text").await.unwrap();
    eventually("both of them", async || sums(&figures(&ana, "?days=7").await).0 == 2).await;
    // Killed before it could note anything.
    server.kill9();
    server.restart().await;
    let ana = ana.again().await;
    ana.send(chat, "three", "text").await.unwrap();
    assert_eq!(sums(&figures(&ana, "?days=7").await).0, 3);
}
