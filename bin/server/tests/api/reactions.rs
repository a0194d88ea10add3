//! Reactions to messages.

use super::stage::{ana_and_ben, code, refused, refused_there, serve};
use client::Replica;
use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{BRIEFLY, Backend, SOON};
use wire::Reaction;

const KINDS: [&str; 25] = [
    "😀", "😁", "😂", "😃", "😄", "😅", "😆", "😇", "😈", "😉", "😊", "😋", "😌", "😍", "😎", "😏",
    "😐", "😑", "😒", "😓", "😔", "😕", "😖", "😗", "😘",
];

fn seen(reactions: &[Reaction]) -> Vec<(&str, i64, Option<bool>)> {
    reactions.iter().map(|one| (one.emoji.as_str(), one.count, one.me)).collect()
}

pub(crate) async fn reacted_on_both_doors(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.send(chat, "one", "words").await.unwrap();
    ana.send(chat, "two", "words").await.unwrap();
    let mut replica = Replica::new(ana.id);
    let mut anas = ana.online().await;
    replica.resume(&mut anas, SOON).await.unwrap();
    replica.follow(chat);
    let rev = ana.chat(chat).await.unwrap().rev;
    let done = ben.react(chat, 2, "👍", true).await.unwrap();
    assert_eq!(
        (done.rev, done.seq, seen(&done.reactions)),
        (rev + 1, 2, vec![("👍", 1, Some(true))])
    );
    assert_eq!(ben.react(chat, 2, "👍", true).await.unwrap(), done, "once more is nothing");
    let mut bens = ben.online().await;
    let op = json!({"op": "reaction.add", "chat_id": chat, "seq": 2, "emoji": "\u{2764}"});
    let there = bens.request(op).await.unwrap();
    assert_eq!(there["reactions"][1], json!({"emoji": "\u{2764}\u{FE0F}", "count": 1, "me": true}));
    let push = bens.next_named("reaction.changed", SOON).await.unwrap();
    assert_eq!(
        (&push["user_id"], &push["on"], &push["seq"]),
        (&json!(ben.id), &json!(true), &json!(2))
    );
    assert!(push["reactions"][0].get("me").is_none(), "everybody is told the same");
    // Keycaps have a character that ends paths.
    ana.react(chat, 2, "#\u{FE0F}\u{20E3}", true).await.unwrap();
    ana.react(chat, 2, "👍", true).await.unwrap();
    let op = json!({"op": "reaction.remove", "chat_id": chat, "seq": 2, "emoji": "👍"});
    assert_eq!(bens.request(op).await.unwrap()["reactions"].as_array().unwrap().len(), 3);
    ana.edit(chat, 2, "other words").await.unwrap();
    let rev = ana.chat(chat).await.unwrap().rev;
    replica
        .follow_until(&mut anas, SOON, |held| held.chat(chat).unwrap().rev == rev)
        .await
        .unwrap();
    let page = ana.messages(chat, "").await.unwrap().items;
    let want = [
        ("\u{2764}\u{FE0F}", 1, Some(false)),
        ("#\u{FE0F}\u{20E3}", 1, Some(true)),
        ("👍", 1, Some(true)),
    ];
    assert_eq!(seen(&page[1].reactions), want);
    assert_eq!(replica.chat(chat).unwrap().messages[&2], page[1], "live and read agree");
    assert!(page[0].reactions.is_empty());
    let who = ben.reactions(chat, 2, "emoji=%F0%9F%91%8D").await.unwrap();
    assert_eq!((who.items.len(), who.items[0].user_id, who.next_cursor), (1, ana.id, None));
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ben.reactions(chat, 2, &format!("limit=1&cursor={cursor}")).await.unwrap();
        all.extend(page.items.into_iter().map(|one| (one.emoji, one.user_id)));
        let Some(next) = page.next_cursor else { break };
        cursor = next;
    }
    assert!(all.len() == 3 && all.is_sorted(), "{all:?}");
}

pub(crate) async fn reactions_are_refused(backend: Backend) {
    let (server, ana, ben, chat) = ana_and_ben(backend).await;
    let eve = server.person("eve").await;
    ana.send(chat, "one", "words").await.unwrap();
    let mut bens = ben.online().await;
    let long = "👍".repeat(40);
    for odd in ["a", "1", "👍👍", ":+1:", "\u{1F3FD}\u{1F44D}", "%", "\u{200D}", &long] {
        refused(ben.react(chat, 1, odd, true).await, 422, "invalid_field");
        let op = json!({"op": "reaction.add", "chat_id": chat, "seq": 1, "emoji": odd});
        refused_there(bens.request(op).await, "invalid_field");
    }
    refused(eve.react(chat, 1, "👍", true).await, 404, "chat_not_found");
    refused(eve.reactions(chat, 1, "").await, 404, "chat_not_found");
    refused(ben.react(chat, 2, "👍", true).await, 404, "message_not_found");
    refused(ben.reactions(chat, 2, "").await, 404, "message_not_found");
    for query in ["cursor=eA", "emoji=a", "limit=0", "limit=201"] {
        let path = format!("/chats/{chat}/messages/1/reactions?{query}");
        assert_eq!(code(&ben, "GET", &path, Value::Null).await.0, 422, "{query}");
    }
    ben.block(ana.id).await.unwrap();
    refused(ana.react(chat, 1, "👍", true).await, 403, "not_accepted");
    refused(ben.react(chat, 1, "👍", true).await, 403, "blocked_by_you");
    ben.unblock(ana.id).await.unwrap();
    ana.delete(chat, 1).await.unwrap();
    refused(ben.react(chat, 1, "👍", true).await, 409, "message_deleted");
    assert!(bens.next_named("reaction.changed", BRIEFLY).await.is_err());
}

pub(crate) async fn one_of_each_per_person(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.send(chat, "one", "words").await.unwrap();
    let rev = ana.chat(chat).await.unwrap().rev;
    for on in [true, false] {
        let all = join_all((0..20).map(|_| ben.react(chat, 1, "👍", on))).await;
        for done in all {
            assert_eq!(done.unwrap().reactions.len(), usize::from(on));
        }
    }
    assert_eq!(
        ana.chat(chat).await.unwrap().rev,
        rev + 2,
        "two changes, however often they were asked"
    );
}

pub(crate) async fn kinds_at_once(backend: Backend) {
    let (_server, ana, ben, chat) = ana_and_ben(backend).await;
    ana.send(chat, "one", "words").await.unwrap();
    let people = [&ana, &ben];
    let all = KINDS.iter().enumerate().map(|(n, kind)| people[n % 2].react(chat, 1, kind, true));
    let (mut good, mut full) = (0, 0);
    for done in join_all(all).await {
        match done {
            Ok(_) => good += 1,
            other => {
                refused(other, 409, "too_many_reactions");
                full += 1;
            }
        }
    }
    assert_eq!((good, full), (20, 5));
    let page = ana.messages(chat, "").await.unwrap().items;
    assert_eq!(page[0].reactions.len(), 20);
    assert_eq!(ana.reactions(chat, 1, "limit=200").await.unwrap().items.len(), 20);
}

pub(crate) async fn the_removed_hear_no_reactions(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let group = ana.group("Tea", &[ben.id]).await.unwrap().id;
    ana.send(group, "one", "words").await.unwrap();
    let mut bens = ben.online().await;
    ana.react(group, 1, "👍", true).await.unwrap();
    bens.next_named("reaction.changed", SOON).await.unwrap();
    ana.remove_member(group, ben.id).await.unwrap();
    ana.react(group, 1, "👍", false).await.unwrap();
    bens.next_named("member.removed", SOON).await.unwrap();
    bens.request(json!({"op": "ping"})).await.unwrap();
    assert!(bens.next_named("reaction.changed", BRIEFLY).await.is_err());
    refused(ben.react(group, 1, "👍", true).await, 404, "chat_not_found");
}
