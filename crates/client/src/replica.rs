//! A copy of one's chats that stays whole across lost connections.

use crate::{ClientError, Socket};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use tokio::time::Instant;
use wire::{
    Chat, ChatSync, Message, Push, Quote, Reaction, Roster, SyncPage, SyncRequest, WHOLE_ROSTER,
};

/// What is kept of one chat.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChatCopy {
    /// Everything up to here is in.
    pub rev: i64,
    /// Messages by seq, as far as they came.
    pub messages: BTreeMap<i64, Message>,
    /// The title now.
    pub title: Option<String>,
    /// Who is in it, with their read cursors; nobody of a large group.
    pub members: BTreeMap<i64, i64>,
    /// Everything up to here is read by oneself.
    pub read_seq: i64,
    /// The group is large.
    pub large: bool,
    /// It is large no more, and who is in it was not told: nothing is applied before the next sync.
    behind: bool,
    /// Messages up to here were never here; what becomes of them is passed over.
    pub floor: i64,
    /// How often too much was missed and the chat began anew.
    pub resets: u32,
}

impl ChatCopy {
    /// Takes in a message as it is now; answers what stood there before.
    fn put(&mut self, message: Message) -> Option<Message> {
        for shown in self.quotes(message.seq) {
            shown.text = message.text.chars().take(200).collect();
            shown.deleted = message.deleted_at.is_some() || message.hidden;
        }
        if message.seq <= self.floor {
            return Some(message);
        }
        self.messages.insert(message.seq, message)
    }

    /// Takes in what became of a message.
    fn life(&mut self, push: Push, rev: i64, me: i64) {
        match push {
            Push::MessageEdited { mut message, .. } => {
                self.own(message.seq, &mut message.reactions);
                drop(self.put(message));
            }
            Push::PinChanged { seq, pinned, by, at, .. } => {
                if let Some(held) = self.messages.get_mut(&seq) {
                    held.rev = rev;
                    (held.pinned_at, held.pinned_by) = (pinned.then_some(at), pinned.then_some(by));
                }
            }
            Push::ReactionChanged { seq, user_id, emoji, on, mut reactions, .. } => {
                self.own(seq, &mut reactions);
                let mine = |one: &&mut Reaction| user_id == me && one.emoji == emoji;
                if let Some(one) = reactions.iter_mut().find(mine) {
                    one.me = Some(on);
                }
                if let Some(held) = self.messages.get_mut(&seq) {
                    (held.reactions, held.rev) = (reactions, rev);
                }
            }
            Push::MessageDeleted { seq, by, at, .. } => {
                if let Some(held) = self.messages.get_mut(&seq) {
                    (held.rev, held.edited_at) = (rev, None);
                    (held.deleted_at, held.deleted_by) = (Some(at), Some(by));
                    held.text.clear();
                    held.reply_to = None;
                    held.reactions.clear();
                    (held.pinned_at, held.pinned_by) = (None, None);
                }
                for shown in self.quotes(seq) {
                    (shown.text, shown.deleted) = (String::new(), true);
                }
            }
            _ => {}
        }
    }

    /// Says of reactions as everybody is told of them which are one's own, as far as that is known here.
    fn own(&self, seq: i64, told: &mut [Reaction]) {
        let held = self.messages.get(&seq).map_or(&[][..], |message| message.reactions.as_slice());
        for one in told {
            let mine = |known: &Reaction| known.emoji == one.emoji && known.me == Some(true);
            one.me = Some(held.iter().any(mine));
        }
    }

    /// Whether the group is large no more with this, so that its members are missing here.
    fn shrinks(&mut self, push: &Push) -> bool {
        if let Push::MemberRemoved { member_count, .. } = push {
            self.behind = self.large && *member_count <= WHOLE_ROSTER;
        }
        self.behind
    }

    /// What is shown of a message by those that answer it.
    fn quotes(&mut self, seq: i64) -> impl Iterator<Item = &mut Quote> {
        let all = self.messages.values_mut().filter_map(|message| message.reply_to.as_mut());
        all.filter(move |quote| quote.seq == seq)
    }
}

/// The chats of one person, fed by syncs and live events.
///
/// It keeps the rule of resuming: [`Replica::resume`] asks first for what was missed, and holds
/// live events back until all of that has come.
#[derive(Clone, Debug, Default)]
pub struct Replica {
    me: i64,
    user_rev: i64,
    chats: BTreeMap<i64, ChatCopy>,
    seen: Vec<Message>,
    held: VecDeque<Push>,
    resuming: bool,
}

impl Replica {
    /// Of this person, with nothing in it; the first [`Replica::resume`] brings every chat.
    pub fn new(me: i64) -> Self {
        Self { me, ..Self::default() }
    }

    /// Takes a chat in from its beginning, so that a sync brings its whole history.
    pub fn follow(&mut self, chat: i64) {
        self.chats.entry(chat).or_default();
    }

    /// What is kept of a chat.
    pub fn chat(&self, chat: i64) -> Option<&ChatCopy> {
        self.chats.get(&chat)
    }

    /// Every chat that is kept.
    pub fn chats(&self) -> &BTreeMap<i64, ChatCopy> {
        &self.chats
    }

    /// The messages that a program saw, each once, in the order in which they were shown to it.
    pub fn seen(&self) -> &[Message] {
        &self.seen
    }

    /// What to ask for after a pause.
    pub fn missed(&self) -> SyncRequest {
        let chats = self.chats.iter().map(|(id, copy)| (*id, copy.rev)).collect();
        SyncRequest { chats, user: Some(self.user_rev) }
    }

    /// Brings everything up to date over a socket that was just opened.
    pub async fn resume(
        &mut self,
        socket: &mut Socket,
        patience: Duration,
    ) -> Result<(), ClientError> {
        let mut ask = serde_json::to_value(self.missed())?;
        if let Some(fields) = ask.as_object_mut() {
            fields.insert("op".to_owned(), json!("sync"));
        }
        self.held.clear();
        self.resuming = true;
        let id = socket.ask(ask).await?;
        while self.resuming {
            let event = socket.next_event(patience).await?;
            self.take(event)?;
        }
        socket.answer(id).await.map(|_| ())
    }

    /// Applies what comes within this time; ends early with an error when the socket ends.
    pub async fn follow_for(
        &mut self,
        socket: &mut Socket,
        time: Duration,
    ) -> Result<(), ClientError> {
        self.follow_until(socket, time, |_| false).await.map(|_| ())
    }

    /// Applies what comes until something holds; false when it did not in this time.
    pub async fn follow_until(
        &mut self,
        socket: &mut Socket,
        time: Duration,
        done: impl Fn(&Self) -> bool,
    ) -> Result<bool, ClientError> {
        let until = Instant::now() + time;
        while !done(self) {
            let left = until.saturating_duration_since(Instant::now());
            match socket.next_event(left).await {
                Ok(event) => {
                    self.take(event)?;
                    if self.is_behind() {
                        self.resume(socket, left).await?;
                    }
                }
                Err(ClientError::Timeout(_)) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Whether only a sync helps: a group is no longer large, and its members have to be told anew.
    pub fn is_behind(&self) -> bool {
        self.chats.values().any(|copy| copy.behind)
    }

    /// Takes one push, as the socket gave it; while resuming, live events wait.
    pub fn take(&mut self, event: Value) -> Result<(), ClientError> {
        match serde_json::from_value(event)? {
            Push::Sync(page) => self.page(page),
            Push::Synced {} => {
                self.resuming = false;
                while let Some(push) = self.held.pop_front() {
                    self.apply(push);
                }
            }
            push if self.resuming => self.held.push_back(push),
            push => self.apply(push),
        }
        Ok(())
    }

    /// Applies a page of what was missed.
    pub fn page(&mut self, page: SyncPage) {
        if let Some(user) = page.user {
            self.user_rev = self.user_rev.max(user.rev);
            user.joined.iter().for_each(|chat| self.join(chat));
            for chat in user.left {
                self.chats.remove(&chat);
            }
        }
        for chat in page.gone {
            self.chats.remove(&chat);
        }
        for changes in page.chats {
            self.change(changes);
        }
    }

    /// A chat that one came into begins with its newest message; what is older is history. Of one that is here
    /// already only what is one's own may be news.
    fn join(&mut self, chat: &Chat) {
        if let Some(copy) = self.chats.get_mut(&chat.id) {
            copy.read_seq = copy.read_seq.max(chat.read_seq);
            return;
        }
        let (rev, title, read_seq) = (chat.rev, chat.title.clone(), chat.read_seq);
        let mut copy = ChatCopy { rev, title, read_seq, ..ChatCopy::default() };
        copy.large = chat.member_count > WHOLE_ROSTER;
        if !copy.large {
            copy.members = chat.members.iter().map(|m| (m.user_id, m.read_seq)).collect();
        }
        copy.floor = (chat.last_seq - 1).max(chat.cleared_seq);
        if let Some(last) = &chat.last_message {
            copy.messages.insert(last.seq, last.clone());
        }
        self.chats.insert(chat.id, copy);
    }

    fn change(&mut self, changes: ChatSync) {
        let copy = self.chats.entry(changes.chat_id).or_default();
        if changes.rev < copy.rev {
            return;
        }
        copy.rev = changes.rev;
        copy.title = changes.title;
        copy.read_seq = copy.read_seq.max(changes.read_seq);
        let newest = copy.messages.last_key_value().map_or(0, |(seq, _)| *seq);
        if changes.reset {
            copy.messages.clear();
            copy.resets += 1;
            copy.floor = changes.messages.first().map_or(changes.last_seq, |first| first.seq - 1);
        }
        copy.behind = false;
        copy.large = changes.member_count > WHOLE_ROSTER;
        if changes.roster != Roster::Changed {
            copy.members.clear();
        }
        for member in changes.members.into_iter().filter(|_| changes.roster != Roster::Large) {
            if member.left {
                copy.members.remove(&member.user_id);
            } else {
                copy.members.insert(member.user_id, member.read_seq);
            }
        }
        for message in changes.messages {
            // A message that was changed since comes after those that were sent later.
            let known = copy.messages.contains_key(&message.seq) || changes.reset;
            if message.seq > if known { newest } else { copy.floor } {
                self.seen.push(message.clone());
            }
            copy.put(message);
        }
    }

    fn apply(&mut self, push: Push) {
        if let Push::ChatNew { user_rev, chat, .. } = &push {
            self.user_rev = self.user_rev.max(*user_rev);
            self.join(chat);
            return;
        }
        if let Push::Read { user_rev: Some(user_rev), chat_id, seq, .. } = push {
            self.user_rev = self.user_rev.max(user_rev);
            if let Some(copy) = self.chats.get_mut(&chat_id) {
                copy.read_seq = copy.read_seq.max(seq);
            }
            return;
        }
        let Some((chat, rev)) = place(&push) else { return };
        let Some(copy) = self.chats.get_mut(&chat).filter(|copy| copy.rev < rev && !copy.behind)
        else {
            return;
        };
        if copy.shrinks(&push) {
            return;
        }
        copy.rev = rev;
        match push {
            Push::MessageNew { message, .. } => {
                let before = copy.put(message.clone());
                self.seen.extend(before.is_none().then_some(message));
            }
            Push::ChatChanged { title, .. } => copy.title = title,
            Push::MemberAdded { members, member_count, .. } => {
                copy.members.extend(members.iter().map(|m| (m.user_id, m.read_seq)));
                copy.large = member_count > WHOLE_ROSTER;
                if copy.large {
                    copy.members.clear();
                }
            }
            Push::MemberRemoved { user_id, .. } if user_id == self.me => {
                self.chats.remove(&chat);
            }
            Push::MemberRemoved { user_id, .. } => {
                copy.members.remove(&user_id);
            }
            Push::Read { user_id, seq, .. } => {
                copy.members.insert(user_id, seq);
                if user_id == self.me {
                    copy.read_seq = copy.read_seq.max(seq);
                }
            }
            other => copy.life(other, rev, self.me),
        }
    }
}

/// The chat and the change of a push that has them.
fn place(push: &Push) -> Option<(i64, i64)> {
    match push {
        Push::MessageNew { chat_id, rev, .. }
        | Push::MessageEdited { chat_id, rev, .. }
        | Push::MessageDeleted { chat_id, rev, .. }
        | Push::ReactionChanged { chat_id, rev, .. }
        | Push::PinChanged { chat_id, rev, .. }
        | Push::ChatChanged { chat_id, rev, .. }
        | Push::MemberAdded { chat_id, rev, .. }
        | Push::MemberChanged { chat_id, rev, .. }
        | Push::MemberRemoved { chat_id, rev, .. }
        | Push::Read { chat_id, rev, .. } => Some((*chat_id, *rev)),
        _ => None,
    }
}
