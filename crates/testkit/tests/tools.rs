//! The tools themselves, as far as they work without a server.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at once")]

use client::{Exchange, Inspector};
use serde_json::json;
use std::time::Duration;
use testkit::{Browser, Postgres, Proxy, Theme, eventually};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Answers every byte with the same byte.
async fn echo() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                let _ended = tokio::io::copy(&mut from, &mut to).await;
            });
        }
    });
    port
}

async fn says(stream: &mut TcpStream, byte: u8) -> bool {
    stream.write_all(&[byte]).await.unwrap();
    let read = tokio::time::timeout(Duration::from_millis(300), stream.read_u8()).await;
    matches!(read, Ok(Ok(back)) if back == byte)
}

#[tokio::test]
async fn a_proxy_is_a_bad_network() {
    let proxy = Proxy::to(echo().await).await;
    let address = proxy.base().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).await.unwrap();
    assert!(says(&mut stream, 1).await);
    proxy.freeze();
    assert!(!says(&mut stream, 2).await);
    proxy.go_on();
    assert_eq!(stream.read_u8().await.unwrap(), 2, "late, not lost");
    proxy.stop_reading();
    assert!(!says(&mut stream, 3).await);
    proxy.go_on();
    assert_eq!(stream.read_u8().await.unwrap(), 3);
    proxy.close();
    assert_eq!(stream.read(&mut [0; 8]).await.unwrap(), 0, "FIN");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    assert!(says(&mut stream, 4).await, "connections after a cut live");
    proxy.reset();
    let error = stream.read(&mut [0; 8]).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(proxy.connections(), 2);
}

#[test]
fn databases_are_apart() {
    if Postgres::available() {
        let postgres = Postgres::shared().unwrap();
        let (one, other) = (postgres.database(), postgres.database());
        assert_ne!(one.url(), other.url());
    }
}

/// A server that publishes a tiny contract.
async fn publisher() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let schema =
        json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}});
    let open = json!({"openapi": "3.1.0", "components": {"schemas": {"Thing": schema}}, "paths": {
        "/api/v1/things/{id}": {"get": {"responses": {"200": {"content": {"application/json":
            {"schema": {"$ref": "#/components/schemas/Thing"}}}}}}}}});
    let asynchronous = json!({"asyncapi": "3.0.0", "components": {"schemas": {"Push":
        {"type": "object", "properties": {"ev": {"const": "hello"}}}}}});
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = vec![0; 2048];
            let n = stream.read(&mut head).await.unwrap_or(0);
            let asked = String::from_utf8_lossy(&head[..n]).into_owned();
            let body = if asked.contains("openapi") { &open } else { &asynchronous }.to_string();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let _sent = stream.write_all(answer.as_bytes()).await;
        }
    });
    base
}

#[tokio::test]
async fn breaches_of_contract_are_seen() {
    let contract = testkit::Contract::of(&publisher().await).await;
    let look = |path: &'static str, status: u16, body: serde_json::Value| {
        let seen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let content_type = "application/json";
            contract.exchange(&Exchange { method: "GET", path, status, content_type, body: &body });
        }));
        seen.is_ok()
    };
    assert!(look("/api/v1/things/1", 200, json!({"id": 1})));
    assert!(!look("/api/v1/things/1", 200, json!({"id": "1"})), "another shape");
    assert!(!look("/api/v1/things/1", 201, json!({"id": 1})), "an undocumented status");
    assert!(!look("/api/v1/others/1", 200, json!({"id": 1})), "an undocumented path");
    contract.received(&json!({"ev": "hello"}), None);
    let other = std::panic::AssertUnwindSafe(|| contract.received(&json!({"ev": "x"}), None));
    assert!(std::panic::catch_unwind(other).is_err(), "an undocumented push");
    assert!(contract.seen().contains("push hello"));
}

#[tokio::test]
async fn a_browser_shows_a_page() {
    if !Browser::available() {
        return;
    }
    let browser = Browser::open(412, 915).await;
    let page = "data:text/html,<meta name=viewport content=width=device-width><title>Hi</title><body><script>console.warn('heard')</script>";
    browser.goto(page).await.unwrap();
    assert_eq!(browser.title().await.unwrap(), "Hi");
    assert!(browser.console().await.iter().any(|line| line.contains("heard")));
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    for theme in [Theme::Dark, Theme::Light] {
        browser.theme(theme).await;
        let is_dark = browser.execute(dark, vec![]).await.unwrap();
        assert_eq!(is_dark, json!(theme == Theme::Dark));
    }
    assert_eq!(browser.execute("return innerWidth", vec![]).await.unwrap(), json!(412));
    let picture = browser.screenshot("testkit").await;
    assert!(std::fs::metadata(&picture).unwrap().len() > 100);
    std::fs::remove_file(picture).unwrap();
    eventually("the page", async || browser.source().await.is_ok()).await;
}
