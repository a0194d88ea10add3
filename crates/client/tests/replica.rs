//! The rule of resuming, without a server.
#![expect(clippy::unwrap_used, reason = "a test stops at once")]

use client::Replica;
use serde_json::{Value, json};
use wire::SyncPage;

const AT: &str = "2026-01-01T00:00:00.000Z";

fn message(seq: i64, rev: i64) -> Value {
    json!({"chat_id": 1, "seq": seq, "rev": rev, "sender_id": 2, "client_id": format!("c{seq}"),
        "text": seq.to_string(), "sent_at": AT})
}

fn page(rev: i64, reset: bool, messages: &[Value]) -> SyncPage {
    let chat = json!({"chat_id": 1, "rev": rev, "more": false, "reset": reset, "title": null,
        "role": "member", "last_seq": 0, "read_seq": 0, "unread": 0, "member_count": 2, "messages": messages,
        "members": []});
    serde_json::from_value(json!({"chats": [chat], "gone": [], "more": false})).unwrap()
}

fn new(seq: i64, rev: i64) -> Value {
    json!({"ev": "message.new", "chat_id": 1, "rev": rev, "message": message(seq, rev)})
}

fn seen(replica: &Replica) -> Vec<i64> {
    replica.seen().iter().map(|message| message.seq).collect()
}

#[test]
fn live_events_apply_once() {
    let mut replica = Replica::new(9);
    replica.follow(1);
    for event in [new(1, 2), new(2, 3), new(1, 2), new(2, 3), new(3, 5)] {
        replica.take(event).unwrap();
    }
    assert_eq!(seen(&replica), [1, 2, 3]);
    assert_eq!(replica.missed().chats[&1], 5);
    replica
        .take(json!({"ev": "message.new", "chat_id": 7, "rev": 1, "message": message(1, 1)}))
        .unwrap();
    assert_eq!(replica.chats().len(), 1, "a chat that one isn't in is none");
}

#[test]
fn what_was_synced_is_not_shown_again() {
    let mut replica = Replica::new(9);
    replica.follow(1);
    replica.take(new(1, 2)).unwrap();
    replica.page(page(4, false, &[message(1, 2), message(2, 3), message(3, 4)]));
    for event in [new(2, 3), new(3, 4), new(4, 5)] {
        replica.take(event).unwrap();
    }
    assert_eq!(seen(&replica), [1, 2, 3, 4]);
    // An answer that was overtaken changes nothing.
    replica.page(page(2, false, &[]));
    assert_eq!(replica.missed().chats[&1], 5);
}

#[test]
fn a_reset_begins_anew() {
    let mut replica = Replica::new(9);
    replica.follow(1);
    replica.take(new(1, 2)).unwrap();
    replica.page(page(900, true, &[message(800, 899), message(801, 900)]));
    let copy = replica.chat(1).unwrap();
    assert_eq!(copy.messages.keys().copied().collect::<Vec<_>>(), [800, 801]);
    assert_eq!((copy.resets, copy.rev), (1, 900));
    assert_eq!(seen(&replica), [1, 800, 801]);
}

#[test]
fn one_who_is_out_keeps_nothing() {
    let mut replica = Replica::new(9);
    replica.follow(1);
    let others = json!({"ev": "member.removed", "chat_id": 1, "rev": 2, "user_id": 2, "by": 2});
    replica.take(others).unwrap();
    assert!(replica.chat(1).is_some());
    let own = json!({"ev": "member.removed", "chat_id": 1, "rev": 3, "user_id": 9, "by": 2});
    replica.take(own).unwrap();
    assert!(replica.chat(1).is_none());
    replica.follow(1);
    let gone = json!({"chats": [], "gone": [1], "more": false});
    replica.page(serde_json::from_value(gone).unwrap());
    assert!(replica.chats().is_empty());
}
