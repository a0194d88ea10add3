use crate::port::NewSession;
use crate::session::revoke;
use crate::testing::{Harness, World, build};
use crate::{Event, Session, SessionId, Timestamp, UserId};

fn start(world: &World<'_>, new: NewSession) -> SessionId {
    world.run(move |tx| tx.insert_session(&new)).expect("a session")
}

fn session(world: &World<'_>, id: SessionId) -> Session {
    world.ask(move |read| read.session(id)).expect("it is there")
}

pub(super) fn keeps_sessions(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.run(|tx| Ok::<_, crate::port::StoreError>(build::user(tx, "ana").id));
    let ana = ana.expect("a person");
    let at = world.now();
    let new = NewSession {
        user_agent: "Mozilla/5.0 (\u{00FC}; 'x')".into(),
        secret: (0..=255).collect(),
        ..build::new_session(ana, at)
    };
    let id = start(&world, new.clone());
    let kept = session(&world, id);
    let want = Session {
        id,
        user: ana,
        created_at: at,
        last_used_at: at,
        idle_until: new.idle_until,
        ends_at: new.ends_at,
        user_agent: new.user_agent.clone(),
        secret: new.secret.clone(),
        cookie_hash: None,
        generation: 0,
        rotated_at: at,
        revoked_at: None,
    };
    assert_eq!(kept, want);
    assert_eq!(world.run(move |tx| tx.lock_session(id)).expect("locks"), Some(want));
    assert_eq!(world.ask(|read| read.session(SessionId(987_654))), None);
    assert_eq!(world.run(|tx| tx.lock_session(SessionId(987_654))).expect("asked"), None);
    let stray = build::new_session(UserId(987_654), at);
    world.run(move |tx| tx.insert_session(&stray)).expect_err("nobody's session");
    let later = start(&world, build::new_session(ana, at.plus_ms(1)));
    let twin = start(&world, build::new_session(ana, at.plus_ms(1)));
    let all = world.ask(move |read| read.sessions_of(ana));
    assert_eq!(all.iter().map(|s| s.id).collect::<Vec<_>>(), [twin, later, id]);
}

pub(super) fn finds_cookies(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let with = |user, byte: u8| NewSession {
        cookie_hash: Some(vec![byte; 32]),
        ..build::new_session(user, build::START)
    };
    let (hers, his) = (start(&world, with(ana.user, 0)), start(&world, with(ben.user, 255)));
    for (byte, want) in [(0, Some(hers)), (255, Some(his)), (1, None)] {
        let found = world.ask(move |read| read.session_by_cookie(&[byte; 32]));
        assert_eq!(found.map(|s| s.id), want, "{byte}");
    }
    assert_eq!(world.ask(|read| read.session_by_cookie(&[])), None);
    let double = with(ben.user, 0);
    world.run(move |tx| tx.insert_session(&double)).expect_err("one session per cookie");
}

pub(super) fn rotates_and_touches(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let (id, at) = (ana.session, build::START);
    let before = session(&world, id);
    world
        .run(move |tx| tx.rotate_session(id, 1, at.plus_ms(10), at.plus_ms(99)))
        .expect("it is there");
    let rotated = session(&world, id);
    assert_eq!((rotated.generation, rotated.rotated_at), (1, at.plus_ms(10)));
    assert_eq!((rotated.last_used_at, rotated.idle_until), (at.plus_ms(10), at.plus_ms(99)));
    assert_eq!((rotated.ends_at, &rotated.secret), (before.ends_at, &before.secret));
    for (touched, idle, want) in [(20, 200, (20, 200)), (15, 150, (20, 200)), (30, 300, (30, 300))]
    {
        let (touched, idle) = (at.plus_ms(touched), at.plus_ms(idle));
        world.run(move |tx| tx.touch_session(id, touched, idle)).expect("it is there");
        let now = session(&world, id);
        let want = (at.plus_ms(want.0), at.plus_ms(want.1));
        assert_eq!((now.last_used_at, now.idle_until), want);
        assert_eq!((now.generation, now.rotated_at), (1, at.plus_ms(10)));
    }
}

pub(super) fn revokes_once(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let second = start(&world, build::new_session(ana.user, build::START));
    let third = start(&world, build::new_session(ana.user, build::START));
    world.heard();
    let end = |user: UserId, ids: Vec<SessionId>, at: Timestamp| {
        world.run(move |tx| revoke(tx, user, &ids, at)).expect("it is noted");
        world.heard()
    };
    let at = world.now();
    // Somebody else's session in the list is left alone.
    let ids = vec![second, ben.session, ana.session, SessionId(987_654)];
    let sessions = vec![ana.session, second];
    let user = ana.user;
    assert_eq!(end(user, ids.clone(), at), [Event::SessionsRevoked { user, sessions }]);
    let later = at.plus_ms(5);
    assert_eq!(end(user, ids, later), [], "told once");
    assert_eq!(end(user, vec![], later), []);
    assert_eq!(session(&world, second).revoked_at, Some(at));
    assert!(session(&world, ben.session).is_live(at));
    assert!(!session(&world, second).is_live(at));
    let left = world.ask(move |read| read.sessions_of(user));
    assert_eq!(left.iter().map(|s| s.id).collect::<Vec<_>>(), [third]);
    let other = ben.user;
    assert_eq!(world.ask(move |read| read.sessions_of(other)).len(), 1);
}

pub(super) fn replaces_passwords(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    world.run(move |tx| tx.set_password_hash(ana.user, "another")).expect("she is there");
    let hash = |user: UserId| world.ask(move |read| read.password_hash(user));
    assert_eq!(hash(ana.user).as_deref(), Some("another"));
    assert_eq!(hash(ben.user).as_deref(), Some("hash of ben"));
}
