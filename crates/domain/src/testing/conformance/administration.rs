use crate::admin::{self, AdminError, Authority, PeopleFilter, PeopleQuery};
use crate::port::{StoreError, Tx};
use crate::testing::{Harness, World, build};
use crate::{Actor, Event, Handle, Problem, SearchText, User, UserId};
use std::net::IpAddr;

type Change = fn(&mut dyn Tx, &Authority, UserId) -> Result<User, AdminError>;

/// Lets the operator make somebody an administrator.
fn crown(world: &World<'_>, who: Actor) {
    let by = Authority::operator(world.now());
    world.run(move |tx| admin::promote(tx, &by, who.user)).expect("an operator may");
}

fn act(world: &World<'_>, by: Actor, change: Change, who: Actor) -> Result<User, AdminError> {
    let address = Some(IpAddr::from([192, 0, 2, 7]));
    let by = Authority { actor: Some(by), address, at: world.now() };
    world.run(move |tx| change(tx, &by, who.user))
}

fn code(result: &Result<User, AdminError>) -> &'static str {
    result.as_ref().map_or_else(Problem::code, |_| "done")
}

pub(super) fn suspending_ends_every_session(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    crown(&world, ana);
    let second = world.run(move |tx| Ok::<_, StoreError>(build::session(tx, ben.user)));
    let second = second.expect("a session");
    world.heard();
    let out = act(&world, ana, admin::suspend, ben).expect("an administrator may");
    assert!(out.suspended_at.is_some() && !out.administers());
    let sessions = vec![ben.session, second];
    assert_eq!(world.heard(), [Event::AccountSuspended { user: ben.user, sessions }]);
    assert_eq!(world.ask(move |read| read.sessions_of(ben.user)), []);
    assert_eq!(world.ask(move |read| read.user(ben.user)), Some(out.clone()));
    // Once more changes nothing, also not since when.
    assert_eq!(act(&world, ana, admin::suspend, ben).expect("it is so already"), out);
    assert!(world.heard().is_empty());
    let back = act(&world, ana, admin::restore, ben).expect("an administrator may");
    assert_eq!(back.suspended_at, None);
    assert_eq!(world.ask(move |read| read.sessions_of(ben.user)), [], "sessions stay ended");
}

pub(super) fn the_suspended_are_not_met(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    crown(&world, ana);
    let old = world.direct(eve, ben);
    act(&world, ana, admin::suspend, ben).expect("an administrator may");
    let open = |actor: Actor| {
        let rule = crate::rights::Audience::Everyone;
        let cmd = crate::chat::OpenDirect { with: ben.user, rule, at: build::START };
        world.run(move |tx| crate::chat::open_direct(tx, &actor, cmd))
    };
    assert_eq!(open(ana).expect_err("ben is out").code(), "user_not_found");
    assert_eq!(open(eve).expect("it was there").summary.chat.id, old);
    let query = SearchText::parse("be").expect("a query");
    let found = world.ask(move |read| crate::account::find(read, &query, None, 9));
    assert_eq!(found, [], "nor found");
}

pub(super) fn only_administrators_may(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    crown(&world, ana);
    let changes: [Change; 4] = [admin::suspend, admin::restore, admin::promote, admin::demote];
    for change in changes {
        assert_eq!(code(&act(&world, ben, change, eve)), "admin_only");
        let nobody = Actor { user: UserId(987_654), ..ben };
        assert_eq!(code(&act(&world, ben, change, nobody)), "admin_only");
        assert_eq!(code(&act(&world, ana, change, nobody)), "user_not_found");
    }
    // Rights that are gone are gone, suspended ones too.
    crown(&world, ben);
    assert_eq!(code(&act(&world, ben, admin::promote, eve)), "done");
    act(&world, ana, admin::demote, ben).expect("there are two others");
    assert_eq!(code(&act(&world, ben, admin::suspend, eve)), "admin_only");
    act(&world, ana, admin::suspend, eve).expect("there is another");
    assert_eq!(code(&act(&world, eve, admin::demote, ana)), "admin_only");
    let log = world.ask(move |read| Ok(admin::log(read, &ben, None, 9).map(|_| ())));
    assert_eq!(log.expect_err("not for everybody").code(), "admin_only");
}

pub(super) fn the_last_one_stays(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    crown(&world, ana);
    let changes: [Change; 2] = [admin::suspend, admin::demote];
    for change in changes {
        assert_eq!(code(&act(&world, ana, change, ana)), "last_admin");
        let by = Authority::operator(world.now());
        let operator = world.run(move |tx| change(tx, &by, ana.user));
        assert_eq!(code(&operator), "last_admin", "nor may the operator");
    }
    crown(&world, ben);
    act(&world, ana, admin::suspend, ben).expect("ana stays");
    assert_eq!(code(&act(&world, ana, admin::demote, ana)), "last_admin", "ben is out");
    act(&world, ana, admin::restore, ben).expect("an administrator may");
    assert!(!act(&world, ana, admin::demote, ana).expect("ben stays").is_admin);
    assert_eq!(code(&act(&world, ana, admin::restore, ben)), "admin_only");
}

pub(super) fn everything_leaves_a_trace(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    crown(&world, ana);
    act(&world, ana, admin::suspend, ben).expect("an administrator may");
    act(&world, ana, admin::suspend, ben).expect("it is so already");
    act(&world, ana, admin::demote, ana).expect_err("the last one");
    act(&world, ana, admin::restore, ben).expect("an administrator may");
    let by = Authority { actor: Some(ana), address: None, at: world.now() };
    let new = build::registration("eve");
    let eve = world.run(move |tx| admin::enrol(tx, &by, new.clone())).expect("a free name").id;
    world.run(move |tx| admin::log_out(tx, &by, ben.user)).expect("an administrator may");
    let page = |before, limit| {
        world.ask(move |read| Ok(admin::log(read, &ana, before, limit))).expect("hers to read")
    };
    let log = page(None, 9);
    let told: Vec<_> = log
        .entries
        .iter()
        .map(|e| (e.action.as_str(), e.actor, e.target_id, e.address.as_deref()))
        .collect();
    let (me, there, ben) = (Some(ana.user), Some("192.0.2.7"), Some(ben.user.0));
    assert_eq!(
        told,
        [
            ("user.log_out", me, ben, None),
            ("user.create", me, Some(eve.0), None),
            ("user.restore", me, ben, there),
            ("user.suspend", me, ben, there),
            ("user.promote", None, Some(ana.user.0), None),
        ]
    );
    let details = log.entries.get(1).map(|entry| entry.details.clone());
    let text = |text: &str| text.to_owned();
    let wanted = vec![(text("rank"), text("member")), (text("username"), text("eve"))];
    assert_eq!(details, Some(wanted));
    let names: Vec<_> = log.people.iter().map(|user| user.handle.as_str()).collect();
    assert_eq!(names, ["ana", "ben", "eve"]);
    // Pages meet without holes.
    let first = page(None, 2).entries;
    let rest = page(first.last().map(|entry| entry.id), 9).entries;
    assert_eq!([first, rest].concat(), log.entries);
}

pub(super) fn people_are_listed(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, _] = world.people(["ana", "ben", "berta"]);
    crown(&world, ana);
    act(&world, ana, admin::suspend, ben).expect("an administrator may");
    let names = |text: Option<&str>, filter, after: Option<&str>, limit| {
        let text = text.map(|text| SearchText::parse(text).expect("a query"));
        let query = PeopleQuery { text, filter };
        let after = after.map(|name| Handle::from_stored(name.to_owned()));
        let found =
            world.ask(move |read| Ok(admin::people(read, &ana, &query, after.as_ref(), limit)));
        let found = found.expect("hers to read");
        found.iter().map(|user| user.handle.as_str().to_owned()).collect::<Vec<_>>()
    };
    let all = PeopleFilter::All;
    assert_eq!(names(None, all, None, 9), ["ana", "ben", "berta"]);
    assert_eq!(names(None, all, Some("ana"), 1), ["ben"]);
    assert_eq!(names(Some("be"), all, None, 9), ["ben", "berta"]);
    assert_eq!(names(Some("berta@exa"), all, None, 9), ["berta"]);
    assert_eq!(names(Some("%"), all, None, 9), Vec::<String>::new());
    assert_eq!(names(None, PeopleFilter::Suspended, None, 9), ["ben"]);
    assert_eq!(names(Some("ana"), PeopleFilter::Suspended, None, 9), Vec::<String>::new());
    assert_eq!(names(None, PeopleFilter::Admins, None, 9), ["ana"]);
    let by = Authority::operator(world.now());
    world.run(move |tx| admin::delete(tx, &by, ben.user)).expect("an operator may");
    assert_eq!(names(None, all, None, 9), ["ana", "berta"], "who is gone is nobody");
    assert_eq!(names(Some("deleted"), all, None, 9), Vec::<String>::new());
}
