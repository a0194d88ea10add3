use crate::admin::{self, Accounts, Authority, ChatCounts, DailyFigures, Statistics};
use crate::testing::{Harness, World, build};
use crate::{Actor, Day, Problem, Timestamp};

fn today() -> Day {
    build::START.day()
}

fn crown(world: &World<'_>, who: Actor) {
    let by = Authority::operator(world.now());
    world.run(move |tx| admin::promote(tx, &by, who.user)).expect("an operator may");
}

fn keep(world: &World<'_>, day: Day, messages_total: i64, active: i64) {
    let figures = DailyFigures { day, messages_total, active };
    world.run(move |tx| admin::keep_figures(tx, &figures)).expect("the store works");
}

/// Day, total and active of what was noted, days counted from today.
fn noted(world: &World<'_>) -> Vec<(i64, i64, i64)> {
    let (first, last) = (today().plus(-99), today().plus(99));
    let rows = world.ask(move |read| read.daily_figures(first, last));
    rows.iter().map(|f| (f.day.0 - today().0, f.messages_total, f.active)).collect()
}

fn figures(world: &World<'_>, actor: Actor, now: Timestamp, days: u16) -> Statistics {
    world
        .ask(move |read| Ok(admin::statistics(read, &actor, now, days)))
        .expect("an administrator may")
}

pub(super) fn counts_what_there_is(store: &dyn Harness) {
    let world = World::new(store);
    let empty = world.ask(|read| Ok((read.count_accounts()?, read.count_chats()?)));
    assert_eq!(empty, (Accounts::default(), ChatCounts::default()));
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let (direct, group) = (world.direct(ana, ben), world.group(ana, "Tea", &[ben]));
    for text in ["one", "two", "three"] {
        world.say(ana, direct, text);
    }
    world.say(ben, group, "one");
    world.group(eve, "Silence", &[]);
    let by = Authority::operator(world.now());
    world.run(move |tx| admin::suspend(tx, &by, eve.user)).expect("an operator may");
    world.run(move |tx| admin::delete(tx, &by, zoe.user)).expect("an operator may");
    let counts = world.ask(|read| Ok((read.count_accounts()?, read.count_chats()?)));
    let accounts = Accounts { total: 3, suspended: 1 };
    assert_eq!(counts, (accounts, ChatCounts { direct: 1, group: 2, messages: 4 }));

    // All of them signed in at the start; a session that has ended was used all the same.
    let active = |at| world.ask(move |read| read.count_active(at));
    let later = build::START.plus_ms(5_000_000);
    assert_eq!(active(build::START), 3);
    assert_eq!(active(build::START.plus_ms(1)), 0);
    world.run(move |tx| tx.set_last_seen(ben.user, later)).expect("the store works");
    let (id, idle) = (ana.session, later.plus_ms(9));
    world.run(move |tx| tx.touch_session(id, later, idle)).expect("the store works");
    assert_eq!(active(later), 2, "by last seen and by session");
    world.run(move |tx| tx.touch_session(ben.session, later, idle)).expect("the store works");
    assert_eq!((active(later), active(later.plus_ms(1))), (2, 0), "each person once");

    let registered = |day| world.ask(move |read| read.registered_from(day));
    assert_eq!(registered(today()), [(today(), 4)], "those who are gone came too");
    assert_eq!(registered(today().plus(1)), []);
    assert!(world.ask(|read| read.database_bytes()) > 10_000);
}

pub(super) fn days_are_noted_once(store: &dyn Harness) {
    let world = World::new(store);
    let before = |day: Day| world.ask(move |read| read.figures_before(day));
    assert_eq!((noted(&world), before(today())), (vec![], None));
    // The first note makes a day with which to begin.
    keep(&world, today(), 5, 2);
    assert_eq!(noted(&world), [(-1, 5, 0), (0, 5, 2)]);
    // A node that counted earlier and comes later changes nothing.
    keep(&world, today(), 4, 3);
    keep(&world, today(), 9, 1);
    assert_eq!(noted(&world), [(-1, 5, 0), (0, 9, 3)]);
    // The first note of a day ends the one before, however long ago that was.
    keep(&world, today().plus(3), 12, 1);
    keep(&world, today().plus(3), 13, 1);
    assert_eq!(noted(&world), [(-1, 5, 0), (0, 12, 3), (3, 13, 1)]);
    assert_eq!(before(today().plus(3)).map(|f| f.messages_total), Some(12));
    assert_eq!(before(today().plus(-1)), None);
    let some = world.ask(|read| read.daily_figures(today(), today().plus(2)));
    assert_eq!(some, [DailyFigures { day: today(), messages_total: 12, active: 3 }]);
}

pub(super) fn chats_that_go_are_taken_off(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    crown(&world, ana);
    let (chat, alone) = (world.direct(ana, ben), world.group(ben, "Notes", &[]));
    world.say(ana, chat, "one");
    keep(&world, today().plus(-1), 1, 1);
    keep(&world, today(), 1, 1);
    for text in ["two", "three", "four", "five"] {
        world.say(ben, alone, text);
    }
    keep(&world, today(), 5, 2);
    let by = Authority::operator(world.now());
    world.run(move |tx| admin::delete(tx, &by, ben.user)).expect("an operator may");
    // Four messages went with their chat; what comes after is not counted against them.
    let tomorrow = today().plus(1).start();
    world.say(ana, world.group(ana, "Tea", &[]), "six");
    let shown = figures(&world, ana, tomorrow, 3);
    assert_eq!(shown.chats.messages, 2);
    let messages: Vec<_> = shown.days.iter().map(|day| day.messages).collect();
    assert_eq!(messages, [0, 4, 1], "yesterday stays what it was");
}

pub(super) fn only_administrators_are_told(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let chat = world.direct(ana, ben);
    keep(&world, today().plus(-2), 0, 1);
    world.say(ana, chat, "one");
    crown(&world, ana);
    let asked = world.ask(move |read| Ok(admin::statistics(read, &ben, build::START, 30)));
    assert_eq!(asked.expect_err("not for everybody").code(), "admin_only");
    let shown = figures(&world, ana, build::START.plus_ms(1_000), 3);
    assert_eq!((shown.accounts.total, shown.chats.direct, shown.chats.messages), (2, 1, 1));
    let activity = shown.activity;
    assert_eq!((activity.day, activity.week, activity.month), (2, 2, 2));
    let days: Vec<_> = shown
        .days
        .iter()
        .map(|d| (d.day.0 - today().0, d.messages, d.registered, d.active))
        .collect();
    assert_eq!(days, [(-2, 0, 0, 1), (-1, 0, 0, 0), (0, 1, 2, 2)]);
    let later = figures(&world, ana, build::START.plus_ms(2 * build::DAY_MS), 1);
    let activity = later.activity;
    assert_eq!((activity.day, activity.week, activity.month), (0, 2, 2));
    assert_eq!(later.days.len(), 1);
}
