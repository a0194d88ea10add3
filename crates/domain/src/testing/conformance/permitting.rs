//! Who may do what in a group: every deed by everybody under every setting, through the commands themselves.
//!
//! `chat/permission.rs` says what the table is; this says that every command asks it, on every store. Nothing
//! is kept: each cell is tried in a transaction of its own that is undone.

mod acts;
mod deeds;

use crate::chat::permission::Action;
use crate::chat::{self, AnswerJoin, Join, MakeCode, SettingsPatch, Who};
use crate::port::Tx;
use crate::rights::Audience;
use crate::testing::build::DAY_MS;
use crate::testing::{Harness, World};
use crate::{Actor, ChatId, CodeText, Role, Seq, Timestamp};
use deeds::{DEEDS, Setting};

/// Whoever is in the group, in the order of a row's cells; the last is a member between whom and the others
/// blocks stand.
const PLACES: [&str; 4] = ["owner", "admin", "member", "blocked"];
/// Whoever isn't, each for another reason.
const OUTSIDE: [&str; 5] = ["stranger", "former", "banned", "asking", "invited"];

/// What came of a deed: nothing, or the code of the refusal.
type Outcome = Result<(), &'static str>;

/// A group in which there is something to do for everybody.
#[derive(Clone, Copy)]
struct Stage {
    chat: ChatId,
    owner: Actor,
    /// An admin whom things happen to.
    deputy: Actor,
    /// A member whom things happen to.
    target: Actor,
    stranger: Actor,
    asking: Actor,
    /// Everybody who acts, in the order of `PLACES` and `OUTSIDE`.
    cast: [Actor; 9],
    at: Timestamp,
}

impl Stage {
    /// The message that somebody of the cast wrote, or the owner's.
    fn own(&self, actor: &Actor) -> Seq {
        let place = self.cast.iter().position(|who| who == actor).unwrap_or(0);
        // Only those who were in it have written.
        let wrote = place < 4 || place == 5;
        Seq(if wrote { i64::try_from(place).expect("few") + 1 } else { 1 })
    }

    /// A message that somebody else wrote.
    fn others(&self, actor: &Actor) -> Seq {
        Seq(if self.own(actor) == Seq(1) { 2 } else { 1 })
    }

    /// The code that somebody of the cast made, or the owner's.
    fn code(&self, actor: &Actor) -> CodeText {
        code(self.cast.iter().take(4).position(|who| who == actor).unwrap_or(0))
    }
}

fn code(n: usize) -> CodeText {
    CodeText::of([u8::try_from(n).expect("few"); CodeText::LENGTH])
}

fn stage(world: &World<'_>) -> Stage {
    let inside = world.people(["ana", "ben", "cas", "dan"]);
    let [stranger, former, banned, asking, invited] = world.people(OUTSIDE);
    let [deputy, target] = world.people(["deputy", "target"]);
    let [owner, admin, member, blocked] = inside;
    let chat = world.group(owner, "Tea", &[admin, member, blocked, deputy, target, former, banned]);
    for who in [admin, deputy] {
        world.set_role(owner, chat, who, Role::Admin).expect("the owner");
    }
    world.ban(owner, chat, banned).expect("the owner");
    let open = SettingsPatch { add: Some(Who::Everyone), ..SettingsPatch::default() };
    world.run_by(owner, chat, open).expect("the owner");
    for (n, who) in inside.into_iter().enumerate() {
        world.say(who, chat, "words");
        make(world, who, chat, code(n), false);
    }
    world.say(target, chat, "pinned");
    world.say(former, chat, "words");
    world.pin(owner, chat, 5, true).expect("the owner");
    world.remove(former, chat, former.user).expect("everybody may leave");
    make(world, owner, chat, code(9), true);
    let cmd = Join { code: code(9), at: world.now() };
    world.run(move |tx| chat::join(tx, &asking, &cmd)).expect("a good code");
    let shy = crate::account::UpdatePrivacy {
        groups: Some(Audience::Nobody),
        ..crate::account::UpdatePrivacy::default()
    };
    world.confine(invited, shy).expect("their own");
    world.add(owner, chat, &[invited]).expect("the owner");
    let closed = SettingsPatch { add: Some(Who::Admins), ..SettingsPatch::default() };
    world.run_by(owner, chat, closed).expect("the owner");
    world.block(owner, blocked).expect("a block");
    world.block(blocked, admin).expect("a block");
    let cast = [owner, admin, member, blocked, stranger, former, banned, asking, invited];
    Stage { chat, owner, deputy, target, stranger, asking, cast, at: world.now() }
}

fn make(world: &World<'_>, by: Actor, chat: ChatId, code: CodeText, approval: bool) {
    let at = world.now();
    let cmd = MakeCode { chat, code, expires_at: at.plus_ms(DAY_MS), max_uses: None, approval, at };
    world.run(move |tx| chat::make_code(tx, &by, cmd.clone())).expect("they may");
}

/// What would come of a deed; nothing of it stays.
fn tried(world: &World<'_>, stage: Stage, who: Actor, deed: deeds::Deed) -> Outcome {
    let ran = world.run(move |tx| Err::<(), Outcome>(deed(tx, &who, &stage)));
    ran.expect_err("undone")
}

pub(super) fn every_deed_by_everybody(store: &dyn Harness) {
    let world = World::new(store);
    let stage = stage(&world);
    let mut wrong = Vec::new();
    for setting in Setting::ALL {
        world.run_by(stage.owner, stage.chat, setting.on()).expect("the owner");
        for row in DEEDS {
            let wanted = row.wanted(setting);
            for (place, who) in stage.cast.into_iter().enumerate() {
                let want = match place {
                    0..=2 => wanted[place],
                    // Blocks are between two people: in a group both are members like others.
                    3 => wanted[2],
                    _ => "chat_not_found",
                };
                let got = tried(&world, stage, who, row.deed).err().unwrap_or("ok");
                if got != want {
                    let name = PLACES.iter().chain(&OUTSIDE).nth(place).expect("nine");
                    wrong.push(format!("{} by {name}, {setting:?}: {got} not {want}", row.name));
                }
            }
        }
        world.run_by(stage.owner, stage.chat, Setting::usual()).expect("the owner");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

pub(super) fn every_action_is_tried(_: &dyn Harness) {
    let mut tried = [false; 19];
    for row in DEEDS {
        if let Some(action) = row.action {
            tried[number(action)] = true;
        }
    }
    assert_eq!(tried, [true; 19], "an action of the table that no deed is of");
}

/// The place of an action in the table. A new one belongs here, and among the deeds.
fn number(action: Action) -> usize {
    match action {
        Action::Write => 0,
        Action::WriteAtOnce => 1,
        Action::EditInfo => 2,
        Action::ChangeSettings => 3,
        Action::AddMembers => 4,
        Action::MakeCodes => 5,
        Action::SeeCodes => 6,
        Action::RevokeCodes => 7,
        Action::AnswerRequests => 8,
        Action::RemoveMember => 9,
        Action::RemoveAdmin => 10,
        Action::Ban => 11,
        Action::Promote => 12,
        Action::Demote => 13,
        Action::Transfer => 14,
        Action::DeleteOthers => 15,
        Action::Pin => 16,
        Action::MentionAll => 17,
        Action::Leave => 18,
    }
}

/// What becomes of those who are outside and would come in, by each of the ways.
pub(super) fn ways_in_are_as_the_table_says(store: &dyn Harness) {
    type Way = fn(&mut dyn Tx, &Actor, &Stage) -> Outcome;
    let public: Way =
        |tx, who, stage| deeds::code_of(chat::join_public(tx, who, stage.chat, stage.at));
    let by_code: Way = |tx, who, stage| {
        let cmd = Join { code: code(0), at: stage.at };
        deeds::code_of(chat::join(tx, who, &cmd))
    };
    let let_in: Way = |tx, who, stage| {
        let cmd = AnswerJoin { chat: stage.chat, user: who.user, accept: true, at: stage.at };
        deeds::code_of(chat::answer_join(tx, &stage.owner, cmd))
    };
    let world = World::new(store);
    let stage = stage(&world);
    let closed = ["chat_not_found"; 5];
    let open = ["ok", "ok", "banned", "ok", "ok"];
    let asked =
        ["request_not_found", "request_not_found", "request_not_found", "ok", "request_not_found"];
    for setting in Setting::ALL {
        world.run_by(stage.owner, stage.chat, setting.on()).expect("the owner");
        let is_public = setting == Setting::Public;
        for (way, wanted) in
            [(public, if is_public { open } else { closed }), (by_code, open), (let_in, asked)]
        {
            for (who, want) in stage.cast.into_iter().skip(4).zip(wanted) {
                let got = tried(&world, stage, who, way).err().unwrap_or("ok");
                assert_eq!(got, want, "{who:?} {setting:?}");
            }
        }
        world.run_by(stage.owner, stage.chat, Setting::usual()).expect("the owner");
    }
}
