use crate::chat::{self, EditGroup, GroupSettings, PastFor, SettingsPatch, Who};
use crate::message::{
    History, HistoryError, Reacting, WhoReacted, pins, readers, versions, who_reacted,
};
use crate::notification::Kind;
use crate::sync::chat_changes;
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, Class, Color, Description, Event, Problem, Rev, Role, Rules, Seq};

fn patch() -> SettingsPatch {
    SettingsPatch::default()
}

pub(super) fn tell_of_themselves(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[ben]);
    let fresh = world.summary(ben, group).expect("in").chat;
    assert_eq!((fresh.info, fresh.settings), Default::default());
    world.heard();
    let edit = EditGroup {
        description: Some(Description::parse("About tea").ok()),
        rules: Some(Rules::parse("Be kind").ok()),
        color: Some(Color::parse("#2F7d6b").ok()),
        settings: SettingsPatch {
            write: Some(Who::Admins),
            slow_mode_s: Some(30),
            history: Some(PastFor::FromJoining),
            public: Some(true),
            ..patch()
        },
        ..EditGroup::of(group, world.now())
    };
    let edited = world.edit_group(ana, edit.clone()).expect("the owner");
    assert_eq!(edited.meta_rev, fresh.rev.next());
    assert_eq!(edited.title.as_ref().map(crate::Title::as_str), Some("Tea"), "it stays");
    assert_eq!(world.heard(), [Event::ChatChanged { chat: edited.clone(), line: None }]);
    let seen = world.summary(ben, group).expect("in").chat;
    assert_eq!((&seen.info, seen.settings), (&edited.info, edited.settings));
    assert_eq!(seen.info.color.as_ref().map(Color::as_str), Some("#2f7d6b"));
    world.edit_group(ana, edit.clone()).expect("the same again");
    assert!(world.heard().is_empty());
    let missed = world.ask(move |read| chat_changes(read, &ben, group, fresh.rev, 10));
    assert!(missed.is_some_and(|missed| missed.edited && missed.chat == edited));
    world
        .edit_group(ana, EditGroup { rules: Some(None), ..EditGroup::of(group, world.now()) })
        .expect("the owner");
    assert_eq!(world.summary(ben, group).expect("in").chat.info.rules, None);
    let code = |who, cmd| world.edit_group(who, cmd).expect_err("refused").code();
    assert_eq!(code(ben, edit.clone()), "not_admin");
    assert_eq!(code(eve, edit), "chat_not_found");
    let direct = world.direct(ana, ben);
    let slow = |pause| EditGroup {
        settings: SettingsPatch { slow_mode_s: Some(pause), ..patch() },
        ..EditGroup::of(group, world.now())
    };
    assert_eq!(code(ana, EditGroup { chat: direct, ..slow(1) }), "direct_chat_is_fixed");
    assert_eq!(code(ana, slow(3_601)), "slow_mode_bounds");
    assert_eq!(code(ana, slow(-1)), "slow_mode_bounds");
}

pub(super) fn settings_say_who_may(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben]);
    assert_eq!(world.add(ben, group, &[eve]).expect_err("a member").code(), "not_admin");
    let settings = SettingsPatch { add: Some(Who::Everyone), ..patch() };
    assert_eq!(world.run_by(ben, group, settings).expect_err("a member").code(), "not_admin");
    world.run_by(ana, group, settings).expect("the owner");
    world.add(ben, group, &[eve]).expect("everybody may");
    assert_eq!(world.rename(ben, group, "Mine").expect_err("a member").code(), "not_admin");
    let settings = SettingsPatch { edit_info: Some(Who::Everyone), ..patch() };
    world.run_by(ana, group, settings).expect("the owner");
    world.rename(ben, group, "Mine").expect("everybody may");
    let want = GroupSettings { add: Who::Everyone, edit_info: Who::Everyone, ..Default::default() };
    assert_eq!(world.summary(ben, group).expect("in").chat.settings, want);
    world.set_role(ana, group, eve, Role::Admin).expect("the owner");
    let settings = SettingsPatch { write: Some(Who::Admins), ..patch() };
    world.run_by(eve, group, settings).expect("an admin");
    let refused = world.send(ben, group, "told", "may I?").expect_err("admins write");
    assert_eq!((refused.class(), refused.code()), (Class::Forbidden, "admins_only"));
    world.say(eve, group, "Read this");
    world.say(ana, group, "And this");
    assert_eq!(world.send(zoe, group, "out", "x").expect_err("outside").code(), "chat_not_found");
    let settings = SettingsPatch { write: Some(Who::Everyone), ..patch() };
    world.run_by(ana, group, settings).expect("the owner");
    let sent = world.send(ben, group, "told", "may I?").expect("everybody writes");
    let settings = SettingsPatch { write: Some(Who::Admins), ..patch() };
    world.run_by(ana, group, settings).expect("the owner");
    // What was taken stays taken, whoever may write by now.
    let again = world.send(ben, group, "told", "may I?").expect("a replay");
    assert_eq!((&again.message, again.replayed), (&sent.message, true));
    let seq = sent.message.seq.0;
    assert_eq!(world.edit(ben, group, seq, "so?").expect_err("admins write").code(), "admins_only");
    for on in [true, false] {
        let refused = world.react(ben, (group, seq), "👍", on).expect_err("admins write");
        assert_eq!((refused.class(), refused.code()), (Class::Forbidden, "admins_only"));
    }
    world.react(eve, (group, seq), "👍", true).expect("an admin");
    world.delete(ben, group, seq).expect("everybody takes back what they wrote");
}

pub(super) fn slow_mode_makes_members_wait(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben] = world.people(["ana", "ben"]);
    let (group, other) = (world.group(ana, "Tea", &[ben]), world.group(ana, "More", &[ben]));
    world.say(ben, group, "before it");
    let slow = |seconds| SettingsPatch { slow_mode_s: Some(seconds), ..patch() };
    world.run_by(ana, group, slow(10)).expect("the owner");
    world.send(ben, group, "first", "one").expect("the first");
    // A second passes between any two things here.
    let refused = world.send(ben, group, "second", "two").expect_err("too soon");
    assert_eq!((refused.class(), refused.code()), (Class::RateLimited, "slow_mode"));
    assert_eq!(refused.retry_after_ms(), Some(9_000));
    let replay = world.send(ben, group, "first", "one").expect("the same again");
    assert!(replay.replayed);
    world.edit(ben, group, replay.message.seq.0, "1").expect("an edit is no other message");
    world.say(ben, other, "elsewhere at once");
    world.say(ana, group, "admins");
    world.say(ana, group, "needn't wait");
    // Going out and in again is no way around.
    world.remove(ben, group, ben.user).expect("he may leave");
    world.add(ana, group, &[ben]).expect("the owner");
    assert_eq!(world.send(ben, group, "second", "two").expect_err("too soon").code(), "slow_mode");
    for _ in 0..3 {
        world.now();
    }
    world.send(ben, group, "second", "two").expect("ten seconds later");
    world.run_by(ana, group, slow(0)).expect("the owner");
    world.say(ben, group, "at once");
    world.say(ben, group, "and again");
}

/// What somebody reads of a group, by every door.
fn visible(world: &World<'_>, who: Actor, chat: ChatId) -> Vec<i64> {
    let seqs = |page: &crate::message::Page| page.messages.iter().map(|m| m.seq.0).collect();
    let latest = world.history(who, chat, History::Latest, 50);
    let all: Vec<i64> = seqs(&latest);
    assert!(!latest.has_before && !latest.has_after, "{latest:?}");
    for part in [History::After(Seq(0)), History::Before(Seq(99)), History::Around(Seq(1))] {
        let page = world.history(who, chat, part, 50);
        assert_eq!(seqs(&page), all, "{part:?}");
        assert!(!page.has_before, "{part:?}: {page:?}");
    }
    let first = all.first().copied().unwrap_or(99);
    let none = world.history(who, chat, History::Before(Seq(first)), 50);
    assert_eq!((none.messages.len(), none.has_before), (0, false));
    for since in [0, 1] {
        let missed = world.ask(move |read| chat_changes(read, &who, chat, Rev(since), 50));
        let mut came: Vec<i64> =
            missed.expect("a member").messages.iter().map(|m| m.seq.0).collect();
        came.sort_unstable();
        assert_eq!(came, all, "since {since}");
    }
    let last = world.summary(who, chat).expect("a member").last_message.map(|m| m.seq.0);
    assert_eq!(last, all.last().copied());
    all
}

pub(super) fn newcomers_read_from_joining(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben]);
    world.say(ana, group, "secret one");
    world.say(ben, group, "secret two");
    let hide = SettingsPatch { history: Some(PastFor::FromJoining), ..patch() };
    world.run_by(ana, group, hide).expect("the owner");
    world.add(ana, group, &[eve]).expect("the owner");
    assert_eq!(visible(&world, eve, group), []);
    let listed = world.ask(move |read| chat::list(read, &eve, None, 10));
    assert!(listed[0].last_message.is_none() && listed[0].unread() == 0);
    world.say(ana, group, "three");
    world.say(eve, group, "four");
    assert_eq!(visible(&world, eve, group), [3, 4]);
    assert_eq!(visible(&world, ben, group), [1, 2, 3, 4], "those who were in keep everything");
    // Paging forward begins at the first that one may read.
    let page = world.history(eve, group, History::After(Seq(0)), 1);
    let seqs: Vec<Seq> = page.messages.iter().map(|m| m.seq).collect();
    assert_eq!((seqs, page.has_before, page.has_after), (vec![Seq(3)], false, true));
    // Who comes back comes anew.
    world.remove(ben, group, ben.user).expect("he may leave");
    world.add(ana, group, &[ben]).expect("the owner");
    assert_eq!(visible(&world, ben, group), []);
    let show = SettingsPatch { history: Some(PastFor::All), ..patch() };
    world.run_by(ana, group, show).expect("the owner");
    assert_eq!(visible(&world, eve, group), [3, 4], "it counts for those who come from then on");
    world.add(ana, group, &[zoe]).expect("the owner");
    assert_eq!(visible(&world, zoe, group), [1, 2, 3, 4]);
}

pub(super) fn nothing_is_done_with_the_past(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[ben]);
    world.say(ana, group, "secret one");
    world.say(ben, group, "secret two");
    let (history, pin) = (Some(PastFor::FromJoining), Some(Who::Everyone));
    world.run_by(ana, group, SettingsPatch { pin, history, ..patch() }).expect("the owner");
    world.react(ben, (group, 1), "👍", true).expect("in");
    world.pin(ben, group, 1, true).expect("everybody may");
    world.remove(ben, group, ben.user).expect("he may leave");
    world.add(ana, group, &[ben, eve]).expect("the owner");
    world.answer_to(ana, group, 1, "a", "as I said").expect("hers to see");
    for who in [ben, eve] {
        for code in [
            world.edit(who, group, 2, "x").expect_err("gone").code(),
            world.delete(who, group, 2).expect_err("gone").code(),
            world.react(who, (group, 1), "👍", false).expect_err("gone").code(),
            world.pin(who, group, 1, false).expect_err("gone").code(),
            world.hide(who, group, 1).expect_err("gone").code(),
            world.ask(move |r| Ok(versions(r, &who, group, Seq(1)))).expect_err("gone").code(),
            world
                .ask(move |r| Ok(readers(r, &who, (group, Seq(1)), None, 9)))
                .expect_err("gone")
                .code(),
            reacted(&world, who, group, Seq(1)).expect_err("gone").code(),
        ] {
            assert_eq!(code, "message_not_found");
        }
        let nothing = world.answer_to(who, group, 1, "a", "x").expect_err("gone");
        assert_eq!(nothing.code(), "reply_not_found");
        assert_eq!(world.ask(move |r| Ok(pins(r, &who, group))).expect("in"), []);
        assert_eq!(visible(&world, who, group), [3]);
        let page = world.history(who, group, History::Latest, 9).messages;
        let quote = page[0].reply_to.as_ref().expect("a quote");
        assert_eq!((quote.seq, quote.deleted, quote.text.as_str()), (Seq(1), true, ""));
        let missed = world.ask(move |read| chat_changes(read, &who, group, Rev(0), 50));
        assert_eq!(missed.expect("a member").messages, page);
        let last = world.summary(who, group).expect("a member").last_message;
        assert_eq!(last.as_ref(), page.first());
    }
    let page = world.history(ana, group, History::Latest, 9).messages;
    assert_eq!(page[2].reply_to.as_ref().map(|quote| quote.text.as_str()), Some("secret one"));
    assert_eq!(reacted(&world, ana, group, Seq(1)).expect("in").len(), 1);
    // Who is named by an edit of what isn't there for them is not told of it.
    world.edit(ana, group, 1, "@ben and @eve, a secret").expect("her own");
    for who in [ben, eve] {
        assert!(world.notifications(who).0.iter().all(|one| one.kind != Kind::Mention));
    }
}

fn reacted(
    world: &World<'_>,
    who: Actor,
    chat: ChatId,
    seq: Seq,
) -> Result<Vec<Reacting>, HistoryError> {
    let which = WhoReacted { chat, seq, emoji: None, after: None };
    world.ask(move |read| Ok(who_reacted(read, &who, &which, 9)))
}

pub(super) fn bans_keep_out(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben, eve]);
    world.set_role(ana, group, ben, Role::Admin).expect("the owner");
    world.heard();
    let code = |by, who| world.ban(by, group, who).map(drop).map_err(|error| error.code());
    assert_eq!(code(eve, zoe), Err("not_admin"));
    assert_eq!(code(zoe, eve), Err("chat_not_found"));
    assert_eq!(code(ben, ana), Err("not_owner"));
    assert_eq!(code(ben, ben), Err("ban_of_self"));
    let nobody = Actor { user: crate::UserId(987_654), ..ana };
    assert_eq!(code(ben, nobody), Err("user_not_found"));
    assert!(world.heard().is_empty());
    let ban = world.ban(ben, group, eve).expect("an admin");
    assert_eq!((ban.user.id, ban.by), (eve.user, Some(ben.user)));
    let heard = world.heard();
    assert!(matches!(&heard[..], [Event::MemberRemoved { user, by, .. }]
        if (*user, *by) == (eve.user, ben.user)));
    assert!(world.summary(eve, group).is_none());
    assert_eq!(code(ben, zoe), Ok(()), "who isn't in it stays out");
    assert_eq!(code(ana, zoe), Ok(()), "the same again");
    assert!(world.heard().is_empty());
    let add = |who: &[Actor]| world.add(ana, group, who).map(drop).map_err(|error| error.code());
    assert_eq!(add(&[eve]), Err("banned"));
    let listed = world.ask(move |read| read.bans(group, None, 10));
    let whom: Vec<_> = listed.iter().map(|ban| (ban.user.id, ban.by)).collect();
    assert_eq!(whom, [(eve.user, Some(ben.user)), (zoe.user, Some(ben.user))]);
    let after = world.ask(move |read| read.bans(group, Some(eve.user), 10));
    assert_eq!((after.len(), after[0].user.id), (1, zoe.user));
    let asked = world.ask(move |read| Ok(chat::bans(read, &eve, group, None, 10)));
    assert_eq!(asked.expect_err("outside").code(), "chat_not_found");
    world.lift_ban(ben, group, eve).expect("an admin");
    world.lift_ban(ben, group, eve).expect("twice is as good");
    assert_eq!(add(&[eve]), Ok(()));
    assert_eq!(world.lift_ban(eve, group, zoe).expect_err("a member").code(), "not_admin");
    assert_eq!(code(ana, ben), Ok(()), "the owner bans admins");
}
