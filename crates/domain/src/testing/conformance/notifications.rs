use crate::notification::{
    Kind, MAX_KEPT, NewNotification, Notification, NotificationFilter, notify,
};
use crate::sync::user_changes;
use crate::testing::replica::Replica;
use crate::testing::{Harness, World};
use crate::{Actor, Event, NotificationId, Problem, Rev, Seq, UserId};
use Kind::{AddedToGroup, FriendAccepted, FriendRequest, Mention};
use NotificationFilter::{All, These, UpTo};

/// What somebody's list says: of what kind, by whom, and whether it is read; newest first.
fn listed(world: &World<'_>, who: Actor) -> Vec<(Kind, Option<UserId>, bool)> {
    let (all, unread) = world.notifications(who);
    let counted = all.iter().filter(|one| one.read_at.is_none()).count();
    assert_eq!(usize::try_from(unread).ok(), Some(counted), "the counter agrees with the list");
    let line =
        |n: &Notification| (n.kind, n.actor.as_ref().map(|user| user.id), n.read_at.is_some());
    all.iter().map(line).collect()
}

fn ids(world: &World<'_>, who: Actor) -> Vec<NotificationId> {
    world.notifications(who).0.iter().map(|one| one.id).collect()
}

/// Notifies somebody `n` times.
fn tell(world: &World<'_>, who: Actor, n: usize) {
    let at = world.now();
    let told = world.run(move |tx| {
        for _ in 0..n {
            notify(tx, &[who.user], &NewNotification::security(Kind::PasswordChanged, at))?;
        }
        Ok::<_, crate::port::StoreError>(())
    });
    told.expect("told");
}

pub(super) fn causes_notify(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let asked = world.ask_friend(ana, ben).expect("asks");
    assert_eq!(listed(&world, ben), [(FriendRequest, Some(ana.user), false)]);
    assert!(listed(&world, ana).is_empty());
    world.answer(ben, asked.id, true).expect("accepts");
    assert_eq!(listed(&world, ana), [(FriendAccepted, Some(ben.user), false)]);
    // Who asks back accepts by it.
    world.ask_friend(ben, eve).expect("asks");
    world.ask_friend(eve, ben).expect("asks too");
    assert_eq!(listed(&world, ben)[0], (FriendAccepted, Some(eve.user), false));
    let asked = world.ask_friend(ana, eve).expect("asks");
    world.answer(eve, asked.id, false).expect("rejects");
    assert_eq!(listed(&world, ana).len(), 1, "nobody is told of a no");
    // Those who are brought in, not the one who does it.
    let tea = world.group(ana, "Tea", &[ben]);
    world.add(ana, tea, &[eve, ben]).expect("the owner");
    for who in [ben, eve] {
        let newest = world.notifications(who).0.swap_remove(0);
        assert_eq!((newest.kind, newest.chat, newest.seq), (AddedToGroup, Some(tea), None));
        assert_eq!(newest.detail.as_deref(), Some("Tea"));
        assert_eq!(newest.actor.map(|user| user.id), Some(ana.user));
    }
    assert_eq!(listed(&world, ana).len(), 1);
    let count = |kind| listed(&world, ben).iter().filter(|one| one.0 == kind).count();
    assert_eq!(count(AddedToGroup), 1, "who was in already hears nothing");
}

pub(super) fn blocks_keep_quiet(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let tea = world.group(eve, "Tea", &[ana, ben]);
    world.block(ana, ben).expect("somebody");
    let before = (listed(&world, ana), listed(&world, ben));
    world.ask_friend(ben, ana).expect("it seems so");
    world.say(ben, tea, "are you there, @ana?");
    world.say(ana, tea, "not for you, @ben");
    world.gather(ben, "Us", &[ana]).expect_err("a block stands");
    assert_eq!((listed(&world, ana), listed(&world, ben)), before);
    world.unblock(ana, ben).expect("hers");
    world.say(ben, tea, "and now, @ana?");
    assert_eq!(listed(&world, ana)[0], (Mention, Some(ben.user), false));
}

pub(super) fn members_are_mentioned(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let tea = world.group(ana, "Tea", &[ben, eve]);
    world.heard();
    let said = world.say(ana, tea, "@ben and @BEN and @zoe and @ana, mail eve@example.org");
    let newest = world.notifications(ben).0.swap_remove(0);
    assert_eq!((newest.kind, newest.chat, newest.seq), (Mention, Some(tea), Some(said.seq)));
    assert_eq!(newest.detail, None, "what was written stands in the message alone");
    let told = world.heard().into_iter().filter_map(|event| match event {
        Event::Notified { owner, unread, .. } => Some((owner, unread)),
        _ => None,
    });
    let told = told.collect::<Vec<_>>();
    assert_eq!(told, [(ben.user, 2)], "each once, members only, not oneself");
    assert!(listed(&world, zoe).is_empty());
    world.remove(ana, tea, ben.user).expect("the owner");
    world.say(ana, tea, "where is @ben.");
    assert_eq!(listed(&world, ben).len(), 2, "nor who is gone");
    world.send(ana, tea, "twice", "@eve").expect("a member");
    let once = listed(&world, eve).len();
    assert!(world.send(ana, tea, "twice", "@eve").expect("the same").replayed);
    assert_eq!(listed(&world, eve).len(), once);
}

pub(super) fn admins_call_everybody(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let tea = world.group(ana, "Tea", &[ben, eve, zoe]);
    world.block(zoe, ana).expect("she may");
    let before = [ben, eve, zoe].map(|who| listed(&world, who).len());
    world.say(ben, tea, "@all hello");
    world.say(ana, tea, "all of you, mail all@example.org");
    assert_eq!(
        [ben, eve, zoe].map(|who| listed(&world, who).len()),
        before,
        "a member calls nobody"
    );
    world.say(ana, tea, "tea is ready, @all!");
    assert_eq!(world.notifications(ben).0[0].kind, Mention);
    let after = [ben, eve, zoe].map(|who| listed(&world, who).len());
    assert_eq!(after, [before[0] + 1, before[1] + 1, before[2]], "but across a block");
    let direct = world.direct(ana, ben);
    world.say(ana, direct, "@all");
    assert_eq!(listed(&world, ben).len(), after[0], "in groups alone");
}

pub(super) fn marks_move_on(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    tell(&world, ben, 4);
    tell(&world, ana, 1);
    let [d, c, b, a] = ids(&world, ben).try_into().expect("four");
    world.heard();
    assert_eq!(world.mark_notifications(ben, These(vec![c])).expect("his").unread, 3);
    let at = world.now();
    let heard = world.heard();
    let [Event::NotificationsRead { owner, rev, ids, at: then, unread }] = &heard[..] else {
        panic!("{heard:?}");
    };
    assert_eq!((*owner, *rev, &ids[..], *unread), (ben.user, Rev(5), &[c][..], 3));
    assert!(*then < at);
    assert_eq!(world.mark_notifications(ben, These(vec![c])).expect("his").unread, 3);
    assert!(world.heard().is_empty(), "what is read is read");
    assert_eq!(world.ask(move |read| read.user_rev(ben.user)), Rev(5));
    assert_eq!(world.mark_notifications(ben, UpTo(b)).expect("his").unread, 1);
    let read: Vec<bool> = listed(&world, ben).iter().map(|one| one.2).collect();
    assert_eq!(read, [false, true, true, true]);
    let first = world.notifications(ben).0.swap_remove(1).read_at;
    assert_eq!(world.mark_notifications(ben, All).expect("his").unread, 0);
    assert_eq!(world.notifications(ben).0.swap_remove(1).read_at, first, "since the first time");
    assert_eq!(world.mark_notifications(ben, These(vec![a, d])).expect("his").unread, 0);
    assert_eq!(world.notifications(ana).1, 1, "everybody for themselves");
}

pub(super) fn forged_ones_are_not_found(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    tell(&world, ana, 3);
    tell(&world, ben, 1);
    let hers = ids(&world, ana)[0];
    let his = ids(&world, ben)[0];
    world.heard();
    for which in [
        These(vec![hers]),
        These(vec![his, hers]),
        These(vec![NotificationId(0)]),
        These(vec![NotificationId(-1), his]),
        UpTo(hers),
        UpTo(NotificationId(i64::MAX)),
    ] {
        let refused = world.mark_notifications(ben, which.clone()).expect_err("not his");
        assert_eq!(refused.code(), "notification_not_found", "{which:?}");
    }
    assert_eq!((world.notifications(ana).1, world.notifications(ben).1), (3, 1));
    assert!(world.heard().is_empty());
    assert_eq!(world.mark_notifications(ben, These(vec![])).expect("nothing").unread, 1);
}

pub(super) fn newest_are_kept(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    tell(&world, ben, 3);
    world.mark_notifications(ben, All).expect("his");
    let early = world.ask(move |read| Replica::from_snapshot(read, ben));
    let first = ids(&world, ben);
    tell(&world, ana, 2);
    for _ in 0..5 {
        tell(&world, ben, MAX_KEPT / 5);
    }
    let (all, unread) = world.notifications(ben);
    assert_eq!((all.len(), unread), (MAX_KEPT, 500));
    assert!(all.iter().all(|one| !first.contains(&one.id)), "the oldest went");
    tell(&world, ben, 1);
    assert_eq!(world.notifications(ben).1, 500, "unread ones go too");
    assert_eq!(world.notifications(ana).1, 2, "each person has a list of their own");
    // One change that touches more than a page holds is never split.
    let truth = world.ask(move |read| Replica::from_snapshot(read, ben));
    let catch_up =
        |mut held: Replica, limit| world.ask(move |read| held.catch_up(read, limit).map(|()| held));
    catch_up(early.clone(), 200).assert_agrees(&truth);
    world.mark_notifications(ben, All).expect("his");
    let read = world.ask(move |read| Replica::from_snapshot(read, ben));
    for held in [early, truth, Replica::empty(ben)] {
        for limit in [1, 50, 200] {
            catch_up(held.clone(), limit).assert_agrees(&read);
        }
    }
}

pub(super) fn pages_and_changes(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let tea = world.group(ana, "Tea", &[ben]);
    for n in 1..=5 {
        assert_eq!(world.say(ana, tea, "@ben!").seq, Seq(n));
    }
    let all = ids(&world, ben);
    assert_eq!(all.len(), 6);
    let mut paged = Vec::new();
    loop {
        let before = paged.last().copied();
        let page = world.ask(move |read| read.notifications(ben.user, before, 4));
        assert!(page.len() <= 4);
        if page.is_empty() {
            break;
        }
        paged.extend(page.iter().map(|one| one.id));
    }
    assert_eq!(paged, all);
    let head = world.ask(move |read| read.user_rev(ben.user));
    world.mark_notifications(ben, UpTo(all[3])).expect("his");
    let changes = world.ask(move |read| user_changes(read, &ben, head, 10));
    let marked: Vec<_> = changes.notifications.iter().map(|one| one.id).collect();
    assert_eq!(marked, [all[5], all[4], all[3]]);
    assert!(changes.notifications.iter().all(|one| one.rev == head.next()));
    assert_eq!((changes.unread, changes.upto, changes.more), (3, head.next(), false));
}
