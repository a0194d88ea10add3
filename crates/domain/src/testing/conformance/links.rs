use crate::account::{self, AccountError, ChangePassword, ResetPassword};
use crate::job::{JobFilter, Queued};
use crate::mail::{Link, Purpose};
use crate::port::StoreError;
use crate::testing::{Harness, World, build};
use crate::{Actor, Email, Event, Problem, Timestamp, User, UserId};

const MINUTE: i64 = 60_000;

fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

fn issue(world: &World<'_>, to: &str, job: i64, byte: u8, at: Timestamp) -> Option<(User, Link)> {
    let to = email(to);
    world
        .run(move |tx| account::issue_reset(tx, &to, job, &[byte; 32], at))
        .expect("it is looked up")
}

fn reset(world: &World<'_>, byte: u8, at: Timestamp) -> Result<UserId, AccountError> {
    let (hash, password_hash) = (vec![byte; 32], format!("chosen by {byte}"));
    let cmd = ResetPassword { hash, password_hash, letter: true, at };
    world.run(move |tx| account::reset_password(tx, &cmd))
}

fn code<T>(result: Result<T, AccountError>) -> &'static str {
    result.err().map_or("done", |error| error.code())
}

fn jobs(world: &World<'_>) -> Vec<Queued> {
    world.ask(|read| read.jobs(JobFilter::default(), None, 99))
}

pub(super) fn links_work_once_and_not_for_long(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let at = build::START;
    for (byte, wait, want) in [
        (1, 15 * MINUTE, "link_invalid"),
        (2, 15 * MINUTE - 1, "done"),
        (2, 15 * MINUTE - 1, "link_invalid"),
        (9, 0, "link_invalid"),
    ] {
        if byte < 3 && want != "link_invalid" || byte == 1 {
            issue(&world, "ana@example.org", i64::from(byte), byte, at).expect("hers");
        }
        world.heard();
        assert_eq!(code(reset(&world, byte, at.plus_ms(wait))), want, "{byte} {wait}");
    }
    let hash = world.ask(move |read| read.password_hash(ana.user));
    assert_eq!(hash.as_deref(), Some("chosen by 2"));
    assert_eq!(world.ask(move |read| read.sessions_of(ana.user)), []);
    assert_eq!(world.ask(move |read| read.sessions_of(ben.user)).len(), 1);
}

pub(super) fn new_passwords_end_sessions(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let second = world.run(move |tx| Ok::<_, StoreError>(build::session(tx, ana.user)));
    let (second, at) = (second.expect("a session"), build::START);
    issue(&world, "ana@example.org", 1, 1, at).expect("hers");
    world.heard();
    let change = |verified: &str, new: &str| {
        let (verified_hash, password_hash) = (verified.to_owned(), new.to_owned());
        let cmd = ChangePassword { password_hash, verified_hash, letter: true, at };
        world.run(move |tx| account::change_password(tx, &ana, &cmd))
    };
    assert_eq!(code(change("hash of somebody", "new")), "wrong_password");
    assert_eq!(world.heard(), []);
    assert_eq!(code(change("hash of ana", "new")), "done");
    let revoked = Event::SessionsRevoked { user: ana.user, sessions: vec![second] };
    assert_eq!(world.heard(), [revoked, Event::JobsWaiting]);
    assert_eq!(code(reset(&world, 1, at)), "link_invalid", "links of before are void");
    issue(&world, "ana@example.org", 2, 2, at).expect("hers");
    world.heard();
    assert_eq!(code(reset(&world, 2, at)), "done");
    let revoked = Event::SessionsRevoked { user: ana.user, sessions: vec![ana.session] };
    assert_eq!(world.heard().first(), Some(&revoked));
}

pub(super) fn mailboxes_have_enough(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let at = build::START;
    assert!(issue(&world, "nobody@example.org", 1, 1, at).is_none());
    let (user, link) = issue(&world, "ANA@EXAMPLE.ORG", 2, 2, at).expect("hers");
    assert_eq!((user.id, link.email), (ana.user, email("ana@example.org")));
    // The same job again: the same link with another content, and not counted twice.
    for byte in [3, 4, 5] {
        issue(&world, "ana@example.org", 2, byte, at).expect("tried again");
    }
    assert_eq!(code(reset(&world, 4, at)), "link_invalid", "the last one counts");
    issue(&world, "ana@example.org", 3, 6, at).expect("the second of this hour");
    assert!(issue(&world, "ana@example.org", 2, 7, at).is_none(), "it has been replaced");
    assert!(issue(&world, "ana@example.org", 4, 8, at.plus_ms(60 * MINUTE - 1)).is_none());
    for (job, hour) in [(5_u8, 1), (6, 2), (7, 3)] {
        let later = at.plus_ms(hour * 60 * MINUTE);
        let hour_later = issue(&world, "ana@example.org", job.into(), 20 + job, later);
        hour_later.expect("an hour later");
    }
    let later = at.plus_ms(9 * 60 * MINUTE);
    assert!(issue(&world, "ana@example.org", 8, 11, later).is_none(), "five a day");
    issue(&world, "ana@example.org", 9, 12, at.plus_ms(24 * 60 * MINUTE)).expect("the next day");
    let by = crate::admin::Authority::operator(at);
    world.run(move |tx| crate::admin::promote(tx, &by, ana.user)).expect("an operator may");
    world.run(move |tx| crate::admin::suspend(tx, &by, ben.user)).expect("an operator may");
    assert!(issue(&world, "ben@example.org", 10, 13, at).is_none(), "shut out");
}

pub(super) fn addresses_are_confirmed(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let at = build::START;
    let ask = |who: Actor, to: &str, name: &str, at: Timestamp| {
        let verified_hash = format!("hash of {name}");
        let cmd = account::ChangeEmail { email: email(to), verified_hash, confirm: true, at };
        world.run(move |tx| account::change_email(tx, &who, &cmd))
    };
    assert_eq!(code(ask(ana, "new@example.org", "ben", at)), "wrong_password");
    assert_eq!(code(ask(ana, "ana@example.org", "ana", at)), "done", "it is hers");
    assert_eq!(jobs(&world).len(), 0);
    assert_eq!(code(ask(ana, "new@example.org", "ana", at)), "done");
    assert_eq!(jobs(&world).len(), 2, "to both addresses");
    let link = world.ask(move |read| read.open_link(ana.user, Purpose::Address, at));
    let link = link.expect("it waits").id;
    let confirm =
        |byte: u8, at: Timestamp| world.run(move |tx| account::confirm_email(tx, &[byte; 32], at));
    assert_eq!(code(confirm(1, at)), "link_invalid", "not sent yet");
    let seal =
        move |tx: &mut dyn crate::port::Tx| account::seal_confirmation(tx, link, &[1; 32], at);
    world.run(seal).expect("asked").expect("it is to be sent");
    issue(&world, "ana@example.org", 1, 2, at).expect("hers");
    assert_eq!(code(confirm(2, at)), "link_invalid", "for something else");
    assert_eq!(code(confirm(1, at.plus_ms(24 * 60 * MINUTE))), "link_invalid", "too late");
    assert_eq!(code(confirm(1, at)), "done");
    assert_eq!(code(confirm(1, at)), "link_invalid", "once");
    let user = world.ask(move |read| read.user(ana.user)).expect("she is there");
    assert_eq!((user.email, user.email_verified_at), (email("new@example.org"), Some(at)));
    assert_eq!(code(reset(&world, 2, at)), "link_invalid", "that went to the old address");
    // An address that is somebody's: no letter, and no second owner.
    assert_eq!(code(ask(ben, "NEW@example.org", "ben", at)), "done", "nothing is told");
    let link = world.ask(move |read| read.open_link(ben.user, Purpose::Address, at));
    let link = link.expect("it waits").id;
    let seal =
        move |tx: &mut dyn crate::port::Tx| account::seal_confirmation(tx, link, &[3; 32], at);
    assert!(world.run(seal).expect("asked").is_none(), "no letter");
}
