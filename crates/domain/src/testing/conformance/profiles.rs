use crate::account::{self, UpdatePrivacy, UpdateProfile};
use crate::contact::{ContactChange, ContactFilter};
use crate::rights::Audience;
use crate::sync::user_changes;
use crate::testing::{Harness, World};
use crate::{
    Actor, Bio, DisplayName, Email, Event, Handle, Problem, Rev, Seq, Status, StatusText,
    Timestamp, UserId,
};

fn handle(name: &str) -> Handle {
    Handle::parse(name).expect("a username")
}

fn renamed(name: &str) -> UpdateProfile {
    UpdateProfile { handle: Some(handle(name)), ..UpdateProfile::default() }
}

fn called(name: &str) -> UpdateProfile {
    let display_name = DisplayName::parse(name).ok();
    UpdateProfile { display_name, ..UpdateProfile::default() }
}

fn owner(world: &World<'_>, name: &str) -> Option<UserId> {
    let handle = handle(name);
    world.ask(move |read| read.user_by_any_handle(&handle))
}

pub(super) fn profiles_are_told(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let chat = world.group(ana, "Tea", &[ben]);
    world.ask_friend(ana, eve).expect("a request");
    world.block(zoe, ana).expect("a block");
    world.heard();
    let bio = Bio::parse("Likes\ntea").ok();
    let cmd = UpdateProfile { bio: Some(bio.clone()), ..called("Ana María") };
    let user = world.update(ana, cmd).expect("a change");
    assert_eq!((user.profile.bio.clone(), user.display_name.as_str()), (bio, "Ana María"));
    let events = world.heard();
    let members = events.iter().filter_map(|event| match event {
        Event::MemberChanged { chat, member, .. } => {
            Some((*chat, member.user.display_name.clone()))
        }
        _ => None,
    });
    assert_eq!(members.collect::<Vec<_>>(), [(chat, user.display_name.clone())]);
    let contacts = events.iter().filter_map(|event| match event {
        Event::Contact { owner, change: ContactChange::Profile, contact } => {
            Some((*owner, contact.user.display_name.clone()))
        }
        _ => None,
    });
    let mut contacts: Vec<_> = contacts.collect();
    contacts.sort_by_key(|(owner, _)| *owner);
    let name = &user.display_name;
    assert_eq!(contacts, [(eve.user, name.clone()), (zoe.user, name.clone())]);
    assert!(matches!(events.last(), Some(Event::UserChanged { visible: true, .. })));
    assert_eq!(world.ask(move |read| read.user(ana.user)), Some(user.clone()));
    // The same once more is no change.
    assert_eq!(world.update(ana, called("Ana María")).expect("no change"), user);
    assert!(world.heard().is_empty());
}

pub(super) fn what_others_do_not_see_is_told_to_oneself(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    let before = world.summary(ben, chat).expect("a member").chat.rev;
    world.heard();
    let bio = Some(Bio::parse("Tea").ok());
    let user = world.update(ana, UpdateProfile { bio, ..UpdateProfile::default() });
    let user = user.expect("a change");
    let told = Event::UserChanged { user: Box::new(user), visible: false, friends: vec![] };
    assert_eq!(world.heard(), [told]);
    assert_eq!(world.summary(ben, chat).expect("a member").chat.rev, before);
}

pub(super) fn names_stay_with_whom_they_meant(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    world.update(ana, renamed("anita")).expect("a free name");
    assert_eq!((owner(&world, "ana"), owner(&world, "anita")), (Some(ana.user), Some(ana.user)));
    let old = handle("ana");
    assert_eq!(world.ask(move |read| read.user_by_handle(&old)), None, "one signs in by the new");
    // Neither a new account nor a renamed one takes a name that was somebody's.
    let taken = world.update(ben, renamed("ana")).expect_err("it was Ana's");
    assert_eq!(taken.code(), "username_taken");
    let registration = crate::testing::build::registration("ana");
    let email = Email::parse("other@example.org").expect("an address");
    let registration = account::Register { email, ..registration };
    let made = world.run(move |tx| account::register(tx, registration.clone()));
    assert_eq!(made.expect_err("it was Ana's").code(), "username_taken");
    world.update(ana, renamed("ana")).expect("it is still hers");
    let old = handle("ana");
    let found = world.ask(move |read| read.user_by_handle(&old));
    assert_eq!(found.map(|user| user.id), Some(ana.user));
    let taken = world.update(ben, renamed("anita")).expect_err("it was Ana's");
    assert_eq!(taken.code(), "username_taken");
}

pub(super) fn names_change_seldom(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    for number in 0..account::MAX_NAMES {
        world.update(ana, renamed(&format!("ana-{number}"))).expect("a free name");
    }
    let often = world.update(ana, renamed("ana-more")).expect_err("too many");
    assert_eq!(often.code(), "renamed_too_often");
    assert_eq!(owner(&world, "ana-more"), None);
}

pub(super) fn statuses_end_later(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let status = |until| UpdateProfile {
        status: Some(Some(Status { text: StatusText::parse("Away").expect("a status"), until })),
        ..UpdateProfile::default()
    };
    let over = world.update(ana, status(Some(Timestamp(1)))).expect_err("it is over");
    assert_eq!(over.code(), "status_over");
    let until = Some(world.now().plus_ms(60_000));
    let user = world.update(ana, status(until)).expect("a status");
    assert_eq!(user.brief().status.and_then(|status| status.until), until);
    let none = UpdateProfile { status: Some(None), ..UpdateProfile::default() };
    assert_eq!(world.update(ana, none).expect("none").profile.status, None);
}

fn confine(world: &World<'_>, who: Actor, cmd: UpdatePrivacy) {
    world.confine(who, cmd).expect("a change");
}

pub(super) fn wishes_about_messages_hold(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let to = |messages| UpdatePrivacy { messages: Some(messages), ..UpdatePrivacy::default() };
    confine(&world, ana, to(Audience::Friends));
    assert_eq!(world.open(ben, ana).expect_err("no friend").code(), "not_accepted");
    let asked = world.ask_friend(ben, ana).expect("a request");
    world.answer(ana, asked.id, true).expect("a friend");
    world.open(ben, ana).expect("a friend");
    confine(&world, ana, to(Audience::SharedGroup));
    world.group(ana, "Tea", &[eve]);
    world.open(eve, ana).expect("in the same group");
    assert_eq!(world.open(zoe, ana).expect_err("a stranger").code(), "not_accepted");
    confine(&world, ana, to(Audience::Nobody));
    assert_eq!(world.open(zoe, ana).expect_err("nobody").code(), "not_accepted");
    world.open(ben, ana).expect("the chat is there");
    world.open(ana, zoe).expect("Zoe takes messages");
    let wrong = UpdatePrivacy { presence: Some(Audience::SharedGroup), ..to(Audience::Nobody) };
    assert_eq!(world.confine(ana, wrong).expect_err("no such thing").code(), "invalid_field");
}

pub(super) fn reading_alone_is_told_to_nobody(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    world.say(ben, chat, "one");
    world.mark(ana, chat, 1).expect("a member");
    let shown = |world: &World<'_>| {
        let members = world.summary(ben, chat).expect("a member").members;
        members.iter().find(|m| m.user.id == ana.user).map(|m| (m.read_seq, m.read_at.is_some()))
    };
    assert_eq!(shown(&world), Some((Seq(1), true)));
    confine(&world, ana, UpdatePrivacy { read_receipts: Some(false), ..UpdatePrivacy::default() });
    assert_eq!(shown(&world), Some((Seq(0), false)));
    world.say(ben, chat, "two");
    let before = world.summary(ben, chat).expect("a member").chat.rev;
    world.heard();
    let state = world.mark(ana, chat, 2).expect("a member");
    assert_eq!((state.read_seq, state.unread, state.rev), (Seq(2), 0, before));
    let heard = world.heard();
    let [Event::ReadAlone { seq: Seq(2), user_rev, .. }] = heard[..] else { panic!("{heard:?}") };
    let past = |since| world.ask(move |read| user_changes(read, &ana, since, 9));
    let [joined] = &past(Rev(user_rev.0 - 1)).joined[..] else { panic!("a device that was away") };
    assert_eq!((joined.me.read_seq, joined.unread()), (Seq(2), 0));
    assert!(past(user_rev).joined.is_empty());
    world.mark(ana, chat, 2).expect("the same again");
    assert_eq!(past(Rev(0)).upto, user_rev, "changes nothing");
    assert_eq!(world.summary(ana, chat).expect("a member").unread(), 0);
    assert_eq!(shown(&world), Some((Seq(0), false)));
    confine(&world, ana, UpdatePrivacy { read_receipts: Some(true), ..UpdatePrivacy::default() });
    assert_eq!(shown(&world), Some((Seq(2), true)));
}

pub(super) fn addresses_find_whom_they_may(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let find = |address: &str| {
        let email = Email::parse(address).expect("an address");
        let found = world.ask(move |read| account::find_by_email(read, &email));
        found.map(|user| user.id)
    };
    assert_eq!(find("ana@example.org"), None, "not unless she wants it");
    let may = UpdatePrivacy { findable_by_email: Some(true), ..UpdatePrivacy::default() };
    confine(&world, ana, may);
    assert_eq!(find("ANA@example.org"), Some(ana.user));
    assert_eq!(find("an@example.org"), None);
    assert_eq!(find("ben@example.org"), None);
    let _ = ben;
}

pub(super) fn suggests_from_shared_groups(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe, ian] = world.people(["ana", "ben", "eve", "zoe", "ian"]);
    world.group(ana, "Tea", &[ben, eve, zoe]);
    world.group(eve, "Chess", &[ana, zoe]);
    world.direct(ana, ian);
    world.block(zoe, ana).expect("a block");
    let suggested = || {
        let all = world.ask(move |read| account::suggest(read, &ana, 9));
        all.into_iter().map(|(user, groups)| (user.id, groups)).collect::<Vec<_>>()
    };
    assert_eq!(suggested(), [(eve.user, 2), (ben.user, 1)]);
    world.ask_friend(ana, eve).expect("a request");
    assert_eq!(suggested(), [(ben.user, 1)]);
    assert_eq!(world.contacts(ana, ContactFilter::Outgoing).len(), 1);
}
