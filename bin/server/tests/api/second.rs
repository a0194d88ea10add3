//! Two-step sign-in.

use super::stage::{ask, code, serve};
use client::Client;
use serde_json::{Value, json};
use testkit::{Backend, PASSWORD, Person, Server, authenticator};

/// Turns it on; answers the secret and the recovery codes. The code of the step before now is used.
async fn turn_on(who: &Client) -> (String, Vec<String>) {
    let begun = ask(who, "POST", "/users/me/totp", json!({"password": PASSWORD})).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let secret = begun.body["secret"].as_str().unwrap().to_owned();
    let rows = begun.body["qr"].as_array().unwrap();
    assert!(rows.len() > 20 && rows[0].as_str().unwrap().starts_with("1111111"));
    let done = ask(who, "PUT", "/users/me/totp", json!({"code": authenticator(&secret, -1)})).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let codes = serde_json::from_value(done.body["recovery_codes"].clone()).unwrap();
    (secret, codes)
}

async fn login(server: &Server, totp: Option<&str>) -> (u16, String) {
    let body = json!({"login": "ana", "password": PASSWORD, "totp": totp});
    code(&server.client(), "POST", "/sessions", body).await
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

async fn start(backend: Backend) -> (Server, Person) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    (server, ana)
}

pub(crate) async fn signing_in_takes_two_steps(backend: Backend) {
    let (server, ana) = start(backend).await;
    assert_eq!(
        code(&ana, "PUT", "/users/me/totp", json!({"code": "123456"})).await,
        refused(409, "totp_not_on")
    );
    let wrong = code(&ana, "POST", "/users/me/totp", json!({"password": "not-it-at-all"})).await;
    assert_eq!(wrong, refused(403, "wrong_password"));
    let (secret, codes) = turn_on(&ana).await;
    assert_eq!(login(&server, None).await, refused(401, "totp_required"));
    let body = json!({"login": "ana", "password": "not-it-at-all"});
    let told = code(&server.client(), "POST", "/sessions", body).await;
    assert_eq!(told, refused(401, "invalid_login"), "told only to whoever knows the password");
    assert_eq!(login(&server, Some("000000")).await, refused(401, "totp_invalid"));
    let now = authenticator(&secret, 0);
    assert_eq!(login(&server, Some(&now)).await.0, 201);
    assert_eq!(login(&server, Some(&now)).await, refused(401, "totp_invalid"), "used");
    assert_eq!(login(&server, Some(&codes[0])).await.0, 201);
    assert_eq!(login(&server, Some(&codes[0])).await, refused(401, "totp_invalid"), "used");
    let state = ask(&ana, "GET", "/users/me/totp", Value::Null).await.body;
    assert_eq!(state, json!({"enabled": true, "recovery_codes_left": 9}));
}

pub(crate) async fn turning_it_off_takes_both(backend: Backend) {
    let (server, ana) = start(backend).await;
    let (_, codes) = turn_on(&ana).await;
    let off = |password: &'static str, with: String| {
        let body = json!({"password": password, "code": with});
        let ana = ana.client.clone();
        async move { code(&ana, "DELETE", "/users/me/totp", body).await }
    };
    assert_eq!(off("not-it-at-all", codes[0].clone()).await, refused(403, "wrong_password"));
    assert_eq!(off(PASSWORD, "000000".to_owned()).await, refused(403, "totp_invalid"));
    let again = code(&ana, "POST", "/users/me/totp", json!({"password": PASSWORD})).await;
    assert_eq!(again, refused(409, "totp_already_on"));
    let body = json!({"password": PASSWORD, "code": codes[1]});
    let renewed = ask(&ana, "POST", "/users/me/recovery-codes", body).await;
    assert_eq!(renewed.body["recovery_codes"].as_array().unwrap().len(), 10);
    assert_eq!(off(PASSWORD, codes[2].clone()).await, refused(403, "totp_invalid"), "of before");
    let new = renewed.body["recovery_codes"][3].as_str().unwrap().to_owned();
    assert_eq!(off(PASSWORD, new).await.0, 204);
    assert_eq!(login(&server, None).await.0, 201);
}

pub(crate) async fn one_code_for_one_of_many(backend: Backend) {
    let (server, ana) = start(backend).await;
    let (_, codes) = turn_on(&ana).await;
    let tries = (0..20).map(|_| login(&server, Some(&codes[4])));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 201).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|(status, _)| [201, 401].contains(status)), "{answers:?}");
}
