//! Named limits: what they let pass, what they tell, and whom they believe.

use super::stage::{ask, closed_with, code, registration};
use client::{Auth, ClientError, Raw};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use testkit::{Backend, Options, PASSWORD, SOON, Server};

/// A server whose limits hold, but those on registering, which tests need for their people.
fn limited(backend: Backend) -> Options {
    Options::on(backend)
        .env("TERTULIA_LIMITS__ENABLED", "true")
        .env("TERTULIA_LIMITS__RATES__REGISTER__BURST", "0")
}

/// The same behind proxies on this machine.
fn proxied(backend: Backend) -> Options {
    limited(backend).env("TERTULIA_SERVER__TRUSTED_PROXIES", "[\"127.0.0.0/8\"]")
}

fn told(raw: &Raw) -> (String, String) {
    (raw.header("ratelimit-policy").to_owned(), raw.header("ratelimit").to_owned())
}

pub(crate) async fn headers_tell_what_is_left(backend: Backend) {
    let server = Server::start(limited(backend)).await;
    let ana = server.person("ana").await;
    let chat = ana.group("Notes", &[]).await.unwrap().id;
    let first = ask(&ana, "GET", "/users/me", Value::Null).await;
    let second = ask(&ana, "GET", "/users/me", Value::Null).await;
    let left = |raw: &Raw| -> u32 {
        let state = raw.header("ratelimit").strip_prefix("\"api\";r=").unwrap().to_owned();
        state.split(';').next().unwrap().parse().unwrap()
    };
    assert_eq!(first.header("ratelimit-policy"), "\"api\";q=200;w=60");
    assert!(left(&first) > left(&second) && left(&second) > 190, "{:?}", told(&second));
    let guest = ask(&server.client(), "GET", "/users/me", Value::Null).await;
    assert_eq!(guest.status, 401);
    assert_eq!(guest.header("ratelimit-policy"), "\"guest\";q=100;w=60");

    let path = format!("/chats/{chat}/messages");
    let send =
        |i: usize| ask(&ana, "POST", &path, json!({"client_id": format!("m{i}"), "text": "x"}));
    let stored = send(0).await;
    let policy = r#""api";q=200;w=60, "messages";q=60;w=60, "chat_messages";q=10;w=2"#;
    assert_eq!(told(&stored).0, policy);
    assert!(told(&stored).1.ends_with(r#""chat_messages";r=9;t=1"#), "{:?}", told(&stored));
    let answers = join_all((1..40).map(send)).await;
    let refused = answers.iter().find(|raw| raw.status == 429).expect("ten at once, no forty");
    assert_eq!(refused.code(), "rate_limited");
    assert!(told(refused).1.ends_with(r#""chat_messages";r=0;t=2"#), "{:?}", told(refused));
    assert_eq!(refused.header("retry-after"), "1");
    assert!((1..=200).contains(&refused.body["retry_after_ms"].as_u64().unwrap()));
    let good = answers.iter().filter(|raw| raw.status == 201).count();
    assert!((9..30).contains(&good), "{good}");

    let adds = json!({"kind": "group", "title": "Many", "member_ids": [999_991, 999_992]});
    let group = ask(&ana, "POST", "/chats", adds).await;
    assert!(told(&group).0.ends_with(r#""groups";q=10;w=3600, "adds";q=50;w=60"#));
    assert!(told(&group).1.contains(r#""adds";r=48;t=3"#), "{:?}", told(&group));
    let groups = (0..12).map(|i| json!({"kind": "group", "title": format!("G{i}")}));
    let groups = join_all(groups.map(|body| ask(&ana, "POST", "/chats", body))).await;
    assert_eq!(groups.iter().filter(|raw| raw.status == 201).count(), 8, "ten with the two above");
    let late = groups.iter().find(|raw| raw.status == 429).unwrap();
    let wait: u32 = late.header("retry-after").parse().unwrap();
    assert!((300..=360).contains(&wait), "{wait}");
}

/// A1: one account from many addresses; the owner's own place stays open.
pub(crate) async fn guessing_one_account(backend: Backend) {
    let server = Server::start(proxied(backend)).await;
    server.person("ana").await;
    let from = |address: &str| server.client().with_header("x-forwarded-for", address);
    from("192.0.2.1").login("ana", PASSWORD).await.expect("her own place");
    let body = json!({"login": "ana", "password": "wrong password"});
    let mut seen = Vec::new();
    for i in 0..8 {
        let address = format!("203.0.113.{i}");
        seen.push(code(&from(&address), "POST", "/sessions", body.clone()).await.0);
    }
    assert_eq!(seen, [401, 401, 401, 401, 401, 429, 429, 429]);
    let right = json!({"login": "Ana ", "password": PASSWORD});
    assert_eq!(code(&from("203.0.113.99"), "POST", "/sessions", right).await.0, 429);
    from("192.0.2.1").login("ana", PASSWORD).await.expect("nobody is locked out of their own");
}

/// A2: one password on many accounts from one address, known or not.
pub(crate) async fn spraying_many_accounts(backend: Backend) {
    let server = Server::start(limited(backend)).await;
    server.people(["ana", "ben"]).await;
    let names = ["ana", "ben"].map(str::to_owned).into_iter();
    let names = names.chain((0..30).map(|i| format!("nobody{i}")));
    let mut passed = 0;
    for name in names {
        let body = json!({"login": name, "password": "plum orchard ladder"});
        match code(&server.client(), "POST", "/sessions", body).await.0 {
            401 => passed += 1,
            status => assert_eq!(status, 429),
        }
    }
    assert!((20..=21).contains(&passed), "{passed} of 32");
}

/// A3: forged hops change nothing; behind a proxy the last hop before it counts, IPv6 by /64.
pub(crate) async fn forged_addresses(backend: Backend) {
    let register = async |server: &Server, name: &str, header: &str, hops: &str| {
        let client = server.client().with_header(header, hops);
        code(&client, "POST", "/accounts", registration(name, &json!({}))).await.0
    };
    let on = Options::on(backend).env("TERTULIA_LIMITS__ENABLED", "true");
    let trusted = on.clone().env("TERTULIA_SERVER__TRUSTED_PROXIES", "[\"127.0.0.1\"]");
    let server = Server::start(on).await;
    let mut seen = Vec::new();
    for i in 0..5 {
        let (name, hops) = (format!("ana{i}"), format!("203.0.113.{i}, 198.51.100.{i}"));
        let header = ["x-forwarded-for", "forwarded", "x-real-ip"][i % 3];
        seen.push(register(&server, &name, header, &hops).await);
    }
    assert_eq!(seen, [201, 201, 201, 429, 429], "nobody is believed");
    let server = Server::start(trusted).await;
    let mut seen = Vec::new();
    for i in 0..5 {
        let (name, hops) = (format!("ana{i}"), format!("203.0.113.{i}, 198.51.100.7"));
        seen.push(register(&server, &name, "x-forwarded-for", &hops).await);
    }
    assert_eq!(seen, [201, 201, 201, 429, 429], "what the client forged before the proxy is not");
    let mut seen = Vec::new();
    for i in 0..5 {
        let (name, hops) = (format!("ben{i}"), format!("2001:db8:7:7:{i}::1"));
        seen.push(register(&server, &name, "x-forwarded-for", &hops).await);
    }
    assert_eq!(seen, [201, 201, 201, 429, 429], "one network is one");
    for i in 0..3 {
        let (name, hops) = (format!("cleo{i}"), format!("203.0.113.{i}"));
        assert_eq!(register(&server, &name, "x-forwarded-for", &hops).await, 201);
    }
}

/// W7: refused sends say how long to wait; who doesn't care is closed with 4429.
pub(crate) async fn floods_on_sockets(backend: Backend) {
    let server = Server::start(limited(backend)).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    let mut socket = ana.online().await;
    let mut waits = Vec::new();
    for i in 0..30 {
        let send = json!({"op": "message.send", "chat_id": chat, "client_id": format!("f{i}"), "text": "x"});
        match socket.request(send).await {
            Ok(_) => {}
            Err(ClientError::Reply(error)) => {
                assert_eq!((error.code.as_str(), error.temporary), ("rate_limited", true));
                waits.push(error.retry_after_ms.unwrap());
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!(!waits.is_empty() && waits.iter().all(|wait| (1..=1_000).contains(wait)), "{waits:?}");
    for op in [r#"{"op":"ping"}"#, r#"{"op":"typing","chat_id":1}"#, "nonsense"] {
        let mut socket = ben.online().await;
        let many = vec![op; 300].join("\n");
        for _ in 0..2 {
            let _cut = socket.send_raw(&many).await;
        }
        assert_eq!(closed_with(&mut socket).await, 4429, "{op}");
    }
    assert_eq!(
        socket.request(json!({"op": "ping"})).await.unwrap(),
        json!({}),
        "others don't mind"
    );
    let mut stranger = server.client().socket_with(Auth::None, &[]).await.unwrap();
    let many = vec![r#"{"op":"ping"}"#; 600].join("\n");
    let _cut = stranger.send_raw(&many).await;
    let code = closed_with(&mut stranger).await;
    assert!([4429, 4401].contains(&code), "{code}");
}

pub(crate) async fn sockets_of_one_address(backend: Backend) {
    let server =
        Server::start(proxied(backend).env("TERTULIA_LIMITS__SOCKETS_PER_ADDRESS", "3")).await;
    let ana = server.person("ana").await;
    let open = async |from: &str| {
        let auth = Auth::Bearer(ana.token().unwrap().to_owned());
        ana.client
            .with_header("x-forwarded-for", from)
            .socket_with(auth, &[("x-forwarded-for", from)])
            .await
            .unwrap()
    };
    let mut kept = Vec::new();
    for _ in 0..3 {
        let mut socket = open("203.0.113.1").await;
        socket.next_named("hello", SOON).await.unwrap();
        kept.push(socket);
    }
    assert_eq!(closed_with(&mut open("203.0.113.1").await).await, 4429);
    open("203.0.113.2").await.next_named("hello", SOON).await.expect("others have their own");
    drop(kept);
    testkit::eventually("a place that was given back", async || {
        open("203.0.113.1").await.next_named("hello", Duration::from_secs(1)).await.is_ok()
    })
    .await;
}

pub(crate) async fn limits_by_configuration(backend: Backend) {
    let options = limited(backend)
        .env("TERTULIA_LIMITS__RATES__PEOPLE_SEARCH__BURST", "2")
        .env("TERTULIA_LIMITS__RATES__PEOPLE_SEARCH__EVERY_MS", "60000")
        .env("TERTULIA_LIMITS__RATES__API__BURST", "0");
    let server = Server::start(options).await;
    let ana = server.person("ana").await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let raw = ask(&ana, "GET", "/users?query=an", Value::Null).await;
        assert_eq!(raw.header("ratelimit-policy"), "\"people_search\";q=2;w=120");
        seen.push(raw.status);
    }
    assert_eq!(seen, [200, 200, 429, 429]);
    let refused = |key: &str, value: &str| {
        let output = server.command().env(key, value).arg("config").output().unwrap();
        assert!(!output.status.success(), "{key}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = refused("TERTULIA_LIMITS__RATES__NONSENSE__BURST", "2");
    assert!(said.to_lowercase().contains("limits.rates.nonsense"), "{said}");
    let said = refused("TERTULIA_SERVER__TRUSTED_PROXIES", "[\"10.0.0.0/99\"]");
    assert!(said.contains("trusted_proxies"), "{said}");
    let said = refused("TERTULIA_SERVER__HEADER_TIME_S", "0");
    assert!(said.contains("header_time_s"), "{said}");
    let shown = server.command().arg("config").output().unwrap().stdout;
    let shown = String::from_utf8(shown).unwrap();
    assert!(shown.contains("[limits.rates.people_search]\nburst = 2\nevery_ms = 60000"), "{shown}");
}

/// What a connection is told before it is cut, and after how long.
fn cut(server: &Server, say: impl FnOnce(&mut TcpStream)) -> (String, Duration) {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(45))).unwrap();
    let begun = Instant::now();
    say(&mut stream);
    let mut told = Vec::new();
    // Cut may be a reset: then that is the end as well.
    let end = stream.read_to_end(&mut told);
    let over = begun.elapsed();
    assert!(end.is_ok() || over < Duration::from_secs(40), "it was never cut");
    (String::from_utf8_lossy(&told).into_owned(), over)
}

/// Sends one more byte each half second until nobody listens any more.
fn dribble(stream: &TcpStream) {
    let mut stream = stream.try_clone().unwrap();
    std::thread::spawn(move || {
        while stream.write_all(b"x").is_ok() {
            std::thread::sleep(Duration::from_millis(500));
        }
    });
}

/// D1: slow heads, slow bodies and quiet connections are cut within 30 seconds.
pub(crate) async fn slow_requests_are_cut(backend: Backend) {
    const MOST: Duration = Duration::from_secs(30);
    let options = Options::on(backend)
        .env("TERTULIA_SERVER__HEADER_TIME_S", "2")
        .env("TERTULIA_SERVER__BODY_TIME_S", "2");
    let server = Server::start(options).await;
    let ana = server.person("ana").await;
    let bearer = format!("Authorization: Bearer {}\r\n", ana.token().unwrap());
    let get = "GET /healthz HTTP/1.1\r\nHost: x\r\n";
    let post = format!(
        "POST /api/v1/chats HTTP/1.1\r\nHost: x\r\n{bearer}Content-Type: application/json\r\n"
    );
    let ways: [(&str, String); 6] = [
        ("head", format!("{get}X-Slow: ")),
        ("first line", "G".to_owned()),
        ("head of the second request", format!("{get}\r\n{get}X-Slow: ")),
        ("body", format!("{post}Content-Length: 200\r\n\r\n{{")),
        ("chunked body", format!("{post}Transfer-Encoding: chunked\r\n\r\nff\r\n{{")),
        (
            "unread body",
            "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 200\r\n\r\nx".to_owned(),
        ),
    ];
    std::thread::scope(|scope| {
        for (what, words) in &ways {
            let server = &server;
            scope.spawn(move || {
                let (told, over) = cut(server, |stream| {
                    stream.write_all(words.as_bytes()).unwrap();
                    dribble(stream);
                });
                assert!(over <= MOST, "{what}: cut only after {over:?}, told {told}");
            });
        }
        let quiet = scope.spawn(|| {
            cut(&server, |stream| {
                stream.write_all(format!("{get}\r\n").as_bytes()).unwrap();
            })
        });
        let (told, over) = quiet.join().unwrap();
        assert!(told.starts_with("HTTP/1.1 200") && over <= MOST, "{over:?}");
    });
    server.client().login("ana", PASSWORD).await.expect("the server is there for others");
}

/// D1: a slow body is answered, large heads are refused.
pub(crate) async fn large_heads_are_refused(backend: Backend) {
    let server = Server::start(Options::on(backend).env("TERTULIA_SERVER__BODY_TIME_S", "1")).await;
    let ana = server.person("ana").await;
    let bearer = format!("Authorization: Bearer {}\r\n", ana.token().unwrap());
    let status = |words: String| {
        let (told, _) = cut(&server, |stream| stream.write_all(words.as_bytes()).unwrap());
        told.split(' ').nth(1).unwrap_or_default().to_owned()
    };
    let close = "Host: x\r\nConnection: close\r\n";
    let slow = format!(
        "POST /api/v1/chats HTTP/1.1\r\n{close}{bearer}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{{"
    );
    assert_eq!(status(slow), "408");
    let head = |n: usize| {
        format!("GET /api/v1/users/me HTTP/1.1\r\n{close}{bearer}X-Pad: {}\r\n\r\n", "x".repeat(n))
    };
    assert_eq!(status(head(12_000)), "200");
    assert_eq!(status(head(17_000)), "431");
    let url = |n: usize| {
        let pad = "x".repeat(n);
        format!("GET /api/v1/users/me?{pad} HTTP/1.1\r\n{close}{bearer}\r\n")
    };
    assert_eq!(status(url(4_000)), "200");
    assert_eq!(status(url(4_200)), "414");
    // Far beyond, the parser itself gives up.
    let status = status(head(400_000));
    assert!(["400", "431", ""].contains(&status.as_str()), "{status}");
}

/// D2: no list takes what it can't give.
pub(crate) async fn lists_stay_small(backend: Backend) {
    let server = Server::start(Options::on(backend)).await;
    let ana = server.person("ana").await;
    let chat = ana.group("Notes", &[]).await.unwrap().id;
    for list in [
        "/chats?".to_owned(),
        "/contacts?".to_owned(),
        "/friends?".to_owned(),
        "/blocks?".to_owned(),
        "/friend-requests?".to_owned(),
        "/users?query=an&".to_owned(),
        format!("/chats/{chat}/members?"),
        format!("/chats/{chat}/messages?"),
    ] {
        for odd in
            ["limit=1000000000", "limit=-1", "limit=201", "limit=1e9", "limit=99999999999999999999"]
        {
            let (status, _) = code(&ana, "GET", &format!("{list}{odd}"), Value::Null).await;
            assert_eq!(status, 422, "{list}{odd}");
        }
        let begun = Instant::now();
        let path = format!("{list}limit=200&offset=1000000000");
        let (status, _) = code(&ana, "GET", &path, Value::Null).await;
        assert!(status == 200 && begun.elapsed() < Duration::from_secs(2), "{list}");
    }
    for odd in ["before=1000000000000", "after=9007199254740991", "around=-5", "before=-1"] {
        let path = format!("/chats/{chat}/messages?{odd}");
        let (status, _) = code(&ana, "GET", &path, Value::Null).await;
        assert!([200, 422].contains(&status), "{odd}: {status}");
    }
}
