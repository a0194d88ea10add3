use super::Party;
use domain::admin::{self, Authority};
use domain::chat::{
    self, AnswerInvitation, AnswerJoin, Join, JoinError, Joined, MakeCode, MemberError,
};
use domain::{Actor, ChatId, CodeText};

/// Ways in and out: what somebody does about being in a group, or being here at all.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// Comes into a group if it is public.
    Come { who: usize, chat: usize },
    /// Makes the code of a group by which one comes in, or asks to.
    Code { by: usize, chat: usize, asks: bool },
    /// Comes in by that code, or asks to.
    Enter { who: usize, chat: usize, asks: bool },
    /// Answers whoever asks.
    Admit { by: usize, chat: usize, who: usize, yes: bool },
    /// Answers the newest invitation.
    Accept { who: usize, yes: bool },
    /// Opens the chat with oneself.
    Alone { who: usize },
    /// Is signed out everywhere by the operator.
    SignedOut { who: usize },
}

/// The code of a chat, one per way of coming in.
fn code(chat: ChatId, asks: bool) -> CodeText {
    let number = u8::try_from(chat.0 % 15).unwrap() * 2 + u8::from(asks);
    CodeText::of([number; CodeText::LENGTH])
}

impl Party<'_> {
    /// Goes one of the ways; it may well be shut.
    pub(super) fn goes(&mut self, way: &Way) {
        let place = |number: &usize| self.chats[number % self.chats.len()];
        match way {
            Way::Come { who, chat } => {
                let (who, chat, at) = (self.people[*who], place(chat), self.world.now());
                let came = self.world.run(move |tx| chat::join_public(tx, &who, chat, at));
                drop::<Result<Joined, JoinError>>(came);
            }
            Way::Code { by, chat, asks } => self.makes_code(self.people[*by], place(chat), *asks),
            Way::Enter { who, chat, asks } => {
                let who = self.people[*who];
                let cmd = Join { code: code(place(chat), *asks), at: self.world.now() };
                drop(self.world.run(move |tx| chat::join(tx, &who, &cmd)));
            }
            Way::Admit { by, chat, who, yes } => {
                let (by, user) = (self.people[*by], self.people[*who].user);
                let (chat, at) = (place(chat), self.world.now());
                let cmd = AnswerJoin { chat, user, accept: *yes, at };
                drop(self.world.run(move |tx| chat::answer_join(tx, &by, cmd)));
            }
            Way::Accept { who, yes } => self.answers_invitation(self.people[*who], *yes),
            Way::Alone { who } => {
                let (who, at) = (self.people[*who], self.world.now());
                let opened = self.world.run(move |tx| chat::open_saved(tx, &who, at)).unwrap();
                let chat = opened.summary.chat.id;
                self.chats.extend((!self.chats.contains(&chat)).then_some(chat));
            }
            Way::SignedOut { who } => {
                let (user, by) = (self.people[*who].user, Authority::operator(self.world.now()));
                self.world.run(move |tx| admin::log_out(tx, &by, user)).unwrap();
            }
        }
    }

    fn makes_code(&self, by: Actor, chat: ChatId, approval: bool) {
        let (at, code) = (self.world.now(), code(chat, approval));
        let expires_at = at.plus_ms(86_400_000);
        let made = self.world.run(move |tx| {
            if tx.join_code(&code)?.is_some() {
                return Ok::<_, MemberError>(());
            }
            let code = code.clone();
            let cmd = MakeCode { chat, code, expires_at, max_uses: None, approval, at };
            chat::make_code(tx, &by, cmd).map(drop)
        });
        drop(made);
    }

    fn answers_invitation(&self, who: Actor, accept: bool) {
        let found = self.world.ask(move |read| read.group_invitations(who.user, None, 1));
        let Some(one) = found.first() else { return };
        let cmd = AnswerInvitation { id: one.id, accept, at: self.world.now() };
        drop(self.world.run(move |tx| chat::answer_invitation(tx, &who, cmd)));
    }
}
