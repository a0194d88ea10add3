use super::block::{self, Places};
use super::sieve::Sieve;
use super::{Mark, Query, Snippet};
use crate::port::{Read, StoreError};
use crate::{Actor, Chat, ChatId, Message, Seq, Timestamp, User, UserId};
use std::collections::BTreeSet;

/// Most messages of a page.
pub const MAX_PAGE: usize = 100;
/// Blocks that are looked at in the first round; four times as many in each after it, up to [`MOST_AT_ONCE`].
const FIRST_ROUND: usize = 4;
const MOST_AT_ONCE: usize = 512;
/// Blocks that are listed in the first question, and in each after it. The second lists what the first did once
/// more: a block that was written anew between them is newer, and would be in neither.
const FIRST_LISTED: usize = 128;
const LISTED: usize = 4_096;
/// Messages that are read and compared for one page, but for the last round.
const COMPARED: usize = 4_000;
/// Messages that are read in one question.
const AT_ONCE: usize = 1_000;
/// Messages that are not in the index yet and are looked at all the same.
const NEWEST: usize = 4_000;
/// So few messages are sooner compared than sifted further.
const FEW: usize = 50;

/// Where a message stands among those of all chats: the greatest is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When it was sent.
    pub at: Timestamp,
    /// Where.
    pub chat: ChatId,
    /// Its place there.
    pub seq: Seq,
}

impl Place {
    /// Before everything sent at this time or earlier.
    const fn above(at: Timestamp) -> Self {
        Self { at, chat: ChatId(i64::MAX), seq: Seq(i64::MAX) }
    }
}

/// Which messages are looked at: of chats that the viewer is in now, what is there for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Whose rights count.
    pub viewer: UserId,
    /// In this chat only.
    pub chat: Option<ChatId>,
    /// By this person only.
    pub from: Option<UserId>,
    /// Sent then or later.
    pub since: Option<Timestamp>,
    /// Sent earlier.
    pub until: Option<Timestamp>,
    /// After this one, as they are listed.
    pub after: Option<Place>,
}

impl Scope {
    /// Everything that somebody may read.
    pub const fn of(viewer: UserId) -> Self {
        Self { viewer, chat: None, from: None, since: None, until: None, after: None }
    }

    /// The newest time that a message in it can have.
    pub fn newest(&self) -> Timestamp {
        let until = self.until.map_or(Timestamp(i64::MAX), |until| until.plus_ms(-1));
        until.min(self.after.map_or(until, |after| after.at))
    }

    /// The oldest time that a message in it can have.
    pub fn oldest(&self) -> Timestamp {
        self.since.unwrap_or(Timestamp(i64::MIN))
    }
}

/// A page to be found.
#[derive(Clone, Debug)]
pub struct Request {
    /// What.
    pub query: Query,
    /// Where; its viewer is the actor.
    pub scope: Scope,
    /// How many, up to [`MAX_PAGE`].
    pub limit: usize,
}

/// A chat as far as a result names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// The chat.
    pub chat: Chat,
    /// The other person of a direct chat.
    pub peer: Option<User>,
}

/// A message that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The message, as the viewer sees it.
    pub message: Message,
    /// Who wrote it.
    pub sender: User,
    /// Where.
    pub chat: Brief,
    /// Where in its text.
    pub marks: Vec<Mark>,
    /// The part of a long text to show.
    pub snippet: Option<Snippet>,
}

/// A page of what was found.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The newest first.
    pub found: Vec<Found>,
    /// Where to go on; the page may be short, or empty, and there be more all the same: the work for one
    /// page is bounded.
    pub next: Option<Place>,
    /// Whether all was looked at: false while so much is still to be indexed that some was passed over.
    pub complete: bool,
}

/// A block of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its id.
    pub id: i64,
    /// Whose messages.
    pub chat: ChatId,
    /// Which of the chat's blocks.
    pub number: i64,
    /// When the newest of its messages was sent.
    pub newest: Timestamp,
}

/// A message to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub place: Place,
    /// What it says.
    pub text: String,
}

/// Looks for messages, the newest first.
///
/// Of chats that the actor isn't in nothing is found, and nobody is told whether there are such.
///
/// # Errors
/// Only the store's.
pub fn search(read: &mut dyn Read, actor: &Actor, request: &Request) -> Result<Page, StoreError> {
    let scope = Scope { viewer: actor.user, ..request.scope };
    let limit = request.limit.clamp(1, MAX_PAGE);
    let mut hunt = Hunt::new(&request.query, scope, limit);
    // What is not indexed yet comes first: what is indexed meanwhile is then found twice, not never.
    let complete = hunt.unindexed(read)?;
    let horizon = hunt.indexed(read)?;
    let (places, next) = hunt.page(horizon);
    Ok(Page { found: dress(read, &request.query, &scope, &places)?, next, complete })
}

struct Hunt<'a> {
    query: &'a Query,
    sieves: Vec<Sieve>,
    scope: Scope,
    limit: usize,
    found: BTreeSet<Place>,
    compared: usize,
}

impl<'a> Hunt<'a> {
    fn new(query: &'a Query, scope: Scope, limit: usize) -> Self {
        let sieves = query.lookups().into_iter().map(Sieve::new).collect();
        Self { query, sieves, scope, limit, found: BTreeSet::new(), compared: 0 }
    }

    /// What came or changed since the index was written; answers whether that is all of it.
    fn unindexed(&mut self, read: &mut dyn Read) -> Result<bool, StoreError> {
        let (fresh, all) = read.unindexed(&self.scope, NEWEST)?;
        self.compare(fresh);
        Ok(all)
    }

    fn compare(&mut self, candidates: Vec<Candidate>) {
        self.compared += candidates.len();
        let hits = candidates.into_iter().filter(|one| self.query.matches(&one.text));
        self.found.extend(hits.map(|one| one.place));
    }

    /// Goes through the blocks from the newest on, until the page is full, enough was compared, or none is
    /// left. Answers up to which time everything is known; `None` when all of it is.
    fn indexed(&mut self, read: &mut dyn Read) -> Result<Option<Timestamp>, StoreError> {
        let (mut after, mut listed, mut size) = (None, FIRST_LISTED, FIRST_ROUND);
        let (start, mut looked) = (self.scope.newest(), BTreeSet::new());
        loop {
            let mut blocks = read.search_blocks(&self.scope, after, listed)?;
            let more = blocks.len() == listed;
            after = blocks.last().copied().filter(|_| listed == LISTED);
            listed = LISTED;
            blocks.retain(|block| looked.insert(block.id));
            let mut rest = blocks.as_slice();
            while !rest.is_empty() {
                let (round, others) = rest.split_at(size.min(rest.len()));
                rest = others;
                size = (size * 4).min(MOST_AT_ONCE);
                self.look_into(read, round)?;
                // Nothing that is still to come is newer than the newest of the next block.
                let next = rest.first().or(round.last().filter(|_| more));
                let Some(horizon) = next.map(|block| block.newest) else { return Ok(None) };
                let known = self.found.range(Place::above(horizon)..).count();
                let tired = self.compared >= COMPARED && horizon < start;
                if known > self.limit || tired {
                    return Ok(Some(horizon));
                }
            }
            if !more {
                return Ok(None);
            }
        }
    }

    /// Sifts the blocks, by what lets fewest through first; compares what is left.
    fn look_into(&mut self, read: &mut dyn Read, blocks: &[Block]) -> Result<(), StoreError> {
        let mut open: Vec<(Block, Places)> = blocks.iter().map(|b| (*b, Places::ALL)).collect();
        let mut left = count(&open);
        self.sieves.sort_by(|a, b| a.density().total_cmp(&b.density()));
        for sieve in &mut self.sieves {
            // In the first blocks every sieve is tried.
            if sieve.is_known() && left <= FEW {
                break;
            }
            sieve.sift(read, &mut open)?;
            left = count(&open);
        }
        let places: Vec<(ChatId, Seq)> = open.iter().flat_map(seqs).collect();
        for places in places.chunks(AT_ONCE) {
            let candidates = read.candidates(&self.scope, places)?;
            self.compare(candidates);
        }
        Ok(())
    }

    /// The places of the page, the newest first, and where to go on.
    fn page(self, horizon: Option<Timestamp>) -> (Vec<Place>, Option<Place>) {
        let known = |place: &&Place| horizon.is_none_or(|horizon| place.at > horizon);
        let all = self.found.iter().rev().filter(known);
        let mut places: Vec<Place> = all.take(self.limit + 1).copied().collect();
        if places.len() > self.limit {
            places.truncate(self.limit);
            let next = places.last().copied();
            return (places, next);
        }
        (places, horizon.map(Place::above))
    }
}

fn count(open: &[(Block, Places)]) -> usize {
    open.iter().map(|(_, places)| places.count()).sum()
}

fn seqs((block, places): &(Block, Places)) -> impl Iterator<Item = (ChatId, Seq)> + use<> {
    let (chat, first) = (block.chat, block::first_of(block.number));
    places.latest_first().map(move |place| (chat, Seq(first + i64::from(place))))
}

/// A slice of a block as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Of which block, by its id.
    pub block: i64,
    /// What [`block::build`] made.
    pub data: Vec<u8>,
}

/// The messages at these places with what a page shows of them, unless they changed meanwhile.
fn dress(
    read: &mut dyn Read,
    query: &Query,
    scope: &Scope,
    places: &[Place],
) -> Result<Vec<Found>, StoreError> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let mut messages = read.found(scope, places)?;
    messages.retain(|m| m.deleted.is_none() && !m.hidden && query.matches(m.text.as_str()));
    messages.sort_by_key(|m| std::cmp::Reverse(Place { at: m.sent_at, chat: m.chat, seq: m.seq }));
    let chats: BTreeSet<ChatId> = messages.iter().map(|message| message.chat).collect();
    let chats = read.chats(&chats.into_iter().collect::<Vec<_>>())?;
    let others = chats.iter().filter_map(|chat| peer(chat, scope.viewer));
    let people: BTreeSet<UserId> = messages.iter().map(|m| m.sender).chain(others).collect();
    let people = read.users(&people.into_iter().collect::<Vec<_>>())?;
    let person = |id: UserId| people.iter().find(|user| user.id == id).cloned();
    let show = |message: Message| {
        let chat = chats.iter().find(|chat| chat.id == message.chat)?.clone();
        let peer = peer(&chat, scope.viewer).and_then(person);
        let marks = query.marks(message.text.as_str());
        let snippet = Snippet::of(message.text.as_str(), &marks);
        let (sender, chat) = (person(message.sender)?, Brief { chat, peer });
        Some(Found { message, sender, chat, marks, snippet })
    };
    Ok(messages.into_iter().filter_map(show).collect())
}

fn peer(chat: &Chat, viewer: UserId) -> Option<UserId> {
    chat.pair.map(|pair| if pair.lo == viewer { pair.hi } else { pair.lo })
}
