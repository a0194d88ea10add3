use crate::account::RegisterError;
use crate::admin::{self, Authority};
use crate::invitation::{self, Invitation, InvitationError, NewInvitation};
use crate::policy::{self, Policy, PolicyChange, Registration};
use crate::testing::{Harness, World, build};
use crate::{Actor, Problem, Timestamp, User};

const OPEN: Policy = Policy { registration: Registration::Open, members_invite: false };

fn set(world: &World<'_>, change: PolicyChange) -> Policy {
    let by = Authority::operator(world.now());
    world.run(move |tx| policy::change(tx, &by, OPEN, change)).expect("an operator may")
}

fn mode(world: &World<'_>, mode: Registration) {
    set(world, PolicyChange { registration: Some(mode), ..PolicyChange::default() });
}

fn invite(
    world: &World<'_>,
    by: Option<Actor>,
    code: u8,
    max_uses: i64,
) -> Result<Invitation, InvitationError> {
    let at = world.now();
    let by = Authority { actor: by, address: None, at };
    let expires_at = at.plus_ms(build::DAY_MS);
    let new = NewInvitation { code_hash: vec![code; 32], note: None, expires_at, max_uses };
    world.run(move |tx| invitation::invite(tx, &by, OPEN, &new))
}

fn join_at(
    world: &World<'_>,
    name: &str,
    code: Option<u8>,
    at: Timestamp,
) -> Result<User, &'static str> {
    let new = crate::account::Register { at, ..build::registration(name) };
    let code = code.map(|code| vec![code; 32]);
    let joined: Result<User, RegisterError> =
        world.run(move |tx| invitation::join(tx, new.clone(), OPEN, code.as_deref()));
    joined.map_err(|error| error.code())
}

fn join(world: &World<'_>, name: &str, code: Option<u8>) -> Result<User, &'static str> {
    join_at(world, name, code, world.now())
}

pub(super) fn settings_stay(store: &dyn Harness) {
    let world = World::new(store);
    let now = |world: &World<'_>, defaults| world.ask(move |read| policy::policy(read, defaults));
    let closed = Policy { registration: Registration::Closed, members_invite: true };
    assert_eq!(now(&world, closed), closed, "what nobody changed is the configuration's");
    mode(&world, Registration::Invite);
    let changed = Policy { registration: Registration::Invite, members_invite: true };
    assert_eq!(now(&world, closed), changed);
    mode(&world, Registration::Invite);
    let log = world.ask(|read| read.audit_log(None, 9));
    assert_eq!(log.len(), 1, "no change, no entry");
    assert_eq!(
        (log[0].action.as_str(), log[0].target_kind.as_str()),
        ("setting.change", "setting")
    );
    let ana = world.person("ana");
    let by = Authority { actor: Some(ana), address: None, at: world.now() };
    let refused =
        world.run(move |tx| policy::change(tx, &by, OPEN, PolicyChange::default())).map(|_| ());
    assert_eq!(refused.expect_err("she is none").code(), "admin_only");
}

pub(super) fn modes_let_in_whom_they_say(store: &dyn Harness) {
    let world = World::new(store);
    invite(&world, None, 1, 9).expect("an operator may");
    join(&world, "ana", None).expect("open");
    join(&world, "ben", Some(7)).expect("a code that nobody asks for does no harm");
    mode(&world, Registration::Invite);
    assert_eq!(join(&world, "eve", None), Err("invitation_needed"));
    assert_eq!(join(&world, "eve", Some(7)), Err("invitation_invalid"));
    join(&world, "eve", Some(1)).expect("she is invited");
    mode(&world, Registration::Closed);
    assert_eq!(join(&world, "zoe", Some(1)), Err("registration_closed"));
    let admitted = |code: Option<u8>| {
        let (code, at) = (code.map(|code| vec![code; 32]), world.now());
        let asked = world.ask(move |read| {
            Ok(invitation::admit(read, OPEN, code.as_deref(), at).map_err(|error| error.code()))
        });
        asked.err()
    };
    assert_eq!(admitted(Some(1)), Some("registration_closed"));
    mode(&world, Registration::Invite);
    let seen = [None, Some(7), Some(1)].map(admitted);
    assert_eq!(seen, [Some("invitation_needed"), Some("invitation_invalid"), None]);
}

pub(super) fn codes_are_good_as_often_as_said(store: &dyn Harness) {
    let world = World::new(store);
    mode(&world, Registration::Invite);
    let two = invite(&world, None, 2, 2).expect("an operator may");
    join(&world, "ana", Some(2)).expect("the first");
    let twice = join(&world, "ana", Some(2));
    assert!(twice.is_err_and(|code| code.ends_with("_taken")));
    join(&world, "ben", Some(2)).expect("a name that was taken used nothing up");
    assert_eq!(join(&world, "eve", Some(2)), Err("invitation_invalid"));
    let short = invite(&world, None, 3, 2).expect("an operator may");
    let late = short.expires_at;
    assert_eq!(join_at(&world, "eve", Some(3), late), Err("invitation_invalid"));
    let back = world.now();
    let by = Authority::operator(back);
    let gone = world.run(move |tx| invitation::revoke(tx, &by, short.id)).expect("it is there");
    assert_eq!(gone.revoked_at, Some(back));
    assert_eq!(join(&world, "eve", Some(3)), Err("invitation_invalid"));
    let all = world.ask(|read| read.invitations(None, None, 9));
    assert_eq!(all.iter().map(|one| one.id).collect::<Vec<_>>(), [short.id, two.id]);
    assert_eq!((all[1].uses, all[0].uses), (2, 0));
    assert_eq!(world.ask(move |read| read.invitations(None, Some(short.id), 9)), all[1..]);
}

pub(super) fn who_may_invite(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let by = Authority::operator(world.now());
    world.run(move |tx| admin::promote(tx, &by, ana.user)).expect("an operator may");
    let code = |result: Result<Invitation, InvitationError>| result.map_err(|e| e.code()).map(drop);
    assert_eq!(code(invite(&world, Some(ben), 1, 1)), Err("may_not_invite"));
    assert_eq!(code(invite(&world, Some(ana), 1, 1_000)), Ok(()));
    for odd in [0, -1, 1_001] {
        assert_eq!(code(invite(&world, Some(ana), 2, odd)), Err("invitation_bounds"));
    }
    set(&world, PolicyChange { members_invite: Some(true), ..PolicyChange::default() });
    assert_eq!(code(invite(&world, Some(ben), 2, 11)), Err("invitation_bounds"));
    for n in 0..20 {
        assert_eq!(code(invite(&world, Some(ben), 10 + n, 1)), Ok(()));
    }
    assert_eq!(code(invite(&world, Some(ben), 99, 1)), Err("too_many_invitations"));
    let his = world.ask(move |read| read.invitations(Some(ben.user), None, 99));
    assert_eq!(his.len(), 20);
    let take_back = |by: Actor| {
        let (by, id) = (Authority { actor: Some(by), address: None, at: world.now() }, his[0].id);
        world.run(move |tx| invitation::revoke(tx, &by, id)).map(drop).map_err(|e| e.code())
    };
    assert_eq!(take_back(eve), Err("invitation_not_found"), "somebody else's are hidden");
    assert_eq!(take_back(ben), Ok(()));
    assert_eq!(take_back(ana), Ok(()), "once more changes nothing");
    assert_eq!(code(invite(&world, Some(ben), 99, 1)), Ok(()), "there is room again");
    let log = world.ask(|read| read.audit_log(None, 99));
    assert_eq!(log.iter().filter(|entry| entry.action == "invitation.create").count(), 22);
    assert_eq!(log.iter().filter(|entry| entry.action == "invitation.revoke").count(), 1);
}
