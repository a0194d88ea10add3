use super::history::member;
use super::{HistoryError, Message};
use crate::chat::Line;
use crate::port::{Read, StoreError};
use crate::{
    Actor, Chat, ChatId, ChatKind, Membership, Rev, Seq, Timestamp, Title, UserBrief, UserId,
};
use std::collections::VecDeque;
use std::sync::Arc;

/// Most messages and lines of a page: of the longest messages some 6 MiB.
pub const EXPORT_PAGE: usize = 200;
/// System lines that are read at once: each names up to 100 people.
const LINES: usize = 50;

/// What an export is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exported {
    /// One chat.
    One(ChatId),
    /// Every chat that one is in.
    All,
}

/// A chat as an export names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedChat {
    /// Its id.
    pub id: ChatId,
    /// Direct or group.
    pub kind: ChatKind,
    /// The title of a group.
    pub title: Option<Title>,
    /// Who exports it.
    pub viewer: UserId,
    /// The two people of a direct chat, by id; nobody of a group.
    pub pair: Vec<UserBrief>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl ExportedChat {
    fn read(read: &mut dyn Read, actor: &Actor, chat: &Chat) -> Result<Self, StoreError> {
        let pair = match chat.pair {
            Some(pair) => read.users(&[pair.lo, pair.hi])?,
            None => Vec::new(),
        };
        Ok(Self {
            id: chat.id,
            kind: chat.kind,
            title: chat.title.clone(),
            viewer: actor.user,
            pair: pair.iter().map(crate::User::brief).collect(),
            created_at: chat.created_at,
        })
    }

    /// The one of a direct chat who is not `user`.
    pub fn other_than(&self, user: UserId) -> Option<&UserBrief> {
        self.pair.iter().find(|one| one.id != user)
    }
}

/// What stands in a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// What somebody wrote, or what is left of it when it was deleted for everyone.
    Message(Box<Message>),
    /// What happened to the group.
    Line(Box<Line>),
}

/// A part of one chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportPage {
    /// The chat.
    pub chat: Arc<ExportedChat>,
    /// It is the chat's first.
    pub first: bool,
    /// In their order; may be empty, and not only in the end.
    pub entries: Vec<Entry>,
    /// Who wrote the messages, by id.
    pub people: Vec<UserBrief>,
}

/// An export as far as it has come.
///
/// It ends where the chats ended when it came to them, however fast they grow. Between two pages nothing is
/// held of the database; each page asks anew whether the person is in the chat and what is there for them.
#[derive(Debug)]
pub struct Export {
    /// Chats that are still to come.
    chats: VecDeque<ChatId>,
    /// A chat that is gone by then is passed over.
    may_miss: bool,
    at: Option<Place>,
}

/// How far one chat is read.
#[derive(Debug)]
struct Place {
    chat: Arc<ExportedChat>,
    begun: bool,
    /// The next message.
    next: Seq,
    /// The last message.
    last: Seq,
    /// Lines that were read and have no place yet.
    lines: VecDeque<Line>,
    /// The change up to which lines were read.
    read: Rev,
    /// The last change of which lines are told.
    head: Rev,
}

impl Export {
    /// An export about to begin.
    ///
    /// # Errors
    /// Only the store's.
    pub fn begin(read: &mut dyn Read, actor: &Actor, what: Exported) -> Result<Self, HistoryError> {
        let (mut chats, may_miss) = match what {
            Exported::One(chat) => (vec![chat], false),
            Exported::All => {
                let all = read.chat_ids_of(actor.user)?;
                (all.into_iter().map(|(chat, _)| chat).collect(), true)
            }
        };
        chats.sort_unstable();
        Ok(Self { chats: chats.into(), may_miss, at: None })
    }

    /// Nothing is to come.
    pub fn is_over(&self) -> bool {
        self.at.is_none() && self.chats.is_empty()
    }

    /// The next page; `None` when nothing is to come.
    ///
    /// # Errors
    /// When the person isn't in the chat, or not any more: what was read so far is all they get.
    pub fn page(
        &mut self,
        read: &mut dyn Read,
        actor: &Actor,
    ) -> Result<Option<ExportPage>, HistoryError> {
        while self.at.is_none() {
            let Some(id) = self.chats.pop_front() else { return Ok(None) };
            match read.chat_for(id, actor.user)? {
                Some((chat, me)) => self.at = Some(Place::begin(read, actor, &chat, &me)?),
                None if self.may_miss => {}
                None => return Err(HistoryError::NotFound),
            }
        }
        let Some(place) = &mut self.at else { return Ok(None) };
        let page = place.page(read, actor)?;
        if place.is_over() {
            self.at = None;
        }
        Ok(Some(page))
    }
}

impl Place {
    fn begin(
        read: &mut dyn Read,
        actor: &Actor,
        chat: &Chat,
        me: &Membership,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            chat: Arc::new(ExportedChat::read(read, actor, chat)?),
            begun: false,
            next: me.floor().next(),
            last: chat.last_seq,
            lines: VecDeque::new(),
            read: Rev(0),
            // Direct chats have no lines.
            head: if chat.pair.is_some() { Rev(0) } else { chat.rev },
        })
    }

    fn is_over(&self) -> bool {
        self.next > self.last && self.lines.is_empty() && self.read >= self.head
    }

    fn page(&mut self, read: &mut dyn Read, actor: &Actor) -> Result<ExportPage, HistoryError> {
        let me = member(read, actor, self.chat.id)?;
        let mut entries = self.entries(read, actor)?;
        entries.retain(|entry| match entry {
            Entry::Message(message) => me.sees(message),
            Entry::Line(line) => me.sees_line(line),
        });
        let sender = |entry: &Entry| match entry {
            Entry::Message(message) => Some(message.sender),
            Entry::Line(_) => None,
        };
        let mut people: Vec<UserId> = entries.iter().filter_map(sender).collect();
        people.sort_unstable();
        people.dedup();
        let people = read.users(&people)?.iter().map(crate::User::brief).collect();
        let first = !std::mem::replace(&mut self.begun, true);
        Ok(ExportPage { chat: Arc::clone(&self.chat), first, entries, people })
    }

    /// The next messages, each with the lines that stand before it; in the end those behind the last too.
    fn entries(&mut self, read: &mut dyn Read, actor: &Actor) -> Result<Vec<Entry>, StoreError> {
        let most = i64::try_from(EXPORT_PAGE).unwrap_or(i64::MAX);
        let upto = Seq(self.next.0.saturating_add(most - 1)).min(self.last);
        let messages = if self.next > upto {
            Vec::new()
        } else {
            read.messages(actor.user, self.chat.id, self.next, upto)?
        };
        let (mut messages, mut entries) = (messages.into_iter().peekable(), Vec::new());
        while entries.len() < EXPORT_PAGE {
            let line = self.line(read)?;
            let before = |seq: Seq| line.is_some_and(|after| after < seq);
            match messages.peek() {
                Some(message) if !before(message.seq) => {
                    self.next = message.seq.next();
                    entries.extend(messages.next().map(Box::new).map(Entry::Message));
                }
                None if !(before(upto.next()) || (upto == self.last && line.is_some())) => {
                    self.next = self.next.max(upto.next());
                    break;
                }
                _ => entries.extend(self.lines.pop_front().map(Box::new).map(Entry::Line)),
            }
        }
        Ok(entries)
    }

    /// Behind which message the next line stands. Lines go by `rev`, and so by place too.
    fn line(&mut self, read: &mut dyn Read) -> Result<Option<Seq>, StoreError> {
        if self.lines.is_empty() && self.read < self.head {
            let lines = read.changed_lines(self.chat.id, self.read, self.head, LINES)?;
            let whole = lines.len() < LINES;
            self.read = if whole { self.head } else { lines.last().map_or(self.head, |l| l.rev) };
            self.lines.extend(lines);
        }
        Ok(self.lines.front().map(|line| line.after))
    }
}
