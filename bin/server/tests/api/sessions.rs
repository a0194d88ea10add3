//! Signing in and out, devices, tickets.

use super::stage::{closed_with, code, refused, serve};
use client::{Auth, ClientError};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::{Backend, PASSWORD, SOON};

pub(crate) async fn login_by_name_and_address(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    for login in ["ana", "ANA", "ana@example.org", "Ana@Example.ORG"] {
        let tokens = server.client().login(login, PASSWORD).await.expect(login);
        assert_eq!(tokens.user.id, ana.id);
        assert_eq!(server.client().signed(&tokens).me().await.unwrap().id, ana.id);
    }
}

pub(crate) async fn wrong_logins_tell_nothing(backend: Backend) {
    let server = serve(backend).await;
    server.person("ana").await;
    let guest = server.client();
    let mut bodies = BTreeSet::new();
    for (login, password) in [
        ("ana", "wrong password"),
        ("ana@example.org", "wrong password"),
        ("nobody-here", PASSWORD),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        ("ana", ""),
        ("\u{0}", PASSWORD),
        ("' or 1=1 --", PASSWORD),
    ] {
        let body = json!({"login": login, "password": password});
        let raw = guest.request("POST", "/sessions", Some(body)).await.unwrap();
        assert_eq!((raw.status, raw.code()), (401, "invalid_login"), "{login:?}");
        let mut body = raw.body;
        body.as_object_mut().unwrap().remove("request_id");
        bodies.insert(body.to_string());
    }
    assert_eq!(bodies.len(), 1, "one answer for every reason: {bodies:?}");
}

pub(crate) async fn refresh_rotates(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let guest = server.client();
    let first = ana.tokens.refresh_token.clone().unwrap();
    let next = guest.refresh(&first).await.unwrap();
    assert_ne!(next.refresh_token.as_deref(), Some(first.as_str()));
    assert_eq!(next.user.id, ana.id);
    guest.signed(&next).me().await.unwrap();
    for wrong in ["", "x", &first[..first.len() - 1], ana.client.token().unwrap()] {
        refused(guest.refresh(wrong).await.map(|_| ()), 401, "invalid_refresh_token");
    }
    let sessions = guest.signed(&next).sessions().await.unwrap();
    assert_eq!(sessions.items.len(), 1, "a refresh is no new device");
}

pub(crate) async fn reuse_ends_the_session(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let other = ana.again().await;
    let mut socket = ana.online().await;
    let guest = server.client();
    let first = ana.tokens.refresh_token.clone().unwrap();
    let second = guest.refresh(&first).await.unwrap();
    let third = guest.refresh(second.refresh_token.as_deref().unwrap()).await.unwrap();
    refused(guest.refresh(&first).await.map(|_| ()), 401, "refresh_token_reused");
    let newest = third.refresh_token.clone().unwrap();
    refused(guest.refresh(&newest).await.map(|_| ()), 401, "invalid_refresh_token");
    assert_eq!(guest.signed(&third).me().await.unwrap_err().status(), Some(401));
    assert_eq!(closed_with(&mut socket).await, 4401);
    other.me().await.expect("the other device stays");
}

pub(crate) async fn parallel_refreshes_agree(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let token = ana.tokens.refresh_token.clone().unwrap();
    let guest = server.client();
    let answers = join_all((0..20).map(|_| guest.refresh(&token))).await;
    let next: BTreeSet<String> =
        answers.iter().flatten().filter_map(|tokens| tokens.refresh_token.clone()).collect();
    assert_eq!(next.len(), 1, "one successor, however often it was asked for");
    let good = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(good, 20, "retries within the grace get the same");
    guest.refresh(next.first().unwrap()).await.expect("the successor works");
    assert_eq!(ana.me().await.map(|me| me.id).unwrap(), ana.id);
}

pub(crate) async fn devices_are_listed_and_ended(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let phone = server.client().with_header("user-agent", "Phone/1.0");
    let phone = phone.signed(&phone.login("ana", PASSWORD).await.unwrap());
    let mut socket = phone.socket().await.unwrap();
    let list = ana.sessions().await.unwrap().items;
    assert_eq!(list.len(), 2);
    assert_eq!(list.iter().filter(|session| session.current).count(), 1);
    let device = list.iter().find(|session| session.user_agent == "Phone/1.0").expect("the phone");
    assert!(!device.current);

    let path = format!("/sessions/{}", device.id);
    let foreign = code(&ben, "DELETE", &path, Value::Null).await;
    let missing = code(&ben, "DELETE", "/sessions/999999", Value::Null).await;
    assert_eq!(foreign, missing, "somebody else's looks like none");
    assert_eq!(foreign.0, 404);
    phone.me().await.expect("not ended by others");

    ana.end_session(&device.id.to_string()).await.unwrap();
    assert_eq!(phone.me().await.unwrap_err().status(), Some(401), "at once");
    let push = socket.next_named("session.revoked", SOON).await.unwrap();
    assert_eq!(push["session_id"], device.id);
    assert_eq!(closed_with(&mut socket).await, 4401);
    ana.end_session("current").await.unwrap();
    assert_eq!(ana.me().await.unwrap_err().status(), Some(401));
}

pub(crate) async fn others_end(backend: Backend) {
    let server = serve(backend).await;
    let ana = server.person("ana").await;
    let (second, third) = (ana.again().await, ana.again().await);
    let mut socket = second.online().await;
    ana.end_session("others").await.unwrap();
    assert_eq!(closed_with(&mut socket).await, 4401);
    for gone in [&second, &third] {
        assert_eq!(gone.me().await.unwrap_err().status(), Some(401));
        let refresh = gone.tokens.refresh_token.clone().unwrap();
        refused(server.client().refresh(&refresh).await.map(|_| ()), 401, "invalid_refresh_token");
    }
    assert_eq!(ana.sessions().await.unwrap().items.len(), 1);
}

pub(crate) async fn tickets_work_once(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let ticket = ana.ticket().await.unwrap();
    assert!(ticket.expires_in <= 30);
    let auth = Auth::Ticket(ticket.ticket);
    // The proof is the ticket's: nobody else's token beside it counts.
    let mut socket = server.client().socket_with(auth.clone(), &[]).await.unwrap();
    assert_eq!(socket.next_named("hello", SOON).await.unwrap()["user_id"], ana.id);
    let again = ben.client.socket_with(auth, &[]).await.map(|_| ());
    assert_eq!(again.unwrap_err().status(), Some(401));
    for wrong in ["", "x", "../..", "%00"] {
        let socket = server.client().socket_with(Auth::Ticket(wrong.to_owned()), &[]).await;
        let error = socket.map(|_| ()).unwrap_err();
        assert!(matches!(&error, ClientError::Problem(p) if p.status == 401), "{wrong}: {error}");
    }
    let revoked = ana.ticket().await.unwrap();
    ana.end_session("current").await.unwrap();
    let late = server.client().socket_with(Auth::Ticket(revoked.ticket), &[]).await;
    assert_eq!(late.map(|_| ()).unwrap_err().status(), Some(401), "tickets end with the session");
}
