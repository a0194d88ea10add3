use super::block::Size;
use super::hunt::Hunt;
use super::{Mark, Query, Snippet};
use crate::port::{Read, StoreError};
use crate::{Actor, Chat, ChatId, Message, Seq, Timestamp, User, UserId};
use std::collections::BTreeSet;

/// Most messages of a page.
pub const MAX_PAGE: usize = 100;
/// Messages that are not in the index yet and are looked at all the same.
const NEWEST: usize = 4_000;

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
    pub(super) const fn above(at: Timestamp) -> Self {
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

/// When some messages were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The oldest of them.
    pub oldest: Timestamp,
    /// The newest.
    pub newest: Timestamp,
}

impl Span {
    /// With another message.
    #[must_use]
    pub fn and(self, at: Timestamp) -> Self {
        Self { oldest: self.oldest.min(at), newest: self.newest.max(at) }
    }
}

/// A block of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its id.
    pub id: i64,
    /// Whose messages.
    pub chat: ChatId,
    /// Of the chat's smallest blocks the first that it takes the place of.
    pub number: i64,
    /// How large it is.
    pub size: Size,
    /// When the newest of its messages was sent.
    pub newest: Timestamp,
    /// When those were sent that each of the smallest blocks would hold, of which it takes the place.
    pub runs: Vec<Span>,
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
    // Blocks become one while others look into them.
    read.hold_still()?;
    let (fresh, complete) = read.unindexed(&scope, NEWEST)?;
    hunt.compare(fresh);
    let horizon = hunt.indexed(read)?;
    let (places, next) = hunt.page(horizon);
    Ok(Page { found: dress(read, &request.query, &scope, &places)?, next, complete })
}

/// A slice of a block as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Of which block, by its id.
    pub block: i64,
    /// What it holds, see [`block`](super::block).
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
