use crate::account::{self, AccountError, Leave};
use crate::admin::{self, Authority};
use crate::contact::ContactFilter;
use crate::testing::{Harness, World, build};
use crate::{Actor, Event, MessageText, Problem, Role, Seq, UserId};

fn leave(password_of: &str) -> Leave {
    Leave { verified_hash: Some(format!("hash of {password_of}")), at: build::START }
}

fn delete(world: &World<'_>, who: Actor, name: &str) -> Result<(), AccountError> {
    let cmd = leave(name);
    world.run(move |tx| account::delete(tx, &who, &cmd))
}

fn deactivate(world: &World<'_>, who: Actor, name: &str) -> Result<(), AccountError> {
    let cmd = leave(name);
    world.run(move |tx| account::deactivate(tx, &who, &cmd))
}

pub(super) fn resting_accounts_are_not_met(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let chat = world.direct(ana, ben);
    world.say(ben, chat, "one");
    let wrong = deactivate(&world, ana, "ben").expect_err("not her password");
    assert_eq!(wrong.code(), "wrong_password");
    world.heard();
    deactivate(&world, ana, "ana").expect("her own");
    let ended = Event::SessionsRevoked { user: ana.user, sessions: vec![ana.session] };
    assert!(world.heard().contains(&ended));
    assert_eq!(world.open(eve, ana).expect_err("away").code(), "user_not_found");
    assert_eq!(world.ask_friend(eve, ana).expect_err("away").code(), "user_not_found");
    let group = world.group(eve, "Tea", &[ben]);
    assert_eq!(world.add(eve, group, &[ana]).expect_err("away").code(), "user_not_found");
    let sent = world.send(ben, chat, "to-nobody", "hello?");
    assert_eq!(sent.expect_err("away").code(), "not_accepted");
    let back = world.run(move |tx| account::reactivate(tx, ana.user));
    back.expect("she signs in");
    world.send(ben, chat, "welcome", "hello").expect("she is back");
    assert_eq!(world.summary(ana, chat).expect("a member").unread(), 2);
}

pub(super) fn deleted_accounts_leave_what_others_keep(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let (direct, group) = (world.direct(ana, ben), world.group(ana, "Tea", &[ben, eve]));
    let alone = world.group(ana, "Notes", &[]);
    for chat in [direct, group, alone] {
        world.say(ana, chat, "from Ana");
    }
    let asked = world.ask_friend(eve, ana).expect("a request");
    world.answer(ana, asked.id, true).expect("friends");
    world.block(ana, ben).expect("a block");
    delete(&world, ana, "ana").expect("her own");
    let ghost = world.ask(move |read| read.user(ana.user)).expect("the number stays");
    assert_eq!(ghost.display_name.as_str(), account::DELETED);
    assert!(ghost.deleted_at.is_some() && !ghost.is_here());
    for chat in [direct, group] {
        let text = MessageText::parse("from Ana").expect("a text");
        let kept = world.ask(move |read| read.messages(UserId(0), chat, Seq(1), Seq(9)));
        assert_eq!(
            kept.first().map(|message| (message.sender, &message.text)),
            Some((ana.user, &text))
        );
    }
    assert!(world.summary(ana, group).is_none());
    let members = world.summary(ben, group).expect("a member").members;
    assert_eq!(members.iter().filter(|member| member.role == Role::Owner).count(), 1);
    let seen = world.summary(ben, direct).expect("a member").members;
    assert!(seen.iter().any(|member| member.user.id == ana.user && member.user.deleted));
    assert_eq!(world.ask(move |read| read.messages(UserId(0), alone, Seq(1), Seq(9))), []);
    assert_eq!(world.contacts(eve, ContactFilter::Any), []);
    let sent = world.send(ben, direct, "to-nobody", "hello?");
    assert_eq!(sent.expect_err("gone").code(), "not_accepted");
    let again = delete(&world, ana, "ana").expect_err("it is gone");
    assert_eq!(again.code(), "wrong_password");
    // Name and address are free again.
    world.person("ana");
    assert_eq!(world.open(ben, ana).expect("the chat is there").summary.chat.id, direct);
}

pub(super) fn chats_go_with_the_last_person(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let (direct, group) = (world.direct(ana, ben), world.group(ana, "Tea", &[ben]));
    world.say(ana, direct, "secret");
    world.say(ben, group, "secret");
    delete(&world, ana, "ana").expect("her own");
    delete(&world, ben, "ben").expect("his own");
    for chat in [direct, group] {
        assert_eq!(world.ask(move |read| read.messages(UserId(0), chat, Seq(1), Seq(9))), []);
        assert_eq!(world.ask(move |read| read.last_seq(chat)), Seq(0));
    }
}

pub(super) fn the_last_administrator_stays(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let by = Authority::operator(world.now());
    world.run(move |tx| admin::promote(tx, &by, ana.user)).expect("an operator may");
    assert_eq!(deactivate(&world, ana, "ana").expect_err("the last").code(), "last_admin");
    assert_eq!(delete(&world, ana, "ana").expect_err("the last").code(), "last_admin");
    let gone = world.run(move |tx| admin::delete(tx, &by, ana.user));
    assert_eq!(gone.expect_err("the last").code(), "last_admin");
    world.run(move |tx| admin::promote(tx, &by, ben.user)).expect("an operator may");
    let at = world.now();
    let by = Authority { actor: Some(ben), address: None, at };
    world.run(move |tx| admin::delete(tx, &by, ana.user)).expect("an administrator may");
    let by = Authority { actor: Some(ana), address: None, at };
    let ghost = world.run(move |tx| admin::delete(tx, &by, ben.user));
    assert_eq!(ghost.expect_err("gone").code(), "admin_only");
}
