//! The one shape of errors.

use super::stage::{ask, code, serve};
use serde_json::{Value, json};
use testkit::Backend;

pub(crate) async fn one_shape(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let json_type = "application/json";
    let body = |text: &str| text.as_bytes().to_vec();
    let cases = [
        ("GET", "/api/v1/nothing", None, 404, "not_found"),
        ("GET", "/api/v1", None, 404, "not_found"),
        ("GET", "/nothing", None, 404, "not_found"),
        ("GET", "/api/v1/chats/1/nothing", None, 404, "not_found"),
        ("DELETE", "/api/v1/chats", None, 405, "method_not_allowed"),
        ("PUT", "/api/v1/users/me", Some((json_type, body("{}"))), 405, "method_not_allowed"),
        ("PROPFIND", "/api/v1/chats", None, 405, "method_not_allowed"),
        ("POST", "/api/v1/chats", Some((json_type, body("{"))), 400, "invalid_body"),
        ("POST", "/api/v1/chats", Some((json_type, body(""))), 400, "invalid_body"),
        ("POST", "/api/v1/chats", Some((json_type, body("\u{feff}{}"))), 400, "invalid_body"),
        ("POST", "/api/v1/chats", Some((json_type, vec![b'"', 0xff, b'"'])), 400, "invalid_body"),
        ("POST", "/api/v1/chats", Some(("text/plain", body("{}"))), 415, "unsupported_media_type"),
        ("POST", "/api/v1/chats", Some(("", body("{}"))), 415, "unsupported_media_type"),
        (
            "POST",
            "/api/v1/chats",
            Some((json_type, vec![b' '; 300 * 1024])),
            413,
            "payload_too_large",
        ),
        ("GET", "/api/v1/chats?limit=x", None, 422, "invalid_query"),
        ("GET", "/api/v1/ws", None, 400, "not_an_upgrade"),
    ];
    for (method, path, body, status, code) in cases {
        let raw = ana.client.fetch(method, path, body).await.unwrap();
        assert_eq!((raw.status, raw.code()), (status, code), "{method} {path}: {}", raw.text);
        assert_eq!(raw.content_type(), "application/problem+json", "{method} {path}");
        let problem: wire::Problem = serde_json::from_value(raw.body.clone()).unwrap();
        assert_eq!((problem.kind.as_str(), problem.status), ("about:blank", status));
        assert!(!problem.title.is_empty() && !problem.detail.is_empty());
        assert!(!raw.header("x-request-id").is_empty());
        assert_eq!(raw.header("cache-control"), "no-store");
    }
    let anonymous = server.client().request("GET", "/chats", None).await.unwrap();
    assert_eq!((anonymous.status, anonymous.code()), (401, "unauthenticated"));
    assert_eq!(anonymous.header("www-authenticate"), "Bearer");
}

pub(crate) async fn limits_of_pages(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let chat = ana.group("Notes", &[]).await.unwrap().id;
    for list in [
        "/chats?".to_owned(),
        "/users?query=a&".to_owned(),
        format!("/chats/{chat}/members?"),
        format!("/chats/{chat}/messages?"),
    ] {
        for (limit, status) in [("1", 200), ("200", 200), ("201", 422), ("0", 422), ("-1", 422)] {
            let raw = ask(&ana, "GET", &format!("{list}limit={limit}"), Value::Null).await;
            assert_eq!(raw.status, status, "{list}limit={limit}: {}", raw.text);
        }
    }
}

pub(crate) async fn bodies(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let chat = ana.group("Notes", &[]).await.unwrap().id;
    let path = format!("/api/v1/chats/{chat}/messages");
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let many: Vec<String> = (0..20_000).map(|i| format!("\"k{i}\":1,")).collect();
    let many = many.concat();
    let cases = [
        (deep, vec![400, 422]),
        (r#"{"text":1e400}"#.to_owned(), vec![400, 422]),
        (r#"{"text":"\ud800"}"#.to_owned(), vec![400, 422]),
        (r#"{"text":"a","text":"b"}"#.to_owned(), vec![400, 422]),
        (r#"{"text":"a\u0000b"}"#.to_owned(), vec![422]),
        (format!("{{{many}\"text\":\"fine\"}}"), vec![201, 413]),
        (r#"{"text":["a"]}"#.to_owned(), vec![422]),
        ("null".to_owned(), vec![422]),
    ];
    for (body, statuses) in cases {
        let begin: String = body.chars().take(40).collect();
        let sent = Some(("application/json", body.into_bytes()));
        let raw = ana.client.fetch("POST", &path, sent).await.unwrap();
        assert!(statuses.contains(&raw.status), "{begin}: {} {}", raw.status, raw.text);
    }
    let charset =
        Some(("Application/JSON; charset=utf-8", json!({"text": "ok"}).to_string().into_bytes()));
    assert_eq!(ana.client.fetch("POST", &path, charset).await.unwrap().status, 201);
    assert_eq!(code(&ana, "GET", "/users/me", Value::Null).await.0, 200, "still there");
}
