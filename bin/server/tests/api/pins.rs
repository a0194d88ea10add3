//! Messages that are pinned to their chats.

use super::stage::{ana_and_ben, refused, serve};
use client::Replica;
use futures_util::future::join_all;
use serde_json::json;
use testkit::{BRIEFLY, Backend, SOON};

pub(crate) async fn pinned_for_everybody(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let group = ana.group("Tea", &[ben.id]).await.unwrap().id;
    ana.say(group, 3).await.unwrap();
    refused(ben.pin(group, 2, true).await, 403, "may_not_pin");
    let settings = json!({"settings": {"who_may_pin": "everyone"}});
    ana.edit_group(group, settings).await.unwrap();
    let mut replica = Replica::new(ben.id);
    let mut bens = ben.online().await;
    replica.follow(group);
    replica.resume(&mut bens, SOON).await.unwrap();
    let pinned = ben.pin(group, 2, true).await.unwrap();
    assert!(pinned.pinned_by == Some(ben.id) && pinned.pinned_at.is_some());
    assert_eq!(ana.pin(group, 2, true).await.unwrap(), pinned, "once more is nothing");
    ana.pin(group, 1, true).await.unwrap();
    ana.pin(group, 2, false).await.unwrap();
    ana.pin(group, 3, true).await.unwrap();
    let seqs: Vec<i64> =
        ben.pins(group).await.unwrap().items.into_iter().map(|one| one.seq).collect();
    assert_eq!(seqs, [3, 1]);
    ana.delete(group, 3).await.unwrap();
    let rev = ana.chat(group).await.unwrap().rev;
    replica
        .follow_until(&mut bens, SOON, |held| held.chat(group).unwrap().rev == rev)
        .await
        .unwrap();
    let held: Vec<_> = replica.chat(group).unwrap().messages.values().cloned().collect();
    assert_eq!(held, ben.messages(group, "").await.unwrap().items, "live and read agree");
    refused(eve.pins(group).await, 404, "chat_not_found");
    refused(eve.pin(group, 1, true).await, 404, "chat_not_found");
    refused(ana.pin(group, 4, true).await, 404, "message_not_found");
    refused(ana.pin(group, 3, true).await, 409, "message_deleted");
    ana.remove_member(group, ben.id).await.unwrap();
    ana.pin(group, 1, false).await.unwrap();
    bens.next_named("member.removed", SOON).await.unwrap();
    bens.request(json!({"op": "ping"})).await.unwrap();
    assert!(bens.next_named("pin.changed", BRIEFLY).await.is_err(), "none after the removal");
}

pub(crate) async fn pins_at_once(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    for n in 0..6 {
        let all = (0..10).map(|m| format!("m{n}-{m}"));
        let all: Vec<String> = all.collect();
        for done in join_all(all.iter().map(|id| ana.send(chat, id, "x"))).await {
            done.unwrap();
        }
    }
    let people = [&ana, &ben];
    let (mut good, mut full) = (0, 0);
    for done in
        join_all((1..=60).map(|seq| people[seq % 2].pin(chat, i64::try_from(seq).unwrap(), true)))
            .await
    {
        match done {
            Ok(_) => good += 1,
            other => {
                refused(other, 409, "too_many_pins");
                full += 1;
            }
        }
    }
    assert_eq!((good, full), (50, 10));
    assert_eq!(ben.pins(chat).await.unwrap().items.len(), 50);
}
