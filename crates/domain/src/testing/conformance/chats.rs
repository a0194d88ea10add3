use crate::chat::{self, CreateError, CreateGroup, MAX_ADDED, OpenDirect, Opened};
use crate::port::StoreError;
use crate::rights::Audience;
use crate::testing::{Harness, World, build};
use crate::{
    Actor, ChatId, ChatKind, Event, Problem, Rev, Role, Seq, SessionId, Timestamp, Title, UserId,
};

fn open(world: &World<'_>, actor: Actor, with: UserId) -> Result<Opened, CreateError> {
    let cmd = OpenDirect { with, rule: Audience::Everyone, at: world.now() };
    world.run(move |tx| chat::open_direct(tx, &actor, cmd))
}

pub(super) fn opens_one_direct_chat_per_pair(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let opened = open(&world, ben, ana.user).expect("two people");
    let summary = opened.summary;
    assert!(opened.created);
    let chat = &summary.chat;
    assert_eq!((chat.kind, &chat.title, chat.member_count), (ChatKind::Direct, &None, 2));
    assert_eq!((chat.rev, chat.meta_rev, chat.last_seq), (Rev(1), Rev(1), Seq(0)));
    assert_eq!((summary.me.user, summary.me.role, summary.unread()), (ben.user, Role::Member, 0));
    let people: Vec<_> =
        summary.members.iter().map(|m| (m.user.id, m.role, m.rev, m.left)).collect();
    let both = [ana, ben].map(|who| (who.user, Role::Member, Rev(1), false));
    assert_eq!(people, both);
    let joined = vec![(ana.user, Rev(1)), (ben.user, Rev(1))];
    assert_eq!(world.heard(), [Event::ChatNew { summary: Box::new(summary.clone()), joined }]);
    for (actor, with) in [(ana, ben), (ben, ana)] {
        let again = open(&world, actor, with.user).expect("it is there");
        assert_eq!((again.created, again.summary.chat.id), (false, chat.id));
        assert_eq!(again.summary.me.user, actor.user);
        let (a, b) = (actor.user, with.user);
        assert_eq!(world.ask(move |read| read.direct_chat(a, b)), Some(chat.id));
    }
    assert!(world.heard().is_empty(), "an opened chat is no news");
    let (a, e) = (ana.user, eve.user);
    assert_eq!(world.ask(move |read| read.direct_chat(a, e)), None);
    assert_ne!(world.direct(ana, eve), chat.id, "another pair, another chat");
}

pub(super) fn refuses_direct_chats(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let error = open(&world, ana, ana.user).expect_err("alone");
    assert!(matches!(error, CreateError::WithSelf), "{error:?}");
    let error = open(&world, ana, UserId(987_654)).expect_err("with nobody");
    assert!(matches!(error, CreateError::NoSuchUser), "{error:?}");
    assert!(world.heard().is_empty());
    assert_eq!(world.ask(move |read| read.chat_ids_of(ana.user)), []);
}

pub(super) fn makes_groups(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let at = world.now();
    // The maker and doubles are dropped.
    let members = vec![eve.user, ana.user, ben.user, eve.user];
    let title = Title::parse("Tea").expect("a title");
    let cmd = CreateGroup { title: title.clone(), members, at };
    let summary =
        world.run(move |tx| chat::create_group(tx, &ana, cmd.clone())).expect("all are there");
    let chat = &summary.chat;
    assert_eq!((chat.kind, chat.title.as_ref()), (ChatKind::Group, Some(&title)));
    assert_eq!((chat.member_count, chat.created_at, chat.activity_at), (3, at, at));
    let roles: Vec<_> = summary.members.iter().map(|m| (m.user.id, m.role)).collect();
    let want = [(ana.user, Role::Owner), (ben.user, Role::Member), (eve.user, Role::Member)];
    assert_eq!(roles, want);
    assert_eq!(summary.me.role, Role::Owner);
    assert_eq!((summary.me.user_rev, summary.me.joined_at), (Rev(1), at));
    let joined = [ana, ben, eve].map(|who| (who.user, Rev(1))).to_vec();
    let heard = world.heard();
    assert_eq!(heard[0], Event::ChatNew { summary: Box::new(summary.clone()), joined });
    assert!(heard[1..].iter().all(|event| matches!(event, Event::Notified { .. })));
    assert_eq!(world.summary(ana, chat.id).as_ref(), Some(&summary));
    let second = world.group(ana, "Tea", &[]);
    assert_ne!(second, chat.id, "two groups may have one title");
    assert_eq!(world.ask(move |read| read.user_rev(ana.user)), Rev(2));
}

pub(super) fn refuses_groups(store: &dyn Harness) {
    let world = World::new(store);
    let ana = world.person("ana");
    let others = MAX_ADDED + 1;
    let many: Vec<UserId> = (1..).map(|n| UserId(100_000 + n)).take(others).collect();
    for (members, code) in [(vec![UserId(987_654)], "user_not_found"), (many, "too_many_members")] {
        let cmd =
            CreateGroup { title: Title::parse("x").expect("a title"), members, at: build::START };
        let error = world.run(move |tx| chat::create_group(tx, &ana, cmd.clone()));
        assert_eq!(error.expect_err(code).code(), code);
    }
    assert!(world.heard().is_empty());
    let at = build::START;
    let stray = world.run(move |tx| {
        let title = Title::parse("stray").expect("a title");
        tx.insert_group(&title, at)?;
        Err::<(), _>(StoreError::lost("on purpose"))
    });
    stray.expect_err("it says so");
    assert_eq!(world.ask(move |read| read.chat_ids_of(ana.user)), []);
}

pub(super) fn renames(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[ben]);
    world.heard();
    let chat = world.rename(ana, group, "Coffee").expect("the owner");
    assert_eq!(chat.title.as_ref().map(Title::as_str), Some("Coffee"));
    assert_eq!((chat.rev, chat.meta_rev), (Rev(2), Rev(2)));
    assert_eq!(world.heard(), [Event::ChatChanged { chat: chat.clone(), line: None }]);
    assert_eq!(world.rename(ana, group, "Coffee").expect("the same"), chat);
    assert_eq!(world.rename(ben, group, "x").expect_err("no owner").code(), "not_admin");
    assert_eq!(world.rename(eve, group, "x").expect_err("outside").code(), "chat_not_found");
    let nowhere = world.rename(ana, ChatId(987_654), "x");
    assert_eq!(nowhere.expect_err("nowhere").code(), "chat_not_found");
    let direct = world.direct(ana, ben);
    world.heard();
    let error = world.rename(ana, direct, "x").expect_err("direct");
    assert_eq!(error.code(), "direct_chat_is_fixed");
    assert!(world.heard().is_empty());
    let seen = world.summary(ben, group).expect("he is in");
    assert_eq!(seen.chat, chat);
    let nobody = Actor { user: UserId(987_654), session: SessionId(0) };
    assert_eq!(world.summary(nobody, group), None);
    assert!(seen.chat.activity_at < Timestamp(i64::MAX));
}
