//! Accounts and chats to measure with, made through the doors that everybody uses.

use crate::http::Http;
use crate::meter::bar;
use crate::server::Server;
use crate::{Outcome, frame};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::task::JoinSet;
use wire::{Chat, NewChat, NewMessage, Register, Sent, Tokens};

/// How many set-up requests are on the way at once.
const AT_ONCE: usize = 8;
/// Most people that one request may bring into a group.
const PER_REQUEST: usize = 100;

/// Somebody signed in.
#[derive(Clone)]
pub(crate) struct Person {
    /// Their id.
    pub(crate) id: i64,
    /// Their access token.
    pub(crate) token: String,
}

/// Registers so many people, in no order.
pub(crate) async fn register(server: &Server, count: usize) -> Outcome<Vec<Person>> {
    let progress = bar("accounts", u64::try_from(count)?);
    let next = Arc::new(AtomicU64::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (next, progress, address) = (Arc::clone(&next), progress.clone(), server.address);
        tasks.spawn(async move {
            let mut http = Http::connect(address, None).await?;
            let mut people = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= u64::try_from(count)? {
                    return Ok::<_, Box<dyn std::error::Error + Send + Sync>>(people);
                }
                people.push(register_one(&mut http, number).await?);
                progress.inc(1);
            }
        });
    }
    let mut people = Vec::with_capacity(count);
    while let Some(done) = tasks.join_next().await {
        people.extend(done??);
    }
    progress.finish_and_clear();
    Ok(people)
}

async fn register_one(http: &mut Http, number: u64) -> Outcome<Person> {
    let body = Register {
        username: format!("guest{number}"),
        email: format!("guest{number}@example.org"),
        password: format!("Lamplight, {number} chairs & tea"),
        display_name: None,
        setup_token: None,
        invitation: None,
        cookie: false,
    };
    let tokens: Tokens = http.post("/accounts", &body).await?;
    let token = tokens.access_token.ok_or("no access token in the answer")?;
    Ok(Person { id: tokens.user.id, token })
}

/// Opens the direct chat of two people.
pub(crate) async fn direct(address: SocketAddr, one: &Person, other: &Person) -> Outcome<i64> {
    let mut http = Http::connect(address, Some(&one.token)).await?;
    let body = NewChat::Direct { user_id: Some(other.id), username: None };
    Ok(http.post::<_, Chat>("/chats", &body).await?.id)
}

/// Makes a group of its first person with all the others.
pub(crate) async fn group(address: SocketAddr, people: &[Person]) -> Outcome<i64> {
    let (owner, others) = people.split_first().ok_or("a group needs somebody")?;
    let mut http = Http::connect(address, Some(&owner.token)).await?;
    let others: Vec<i64> = others.iter().map(|person| person.id).collect();
    let mut parts = others.chunks(PER_REQUEST);
    let member_ids = parts.next().unwrap_or_default().to_vec();
    let body = NewChat::Group { title: "Round table".into(), member_ids, member_usernames: vec![] };
    let chat: Chat = http.post("/chats", &body).await?;
    for part in parts {
        let body = wire::AddMembers { user_ids: part.to_vec(), usernames: vec![] };
        let path = format!("/chats/{}/members", chat.id);
        let _: wire::MemberList = http.post(&path, &body).await?;
    }
    Ok(chat.id)
}

/// Sends one message over HTTP.
pub(crate) async fn say(http: &mut Http, chat: i64, number: u64) -> Outcome<Sent> {
    let body = NewMessage {
        client_id: Some(format!("c{chat}-{number}")),
        text: frame::TEXT.to_owned(),
        reply_to: None,
    };
    http.post(&format!("/chats/{chat}/messages"), &body).await
}
