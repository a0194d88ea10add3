//! Who is there, and who is typing.

use super::stage::{ana_and_ben, serve};
use client::Socket;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{BRIEFLY, Backend, SOON, eventually};

/// Longer than the server waits before it says that somebody has gone.
const LONG: Duration = Duration::from_secs(5);

async fn presence(socket: &mut Socket) -> Value {
    socket.next_named("presence", SOON).await.unwrap()
}

pub(crate) async fn two_tabs(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let stranger = server.person("eve").await;
    let mut eves = stranger.online().await;
    let mut anas = ana.online().await;
    let first = ben.online().await;
    let push = presence(&mut anas).await;
    assert_eq!((&push["user_id"], &push["online"]), (&json!(ben.id), &json!(true)));
    eventually("Ben online in the chat", async || {
        let members = ana.chat(chat).await.unwrap().members;
        members.iter().any(|member| member.user_id == ben.id && member.online)
    })
    .await;
    let second = ben.online().await;
    first.close().await.unwrap();
    let quiet = anas.next_named("presence", LONG).await;
    assert!(quiet.is_err(), "the other tab is still there: {quiet:?}");
    second.close().await.unwrap();
    let push = presence(&mut anas).await;
    assert_eq!((&push["user_id"], &push["online"]), (&json!(ben.id), &json!(false)));
    assert!(push["last_seen"].is_string());
    eventually("when Ben was last seen", async || {
        let members = ana.chat(chat).await.unwrap().members;
        members.iter().any(|m| m.user_id == ben.id && !m.online && m.last_seen.is_some())
    })
    .await;
    let told = eves.next_named("presence", BRIEFLY).await;
    assert!(told.is_err(), "strangers are not told: {told:?}");
}

pub(crate) async fn typing(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, carol] = server.people(["ana", "ben", "carol"]).await;
    let chat = ana.group("Friends", &[ben.id]).await.unwrap().id;
    let (mut anas, mut bens, mut carols) =
        (ana.online().await, ben.online().await, carol.online().await);
    let op = json!({"op": "typing", "chat_id": chat}).to_string();
    anas.send_raw(&op).await.unwrap();
    let push = bens.next_named("typing", SOON).await.unwrap();
    assert_eq!((&push["chat_id"], &push["user_id"]), (&json!(chat), &json!(ana.id)));
    // A flood of it is one event; a stranger's is none.
    for _ in 0..20 {
        anas.send_raw(&op).await.unwrap();
        carols.send_raw(&op).await.unwrap();
    }
    anas.request(json!({"op": "ping"})).await.unwrap();
    carols.request(json!({"op": "ping"})).await.unwrap();
    assert!(bens.next_named("typing", BRIEFLY).await.is_err());
    assert!(anas.next_named("typing", BRIEFLY).await.is_err(), "not told to oneself");
}
