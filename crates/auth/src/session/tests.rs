use super::*;
use crate::fixture::{Fake, NOW, chance, sessions, user};
use domain::{Event, Problem};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn sign_in(kind: Kind) -> SignIn {
    let user_agent = "Browser/1.0".to_owned();
    SignIn { user: UserId(1), user_agent, kind, verified_hash: None, at: NOW }
}

fn begin(fake: &mut Fake, cmd: &SignIn, seed: u64) -> SignedIn {
    sessions().sign_in(fake, cmd, &mut chance(seed)).unwrap().unwrap()
}

fn with_ana(hash: &str) -> Fake {
    let ana = user(1, "ana", "ana@example.org");
    Fake { people: vec![(ana, Some(hash.into()))], ..Fake::default() }
}

fn cookie_of(signed_in: &SignedIn) -> &str {
    match &signed_in.credential {
        Credential::Cookie(cookie) => cookie.expose(),
        Credential::Refresh(_) => panic!("asked for a cookie"),
    }
}

#[test]
fn each_kind_has_its_times() {
    for (kind, idle, ends) in [
        (Kind::Token, 14 * DAY, 60 * DAY),
        (Kind::Cookie { remember: false }, 12 * HOUR, 30 * DAY),
        (Kind::Cookie { remember: true }, 30 * DAY, 30 * DAY),
    ] {
        let signed_in = begin(&mut Fake::default(), &sign_in(kind), 1);
        assert_eq!(signed_in.idle_until, NOW.plus_ms(idle), "{kind:?}");
        assert_eq!(signed_in.ends_at, NOW.plus_ms(ends), "{kind:?}");
    }
}

#[test]
fn a_cookie_is_stored_as_a_hash_and_known_again() {
    let mut fake = Fake::default();
    let cmd = sign_in(Kind::Cookie { remember: false });
    let signed_in = begin(&mut fake, &cmd, 1);
    let cookie = cookie_of(&signed_in).to_owned();
    assert_eq!(cookie.len(), 43);
    let stored = fake.sessions[0].cookie_hash.clone().unwrap();
    assert_eq!(stored.len(), 32);
    let mut known = |cookie: &str, later: i64| {
        let found = sessions().cookie_session(&mut fake, cookie, NOW.plus_ms(later)).unwrap();
        found.map(|session| session.id)
    };
    assert_eq!(known(&cookie, 0), Some(signed_in.actor.session));
    assert_eq!(known(&cookie, 12 * HOUR - 1), Some(signed_in.actor.session));
    assert_eq!(known(&cookie, 12 * HOUR), None);
    let longer = format!("{cookie}A");
    for bad in ["", "x", &longer, &cookie[1..], &"A".repeat(43), Opaque::encode(&stored).expose()] {
        assert_eq!(known(bad, 0), None, "{bad}");
    }
    let session = fake.sessions[0].clone();
    assert!(sessions().csrf_matches(&session, signed_in.csrf_token.expose()));
    let next = begin(&mut fake, &cmd, 2);
    assert_ne!(cookie_of(&next), cookie, "every login has a cookie of its own");
    assert!(!sessions().csrf_matches(&session, next.csrf_token.expose()));
}

#[test]
fn use_moves_the_end_of_a_cookie_on() {
    for (remember, hours, want) in [
        (false, 0, None),
        (false, 11, Some(NOW.plus_ms(23 * HOUR))),
        (false, 13, None), // has ended
        (true, 13, Some(NOW.plus_ms(30 * DAY))),
        (true, 29 * 24, Some(NOW.plus_ms(30 * DAY))),
    ] {
        let mut fake = Fake::default();
        begin(&mut fake, &sign_in(Kind::Cookie { remember }), 1);
        let id = fake.sessions[0].id;
        let at = NOW.plus_ms(hours * HOUR);
        sessions().touch(&mut fake, id, at).unwrap();
        let row = &fake.sessions[0];
        let moved = (row.last_used_at == at && hours > 0).then_some(row.idle_until);
        assert_eq!(moved, want, "{remember} {hours}");
    }
    let mut fake = Fake::default();
    begin(&mut fake, &sign_in(Kind::Cookie { remember: false }), 1);
    let mut at = NOW;
    while sessions().touch_due(&fake.sessions[0], at).is_none() {
        at = at.plus_ms(1_000);
    }
    assert_eq!(at.since(NOW), 60_000, "noted once a minute");
    for hours in (6..30 * 24).step_by(6) {
        sessions().touch(&mut fake, SessionId(1), NOW.plus_ms(hours * HOUR)).unwrap();
    }
    assert_eq!(fake.sessions[0].idle_until, NOW.plus_ms(30 * DAY), "and never past the end");
}

#[test]
fn a_password_changed_since_it_was_checked_lets_nobody_in() {
    let mut fake = with_ana("new");
    for (hash, want) in [(Some("new"), true), (Some("old"), false), (None, true)] {
        let verified_hash = hash.map(str::to_owned);
        let cmd = SignIn { verified_hash, ..sign_in(Kind::Token) };
        let signed_in = sessions().sign_in(&mut fake, &cmd, &mut chance(1)).unwrap();
        assert_eq!(signed_in.is_some(), want, "{hash:?}");
    }
    assert_eq!(fake.sessions.len(), 2);
}

#[test]
fn a_device_too_many_ends_the_longest_unused() {
    let mut fake = Fake::default();
    for minute in 0..105 {
        let cmd = SignIn { at: NOW.plus_ms(minute * 60_000), ..sign_in(Kind::Token) };
        begin(&mut fake, &cmd, 1);
    }
    let live: Vec<i64> =
        fake.sessions.iter().filter(|s| s.revoked_at.is_none()).map(|s| s.id.0).collect();
    assert_eq!(live, (6..=105).collect::<Vec<_>>());
    assert_eq!(fake.events.len(), 5);
}

#[test]
fn one_ends_only_ones_own_sessions() {
    let mut fake = Fake::default();
    let devices: Vec<Actor> =
        (0..3).map(|_| begin(&mut fake, &sign_in(Kind::Token), 1).actor).collect();
    let other = SignIn { user: UserId(2), ..sign_in(Kind::Token) };
    let other = begin(&mut fake, &other, 1).actor;
    let sessions = sessions();
    let ids = |fake: &mut Fake, user| -> Vec<i64> {
        sessions.list(fake, user, NOW).unwrap().iter().map(|s| s.id.0).collect()
    };
    for missing in [other.session, SessionId(99), SessionId(0), SessionId(-1)] {
        let error = sessions.end(&mut fake, &devices[0], Which::One(missing), NOW).unwrap_err();
        assert_eq!((error.class(), error.code()), (domain::Class::NotFound, "session_not_found"));
    }
    assert_eq!(ids(&mut fake, UserId(1)), [3, 2, 1]);
    sessions.end(&mut fake, &devices[0], Which::One(SessionId(3)), NOW).unwrap();
    assert!(sessions.end(&mut fake, &devices[0], Which::One(SessionId(3)), NOW).is_err());
    assert_eq!(ids(&mut fake, UserId(1)), [2, 1]);
    sessions.end(&mut fake, &devices[0], Which::Others, NOW).unwrap();
    assert_eq!(ids(&mut fake, UserId(1)), [1]);
    for _ in 0..2 {
        sessions.end(&mut fake, &devices[0], Which::Current, NOW).unwrap();
    }
    assert!(ids(&mut fake, UserId(1)).is_empty());
    assert_eq!(ids(&mut fake, UserId(2)), [4]);
    let told: Vec<SessionId> = fake
        .events
        .iter()
        .flat_map(|event| match event {
            Event::SessionsRevoked { user: UserId(1), sessions } => sessions.clone(),
            _ => panic!("{event:?}"),
        })
        .collect();
    assert_eq!(told, [SessionId(3), SessionId(2), SessionId(1)]);
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    let mut fake = with_ana("old");
    for _ in 0..3 {
        begin(&mut fake, &sign_in(Kind::Token), 1);
    }
    let sessions = sessions();
    sessions.change_password(&mut fake, UserId(1), "new", Some(SessionId(2)), NOW).unwrap();
    assert_eq!(fake.people[0].1.as_deref(), Some("new"));
    let live = |fake: &mut Fake| sessions.list(fake, UserId(1), NOW).unwrap().len();
    let [Event::SessionsRevoked { .. }, Event::Notified { notification, .. }] = &fake.events[..]
    else {
        panic!("{:?}", fake.events);
    };
    assert_eq!(notification.kind, NoticeKind::PasswordChanged);
    assert_eq!(live(&mut fake), 1);
    sessions.change_password(&mut fake, UserId(1), "newer", None, NOW).unwrap();
    assert_eq!(live(&mut fake), 0);
}

#[test]
fn names_of_devices_are_cut_and_cleaned() {
    for (text, want) in [
        ("Browser/1.0", "Browser/1.0".to_owned()),
        (" a\r\nSet-Cookie: x\u{1b}[31m\0 ", "aSet-Cookie: x[31m".to_owned()),
        (&"x".repeat(300), "x".repeat(256)),
        (&"é".repeat(300), "é".repeat(128)),
        (&format!("x{}", "茶".repeat(300)), format!("x{}", "茶".repeat(85))),
    ] {
        assert_eq!(clean_agent(text), want);
    }
}

#[test]
fn nothing_prints() {
    let signed_in = begin(&mut Fake::default(), &sign_in(Kind::Cookie { remember: true }), 1);
    let text = format!("{signed_in:?} {:?}", sessions());
    assert!(text.contains("Opaque(..)") && !text.contains(cookie_of(&signed_in)), "{text}");
}
