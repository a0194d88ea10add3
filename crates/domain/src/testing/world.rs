use super::build;
use crate::chat::{self, AddMembers, CreateGroup, MemberError, OpenDirect, RemoveMember, Rename};
use crate::message::{
    self, History, MarkRead, Page, ReadError, ReadState, SendError, SendMessage, Sent,
};
use crate::port::{Read, StoreError, Tx, Verdict};
use crate::{
    Actor, Chat, ChatId, ChatSummary, ClientId, Event, Member, Membership, Message, MessageText,
    Seq, Timestamp, Title, UserId,
};
use std::cell::{Cell, RefCell};
use std::sync::mpsc;

/// A command to run in a transaction of its own; may be run again after a lost race.
pub type Body = Box<dyn FnMut(&mut dyn Tx) -> Verdict + Send>;
/// A question to ask.
pub type Question = Box<dyn FnOnce(&mut dyn Read) + Send>;

/// A store under test, empty at first.
pub trait Harness {
    /// Runs a command in a transaction and answers, once it has ended, the events that were told.
    fn write(&self, body: Body) -> Vec<Event>;
    /// Runs a question over what is committed.
    fn read(&self, question: Question);
}

/// A store with a clock, in which people act one after the other.
pub struct World<'h> {
    harness: &'h dyn Harness,
    clock: Cell<i64>,
    sent: Cell<u32>,
    heard: RefCell<Vec<Event>>,
}

impl<'h> World<'h> {
    /// A world over an empty store.
    pub fn new(harness: &'h dyn Harness) -> Self {
        let clock = Cell::new(build::START.0);
        Self { harness, clock, sent: Cell::new(0), heard: RefCell::default() }
    }

    /// A time after every earlier answer, a second later each.
    pub fn now(&self) -> Timestamp {
        self.clock.set(self.clock.get() + 1_000);
        Timestamp(self.clock.get())
    }

    /// Runs a command: kept when it answers `Ok`, undone otherwise.
    pub fn run<T, E>(
        &self,
        mut command: impl FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let (tell, told) = mpsc::channel();
        let events = self.harness.write(Box::new(move |tx| {
            let result = command(tx);
            let verdict = if result.is_ok() { Verdict::Commit } else { Verdict::Rollback };
            tell.send(result).expect("somebody waits");
            verdict
        }));
        self.heard.borrow_mut().extend(events);
        told.try_iter().last().expect("the command ran")
    }

    /// Asks a question.
    pub fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut dyn Read) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let (tell, told) = mpsc::channel();
        self.harness.read(Box::new(move |read| {
            tell.send(question(read)).expect("somebody waits");
        }));
        told.recv().expect("the question was asked").expect("the store answers")
    }

    /// The events told since this was last called.
    pub fn heard(&self) -> Vec<Event> {
        self.heard.take()
    }

    /// A new person called `name`, signed in.
    pub fn person(&self, name: &str) -> Actor {
        let name = name.to_owned();
        self.run(move |tx| Ok::<_, StoreError>(build::person(tx, &name))).expect("a person")
    }

    /// New people, signed in.
    pub fn people<const N: usize>(&self, names: [&str; N]) -> [Actor; N] {
        names.map(|name| self.person(name))
    }

    /// The direct chat of two people.
    pub fn direct(&self, actor: Actor, with: Actor) -> ChatId {
        let cmd = OpenDirect { with: with.user, at: self.now() };
        self.run(move |tx| chat::open_direct(tx, &actor, cmd)).expect("a chat").summary.chat.id
    }

    /// A new group.
    pub fn group(&self, owner: Actor, title: &str, members: &[Actor]) -> ChatId {
        let title = Title::parse(title).expect("a title");
        let members = members.iter().map(|member| member.user).collect();
        let cmd = CreateGroup { title, members, at: self.now() };
        self.run(move |tx| chat::create_group(tx, &owner, cmd.clone())).expect("a group").chat.id
    }

    /// Tries to add people to a group.
    pub fn add(
        &self,
        actor: Actor,
        chat: ChatId,
        who: &[Actor],
    ) -> Result<Vec<Member>, MemberError> {
        let users = who.iter().map(|member| member.user).collect();
        let cmd = AddMembers { chat, users, at: self.now() };
        self.run(move |tx| chat::add_members(tx, &actor, cmd.clone()))
    }

    /// Tries to take somebody out of a group.
    pub fn remove(&self, actor: Actor, chat: ChatId, user: UserId) -> Result<(), MemberError> {
        let cmd = RemoveMember { chat, user, at: self.now() };
        self.run(move |tx| chat::remove_member(tx, &actor, cmd))
    }

    /// Tries to give a group another title.
    pub fn rename(&self, actor: Actor, chat: ChatId, title: &str) -> Result<Chat, MemberError> {
        let cmd = Rename { chat, title: Title::parse(title).expect("a title") };
        self.run(move |tx| chat::rename(tx, &actor, cmd.clone()))
    }

    /// Tries to send a message under a client id.
    pub fn send(
        &self,
        actor: Actor,
        chat: ChatId,
        client_id: &str,
        text: &str,
    ) -> Result<Sent, SendError> {
        let cmd = SendMessage {
            chat,
            client_id: ClientId::parse(client_id).expect("a client id"),
            text: MessageText::parse(text).expect("a text"),
            at: self.now(),
        };
        self.run(move |tx| message::send(tx, &actor, cmd.clone()))
    }

    /// Sends a message under a client id that was not used before.
    pub fn say(&self, actor: Actor, chat: ChatId, text: &str) -> Message {
        self.sent.set(self.sent.get() + 1);
        let client_id = format!("said-{}", self.sent.get());
        self.send(actor, chat, &client_id, text).expect("a member").message
    }

    /// Tries to move somebody's read cursor.
    pub fn mark(&self, actor: Actor, chat: ChatId, seq: i64) -> Result<ReadState, ReadError> {
        let cmd = MarkRead { chat, seq: Seq(seq), at: self.now() };
        self.run(move |tx| message::mark_read(tx, &actor, cmd))
    }

    /// A page of history as a member reads it.
    pub fn history(&self, actor: Actor, chat: ChatId, part: History, limit: usize) -> Page {
        self.ask(move |read| Ok(message::history(read, &actor, chat, part, limit)))
            .expect("a member")
    }

    /// A chat as a member sees it; `None` for others.
    pub fn summary(&self, actor: Actor, chat: ChatId) -> Option<ChatSummary> {
        self.ask(move |read| chat::summary(read, &actor, chat))
    }

    /// A person's row in a chat.
    pub fn row(&self, actor: Actor, chat: ChatId) -> Option<Membership> {
        self.ask(move |read| read.membership(chat, actor.user))
    }
}
