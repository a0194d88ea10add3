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
    let others = json!({"ev": "member.removed", "chat_id": 1, "rev": 2, "user_id": 2, "by": 2, "member_count": 2});
    replica.take(others).unwrap();
    assert!(replica.chat(1).is_some());
    let own = json!({"ev": "member.removed", "chat_id": 1, "rev": 3, "user_id": 9, "by": 2, "member_count": 1});
    replica.take(own).unwrap();
    assert!(replica.chat(1).is_none());
    replica.follow(1);
    let gone = json!({"chats": [], "gone": [1], "more": false});
    replica.page(serde_json::from_value(gone).unwrap());
    assert!(replica.chats().is_empty());
}

fn member(user: i64) -> Value {
    json!({"user_id": user, "username": format!("u{user}"), "display_name": "Somebody", "role": "member",
        "joined_at": AT, "read_seq": 0, "read_at": null})
}

fn roster(rev: i64, roster: &str, count: i64, members: &[i64]) -> SyncPage {
    let members: Vec<Value> = members.iter().copied().map(member).collect();
    let chat = json!({"chat_id": 1, "rev": rev, "more": false, "reset": false, "title": null,
        "role": "member", "last_seq": 0, "read_seq": 0, "unread": 0, "member_count": count,
        "messages": [], "roster": roster, "members": members});
    serde_json::from_value(json!({"chats": [chat], "gone": [], "more": false})).unwrap()
}

#[test]
fn nobody_is_kept_of_a_large_group() {
    let held = |replica: &Replica| {
        let copy = replica.chat(1).unwrap();
        (copy.rev, copy.large, copy.members.keys().copied().collect::<Vec<_>>())
    };
    let mut replica = Replica::new(9);
    replica.follow(1);
    replica.page(roster(4, "whole", 2, &[2, 9]));
    assert_eq!(held(&replica), (4, false, vec![2, 9]));
    let came = json!({"ev": "member.added", "chat_id": 1, "rev": 5, "members": [member(3)], "member_count": 201});
    replica.take(came).unwrap();
    assert_eq!(held(&replica), (5, true, vec![]));
    replica.page(roster(6, "large", 201, &[2]));
    assert_eq!(held(&replica), (6, true, vec![]), "who wrote is not all");
    let went = |rev: i64, count: i64| {
        json!({"ev": "member.removed", "chat_id": 1, "rev": rev, "user_id": 3,
        "by": 3, "member_count": count})
    };
    replica.take(went(7, 200)).unwrap();
    assert!(replica.is_behind());
    // Nothing is applied before it is known who is in it.
    replica.take(new(1, 8)).unwrap();
    assert_eq!((held(&replica), seen(&replica)), ((6, true, vec![]), vec![]));
    replica.page(roster(8, "whole", 200, &[2, 9]));
    assert!(!replica.is_behind());
    assert_eq!(held(&replica), (8, false, vec![2, 9]));
    replica.take(went(9, 199)).unwrap();
    assert!(!replica.is_behind(), "it was small before");
}
