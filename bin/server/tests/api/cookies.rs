//! Pages signed in by cookie, and what other sites' pages can't do with it.

use super::stage::{ask, page, serve};
use client::Auth;
use serde_json::{Value, json};
use testkit::{Backend, Options, SOON, Server};

pub(crate) async fn flags(backend: Backend) {
    let server = serve(backend).await;
    server.person("ana").await;
    let ana = page(&server.client(), "ana").await;
    let flags: Vec<&str> = ana.set_cookie.split("; ").skip(1).collect();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(flags.contains(&flag), "{}", ana.set_cookie);
    }
    assert!(ana.cookie.starts_with("tertulia_session="));
    assert!(!ana.set_cookie.contains("Max-Age"), "it ends with the browser");
    assert!(!ana.set_cookie.contains("Domain"), "this host only");

    let options =
        Options::on(backend).env("TERTULIA_SERVER__PUBLIC_URL", "https://chat.example.org");
    let server = Server::start(options).await;
    server.person("ana").await;
    let ana = page(&server.client(), "ana").await;
    assert!(ana.cookie.starts_with("__Host-tertulia="), "{}", ana.set_cookie);
    assert!(ana.set_cookie.contains("; Secure"), "{}", ana.set_cookie);
    let own = ana.writing().with_header("origin", "https://chat.example.org");
    assert_eq!(ask(&own, "POST", "/socket-tickets", json!({})).await.status, 201);
}

pub(crate) async fn foreign_writes_are_refused(backend: Backend) {
    let server = serve(backend).await;
    server.people(["ana", "ben"]).await;
    let (ana, ben) = (page(&server.client(), "ana").await, page(&server.client(), "ben").await);
    let group = || json!({"kind": "group", "title": "Friends"});
    let base = server.base();
    let look_alike = format!("{base}.evil.example");
    let cases = [
        ("no token", ana.client.clone()),
        ("an empty token", ana.client.with_header("x-csrf-token", "")),
        ("a wrong token", ana.client.with_header("x-csrf-token", &"A".repeat(ana.csrf.len()))),
        ("somebody else's token", ana.client.with_header("x-csrf-token", &ben.csrf)),
        ("a foreign origin", ana.writing().with_header("origin", "https://evil.example")),
        ("a null origin", ana.writing().with_header("origin", "null")),
        ("a look-alike origin", ana.writing().with_header("origin", &look_alike)),
        ("a foreign site", ana.writing().with_header("sec-fetch-site", "cross-site")),
        ("a neighbour site", ana.writing().with_header("sec-fetch-site", "same-site")),
    ];
    for (what, client) in cases {
        let raw = ask(&client, "POST", "/chats", group()).await;
        assert_eq!((raw.status, raw.code()), (403, "csrf"), "{what}");
    }
    // Signing a browser in as somebody else is a foreign write too.
    let foreign = server.client().with_header("origin", "https://evil.example");
    let login = json!({"login": "ben", "password": testkit::PASSWORD, "cookie": true});
    assert_eq!(ask(&foreign, "POST", "/sessions", login).await.status, 403);
    // A form can send text/plain and name another method; neither is taken.
    let plain = Some(("text/plain", group().to_string().into_bytes()));
    let raw = ana.writing().fetch("POST", "/api/v1/chats", plain).await.unwrap();
    assert_eq!(raw.status, 415);
    let method = ana.writing().with_header("x-http-method-override", "DELETE");
    assert_eq!(
        ask(&method, "POST", "/sessions/current?_method=DELETE", json!({})).await.status,
        405
    );

    let own =
        ana.writing().with_header("origin", &base).with_header("sec-fetch-site", "same-origin");
    assert_eq!(ask(&own, "POST", "/chats", group()).await.status, 201);
    assert_eq!(
        ask(&ana.client, "GET", "/chats", Value::Null).await.body["items"][0]["title"],
        "Friends"
    );
}

pub(crate) async fn reading_changes_nothing(backend: Backend) {
    let server = serve(backend).await;
    let [person, ben] = server.people(["ana", "ben"]).await;
    let ana = page(&server.client(), "ana").await;
    let chat = ben.group("Friends", &[person.id]).await.unwrap().id;
    ben.say(chat, 3).await.unwrap();
    let state = async |who: &client::Client| {
        let chats = ask(who, "GET", "/chats", Value::Null).await.body;
        let me = ask(who, "GET", "/users/me", Value::Null).await.body;
        (
            chats,
            me,
            ask(who, "GET", "/sessions", Value::Null).await.body["items"].as_array().map(Vec::len),
        )
    };
    let before = (state(&ana.client).await, state(&ben.client).await);
    for (method, path) in server.contract().routes() {
        if method == "GET" && path != "/api/v1/ws" {
            let path = path.replace("{chat_id}", &chat.to_string()).replace("{user_id}", "1");
            for query in ["", "?query=a", "?_method=DELETE&seq=1&title=x"] {
                ana.client.fetch("GET", &format!("{path}{query}"), None).await.unwrap();
                ben.client.fetch("GET", &format!("{path}{query}"), None).await.unwrap();
            }
        }
    }
    assert_eq!(before, (state(&ana.client).await, state(&ben.client).await));
}

pub(crate) async fn a_login_is_a_new_session(backend: Backend) {
    let server = serve(backend).await;
    server.person("ana").await;
    let first = page(&server.client(), "ana").await;
    let planted = server.client().with_header("cookie", &first.cookie);
    let second = page(&planted, "ana").await;
    assert_ne!(first.cookie, second.cookie);
    let value = second.cookie.split('=').nth(1).unwrap();
    assert!(value.len() >= 22, "at least 128 bits: {value}");
    let chosen = server.client().with_header("cookie", "tertulia_session=chosen-by-evil");
    assert_eq!(ask(&chosen, "GET", "/users/me", Value::Null).await.status, 401);
    assert!(page(&chosen, "ana").await.cookie != "tertulia_session=chosen-by-evil");
}

pub(crate) async fn no_origin_is_let_in(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    for origin in ["https://evil.example", "null", &server.base()] {
        let client = ana.client.with_header("origin", origin);
        for (method, path) in
            [("GET", "/users/me"), ("OPTIONS", "/users/me"), ("OPTIONS", "/chats")]
        {
            let raw = ask(&client, method, path, Value::Null).await;
            let cors =
                raw.headers.keys().filter(|name| name.as_str().starts_with("access-control"));
            assert_eq!(cors.count(), 0, "{method} {path} from {origin}");
        }
    }
}

pub(crate) async fn foreign_pages_open_no_socket(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let cookie = page(&server.client(), "ana").await.cookie;
    let base = server.base();
    let foreign = [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        format!("{base}.evil.example"),
        format!("http://127.0.0.1:{}", server.port() - 1),
        format!("https://127.0.0.1:{}", server.port()),
        "http://127.0.0.1".to_owned(),
    ];
    for origin in foreign {
        let headers = [("cookie", cookie.as_str()), ("origin", &origin)];
        let socket = server.client().socket_with(Auth::None, &headers).await;
        assert_eq!(socket.map(|_| ()).unwrap_err().status(), Some(403), "{origin}");
    }
    let without = server.client().socket_with(Auth::None, &[("cookie", &cookie)]).await;
    let hello = without.unwrap().next_named("hello", SOON).await.unwrap();
    assert!(hello["user_id"].is_null(), "without an origin the cookie is no proof");
    let own = [("cookie", cookie.as_str()), ("origin", &base)];
    let mut socket = server.client().socket_with(Auth::None, &own).await.unwrap();
    assert_eq!(socket.next_named("hello", SOON).await.unwrap()["user_id"], ana.id);
}

pub(crate) async fn logging_out(backend: Backend) {
    let server = serve(backend).await;
    server.person("ana").await;
    let ana = page(&server.client(), "ana").await;
    assert_eq!(ana.client.fetch("GET", "/", None).await.unwrap().status, 200);
    let base = server.base();
    let own = [("cookie", ana.cookie.as_str()), ("origin", &base)];
    let mut socket = server.client().socket_with(Auth::None, &own).await.unwrap();
    let raw = ask(&ana.writing(), "DELETE", "/sessions/current", Value::Null).await;
    assert_eq!(raw.status, 204);
    assert!(raw.header("set-cookie").contains("Max-Age=0"), "{}", raw.header("set-cookie"));
    assert_eq!(ask(&ana.client, "GET", "/users/me", Value::Null).await.status, 401);
    assert_eq!(super::stage::closed_with(&mut socket).await, 4401);
    let home = ana.client.fetch("GET", "/", None).await.unwrap();
    assert_eq!((home.status, home.header("location")), (303, "/login"));
    // Pages can't read the status of an upgrade, so the socket opens to say it.
    let mut late = server.client().socket_with(Auth::None, &own).await.unwrap();
    assert_eq!(super::stage::closed_with(&mut late).await, 4401);
}
