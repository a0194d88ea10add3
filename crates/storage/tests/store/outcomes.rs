//! Two who do what can't both be: each order happens, and after either all is whole.

use crate::races::{Fixture, at_once, say};
use crate::support::Backend;
use domain::account::{UpdatePrivacy, update_privacy};
use domain::chat::{
    self, AddMembers, AnswerInvitation, AnswerJoin, BanMember, Join, JoinError, Joined,
    MAX_MEMBERS, MakeCode, MemberError, RemoveMember, SetRole,
};
use domain::message::{self, ChangeError, DeleteMessage, EditMessage, SendError};
use domain::port::{Lane, StoreError, Tx};
use domain::rights::Audience;
use domain::testing::build;
use domain::{Actor, ChatId, CodeText, Member, Message, MessageText, Problem, Role, Seq, UserId};

/// Rounds that a race is run at least, and at most while one order was not seen twice.
const ROUNDS: std::ops::RangeInclusive<usize> = 12..=300;
pub(crate) const AT: domain::Timestamp = build::START;
const SECRET: &str = "the-words-that-go";

impl Fixture {
    /// Runs a command and answers the code of its refusal; panics when the store fails.
    pub(crate) fn does<T, E>(
        &self,
        lane: Lane,
        command: impl FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, &'static str>
    where
        T: Send + 'static,
        E: Problem + From<StoreError> + Send + 'static,
    {
        self.store.write(lane, command).map_err(|error: E| {
            let code = error.code();
            assert!(!["internal", "unavailable", "overloaded"].contains(&code), "{error}");
            code
        })
    }

    pub(crate) fn members(&self, chat: ChatId) -> Vec<Member> {
        self.store.read(|read| read.members(chat, None, MAX_MEMBERS)).unwrap().unwrap()
    }

    /// What there is of a group once everybody is done: its people, after a look at whether all agrees.
    pub(crate) fn settled(&self, chat: ChatId) -> Vec<(UserId, Role)> {
        let members = self.members(chat);
        let (head, messages) = self
            .store
            .read(|read| {
                let head = read.chat(chat)?.unwrap();
                let all = read.messages(UserId::NOBODY, chat, Seq(1), head.last_seq)?;
                Ok::<_, StoreError>((head, all))
            })
            .unwrap()
            .unwrap();
        assert_eq!(head.member_count, i64::try_from(members.len()).unwrap(), "{members:?}");
        let owners = members.iter().filter(|member| member.role == Role::Owner).count();
        assert_eq!(owners, 1, "{members:?}");
        let seqs: Vec<i64> = messages.iter().map(|message: &Message| message.seq.0).collect();
        assert_eq!(seqs, (1..=head.last_seq.0).collect::<Vec<_>>(), "no gaps");
        members.iter().map(|member| (member.user.id, member.role)).collect()
    }

    pub(crate) fn messages(&self, chat: ChatId) -> Vec<Message> {
        let all = |read: &mut dyn domain::port::Read| {
            read.messages(UserId::NOBODY, chat, Seq(1), Seq(1_000))
        };
        self.store.read(all).unwrap().unwrap()
    }

    fn gives(&self, by: Actor, chat: ChatId, who: Actor, role: Role) -> Result<(), &'static str> {
        let cmd = SetRole { chat, user: who.user, role, at: AT };
        self.does(Lane::Any, move |tx| chat::set_role(tx, &by, cmd)).map(drop)
    }

    fn takes_out(&self, by: Actor, chat: ChatId, who: Actor) -> Result<(), &'static str> {
        let cmd = RemoveMember { chat, user: who.user, at: AT };
        self.does(Lane::Chat(chat), move |tx| chat::remove_member(tx, &by, cmd))
    }

    fn bans(&self, by: Actor, chat: ChatId, who: Actor) -> Result<(), &'static str> {
        let cmd = BanMember { chat, user: who.user, at: AT };
        self.does(Lane::Any, move |tx| chat::ban(tx, &by, cmd)).map(drop)
    }

    fn answers(&self, by: Actor, chat: ChatId, who: Actor, yes: bool) -> Result<(), &'static str> {
        let cmd = AnswerJoin { chat, user: who.user, accept: yes, at: AT };
        self.does(Lane::Any, move |tx| chat::answer_join(tx, &by, cmd)).map(drop)
    }

    pub(crate) fn enters(&self, who: Actor, code: &CodeText) -> Result<Joined, &'static str> {
        let cmd = Join { code: code.clone(), at: AT };
        self.does::<_, JoinError>(Lane::User(who.user), move |tx| chat::join(tx, &who, &cmd))
    }

    /// A code of a group by which one comes in, or asks to.
    pub(crate) fn code(&self, by: Actor, chat: ChatId, approval: bool) -> CodeText {
        let [low, high] = [chat.0 % 32, chat.0 / 32].map(|n| u8::try_from(n).unwrap());
        let mut random = [high; CodeText::LENGTH];
        (random[0], random[1]) = (low, u8::from(approval));
        let code = CodeText::of(random);
        let (expires_at, made) = (AT.plus_ms(1_000), code.clone());
        self.does(Lane::Chat(chat), move |tx| {
            let code = made.clone();
            let cmd = MakeCode { chat, code, expires_at, max_uses: None, approval, at: AT };
            chat::make_code(tx, &by, cmd)
        })
        .unwrap();
        code
    }
}

/// Runs a race in a new group each time, who is first by turns, until both orders were seen twice; a race
/// answers which it was.
fn both_orders(race: impl Fn(&Fixture, ChatId, usize) -> bool) {
    for backend in Backend::all() {
        let fixture = Fixture::new(&backend);
        let mut seen = [0; 2];
        for round in 1..=*ROUNDS.end() {
            let chat = fixture.groups(1)[0];
            seen[usize::from(race(&fixture, chat, round))] += 1;
            fixture.settled(chat);
            if round >= *ROUNDS.start() && seen.iter().all(|times| *times > 1) {
                break;
            }
        }
        eprintln!("{backend:?}: {seen:?}");
        assert!(seen.iter().all(|times| *times > 1), "{backend:?}: one order only: {seen:?}");
    }
}

/// Does two things at once; which is begun first goes by turns.
fn two<T: Send>(round: usize, one: impl Fn() -> T + Sync, other: impl Fn() -> T + Sync) -> [T; 2] {
    let mut done = at_once(2, |n| if (n + round).is_multiple_of(2) { one() } else { other() });
    if round % 2 == 1 {
        done.reverse();
    }
    <[T; 2]>::try_from(done).unwrap_or_else(|_| panic!("two"))
}

#[test]
fn promoting_against_leaving() {
    both_orders(|fixture, chat, round| {
        let [ana, ben, ..] = fixture.people[..] else { unreachable!() };
        let [given, left] = two(
            round,
            || fixture.gives(ana, chat, ben, Role::Admin),
            || fixture.takes_out(ben, chat, ben),
        );
        left.expect("everybody may leave");
        assert!(matches!(given, Ok(()) | Err("user_not_found")), "{given:?}");
        assert!(fixture.settled(chat).iter().all(|(who, _)| *who != ben.user));
        let row = fixture.store.read(|read| read.membership(chat, ben.user));
        assert_eq!(
            row.unwrap().unwrap().unwrap().role,
            Role::Member,
            "nothing waits for his return"
        );
        given.is_ok()
    });
}

#[test]
fn handing_over_against_the_heir_leaving() {
    both_orders(|fixture, chat, round| {
        let [ana, ben, ..] = fixture.people[..] else { unreachable!() };
        let [given, left] = two(
            round,
            || fixture.gives(ana, chat, ben, Role::Owner),
            || fixture.takes_out(ben, chat, ben),
        );
        left.expect("everybody may leave");
        assert!(matches!(given, Ok(()) | Err("user_not_found")), "{given:?}");
        // Who handed over is the only admin, and inherits.
        assert!(fixture.settled(chat).contains(&(ana.user, Role::Owner)));
        given.is_ok()
    });
}

#[test]
fn an_admin_is_demoted_while_acting() {
    both_orders(|fixture, chat, round| {
        let [ana, ben, eve, _] = fixture.people[..] else { unreachable!() };
        fixture.gives(ana, chat, ben, Role::Admin).unwrap();
        let [demoted, acted] = two(
            round,
            || fixture.gives(ana, chat, ben, Role::Member),
            || fixture.takes_out(ben, chat, eve),
        );
        demoted.expect("the owner");
        let there = fixture.settled(chat);
        assert!(there.contains(&(ben.user, Role::Member)));
        assert_eq!(there.iter().any(|(who, _)| *who == eve.user), acted == Err("not_admin"));
        let rows = [ben, eve].map(|who| {
            let row = fixture.store.read(|read| read.membership(chat, who.user));
            row.unwrap().unwrap().unwrap().rev
        });
        assert!(acted.is_err() || rows[1] < rows[0], "nothing is done after the right is lost");
        acted.is_ok()
    });
}

#[test]
fn editing_against_deleting() {
    both_orders(|fixture, chat, round| {
        let [ana, ben, ..] = fixture.people[..] else { unreachable!() };
        say(&fixture.store, ben, chat, &format!("race-{round}")).unwrap();
        let text = MessageText::parse(SECRET).unwrap();
        let [edited, deleted] = two(
            round,
            || {
                let (seq, window_ms) = (Seq(1), None);
                let cmd = EditMessage { chat, seq, text: text.clone(), window_ms, at: AT };
                let edit = move |tx: &mut dyn Tx| message::edit(tx, &ben, cmd.clone());
                fixture.does::<_, ChangeError>(Lane::Chat(chat), edit).map(drop)
            },
            || {
                let cmd = DeleteMessage { chat, seq: Seq(1), at: AT };
                let delete = move |tx: &mut dyn Tx| message::delete(tx, &ana, cmd);
                fixture.does::<_, ChangeError>(Lane::Any, delete)
            },
        );
        deleted.expect("the owner");
        assert!(matches!(edited, Ok(()) | Err("message_deleted")), "{edited:?}");
        let left = &fixture.messages(chat)[0];
        assert!(
            left.deleted.is_some() && left.text.as_str().is_empty() && left.edited_at.is_none()
        );
        for (table, column) in fixture.database.columns() {
            assert!(!fixture.database.holds(&table, &column, SECRET), "{table}.{column}");
        }
        edited.is_ok()
    });
}

#[test]
fn sending_against_removal() {
    both_orders(|fixture, chat, round| {
        let [ana, ben, ..] = fixture.people[..] else { unreachable!() };
        let accepted = at_once(4, |n| {
            // Who goes first goes by turns.
            if n == round % 4 {
                fixture.takes_out(ana, chat, ben).expect("the owner");
                return false;
            }
            match say(&fixture.store, ben, chat, &format!("late-{}-{round}-{n}", chat.0)) {
                Ok(_) => true,
                Err(SendError::NotFound) => false,
                Err(error) => panic!("{error:?}"),
            }
        });
        let accepted = accepted.into_iter().filter(|one| *one).count();
        let gone = fixture.store.read(|read| read.membership(chat, ben.user));
        let gone = gone.unwrap().unwrap().unwrap();
        assert!(gone.left_at.is_some());
        let left = fixture.messages(chat);
        assert_eq!(left.len(), accepted, "what was acknowledged is there, and nothing else");
        assert!(left.iter().all(|message| message.rev < gone.rev), "none after the removal");
        accepted == 3
    });
}

#[test]
fn banning_against_letting_in() {
    both_orders(|fixture, chat, round| {
        let [ana, ben, eve, _] = fixture.people[..] else { unreachable!() };
        fixture.gives(ana, chat, eve, Role::Admin).unwrap();
        fixture.takes_out(ben, chat, ben).unwrap();
        let code = fixture.code(ana, chat, true);
        assert!(matches!(fixture.enters(ben, &code), Ok(Joined::Asked(_))));
        let [banned, let_in] =
            two(round, || fixture.bans(ana, chat, ben), || fixture.answers(eve, chat, ben, true));
        banned.expect("the owner");
        assert!(matches!(let_in, Ok(()) | Err("request_not_found")), "{let_in:?}");
        assert!(fixture.settled(chat).iter().all(|(who, _)| *who != ben.user));
        assert_eq!(fixture.enters(ben, &code).map(drop), Err("banned"));
        let_in.is_ok()
    });
}

#[test]
fn letting_in_against_turning_away() {
    both_orders(|fixture, chat, round| {
        let [ana, ben, eve, _] = fixture.people[..] else { unreachable!() };
        fixture.gives(ana, chat, eve, Role::Admin).unwrap();
        fixture.takes_out(ben, chat, ben).unwrap();
        let code = fixture.code(ana, chat, true);
        assert!(matches!(fixture.enters(ben, &code), Ok(Joined::Asked(_))));
        let done = two(
            round,
            || fixture.answers(ana, chat, ben, true),
            || fixture.answers(eve, chat, ben, false),
        );
        let missed = done.iter().filter(|one| **one == Err("request_not_found")).count();
        assert_eq!((missed, done.iter().flatten().count()), (1, 1), "one answer: {done:?}");
        let there = fixture.settled(chat).iter().any(|(who, _)| *who == ben.user);
        assert_eq!(there, done[0].is_ok());
        there
    });
}

#[test]
fn banning_against_accepting_an_invitation() {
    both_orders(|fixture, chat, round| {
        let [ana, ben, ..] = fixture.people[..] else { unreachable!() };
        // He wants to be asked, so only the first group has him.
        let _left = fixture.takes_out(ben, chat, ben);
        let id = invited(fixture, chat, ana, ben);
        let [banned, came] = two(
            round,
            || fixture.bans(ana, chat, ben),
            || {
                let cmd = AnswerInvitation { id, accept: true, at: AT };
                let answer = move |tx: &mut dyn Tx| chat::answer_invitation(tx, &ben, cmd);
                fixture.does::<_, JoinError>(Lane::User(ben.user), answer).map(drop)
            },
        );
        banned.expect("the owner");
        assert!(matches!(came, Ok(()) | Err("invitation_not_found")), "{came:?}");
        assert!(fixture.settled(chat).iter().all(|(who, _)| *who != ben.user));
        came.is_ok()
    });
}

/// Invites somebody who wants to be asked.
fn invited(fixture: &Fixture, chat: ChatId, by: Actor, who: Actor) -> i64 {
    let shy = UpdatePrivacy { groups: Some(Audience::Nobody), ..UpdatePrivacy::default() };
    fixture.does(Lane::User(who.user), move |tx| update_privacy(tx, &who, shy)).unwrap();
    let cmd = AddMembers { chat, users: vec![who.user], at: AT };
    let added = fixture.does::<_, MemberError>(Lane::Chat(chat), move |tx| {
        chat::add_members(tx, &by, cmd.clone())
    });
    assert_eq!(added.unwrap().invited, [who.user]);
    let found = fixture.store.read(|read| read.group_invitations(who.user, None, 1));
    found.unwrap().unwrap()[0].id
}
