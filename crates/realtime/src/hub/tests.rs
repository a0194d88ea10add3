use super::*;
use domain::rights::Audience;
use std::task::{Context, Poll};

const TOWN: ChatId = ChatId(1);
const TEA: ChatId = ChatId(2);

fn come(hub: &Hub, user: i64, chats: &[ChatId], large: &[ChatId]) -> Arc<Connection> {
    let actor = Actor { user: UserId(user), session: SessionId(user) };
    let connection = hub.open(actor, Instant::now());
    hub.show_to(UserId(user), Audience::Everyone, vec![]);
    hub.subscribe(&connection, chats.iter().map(|chat| (*chat, Rev(1))).collect(), large);
    connection
}

/// Whether anything waits for a socket; it is taken away.
fn hears(connection: &Connection) -> bool {
    let waits = connection.outbox.poll_drain(&Context::from_waker(Waker::noop()));
    matches!(waits, Poll::Ready(Some(_)))
}

#[test]
fn who_types_and_comes_is_not_told_in_large_groups() {
    let hub = Hub::new();
    let frame = Bytes::from_static(b"typing");
    let [ana, ben] = [1, 2].map(|user| come(&hub, user, &[TOWN], &[TOWN]));
    hub.tick(Instant::now(), 1_000_000);
    assert!(!hears(&ana) && !hears(&ben), "nobody comes");
    hub.ephemeral(TOWN, UserId(1), &frame);
    assert!(!hears(&ben));
    hub.event(TOWN, Rev(2), &frame);
    assert!(hears(&ana) && hears(&ben), "what is said is told");
    // It shrinks; what the next one read of it before doesn't count.
    hub.resize(TOWN, false);
    let eve = come(&hub, 3, &[TOWN], &[TOWN]);
    hub.tick(Instant::now(), 1_000_000);
    assert!(hears(&ana) && hears(&ben));
    hub.ephemeral(TOWN, UserId(1), &frame);
    assert!(hears(&ben) && hears(&eve) && !hears(&ana));
    hub.resize(TOWN, true);
    hub.ephemeral(TOWN, UserId(1), &frame);
    assert!(!hears(&ben) && !hears(&eve));
}

#[test]
fn friends_hear_of_each_other_wherever_they_are_once() {
    let hub = Hub::new();
    let ana = come(&hub, 1, &[TOWN, TEA], &[TOWN]);
    let [ben, eve] = [2, 3].map(|user| come(&hub, user, &[TOWN], &[TOWN]));
    hub.tick(Instant::now(), 1_000_000);
    assert!(![&ana, &ben, &eve].into_iter().any(|one| hears(one)));
    let zoe = hub.open(Actor { user: UserId(4), session: SessionId(4) }, Instant::now());
    hub.show_to(UserId(4), Audience::Friends, vec![UserId(1), UserId(2)]);
    hub.subscribe(&zoe, vec![(TOWN, Rev(1)), (TEA, Rev(1))], &[TOWN]);
    hub.tick(Instant::now(), 1_000_000);
    assert!(hears(&ana) && hears(&ben) && !hears(&eve));
    hub.befriend(UserId(4), UserId(2), false);
    assert!(hears(&ben), "is told that she is there no more");
    hub.close(&zoe, Timestamp(5));
    (0..3).for_each(|_| drop(hub.tick(Instant::now(), 1_000_000)));
    assert!(hears(&ana) && !hears(&ben) && !hears(&eve));
}

#[test]
fn one_of_many_leaves_alone() {
    let hub = Hub::new();
    let frame = Bytes::from_static(b"said");
    let mut all: Vec<_> = (1..=100).map(|user| come(&hub, user, &[TOWN], &[])).collect();
    for gone in [99, 0, 50] {
        hub.close(&all.remove(gone), Timestamp(1));
    }
    // Who comes into a chat late has a number before others.
    hub.part(UserId(7), TOWN, Rev(2), &frame);
    assert!(!all.iter().any(|one| one.actor.user != UserId(7) && hears(one)));
    hub.event(TOWN, Rev(3), &frame);
    let heard = all.iter().filter(|one| hears(one)).count();
    assert_eq!(heard, 97, "the one who left heard that they did");
    assert_eq!(hub.connections(), 97);
}
