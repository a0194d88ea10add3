//! Access tokens that are not ours, or not good any more.

use super::stage::serve;
use auth::{AccessOptions, AccessTokens, Keys, Secret};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use client::{Auth, Client};
use domain::{Actor, SessionId, Timestamp, UserId};
use serde_json::{Value, json};
use testkit::{Backend, Person, SOON, Server};

/// Panics unless neither door lets this token in.
async fn refused(server: &Server, token: &str, what: &str) {
    let client: Client = server.client().with_token(token);
    let raw = client.request("GET", "/users/me", None).await.unwrap();
    assert!(matches!(raw.status, 401 | 431 | 400), "{what}: {} {}", raw.status, raw.text);
    let socket = server.client().socket_with(Auth::Bearer(token.to_owned()), &[]).await;
    let error = socket.map(|_| ()).unwrap_err();
    assert!(error.status().is_some_and(|s| matches!(s, 401 | 431 | 400)), "{what}: {error}");
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn parts(person: &Person) -> (Value, String, String) {
    let token = person.token().unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let header = URL_SAFE_NO_PAD.decode(parts[0]).unwrap();
    (serde_json::from_slice(&header).unwrap(), parts[1].to_owned(), parts[2].to_owned())
}

pub(crate) async fn forged_headers(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let (header, claims, signature) = parts(&ana);
    let typ = header["typ"].clone();
    for alg in ["none", "None", "NONE", "nOnE", "HS384", "HS512", "RS256", "ES256", "EdDSA", ""] {
        let head = part(&json!({"alg": alg, "typ": typ, "kid": header["kid"]}));
        for signature in ["", &signature] {
            refused(&server, &format!("{head}.{claims}.{signature}"), alg).await;
        }
    }
    refused(&server, &format!("{}.{claims}.", part(&header)), "no signature").await;
    let evil = "http://127.0.0.1:9/keys";
    for more in [
        json!({"kid": "../../../../dev/null"}),
        json!({"kid": "' or 1=1 --"}),
        json!({"jku": evil}),
        json!({"x5u": evil}),
        json!({"jwk": {"kty": "oct", "k": ""}}),
        json!({"typ": "JWT"}),
        json!({"crit": ["exp"]}),
    ] {
        let mut head = header.clone();
        head.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        let head = part(&head);
        refused(&server, &format!("{head}.{claims}.{signature}"), &more.to_string()).await;
    }
    ana.me().await.expect("the true one still works");
}

/// Tokens signed with the server's true key, which only it has.
pub(crate) async fn wrong_claims(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let secret = std::fs::read(server.folder().join("secret.key")).unwrap();
    let keys = Keys::derive(&Secret::new(&secret).unwrap());
    let session = ana.sessions().await.unwrap().items[0].id;
    let actor = |user, session| Actor { user: UserId(user), session: SessionId(session) };
    let now = Timestamp(ana.tokens.user.created_at);
    let at = |seconds: i64| Timestamp(now.0 + seconds * 1_000);
    let sign = |options: AccessOptions, actor: Actor, at: Timestamp| {
        AccessTokens::new(&keys, options).issue(&actor, at).unwrap().0
    };
    let usual = AccessOptions::default;
    let me = actor(ana.id, session);
    let good = sign(usual(), me, now);
    server.client().with_token(good).me().await.expect("the test signs as the server does");
    let cases = [
        ("another issuer", sign(AccessOptions { issuer: "evil".into(), ..usual() }, me, now)),
        ("another audience", sign(AccessOptions { audience: "evil".into(), ..usual() }, me, now)),
        ("over", sign(AccessOptions { ttl_s: 1, ..usual() }, me, at(-3_600))),
        ("from the future", sign(usual(), me, at(3_600))),
        ("no such session", sign(usual(), actor(ana.id, 999_999), now)),
        ("nobody at all", sign(usual(), actor(999_999, 999_998), now)),
        ("below zero", sign(usual(), actor(-1, -1), now)),
    ];
    for (what, token) in cases {
        refused(&server, &token, what).await;
    }
}

pub(crate) async fn odd_shapes(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let (header, claims, signature) = parts(&ana);
    let head = part(&header);
    let double = URL_SAFE_NO_PAD.encode(r#"{"sub":"1","sub":"2","exp":99999999999}"#);
    for (what, token) in [
        ("empty", String::new()),
        ("dots", "...".into()),
        ("one part", head.clone()),
        ("two parts", format!("{head}.{claims}")),
        ("four parts", format!("{head}.{claims}.{signature}.x")),
        ("five parts", format!("{head}.{claims}.{signature}.x.y")),
        ("claims twice", format!("{head}.{double}.{signature}")),
        ("no base64", format!("{head}.%%%.{signature}")),
        ("padding", format!("{head}=.{claims}.{signature}")),
        ("huge", format!("{head}.{}.{signature}", "A".repeat(64 * 1024))),
        ("changed", format!("{head}.{claims}.{}", signature.chars().rev().collect::<String>())),
    ] {
        refused(&server, &token, what).await;
    }
    let client = server.client();
    for value in ["Bearer", "Basic YTpi", "bearer", "Bearer ,", ana.token().unwrap()] {
        let raw = client.with_header("authorization", value);
        let raw = raw.request("GET", "/users/me", None).await.unwrap();
        assert_eq!(raw.status, 401, "{value}");
        assert_eq!(raw.header("www-authenticate"), "Bearer");
    }
    let lower = client.with_header("authorization", &format!("bearer {}", ana.token().unwrap()));
    lower.me().await.expect("the scheme's case does not count (RFC 9110)");
}

pub(crate) async fn kinds_are_not_mixed(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let refresh = ana.tokens.refresh_token.clone().unwrap();
    refused(&server, &refresh, "a refresh token").await;
    refused(&server, &ana.ticket().await.unwrap().ticket, "a ticket").await;
    let access = ana.token().unwrap().to_owned();
    let as_refresh = server.client().refresh(&access).await.map(|_| ());
    assert_eq!(as_refresh.unwrap_err().status(), Some(401));
    for wrong in [access.clone(), refresh] {
        let socket = server.client().socket_with(Auth::Ticket(wrong), &[]).await;
        assert_eq!(socket.map(|_| ()).unwrap_err().status(), Some(401));
    }
    // A token in the address of a request is no proof, and must not be tempting.
    let path = format!("/users/me?access_token={access}");
    assert_eq!(server.client().request("GET", &path, None).await.unwrap().status, 401);
    let mut socket = server.client().socket_with(Auth::Frame(access), &[]).await.unwrap();
    socket.request(json!({"op": "ping"})).await.unwrap();
    let hello = socket.next_named("hello", SOON).await.unwrap();
    assert!(hello["user_id"].is_null());
    assert!(!server.log().contains(ana.token().unwrap()), "tokens are not logged");
}
