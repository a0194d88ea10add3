use super::*;
use crate::fixture::{Fake, NOW, chance, keys, secret, session, sessions};
use crate::{AccessOptions, AccessTokens, Credential, Keys, Kind, SignIn};
use domain::{Event, UserId};
use std::sync::Mutex;

const DAY: i64 = 86_400_000;

fn fresh() -> (Fake, String) {
    let mut fake = Fake::default();
    let cmd = SignIn {
        user: UserId(1),
        user_agent: String::new(),
        kind: Kind::Token,
        verified_hash: None,
        at: NOW,
    };
    let signed_in = sessions().sign_in(&mut fake, &cmd, &mut chance(1)).unwrap().unwrap();
    let Credential::Refresh(token) = signed_in.credential else { panic!("asked for tokens") };
    (fake, token.into_exposed())
}

fn refresh(fake: &mut Fake, token: &str, at: Timestamp) -> Result<Refreshed, RefreshError> {
    sessions().refresh(fake, token, at).and_then(Outcome::into_result)
}

fn row(generation: i64, rotated_ago: i64) -> Session {
    let rotated_at = NOW.plus_ms(-rotated_ago);
    Session { generation, rotated_at, ..session(1) }
}

#[test]
fn what_a_genuine_token_of_a_live_session_gets() {
    use Decision::{Refuse, Repeat, Revoke};
    let rotate = |idle| Decision::Rotate { generation: 4, idle_until: NOW.plus_ms(idle) };
    let late = Session { ends_at: NOW.plus_ms(DAY), ..row(3, 0) };
    for (name, row, generation, want) in [
        ("newest", row(3, DAY), 3, rotate(14 * DAY)),
        ("newest, near the end", late, 3, rotate(DAY)),
        ("one before, at once", row(3, 0), 2, Repeat),
        ("one before, just in time", row(3, 10_000), 2, Repeat),
        ("one before, too late", row(3, 10_001), 2, Revoke),
        ("one before, clock set back", row(3, -60_000), 2, Repeat),
        ("two before, at once", row(3, 0), 1, Revoke),
        ("the first", row(3, 0), 0, Revoke),
        ("negative", row(3, 0), i64::MIN, Revoke),
        ("yet to come", row(3, 0), 4, Refuse),
    ] {
        let got = decide(&row, generation, NOW, &SessionPolicy::default());
        assert_eq!(got, want, "{name}");
    }
}

#[test]
fn no_token_of_an_ended_session_gets_anything() {
    let live = || row(3, 0);
    for (name, row) in [
        ("revoked", Session { revoked_at: Some(NOW), ..live() }),
        ("idle", Session { idle_until: NOW, ..live() }),
        ("over", Session { ends_at: NOW, ..live() }),
        ("of pages", Session { cookie_hash: Some(vec![0; 32]), ..live() }),
    ] {
        for generation in 0..5 {
            let got = decide(&row, generation, NOW, &SessionPolicy::default());
            assert_eq!(got, Decision::Refuse, "{name} {generation}");
        }
    }
}

#[test]
fn a_session_goes_on_for_sixty_days_and_not_longer() {
    let (mut fake, mut token) = fresh();
    for day in (0..60).step_by(13) {
        let next = refresh(&mut fake, &token, NOW.plus_ms(day * DAY)).unwrap();
        assert_eq!(next.actor, Actor { user: UserId(1), session: SessionId(1) });
        assert!(next.idle_until <= next.ends_at);
        token = next.refresh_token.into_exposed();
    }
    assert!(refresh(&mut fake, &token, NOW.plus_ms(60 * DAY - 1)).is_ok());
    let over = refresh(&mut fake, &token, NOW.plus_ms(60 * DAY));
    assert!(matches!(over, Err(RefreshError::Invalid)));
    let (mut fake, token) = fresh();
    let unused = refresh(&mut fake, &token, NOW.plus_ms(14 * DAY));
    assert!(matches!(unused, Err(RefreshError::Invalid)));
}

#[test]
fn a_lost_answer_is_given_again_word_for_word() {
    let (mut fake, first) = fresh();
    let second = refresh(&mut fake, &first, NOW).unwrap();
    let again = refresh(&mut fake, &first, NOW.plus_ms(9_000)).unwrap();
    assert_eq!(second.refresh_token.expose(), again.refresh_token.expose());
    assert_eq!(fake.sessions[0].generation, 1);
    let third = refresh(&mut fake, second.refresh_token.expose(), NOW.plus_ms(9_500)).unwrap();
    assert_ne!(third.refresh_token.expose(), second.refresh_token.expose());
}

#[test]
fn a_used_token_ends_the_session_for_thief_and_owner() {
    let (mut fake, first) = fresh();
    let second = refresh(&mut fake, &first, NOW).unwrap();
    let outcome = sessions().refresh(&mut fake, &first, NOW.plus_ms(10_001));
    assert!(matches!(outcome, Ok(Outcome::Reused(_))), "no error yet: it is to be committed");
    let error = outcome.unwrap().into_result().unwrap_err();
    assert_eq!((error.class(), error.code()), (Class::Unauthenticated, "refresh_token_reused"));
    let revoked = Event::SessionsRevoked { user: UserId(1), sessions: vec![SessionId(1)] };
    assert_eq!(fake.events, [revoked], "its sockets are told");
    for token in [&first, second.refresh_token.expose()] {
        let answer = refresh(&mut fake, token, NOW.plus_ms(10_002));
        assert!(matches!(answer, Err(RefreshError::Invalid)));
    }
    assert_eq!(fake.events.len(), 1, "once");
}

#[test]
fn of_many_at_once_there_is_one_successor() {
    let (fake, first) = fresh();
    // One lock for all, as a session's row is locked in a store.
    let fake = Mutex::new(fake);
    let mut successors: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| refresh(&mut fake.lock().unwrap(), &first, NOW).unwrap()))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap().refresh_token.into_exposed()).collect()
    });
    successors.dedup();
    assert_eq!(successors.len(), 1);
    assert_eq!(fake.into_inner().unwrap().sessions[0].generation, 1);
}

#[test]
fn forged_tokens_change_nothing() {
    let (mut fake, token) = fresh();
    fake.sessions.push(session(2));
    let actor = Actor { user: UserId(1), session: SessionId(1) };
    let access = AccessTokens::new(&keys(), AccessOptions::default());
    let foreign = Sessions::new(&Keys::derive(&secret(2)), SessionPolicy::default());
    let own = fake.sessions[0].secret.clone();
    let mut forged = vec![
        String::new(),
        "x".into(),
        "A".repeat(66),
        "A".repeat(64 << 10),
        format!("{token}A"),
        format!("{token}=="),
        "\u{1F375}".repeat(20),
        access.issue(&actor, NOW).unwrap().0,
        foreign.refresh_token(SessionId(1), &own, 0).into_exposed(),
        sessions().refresh_token(SessionId(1), &[0; 32], 0).into_exposed(),
        sessions().refresh_token(SessionId(2), &own, 0).into_exposed(),
        sessions().refresh_token(SessionId(99), &own, 0).into_exposed(),
        sessions().csrf_of(SessionId(1), &own).into_exposed(),
    ];
    for at in 0..token.len() {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        forged.push(String::from_utf8(bytes).unwrap());
    }
    for forged in forged {
        let answer = sessions().refresh(&mut fake, &forged, NOW);
        assert!(matches!(answer, Err(RefreshError::Invalid)), "{forged:.70}");
    }
    assert!(fake.events.is_empty() && fake.sessions[0].generation == 0);
    assert!(access.verify(&token, NOW).is_err(), "a refresh token is no access token");
    assert_eq!(token.len(), 66);
}
