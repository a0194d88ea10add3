mod life;

use super::build;
use crate::account::{self, AccountError, UpdatePrivacy, UpdateProfile};
use crate::chat::{
    self, AddMembers, Ban, BanMember, CreateError, CreateGroup, EditGroup, MemberError, OpenDirect,
    Opened, RemoveMember, SetRole, SettingsPatch,
};
use crate::contact::{
    self, AnswerRequest, Block, Contact, ContactError, ContactFilter, RequestFriend,
};
use crate::message::{
    self, ChangeError, DeleteMessage, EditMessage, History, MarkRead, Page, ReadError, ReadState,
    SendError, SendMessage, Sent,
};
use crate::notification::{
    self, MarkNotifications, Marked, Notification, NotificationError, NotificationFilter,
};
use crate::port::{Read, StoreError, Tx, Verdict};
use crate::quiet::{self, Mute, MuteChat, MuteError, Settings, SettingsChange};
use crate::rights::Audience;
use crate::{
    Actor, Chat, ChatId, ChatSummary, ClientId, ContactId, Event, Member, Membership, Message,
    MessageText, Role, Seq, Timestamp, Title, User, UserId,
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

    /// The events told since this was last called, without the lines that they bring.
    pub fn heard(&self) -> Vec<Event> {
        let mut events = self.heard.take();
        events.iter_mut().for_each(Event::drop_line);
        events
    }

    /// The same, with the lines.
    pub fn heard_all(&self) -> Vec<Event> {
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
        self.open(actor, with).expect("a chat").summary.chat.id
    }

    /// Tries to open the direct chat of two people.
    pub fn open(&self, actor: Actor, with: Actor) -> Result<Opened, CreateError> {
        let rule = Audience::Everyone;
        let cmd = OpenDirect { with: with.user, rule, at: self.now() };
        self.run(move |tx| chat::open_direct(tx, &actor, cmd))
    }

    /// A new group.
    pub fn group(&self, owner: Actor, title: &str, members: &[Actor]) -> ChatId {
        self.gather(owner, title, members).expect("a group").chat.id
    }

    /// Tries to make a group.
    pub fn gather(
        &self,
        owner: Actor,
        title: &str,
        members: &[Actor],
    ) -> Result<ChatSummary, CreateError> {
        let title = Title::parse(title).expect("a title");
        let members = members.iter().map(|member| member.user).collect();
        let cmd = CreateGroup { title, members, at: self.now() };
        self.run(move |tx| chat::create_group(tx, &owner, cmd.clone()))
    }

    /// Tries to change somebody's profile.
    pub fn update(&self, actor: Actor, cmd: UpdateProfile) -> Result<User, AccountError> {
        let cmd = UpdateProfile { at: self.now(), ..cmd };
        self.run(move |tx| account::update_profile(tx, &actor, cmd.clone()))
    }

    /// Tries to change whom somebody lets see and do what.
    pub fn confine(&self, actor: Actor, cmd: UpdatePrivacy) -> Result<User, AccountError> {
        self.run(move |tx| account::update_privacy(tx, &actor, cmd))
    }

    /// Tries to ask somebody to be friends.
    pub fn ask_friend(&self, actor: Actor, user: Actor) -> Result<Contact, ContactError> {
        let cmd = RequestFriend { user: user.user, note: None, at: self.now() };
        self.run(move |tx| contact::request_friend(tx, &actor, cmd.clone()))
    }

    /// Tries to answer a friend request.
    pub fn answer(
        &self,
        actor: Actor,
        request: ContactId,
        accept: bool,
    ) -> Result<Contact, ContactError> {
        let cmd = AnswerRequest { request, accept, at: self.now() };
        self.run(move |tx| contact::answer_request(tx, &actor, cmd))
    }

    /// Tries to take a friend request back.
    pub fn cancel(&self, actor: Actor, request: ContactId) -> Result<(), ContactError> {
        self.run(move |tx| contact::cancel_request(tx, &actor, request))
    }

    /// Tries to end a friendship.
    pub fn unfriend(&self, actor: Actor, user: Actor) -> Result<(), ContactError> {
        self.run(move |tx| contact::remove_friend(tx, &actor, user.user))
    }

    /// Tries to block somebody.
    pub fn block(&self, actor: Actor, user: Actor) -> Result<Contact, ContactError> {
        let cmd = Block { user: user.user, at: self.now() };
        self.run(move |tx| contact::block(tx, &actor, cmd))
    }

    /// Tries to take a block back.
    pub fn unblock(&self, actor: Actor, user: Actor) -> Result<(), ContactError> {
        self.run(move |tx| contact::unblock(tx, &actor, user.user))
    }

    /// A person's contacts of one kind, by the others' ids.
    pub fn contacts(&self, actor: Actor, filter: ContactFilter) -> Vec<Contact> {
        self.ask(move |read| contact::list(read, &actor, filter, None, 100))
    }

    /// A person's notifications, newest first, and how many are unread.
    pub fn notifications(&self, actor: Actor) -> (Vec<Notification>, i64) {
        let page = self.ask(move |read| notification::list(read, &actor, None, 1_000));
        (page.notifications, page.unread)
    }

    /// Tries to mark notifications as read.
    pub fn mark_notifications(
        &self,
        actor: Actor,
        which: NotificationFilter,
    ) -> Result<Marked, NotificationError> {
        let cmd = MarkNotifications { which, at: self.now() };
        self.run(move |tx| notification::mark(tx, &actor, &cmd))
    }

    /// Tries to mute a chat, or to hear of it again.
    pub fn mute(
        &self,
        actor: Actor,
        chat: ChatId,
        mute: Option<Mute>,
    ) -> Result<Option<Mute>, MuteError> {
        let cmd = MuteChat { chat, mute };
        self.run(move |tx| quiet::mute_chat(tx, &actor, cmd))
    }

    /// Changes how somebody wants to hear of things.
    pub fn be_quiet(&self, actor: Actor, settings: Settings) -> Settings {
        let changed = self.run(move |tx| {
            quiet::change_settings(tx, &actor, SettingsChange { settings: settings.clone() })
        });
        changed.expect("one's own")
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
        let added = self.run(move |tx| chat::add_members(tx, &actor, cmd.clone()));
        added.map(|added| added.members)
    }

    /// Tries to take somebody out of a group.
    pub fn remove(&self, actor: Actor, chat: ChatId, user: UserId) -> Result<(), MemberError> {
        let cmd = RemoveMember { chat, user, at: self.now() };
        self.run(move |tx| chat::remove_member(tx, &actor, cmd))
    }

    /// Tries to give a member another role.
    pub fn set_role(
        &self,
        actor: Actor,
        chat: ChatId,
        user: Actor,
        role: Role,
    ) -> Result<Member, MemberError> {
        let cmd = SetRole { chat, user: user.user, role, at: self.now() };
        self.run(move |tx| chat::set_role(tx, &actor, cmd))
    }

    /// Tries to give a group another title.
    pub fn rename(&self, actor: Actor, chat: ChatId, title: &str) -> Result<Chat, MemberError> {
        let title = Some(Title::parse(title).expect("a title"));
        self.edit_group(actor, EditGroup { title, ..EditGroup::of(chat, self.now()) })
    }

    /// Tries to change a group.
    pub fn edit_group(&self, actor: Actor, cmd: EditGroup) -> Result<Chat, MemberError> {
        self.run(move |tx| chat::edit_group(tx, &actor, cmd.clone()))
    }

    /// Tries to change how a group is run.
    pub fn run_by(
        &self,
        actor: Actor,
        chat: ChatId,
        settings: SettingsPatch,
    ) -> Result<Chat, MemberError> {
        self.edit_group(actor, EditGroup { settings, ..EditGroup::of(chat, self.now()) })
    }

    /// Tries to keep somebody out of a group.
    pub fn ban(&self, actor: Actor, chat: ChatId, user: Actor) -> Result<Ban, MemberError> {
        let cmd = BanMember { chat, user: user.user, at: self.now() };
        self.run(move |tx| chat::ban(tx, &actor, cmd))
    }

    /// Tries to let somebody in again.
    pub fn lift_ban(&self, actor: Actor, chat: ChatId, user: Actor) -> Result<(), MemberError> {
        self.run(move |tx| chat::lift_ban(tx, &actor, chat, user.user))
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
            reply_to: None,
            at: self.now(),
        };
        self.run(move |tx| message::send(tx, &actor, cmd.clone()))
    }

    /// Tries to answer a message under a client id.
    pub fn answer_to(
        &self,
        actor: Actor,
        chat: ChatId,
        seq: i64,
        client_id: &str,
        text: &str,
    ) -> Result<Sent, SendError> {
        let cmd = SendMessage {
            chat,
            client_id: ClientId::parse(client_id).expect("a client id"),
            text: MessageText::parse(text).expect("a text"),
            reply_to: Some(Seq(seq)),
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

    /// Tries to give a message another text, within a quarter of an hour.
    pub fn edit(
        &self,
        actor: Actor,
        chat: ChatId,
        seq: i64,
        text: &str,
    ) -> Result<Message, ChangeError> {
        let text = MessageText::parse(text).expect("a text");
        let (window_ms, at) = (Some(900_000), self.now());
        let cmd = EditMessage { chat, seq: Seq(seq), text, window_ms, at };
        self.run(move |tx| message::edit(tx, &actor, cmd.clone()))
    }

    /// Tries to delete a message for everyone.
    pub fn delete(&self, actor: Actor, chat: ChatId, seq: i64) -> Result<(), ChangeError> {
        let cmd = DeleteMessage { chat, seq: Seq(seq), at: self.now() };
        self.run(move |tx| message::delete(tx, &actor, cmd))
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
