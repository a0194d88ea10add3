//! Making accounts.

use super::stage::{ask, code, registration, serve};
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{Backend, Options, PASSWORD, Server};

pub(crate) async fn registering_signs_in(backend: Backend) {
    let server = serve(backend).await;
    let guest = server.client();
    let with = json!({"display_name": "Ana María", "email": "Ana@Example.org"});
    let raw = ask(&guest, "POST", "/accounts", registration("Ana", &with)).await;
    assert_eq!(raw.status, 201, "{}", raw.text);
    let tokens: wire::Tokens = raw.read().unwrap();
    assert_eq!(tokens.token_type, "Bearer");
    assert_eq!(tokens.user.username, "ana", "usernames have one spelling");
    assert_eq!(tokens.user.display_name, "Ana María");
    assert_eq!(tokens.user.email, "Ana@Example.org", "addresses are kept as typed");
    assert!(tokens.expires_in > 0 && tokens.csrf_token.is_none());
    let me = guest.signed(&tokens).me().await.unwrap();
    assert_eq!(me, tokens.user);
    let ben = server.person("ben").await;
    assert_eq!(ben.me().await.unwrap().display_name, "ben", "the username when none is given");
}

pub(crate) async fn bad_fields_are_named(backend: Backend) {
    let server = serve(backend).await;
    let guest = server.client();
    let long_email = format!("{}@example.org", "a".repeat(65));
    let invalid = "invalid_field";
    let cases: Vec<(Value, &str, &str)> = vec![
        (json!({"username": ""}), invalid, "username"),
        (json!({"username": "ab"}), invalid, "username"),
        (json!({"username": "a".repeat(33)}), invalid, "username"),
        (json!({"username": "a b c"}), invalid, "username"),
        (json!({"username": "_ana"}), invalid, "username"),
        (json!({"username": "admin"}), invalid, "username"),
        (json!({"username": "аna"}), invalid, "username"),
        (json!({"username": "ana\u{0}"}), invalid, "username"),
        (json!({"email": "ana"}), invalid, "email"),
        (json!({"email": "a\r\nBcc: b@x.org"}), invalid, "email"),
        (json!({"email": long_email}), invalid, "email"),
        (json!({"display_name": "x".repeat(65)}), invalid, "display_name"),
        (json!({"display_name": "a\u{202E}b"}), invalid, "display_name"),
        (json!({"password": "short"}), "password_too_short", "password"),
        (json!({"password": "password1"}), "password_too_common", "password"),
        (json!({"password": "anna.blum1"}), "password_too_common", "password"),
        (json!({"password": "x".repeat(257)}), "password_too_long", "password"),
    ];
    for (with, code, field) in cases {
        let raw = ask(&guest, "POST", "/accounts", registration("anna.blum", &with)).await;
        assert_eq!((raw.status, raw.code()), (422, code), "{with}: {}", raw.text);
        assert_eq!(raw.body["field"], field, "{with}: {}", raw.text);
    }
    for (with, status) in [(json!({"username": 7}), 422), (json!({"password": null}), 422)] {
        let (got, code) = code_of(&guest, &with).await;
        assert_eq!((got, code.as_str()), (status, "invalid_body"), "{with}");
    }
    let ok = ask(&guest, "POST", "/accounts", registration("anna.blum", &json!({}))).await;
    assert_eq!(ok.status, 201, "nothing of the above took the name: {}", ok.text);
}

async fn code_of(guest: &client::Client, with: &Value) -> (u16, String) {
    code(guest, "POST", "/accounts", registration("anna.blum", with)).await
}

pub(crate) async fn names_are_taken_once(backend: Backend) {
    let server = serve(backend).await;
    let guest = server.client();
    server.people(["ana", "bill"]).await;
    let cases = [
        ("ana", json!({"email": "new1@example.org"}), "username_taken"),
        ("ANA", json!({"email": "new2@example.org"}), "username_taken"),
        ("ＡＮＡ", json!({"email": "new3@example.org"}), "username_taken"),
        ("bil1", json!({"email": "new4@example.org"}), "username_taken"),
        ("carol", json!({"email": "ana@example.org"}), "email_taken"),
        ("carol", json!({"email": "ANA@Example.ORG"}), "email_taken"),
    ];
    for (name, with, want) in cases {
        let got = code(&guest, "POST", "/accounts", registration(name, &with)).await;
        assert_eq!(got, (409, want.to_owned()), "{name} {with}");
    }
    server.person("carol").await;
}

pub(crate) async fn fifty_at_once(backend: Backend) {
    let server = serve(backend).await;
    let guest = server.client();
    let tries = (0..50).map(|i| {
        let body = registration("ana", &json!({"email": format!("ana{i}@example.org")}));
        ask(&guest, "POST", "/accounts", body)
    });
    let answers = join_all(tries).await;
    let count = |status| answers.iter().filter(|raw| raw.status == status).count();
    assert_eq!((count(201), count(409)), (1, 49), "{:?}", answers.last().map(|a| &a.text));
}

pub(crate) async fn nothing_else_can_be_set(backend: Backend) {
    let server = serve(backend).await;
    let more =
        json!({"is_admin": true, "id": 4_711, "rev": 9, "created_at": "2001-01-01T00:00:00Z"});
    let raw = ask(&server.client(), "POST", "/accounts", registration("ana", &more)).await;
    let user = raw.read::<wire::Tokens>().unwrap().user;
    assert!(!user.is_admin && user.id != 4_711);
    assert!(user.created_at > 1_000_000_000_000, "the clock's, not the body's");
}

pub(crate) async fn closed_registration(backend: Backend) {
    let mut server = serve(backend).await;
    let ana = server.person("ana").await;
    server.restart_with("TERTULIA_AUTH__REGISTRATION", "closed").await;
    let guest = server.client();
    let got = code(&guest, "POST", "/accounts", registration("ben", &json!({}))).await;
    assert_eq!(got, (403, "registration_closed".to_owned()));
    guest.login("ana", PASSWORD).await.expect("those who are in stay in");
    ana.me().await.expect("tokens outlive a restart");
}

pub(crate) async fn set_up_link_works_once(backend: Backend) {
    let options = Options::on(backend).env("TERTULIA_AUTH__REGISTRATION", "closed");
    let mut server = Server::start(options).await;
    let guest = server.client();
    let link = server.setup_link().await;
    let path = link.strip_prefix(&server.base()).expect("a link to this server").to_owned();
    let token = path.rsplit('=').next().unwrap().to_owned();
    assert!(token.len() >= 32, "nobody guesses {token}");
    assert_eq!(guest.fetch("GET", &path, None).await.unwrap().status, 200);
    let wrong = registration("eve", &json!({"setup_token": "0".repeat(token.len())}));
    assert_eq!(code(&guest, "POST", "/accounts", wrong).await, (403, "setup_token".to_owned()));
    assert_eq!(guest.fetch("GET", "/setup?token=wrong", None).await.unwrap().status, 404);

    let body = registration("ana", &json!({"setup_token": token}));
    let raw = ask(&guest, "POST", "/accounts", body).await;
    assert!(raw.read::<wire::Tokens>().unwrap().user.is_admin);
    let again = registration("eve", &json!({"setup_token": token}));
    assert_eq!(code(&guest, "POST", "/accounts", again).await, (409, "already_set_up".to_owned()));
    assert_eq!(guest.fetch("GET", &path, None).await.unwrap().status, 404);

    let before = server.log().matches("/setup?token=").count();
    server.restart().await;
    server.client().fetch("GET", "/healthz", None).await.unwrap();
    assert_eq!(server.log().matches("/setup?token=").count(), before, "no second link");
}
