//! Live events in groups whose past is not for those who come later.

use super::stage::serve;
use client::{Replica, Socket};
use serde_json::{Value, json};
use testkit::{Backend, SOON};

/// Everything up to a message that says `last`, as it came.
async fn heard(socket: &mut Socket, last: &str) -> Vec<Value> {
    let mut all = Vec::new();
    loop {
        all.push(socket.next_event(SOON).await.unwrap());
        let said = &all[all.len() - 1]["message"]["text"];
        if said == last {
            return all;
        }
    }
}

fn of<'a>(events: &'a [Value], name: &'a str) -> impl Iterator<Item = &'a Value> {
    events.iter().filter(move |event| event["ev"] == name)
}

pub(crate) async fn words_begin_with_joining(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben, eve] = server.people(["ana", "ben", "eve"]).await;
    let chat = ana.group("Tea", &[ben.id]).await.unwrap().id;
    ana.send(chat, "1", "secret one").await.unwrap();
    ana.send(chat, "2", "secret two").await.unwrap();
    ana.edit_group(chat, json!({"settings": {"history": "from_joining"}})).await.unwrap();
    // One socket was open before she came, one is opened after it: both know where she begins.
    let mut before = eve.online().await;
    ana.add_members(chat, &[eve.id]).await.unwrap();
    let mut after = eve.online().await;
    let mut bens = ben.online().await;
    let mut replica = Replica::new(eve.id);
    let mut third = eve.online().await;
    replica.resume(&mut third, SOON).await.unwrap();
    ana.reply(chat, 1, "3", "as I said").await.unwrap();
    ana.edit(chat, 1, "secret one, edited").await.unwrap();
    ana.edit(chat, 3, "as I said once").await.unwrap();
    ana.reply(chat, 3, "4", "and again").await.unwrap();
    ana.send(chat, "5", "the end").await.unwrap();
    for socket in [&mut before, &mut after] {
        without_the_past(&heard(socket, "the end").await, ana.id);
    }
    let events = Value::from(heard(&mut bens, "the end").await).to_string();
    assert!(events.contains("secret one, edited") && events.contains("\"secret one\""), "{events}");
    let rev = eve.chat(chat).await.unwrap().rev;
    let there = replica.follow_until(&mut third, SOON, |held| held.chat(chat).unwrap().rev == rev);
    assert!(there.await.unwrap());
    let held: Vec<_> = replica.chat(chat).unwrap().messages.values().cloned().collect();
    assert_eq!(held, eve.messages(chat, "").await.unwrap().items, "live and read agree");
}

/// What a newcomer hears of messages that quote the past, and of edits of it.
fn without_the_past(events: &[Value], author: i64) {
    let all = Value::from(events.to_vec()).to_string();
    assert!(!all.contains("secret"), "{all}");
    let quote = json!({"seq": 1, "sender_id": author, "text": "", "deleted": true});
    let new: Vec<&Value> = of(events, "message.new").map(|event| &event["message"]).collect();
    assert_eq!((&new[0]["text"], &new[0]["reply_to"]), (&json!("as I said"), &quote));
    assert_eq!(new[1]["reply_to"]["text"], "as I said once", "hers to see");
    let edits: Vec<&Value> = of(events, "message.edited").map(|event| &event["message"]).collect();
    assert_eq!((&edits[0]["seq"], &edits[0]["hidden"]), (&json!(1), &json!(true)));
    assert_eq!((&edits[0]["text"], &edits[0]["reply_to"]), (&json!(""), &Value::Null));
    assert_eq!((&edits[1]["text"], &edits[1]["reply_to"]), (&json!("as I said once"), &quote));
    let told = events.iter().filter(|event| event["ev"].as_str().unwrap().starts_with("message."));
    let revs: Vec<i64> = told.map(|event| event["rev"].as_i64().unwrap()).collect();
    assert!(revs.windows(2).all(|two| two[1] == two[0] + 1), "none is left out: {revs:?}");
}

/// Who leaves and comes back under another setting sees what that says, on sockets that were open all along.
pub(crate) async fn coming_back_begins_anew(backend: Backend) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.group("Tea", &[ben.id]).await.unwrap().id;
    ana.send(chat, "1", "secret one").await.unwrap();
    let mut socket = ben.online().await;
    for (history, sees, word) in [
        ("from_joining", false, "first"),
        ("all", true, "second"),
        ("from_joining", false, "third"),
    ] {
        ana.edit_group(chat, json!({"settings": {"history": history}})).await.unwrap();
        ana.remove_member(chat, ben.id).await.unwrap();
        ana.add_members(chat, &[ben.id]).await.unwrap();
        let mut fresh = ben.online().await;
        ana.edit(chat, 1, &format!("secret {word}")).await.unwrap();
        ana.send(chat, word, word).await.unwrap();
        for one in [&mut socket, &mut fresh] {
            let events = Value::from(heard(one, word).await).to_string();
            assert_eq!(events.contains(&format!("secret {word}")), sees, "{history}: {events}");
        }
    }
}
