use crate::admin::{self, Authority};
use crate::announcement;
use crate::report::{self, About, NewReport, Reason, Report, ReportState};
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Event, MessageText, Problem, Seq, UserId};

fn crown(world: &World<'_>, who: Actor) {
    let by = Authority::operator(world.now());
    world.run(move |tx| admin::promote(tx, &by, who.user)).expect("an operator may");
}

fn tell(world: &World<'_>, by: Actor, about: About) -> Result<(Report, bool), &'static str> {
    let new = NewReport { about, reason: Reason::Spam, note: None, at: world.now() };
    world.run(move |tx| report::report(tx, &by, &new)).map_err(|error| error.code())
}

fn decide(
    world: &World<'_>,
    by: Actor,
    id: i64,
    state: ReportState,
) -> Result<Report, &'static str> {
    let by = Authority { actor: Some(by), address: None, at: world.now() };
    let decided = world.run(move |tx| report::decide(tx, &by, id, state, None));
    decided.map_err(|error| error.code())
}

pub(super) fn reports_what_one_sees(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    crown(&world, ana);
    let chat = world.group(ben, "Room", &[eve]);
    world.say(ben, chat, "buy this");
    world.heard();
    let about = About::Message(chat, Seq(1));
    let (made, new) = tell(&world, eve, about).expect("she reads it");
    assert!(new);
    assert_eq!((made.subject, made.quote.as_deref()), (ben.user, Some("buy this")));
    assert_eq!(world.heard(), [Event::ReportsOpen { admins: vec![ana.user], open: 1 }]);
    let (same, new) = tell(&world, eve, about).expect("the same");
    assert_eq!((same.id, new), (made.id, false));
    assert!(world.heard().is_empty());
    assert_eq!(tell(&world, ana, about), Err("chat_not_found"), "administrators read no chats");
    assert_eq!(tell(&world, eve, About::Message(chat, Seq(2))), Err("message_not_found"));
    assert_eq!(tell(&world, eve, About::Message(ChatId(99_999), Seq(1))), Err("chat_not_found"));
    assert_eq!(tell(&world, ben, about), Err("report_of_self"));
    assert_eq!(tell(&world, ben, About::Person(ben.user)), Err("report_of_self"));
    assert_eq!(tell(&world, ben, About::Person(UserId(99_999))), Err("user_not_found"));
    let (person, _) = tell(&world, eve, About::Person(ben.user)).expect("he is there");
    assert!(person.id != made.id && person.message.is_none() && person.quote.is_none());
    world.remove(ben, chat, eve.user).expect("he owns it");
    assert_eq!(tell(&world, eve, about).map(|(one, _)| one.id), Err("chat_not_found"));
}

pub(super) fn reports_are_decided_once(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    crown(&world, ana);
    let (made, _) = tell(&world, eve, About::Person(ben.user)).expect("he is there");
    assert_eq!(decide(&world, ben, made.id, ReportState::Dismissed), Err("admin_only"));
    world.heard();
    let done = decide(&world, ana, made.id, ReportState::Resolved).expect("she may");
    assert_eq!((done.state, done.decided_by), (ReportState::Resolved, Some(ana.user)));
    assert_eq!(world.heard(), [Event::ReportsOpen { admins: vec![ana.user], open: 0 }]);
    assert_eq!(decide(&world, ana, made.id, ReportState::Resolved), Ok(done.clone()));
    assert_eq!(decide(&world, ana, made.id, ReportState::Dismissed), Err("report_decided"));
    assert_eq!(decide(&world, ana, 9_999, ReportState::Dismissed), Err("report_not_found"));
    let (again, new) = tell(&world, eve, About::Person(ben.user)).expect("it went on");
    assert!(new && again.id > made.id);
    let list = |state: ReportState| {
        let page = world.ask(move |read| read.reports(state, None, 9));
        page.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(list(ReportState::Open), [again.id]);
    assert_eq!(list(ReportState::Resolved), [made.id]);
    assert_eq!(list(ReportState::Dismissed), Vec::<i64>::new());
    let log = world.ask(|read| read.audit_log(None, 1));
    assert_eq!((log[0].action.as_str(), log[0].target_id), ("report.resolve", Some(made.id)));
}

pub(super) fn announcements_hold_and_end(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    crown(&world, ana);
    world.heard();
    let announce = |by: Actor, text: &str, ms: i64| {
        let by = Authority { actor: Some(by), address: None, at: world.now() };
        let (text, until) = (MessageText::parse(text).expect("text"), by.at.plus_ms(ms));
        let made = world.run(move |tx| announcement::announce(tx, &by, &text, until));
        made.map_err(|error| error.code())
    };
    assert_eq!(announce(ben, "Hello", 1_000), Err("admin_only"));
    for (text, ms) in [("x", 0), ("x", announcement::LONGEST_MS + 1), (&*"x".repeat(501), 9)] {
        assert_eq!(announce(ana, text, ms), Err("announcement_bounds"));
    }
    let first = announce(ana, "Down at noon", 60_000).expect("she may");
    assert_eq!(world.heard(), [Event::Announced { announcement: first.clone() }]);
    let holding = |at| world.ask(move |read| announcement::announcements(read, at));
    assert_eq!(holding(world.now()), std::slice::from_ref(&first));
    assert_eq!(holding(first.until), [], "it ended by itself");
    for n in 0..4 {
        announce(ana, &format!("More {n}"), 60_000_000).expect("there is room");
    }
    assert_eq!(announce(ana, "One too many", 60_000_000), Err("too_many_announcements"));
    world.heard();
    let take_back = || {
        let by = Authority { actor: Some(ana), address: None, at: world.now() };
        let done = world.run(move |tx| announcement::take_back(tx, &by, first.id));
        done.map_err(|error| error.code())
    };
    assert_eq!(take_back(), Ok(()));
    assert_eq!(take_back(), Err("announcement_not_found"));
    assert_eq!(world.heard(), [Event::AnnouncementOver { id: first.id }]);
    assert_eq!(holding(world.now()).len(), 4);
}
