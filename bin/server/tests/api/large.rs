//! Groups in which nobody is told of everybody.

use super::stage::{ask, serve};
use client::{Replica, Socket};
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{BRIEFLY, Backend, Person, SOON, Server};
use wire::{Member, MemberList, WHOLE_ROSTER};

async fn crowd(server: &Server, count: usize) -> Vec<i64> {
    let names: Vec<String> = (0..count).map(|n| format!("guest{n:03}")).collect();
    let mut ids = Vec::new();
    // More at once than the server hashes passwords for would only wait.
    for part in names.chunks(8) {
        let people = join_all(part.iter().map(|name| server.person(name))).await;
        ids.extend(people.iter().map(|person| person.id));
    }
    ids
}

/// Nobody hears this of this person any more.
async fn is_not_told(socket: &mut Socket, ev: &str, user: i64) {
    while let Ok(push) = socket.next_named(ev, BRIEFLY).await {
        assert_ne!(push["user_id"], json!(user), "{push}");
    }
}

fn is_of(push: &Value, user: i64) -> bool {
    push["user_id"] == json!(user)
}

/// Who is in a large group, and who has read, is told to whoever asks.
async fn are_asked_for([ana, ben]: [&Person; 2], town: i64, guests: &[i64]) {
    let readers = ana.readers(town, 1).await.unwrap().items;
    assert_eq!(readers.iter().map(|one| one.user_id).collect::<Vec<_>>(), [ben.id]);
    let found = format!("/chats/{town}/members?query=GUEST197&limit=8");
    let found: MemberList = ask(ana, "GET", &found, Value::Null).await.read().unwrap();
    assert_eq!(found.items.iter().map(|one| one.user_id).collect::<Vec<_>>(), [guests[197]]);
    let some = format!("/chats/{town}/members?ids={},{},{},7777777", guests[9], ana.id, guests[3]);
    let some: MemberList = ask(ben, "GET", &some, Value::Null).await.read().unwrap();
    let ids: Vec<i64> = some.items.iter().map(|one| one.user_id).collect();
    let mut want = vec![guests[9], ana.id, guests[3]];
    want.sort_unstable();
    assert_eq!((ids, some.next_cursor), (want, None));
    let bad = ask(ben, "GET", &format!("/chats/{town}/members?ids=1,x"), Value::Null).await;
    assert_eq!((bad.status, bad.code()), (422, "invalid_field"));
}

pub(crate) async fn nobody_is_told_of_everybody(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let asked = ana.ask_friend(eve.id).await.unwrap();
    eve.answer_friend(asked.id, true).await.unwrap();
    let guests = crowd(&server, 198).await;
    let town = ana.group("Town", &guests[..99]).await.unwrap().id;
    ana.add_members(town, &guests[99..]).await.unwrap();
    ana.add_members(town, &[ben.id]).await.unwrap();
    let size = |members: &[Member], count| (i64::try_from(members.len()).unwrap(), count);
    let whole = ana.chat(town).await.unwrap();
    assert_eq!(size(&whole.members, whole.member_count), (WHOLE_ROSTER, WHOLE_ROSTER));
    let (mut live, mut bens) = (ana.online().await, ben.online().await);
    let mut replica = Replica::new(ana.id);
    replica.resume(&mut live, SOON).await.unwrap();
    assert_eq!(replica.chat(town).unwrap().members.len(), 200);
    let typing = json!({"op": "typing", "chat_id": town}).to_string();
    live.send_raw(&typing).await.unwrap();
    assert!(is_of(&bens.next_named("typing", SOON).await.unwrap(), ana.id));

    ana.add_members(town, &[eve.id]).await.unwrap();
    let large = |replica: &Replica| replica.chat(town).is_some_and(|copy| copy.large);
    assert!(replica.follow_until(&mut live, SOON, large).await.unwrap());
    assert!(replica.chat(town).unwrap().members.is_empty());
    let few = ana.chat(town).await.unwrap();
    assert_eq!(size(&few.members, few.member_count), (10, WHOLE_ROSTER + 1));
    ana.say(town, 1).await.unwrap();
    ben.read(town, 1).await.unwrap();
    let own = bens.next_named("read", SOON).await.unwrap();
    assert!(is_of(&own, ben.id), "told to one's own devices: {own}");
    let mut anas = ana.online().await;
    let mut eves = eve.online().await;
    while !is_of(&anas.next_named("presence", SOON).await.unwrap(), eve.id) {}
    is_not_told(&mut bens, "presence", eve.id).await;
    eves.send_raw(&typing).await.unwrap();
    eves.request(json!({"op": "ping"})).await.unwrap();
    is_not_told(&mut anas, "typing", eve.id).await;
    is_not_told(&mut anas, "read", ben.id).await;
    are_asked_for([&ana, &ben], town, &guests).await;

    ana.remove_member(town, guests[0]).await.unwrap();
    let small = |replica: &Replica| replica.chat(town).is_some_and(|copy| !copy.large);
    assert!(replica.follow_until(&mut live, SOON, small).await.unwrap());
    let copy = replica.chat(town).unwrap();
    assert_eq!((copy.members.len(), copy.members[&ben.id]), (200, 1), "as he read meanwhile");
}

pub(crate) async fn everybody_is_called(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let guests = crowd(&server, 201).await;
    let town = ana.group("Town", &guests[..100]).await.unwrap().id;
    ana.add_members(town, &guests[100..200]).await.unwrap();
    // The highest number: of the last part.
    let last = server.person("zoe").await;
    ana.add_members(town, &[guests[200], ben.id, last.id]).await.unwrap();
    let (mut bens, mut lasts) = (ben.online().await, last.online().await);
    ana.send(town, "a1", "come, @all").await.unwrap();
    for socket in [&mut bens, &mut lasts] {
        let told = socket.next_named("notification.new", SOON).await.unwrap();
        assert_eq!(told["notification"]["kind"], "mention");
    }
    let again = lasts.next_named("notification.new", BRIEFLY).await;
    assert!(again.is_err(), "once: {again:?}");
}
