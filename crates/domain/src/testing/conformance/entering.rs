use crate::account::UpdatePrivacy;
use crate::chat::{
    self, AddMembers, AnswerInvitation, AnswerJoin, Join, JoinCode, JoinError, Joined, MOST_CODES,
    MakeCode, SettingsPatch, Who,
};
use crate::notification::Kind;
use crate::rights::Audience;
use crate::testing::build::DAY_MS;
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, CodeText, Event, Problem, Role, SearchText, Timestamp};

/// The code whose every character is the same.
fn code(n: u8) -> CodeText {
    CodeText::of([n; CodeText::LENGTH])
}

fn make(world: &World<'_>, by: Actor, cmd: MakeCode) -> Result<JoinCode, &'static str> {
    let made = world.run(move |tx| chat::make_code(tx, &by, cmd.clone()));
    made.map_err(|error| error.code())
}

fn usual(world: &World<'_>, chat: ChatId, n: u8) -> MakeCode {
    let at = world.now();
    let expires_at = at.plus_ms(DAY_MS);
    MakeCode { chat, code: code(n), expires_at, max_uses: None, approval: false, at }
}

fn enter_at(world: &World<'_>, who: Actor, n: u8, at: Timestamp) -> Result<Joined, &'static str> {
    let cmd = Join { code: code(n), at };
    world.run(move |tx| chat::join(tx, &who, &cmd)).map_err(|error: JoinError| error.code())
}

fn enter(world: &World<'_>, who: Actor, n: u8) -> Result<Joined, &'static str> {
    enter_at(world, who, n, world.now())
}

fn codes(world: &World<'_>, who: Actor, chat: ChatId) -> Result<Vec<JoinCode>, &'static str> {
    let now = world.now();
    let found = world.ask(move |read| Ok(chat::codes(read, &who, chat, now)));
    found.map_err(|error| error.code())
}

pub(super) fn by_codes(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben]);
    let made = make(&world, ana, usual(&world, group, 1)).expect("the owner");
    assert_eq!(codes(&world, ana, group), Ok(vec![made]));
    world.heard();
    let Ok(Joined::Now(summary)) = enter(&world, eve, 1) else { panic!("she may") };
    assert_eq!((summary.chat.id, summary.chat.member_count), (group, 3));
    assert_eq!(summary.me.role, Role::Member);
    let heard = world.heard();
    assert!(
        matches!(&heard[..], [Event::ChatNew { joined, .. }, Event::MemberAdded { members, .. }]
        if joined[0].0 == eve.user && members[0].user.id == eve.user),
        "{heard:?}"
    );
    assert!(matches!(enter(&world, eve, 1), Ok(Joined::Before(_))));
    assert_eq!(codes(&world, ana, group).expect("the owner")[0].uses, 1, "once");
    assert!(matches!(enter(&world, ben, 1), Ok(Joined::Before(_))));
    let seen = |who: Actor| {
        let now = world.now();
        let found = world.ask(move |read| Ok(chat::preview(read, &who, &code(1), now)));
        found.map(|seen| (seen.chat, seen.member_count)).map_err(|error| error.code())
    };
    assert_eq!((seen(zoe), seen(ben)), (Ok((None, 3)), Ok((Some(group), 3))));
    world.ban(ana, group, zoe).expect("the owner");
    assert_eq!(enter(&world, zoe, 1).expect_err("banned"), "banned");
    assert_eq!(seen(zoe), Err("banned"));
    let settings = SettingsPatch { add: Some(Who::Everyone), ..SettingsPatch::default() };
    assert_eq!(codes(&world, ben, group), Err("not_admin"));
    assert_eq!(make(&world, ben, usual(&world, group, 2)), Err("not_admin"));
    world.run_by(ana, group, settings).expect("the owner");
    make(&world, ben, usual(&world, group, 2)).expect("everybody may");
    let revoke = |who: Actor, n: u8| {
        let typed = code(n).as_str().to_lowercase();
        let done = world.run(move |tx| chat::revoke_code(tx, &who, group, &typed));
        done.map_err(|error| error.code())
    };
    assert_eq!((revoke(ben, 1), revoke(zoe, 1)), (Err("not_admin"), Err("chat_not_found")));
    assert_eq!((revoke(ben, 2), revoke(ben, 2)), (Ok(()), Err("code_invalid")));
    assert_eq!(revoke(ana, 1), Ok(()));
    assert_eq!(enter(&world, ben, 1).expect_err("taken back"), "code_invalid");
}

pub(super) fn codes_end(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let group = world.group(ana, "Tea", &[]);
    for (lasts, max_uses) in
        [(0, None), (-1, None), (90 * DAY_MS + 1, None), (1, Some(0)), (1, Some(1_001))]
    {
        let at = world.now();
        let cmd =
            MakeCode { expires_at: at.plus_ms(lasts), max_uses, at, ..usual(&world, group, 9) };
        assert_eq!(make(&world, ana, cmd), Err("code_bounds"), "{lasts} {max_uses:?}");
    }
    let once = MakeCode { max_uses: Some(1), ..usual(&world, group, 1) };
    let ends = make(&world, ana, once).expect("the owner").expires_at;
    assert!(matches!(enter(&world, ben, 1), Ok(Joined::Now(_))));
    assert_eq!(enter(&world, eve, 1).expect_err("used up"), "code_invalid");
    assert_eq!(codes(&world, ana, group), Ok(vec![]));
    make(&world, ana, usual(&world, group, 2)).expect("the owner");
    let later = ends.plus_ms(DAY_MS);
    assert_eq!(enter_at(&world, eve, 2, later).expect_err("over"), "code_invalid");
    assert_eq!(enter(&world, eve, 31).expect_err("nobody made it"), "code_invalid");
    world.remove(ana, group, ana.user).expect("she may leave");
    world.remove(ben, group, ben.user).expect("he may leave");
    assert_eq!(enter(&world, eve, 2).expect_err("nobody is there"), "code_invalid");
    let full = world.group(ana, "Codes", &[]);
    for n in 0..MOST_CODES {
        let mut random = [30; CodeText::LENGTH];
        random[0] = u8::try_from(n % 30).expect("small");
        random[1] = u8::try_from(n / 30).expect("small");
        let cmd = MakeCode { code: CodeText::of(random), ..usual(&world, full, 0) };
        make(&world, ana, cmd).expect("there is room");
    }
    assert_eq!(make(&world, ana, usual(&world, full, 8)), Err("too_many_codes"));
    let direct = world.direct(ana, ben);
    assert_eq!(make(&world, ana, usual(&world, direct, 8)), Err("direct_chat_is_fixed"));
    assert_eq!(codes(&world, ana, direct), Err("direct_chat_is_fixed"));
}

pub(super) fn by_asking(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben]);
    world.set_role(ana, group, ben, Role::Admin).expect("the owner");
    let asks = MakeCode { approval: true, max_uses: Some(2), ..usual(&world, group, 1) };
    make(&world, ana, asks).expect("the owner");
    world.heard();
    assert!(matches!(enter(&world, eve, 1), Ok(Joined::Asked(title)) if title.as_str() == "Tea"));
    let told = world.heard().into_iter().filter_map(|event| match event {
        Event::Notified { owner, notification, .. } => Some((owner, notification.kind)),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    assert_eq!(told, [(ana.user, Kind::JoinRequest), (ben.user, Kind::JoinRequest)]);
    assert!(matches!(enter(&world, eve, 1), Ok(Joined::Asked(_))), "asking again is asking once");
    assert!(world.heard().is_empty() && world.summary(eve, group).is_none());
    let asking = |who: Actor| {
        let found = world.ask(move |read| Ok(chat::join_requests(read, &who, group, None, 9)));
        found.map(|all| all.iter().map(|one| one.user.id).collect::<Vec<_>>())
    };
    assert_eq!(asking(ben).expect("an admin"), [eve.user]);
    assert_eq!(asking(eve).expect_err("outside").code(), "chat_not_found");
    assert!(matches!(enter(&world, zoe, 1), Ok(Joined::Asked(_))));
    let answer = |by: Actor, who: Actor, accept| {
        let cmd = AnswerJoin { chat: group, user: who.user, accept, at: world.now() };
        let done = world.run(move |tx| chat::answer_join(tx, &by, cmd));
        done.map(|came| came.is_some()).map_err(|error| error.code())
    };
    assert_eq!(answer(eve, eve, true), Err("chat_not_found"));
    assert_eq!(answer(ben, eve, true), Ok(true));
    assert_eq!(answer(ana, eve, true), Err("request_not_found"));
    assert!(world.summary(eve, group).is_some());
    assert_eq!(answer(eve, zoe, true), Err("not_admin"));
    assert_eq!(answer(ana, zoe, false), Ok(false));
    assert!(world.summary(zoe, group).is_none());
    assert_eq!(asking(ana).expect("the owner"), []);
    // Being banned ends the asking.
    make(&world, ana, MakeCode { approval: true, ..usual(&world, group, 2) }).expect("the owner");
    assert!(matches!(enter(&world, zoe, 2), Ok(Joined::Asked(_))));
    world.ban(ana, group, zoe).expect("the owner");
    assert_eq!(asking(ana).expect("the owner"), []);
    assert_eq!(answer(ana, zoe, true), Err("request_not_found"));
}

pub(super) fn public_ones(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let public = SettingsPatch { public: Some(true), ..SettingsPatch::default() };
    let mut groups = Vec::new();
    for title in ["Green tea", "Coffee", "Teapots", "Secret tea"] {
        let group = world.group(ana, title, &[]);
        if title != "Secret tea" {
            world.run_by(ana, group, public).expect("the owner");
        }
        groups.push(group);
    }
    let found = |query: &str, before: Option<ChatId>, limit: usize| {
        let query = SearchText::parse(query).ok();
        let found =
            world.ask(move |read| read.public_groups(ben.user, query.as_ref(), before, limit));
        found.iter().map(|group| (group.chat.id, group.member)).collect::<Vec<_>>()
    };
    let [green, coffee, pots, secret] = groups[..] else { unreachable!() };
    assert_eq!(found("", None, 9), [(pots, false), (coffee, false), (green, false)]);
    assert_eq!(found("", Some(pots), 1), [(coffee, false)]);
    assert_eq!(found("TEA", None, 9), [(pots, false), (green, false)]);
    assert_eq!(found("ea", None, 9), [], "beginnings of words");
    assert_eq!(found("%", None, 9), []);
    let join = |who: Actor, group: ChatId| {
        let at = world.now();
        let done = world.run(move |tx| chat::join_public(tx, &who, group, at));
        done.map(|joined| matches!(joined, Joined::Now(_))).map_err(|error: JoinError| error.code())
    };
    assert_eq!((join(ben, green), join(ben, green)), (Ok(true), Ok(false)));
    assert_eq!(found("green", None, 9), [(green, true)]);
    assert_eq!(join(ben, secret), Err("chat_not_found"));
    assert_eq!(join(ben, ChatId(987_654)), Err("chat_not_found"));
    world.ban(ana, green, eve).expect("the owner");
    assert_eq!(join(eve, green), Err("banned"));
    let hidden = SettingsPatch { public: Some(false), ..SettingsPatch::default() };
    world.run_by(ana, pots, hidden).expect("the owner");
    assert_eq!(join(eve, pots), Err("chat_not_found"));
    assert_eq!(found("tea", None, 9), [(green, true)]);
    world.rename(ana, coffee, "Café negro").expect("the owner");
    assert_eq!(found("negro", None, 9), [(coffee, false)]);
    world.remove(ana, coffee, ana.user).expect("she may leave");
    assert_eq!(found("negro", None, 9), [], "nobody is there");
    assert_eq!(join(eve, coffee), Err("chat_not_found"));
}

pub(super) fn by_invitation(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let shy = UpdatePrivacy { groups: Some(Audience::Friends), ..UpdatePrivacy::default() };
    for who in [ben, eve] {
        world.confine(who, shy).expect("their own");
    }
    let asked = world.ask_friend(ana, eve).expect("a request");
    world.answer(eve, asked.id, true).expect("friends");
    let invitations = |who: Actor| {
        let found = world.ask(move |read| read.group_invitations(who.user, None, 9));
        found.iter().map(|one| (one.id, one.chat)).collect::<Vec<_>>()
    };
    // In a new group as in one that is there: friends come at once, strangers are asked.
    let group = world.group(ana, "Tea", &[ben, eve, zoe]);
    assert_eq!(world.summary(ana, group).expect("in").chat.member_count, 3);
    let [(first, place)] = invitations(ben)[..] else { panic!("one") };
    assert_eq!(place, group);
    assert_eq!(world.notifications(ben).0[0].kind, Kind::GroupInvitation);
    assert!(world.summary(ben, group).is_none() && world.summary(eve, group).is_some());
    world.heard();
    let cmd = AddMembers { chat: group, users: vec![ben.user], at: world.now() };
    let again = world.run(move |tx| chat::add_members(tx, &ana, cmd.clone())).expect("the owner");
    assert_eq!((again.members.len(), again.invited), (0, vec![ben.user]));
    assert!(world.heard().is_empty(), "invited once");
    let answer = |who: Actor, id, accept| {
        let cmd = AnswerInvitation { id, accept, at: world.now() };
        let done = world.run(move |tx| chat::answer_invitation(tx, &who, cmd));
        done.map(|joined| joined.is_some()).map_err(|error| error.code())
    };
    assert_eq!(answer(eve, first, true), Err("invitation_not_found"), "somebody else's");
    assert_eq!(answer(ben, first, true), Ok(true));
    assert_eq!(answer(ben, first, true), Err("invitation_not_found"));
    assert!(world.summary(ben, group).is_some() && invitations(ben).is_empty());
    // Now they share a group, but he still wants to be asked.
    let other = world.group(ana, "More", &[ben]);
    let [(second, _)] = invitations(ben)[..] else { panic!("one") };
    assert_eq!(answer(ben, second, false), Ok(false));
    assert!(world.summary(ben, other).is_none() && invitations(ben).is_empty());
    world.add(ana, other, &[ben]).expect("invited anew");
    world.ban(ana, other, ben).expect("the owner");
    assert_eq!(invitations(ben), []);
    world.block(ben, ana).expect("a block");
    world.lift_ban(ana, other, ben).expect("the owner");
    assert_eq!(world.add(ana, other, &[ben]).expect_err("blocked").code(), "cannot_add");
}

/// What waits for an answer is over once somebody is in, however they came: else they would come in again,
/// as a member, whatever they had become.
pub(super) fn nobody_comes_in_twice(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve] = world.people(["ana", "ben", "eve"]);
    let shy = UpdatePrivacy { groups: Some(Audience::Nobody), ..UpdatePrivacy::default() };
    world.confine(ben, shy).expect("his own");
    let group = world.group(ana, "Tea", &[]);
    make(&world, ana, MakeCode { approval: true, ..usual(&world, group, 1) }).expect("the owner");
    let answer = |by: Actor, who: Actor| {
        let cmd = AnswerJoin { chat: group, user: who.user, accept: true, at: world.now() };
        let done = world.run(move |tx| chat::answer_join(tx, &by, cmd));
        done.map(|came| came.is_some()).map_err(|error| error.code())
    };
    // Eve asks, is brought in, and owns the group by the time that somebody answers.
    assert!(matches!(enter(&world, eve, 1), Ok(Joined::Asked(_))));
    world.add(ana, group, &[eve]).expect("the owner");
    world.set_role(ana, group, eve, Role::Owner).expect("the owner");
    assert_eq!(answer(ana, eve), Err("request_not_found"));
    // Ben is invited and asks too; he is let in, and his invitation is over.
    world.add(eve, group, &[ben]).expect("the owner");
    let invited = world.ask(move |read| read.group_invitations(ben.user, None, 9));
    assert!(matches!(enter(&world, ben, 1), Ok(Joined::Asked(_))));
    assert_eq!(answer(ana, ben), Ok(true));
    world.set_role(eve, group, ben, Role::Owner).expect("the owner");
    let cmd = AnswerInvitation { id: invited[0].id, accept: true, at: world.now() };
    let again = world.run(move |tx| chat::answer_invitation(tx, &ben, cmd));
    assert_eq!(again.expect_err("he is in").code(), "invitation_not_found");
    let all = world.ask(move |read| read.members(group, None, 9));
    let roles: Vec<_> = all.iter().map(|member| (member.user.id, member.role)).collect();
    let want = [(ana.user, Role::Admin), (ben.user, Role::Owner), (eve.user, Role::Admin)];
    assert_eq!(roles, want);
    assert_eq!(world.summary(ana, group).expect("in").chat.member_count, 3);
}

/// Taking somebody out is no joke: whoever may see codes knows all of them, others those that they made.
pub(super) fn codes_end_with_who_knew_them(store: &dyn Harness) {
    let world = World::new(store);
    let [ana, ben, eve, zoe] = world.people(["ana", "ben", "eve", "zoe"]);
    let group = world.group(ana, "Tea", &[ben, eve, zoe]);
    let bring_in = |add: Who| {
        let cmd = SettingsPatch { add: Some(add), ..SettingsPatch::default() };
        world.run_by(ana, group, cmd).expect("the owner");
    };
    bring_in(Who::Everyone);
    world.set_role(ana, group, eve, Role::Admin).expect("the owner");
    let left = || codes(&world, ana, group).expect("the owner").len();
    for (n, who) in [ana, ben, eve, zoe].into_iter().enumerate() {
        let n = u8::try_from(n).expect("few");
        make(&world, who, usual(&world, group, n)).expect("everybody may");
    }
    world.remove(zoe, group, zoe.user).expect("everybody may leave");
    assert_eq!(left(), 4, "leaving ends nothing");
    bring_in(Who::Admins);
    world.remove(ana, group, ben.user).expect("the owner");
    assert_eq!(left(), 3, "his own");
    assert_eq!(enter(&world, ben, 1).expect_err("taken back"), "code_invalid");
    world.remove(ana, group, eve.user).expect("the owner");
    assert_eq!(left(), 0, "all that an admin saw");
    for n in [0, 2, 3] {
        assert_eq!(enter(&world, eve, n).expect_err("taken back"), "code_invalid");
    }
    make(&world, ana, usual(&world, group, 5)).expect("the owner");
    assert!(matches!(enter(&world, zoe, 5), Ok(Joined::Now(_))));
    world.ban(ana, group, zoe).expect("the owner");
    assert_eq!(left(), 1, "bans hold against codes");
    bring_in(Who::Everyone);
    assert!(matches!(enter(&world, ben, 5), Ok(Joined::Now(_))));
    world.remove(ana, group, ben.user).expect("the owner");
    assert_eq!(left(), 0, "all that a member saw");
    assert_eq!(enter(&world, ben, 5).expect_err("taken back"), "code_invalid");
}
