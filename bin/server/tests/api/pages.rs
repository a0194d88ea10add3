//! Pages of the web client and of the documentation.

use super::stage::{page, serve};
use client::Client;
use testkit::Backend;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

/// Path, and where it sends whoever isn't signed in.
const PAGES: &[(&str, &str)] = &[
    ("/", "/login"),
    ("/c/1", "/login?next=/c/1"),
    ("/g/K7QM-2PXA-9RTB", "/login?next=/g/K7QM-2PXA-9RTB"),
    ("/g/%2F%2Fevil.example", "/login"),
    ("/login", ""),
    ("/register", ""),
    ("/reset", ""),
    ("/confirm", ""),
];

pub(crate) async fn headers(backend: Backend) {
    let server = serve(backend).await;
    server.person("ana").await;
    let ana = page(&server.client(), "ana").await;
    for (path, _) in PAGES {
        let raw = ana.client.fetch("GET", path, None).await.unwrap();
        assert_eq!((raw.status, raw.content_type()), (200, "text/html"), "{path}");
        for (name, value) in [
            ("content-security-policy", CSP),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(raw.header(name), value, "{path}");
        }
    }
    for (path, login) in PAGES {
        let raw = server.client().fetch("GET", path, None).await.unwrap();
        let want = (if login.is_empty() { 200 } else { 303 }, *login);
        assert_eq!((raw.status, raw.header("location")), want, "{path}");
    }
    for path in ["/login?next=//evil.example", "/?next=%0d%0aSet-Cookie:x=1"] {
        let raw = server.client().fetch("GET", path, None).await.unwrap();
        assert!(!raw.header("location").contains("evil") && raw.header("set-cookie").is_empty());
    }
    for path in ["/api/v1/users/me", "/healthz", "/nothing"] {
        let raw = server.client().fetch("GET", path, None).await.unwrap();
        assert_eq!(raw.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!raw.headers.contains_key("server") && !raw.headers.contains_key("x-powered-by"));
    }
}

pub(crate) async fn nothing_inline(backend: Backend) {
    let server = serve(backend).await;
    server.person("ana").await;
    let ana = page(&server.client(), "ana").await;
    for (path, _) in PAGES {
        let html = ana.client.fetch("GET", path, None).await.unwrap().text;
        let small = html.to_lowercase();
        for tag in small.split("<script").skip(1) {
            let open = tag.split('>').next().unwrap();
            let data = open.contains("application/json") || open.contains("importmap");
            assert!(open.contains("src=") || data, "{path}: an inline script: {open}");
        }
        for inline in [" style=\"", "<style", " onclick=", " onload=", "javascript:"] {
            assert!(!small.contains(inline), "{path} holds {inline}");
        }
        for asset in assets(&html) {
            let raw = ana.client.fetch("GET", &asset, None).await.unwrap();
            assert_eq!(raw.status, 200, "{path} names {asset}");
            if asset.starts_with("/assets/") {
                assert!(raw.header("cache-control").contains("immutable"), "{asset}");
            }
        }
    }
    let other = ana.client.fetch("GET", "/assets/x/../../Cargo.toml", None).await.unwrap();
    assert_eq!(other.status, 404);
}

/// The addresses of ours in `src` and `href`.
fn assets(html: &str) -> Vec<String> {
    let parts = ["src=\"", "href=\""].iter().flat_map(|key| html.split(key).skip(1));
    let found = parts.filter_map(|part| part.split('"').next());
    found.filter(|link| link.starts_with('/') && link.contains('.')).map(str::to_owned).collect()
}

pub(crate) async fn published(backend: Backend) {
    let server = serve(backend).await;
    let guest: Client = server.client();
    for (path, kind) in [
        ("/healthz", "application/json"),
        ("/readyz", "application/json"),
        ("/api/openapi.json", "application/json"),
        ("/api/asyncapi.json", "application/json"),
        ("/api/docs/", "text/html"),
        ("/sw.js", "text/javascript"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/favicon.svg", "image/svg+xml"),
    ] {
        let raw = guest.fetch("GET", path, None).await.unwrap();
        assert_eq!((raw.status, raw.content_type()), (200, kind), "{path}");
        assert!(!raw.text.is_empty(), "{path}");
    }
}

pub(crate) async fn documents(backend: Backend) {
    let server = serve(backend).await;
    let contract = server.contract();
    assert_eq!(contract.asyncapi()["asyncapi"], "3.0.0");
    assert!(contract.openapi()["openapi"].as_str().unwrap().starts_with("3."));
    let routes = contract.routes();
    assert!(routes.len() >= 20, "{routes:?}");
    for (method, path) in routes {
        let operation = &contract.openapi()["paths"][&path][method.to_lowercase()];
        assert!(operation["summary"].is_string(), "{method} {path} has no summary");
        assert!(operation["responses"]["default"].is_object(), "{method} {path}: no problem");
        // A documented route is there, whatever it answers to nobody.
        let real =
            path.replace("{chat_id}", "1").replace("{user_id}", "1").replace("{session_id}", "1");
        let raw = server.client().fetch(&method, &real, None).await.unwrap();
        let missing = raw.code() == "not_found" || raw.status == 405;
        assert!(!missing, "{method} {path}: {}", raw.status);
    }
}

/// HEAD is GET without the body on pages and files; elsewhere the answer says what there is.
pub(crate) async fn heads(backend: Backend) {
    let server = serve(backend).await;
    server.person("ana").await;
    let ana = page(&server.client(), "ana").await.client;
    let html = ana.fetch("GET", "/", None).await.unwrap().text;
    let script = assets(&html).into_iter().find(|path| path.contains("/js/")).unwrap();
    let files = ["/manifest.webmanifest", "/favicon.svg", "/sw.js", "/healthz", "/readyz", &script];
    for path in PAGES.iter().map(|(path, _)| *path).chain(files) {
        let [get, head] = ["GET", "HEAD"].map(|method| ana.fetch(method, path, None));
        let (get, head) = (get.await.unwrap(), head.await.unwrap());
        assert_eq!((head.status, head.text.as_str()), (200, ""), "{path}");
        for name in ["content-type", "cache-control", "content-security-policy"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
    let guest = server.client().fetch("HEAD", "/", None).await.unwrap();
    assert_eq!((guest.status, guest.header("location")), (303, "/login"));
    for (method, path, allow) in [
        ("HEAD", "/api/v1/users/me", "GET, PATCH, DELETE"),
        ("HEAD", "/api/v1/sync", "POST"),
        ("PUT", "/api/v1/chats", "GET, POST"),
        ("POST", "/login", "GET, HEAD"),
        ("DELETE", script.as_str(), "GET, HEAD"),
    ] {
        let raw = ana.fetch(method, path, None).await.unwrap();
        assert_eq!((raw.status, raw.header("allow")), (405, allow), "{method} {path}");
    }
    assert_eq!(ana.fetch("HEAD", "/nothing", None).await.unwrap().status, 404);
}
