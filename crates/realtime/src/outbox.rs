use bytes::{Bytes, BytesMut};
use domain::{ChatId, Rev};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

/// Most frames that wait for one reader.
pub const MAX_FRAMES: usize = 256;
/// Most bytes that wait for one reader.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Most bytes handed to the socket at once.
const CHUNK: usize = 64 * 1024;

/// Why a connection ends, for its last frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// The close code of RFC 6455 or one of ours.
    pub code: u16,
    /// At most 123 bytes.
    pub reason: String,
}

impl Close {
    /// A close with its reason.
    pub fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }
}

/// A chat whose events this reader did not get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The first change that is missing.
    pub from: Rev,
    /// The newest change that was kept back.
    seen: Rev,
}

/// What waits for one reader: bounded in frames and bytes, and never in the way of others.
///
/// Durable events that find it full only mark their chat as stale; once it has drained, the owner
/// reads those chats from the database ([`Outbox::stale`], [`Outbox::release`]). Ephemeral events are
/// dropped instead. Answers always enter: there are no more of them than requests under way.
pub struct Outbox {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    frames: std::collections::VecDeque<Bytes>,
    bytes: usize,
    stale: HashMap<ChatId, Stale>,
    /// Set while something waits and nothing has been taken: for the reader that is stuck.
    stuck_since: Option<Instant>,
    /// The last frame has been put in, nothing enters after it.
    ended: bool,
    /// Nobody drains it any more.
    dropped: bool,
    in_flight: usize,
    reader: Option<Waker>,
    owner: Option<Waker>,
}

impl Inner {
    fn is_full(&self) -> bool {
        self.frames.len() >= MAX_FRAMES || self.bytes >= MAX_BYTES
    }

    fn put(&mut self, frame: Bytes) -> Option<Waker> {
        if self.frames.is_empty() {
            self.stuck_since = Some(Instant::now());
        }
        self.bytes += frame.len();
        self.frames.push_back(frame);
        self.reader.take()
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self { inner: Mutex::new(Inner::default()) }
    }
}

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts in a durable event of a chat, or marks the chat as stale; answers the reader, who sleeps
    /// and is to be woken.
    #[must_use]
    pub fn event(&self, chat: ChatId, rev: Rev, frame: &Bytes) -> Option<Waker> {
        let mut inner = self.lock();
        if inner.ended {
            return None;
        }
        if let Some(stale) = inner.stale.get_mut(&chat) {
            stale.seen = stale.seen.max(rev);
            return None;
        }
        if inner.is_full() {
            inner.stale.insert(chat, Stale { from: rev, seen: rev });
            return None;
        }
        inner.put(frame.clone())
    }

    /// Puts in something that may be lost; it is, unless the reader keeps up.
    pub fn ephemeral(&self, frame: &Bytes) {
        let mut inner = self.lock();
        if inner.ended || inner.frames.len() >= MAX_FRAMES / 2 || inner.bytes >= MAX_BYTES / 2 {
            return;
        }
        let waker = inner.put(frame.clone());
        drop(inner);
        wake(waker);
    }

    /// Puts in what must arrive in any case: answers, pages of a sync, a person's own events.
    pub fn must(&self, frame: Bytes) {
        let mut inner = self.lock();
        if inner.ended {
            return;
        }
        let waker = inner.put(frame);
        drop(inner);
        wake(waker);
    }

    /// Puts in the last frame; nothing enters after it, and the stream ends behind it.
    pub fn close(&self, close: &Close) {
        self.finish(None, close);
    }

    /// The same with something to say before: nothing comes in between.
    pub fn close_after(&self, words: Bytes, close: &Close) {
        self.finish(Some(words), close);
    }

    fn finish(&self, words: Option<Bytes>, close: &Close) {
        let mut inner = self.lock();
        if inner.ended {
            return;
        }
        let early = words.and_then(|words| inner.put(words));
        let waker = inner.put(crate::frame::close(close.code, &close.reason)).or(early);
        inner.ended = true;
        let owner = inner.owner.take();
        drop(inner);
        wake(waker);
        wake(owner);
    }

    /// Nobody reads any more: what waits is thrown away.
    pub fn abandon(&self) {
        let mut inner = self.lock();
        inner.ended = true;
        inner.dropped = true;
        inner.frames.clear();
        inner.bytes = 0;
        inner.stale.clear();
        let wakers = (inner.reader.take(), inner.owner.take());
        drop(inner);
        wake(wakers.0);
        wake(wakers.1);
    }

    /// Whether the last frame is in, or nobody drains it.
    pub fn is_ended(&self) -> bool {
        self.lock().ended
    }

    /// Since when something waits and nothing has been taken.
    pub fn stuck_since(&self) -> Option<Instant> {
        self.lock().stuck_since
    }

    /// For the reader: everything that waits, up to 64 KiB in one piece; `None` behind the last.
    pub fn poll_drain(&self, cx: &Context<'_>) -> Poll<Option<Bytes>> {
        let mut inner = self.lock();
        let Some(first) = inner.frames.pop_front() else {
            if inner.ended {
                return Poll::Ready(None);
            }
            inner.reader = Some(cx.waker().clone());
            return Poll::Pending;
        };
        let chunk = inner.gather(first);
        inner.bytes -= chunk.len();
        inner.stuck_since = (!inner.frames.is_empty()).then(Instant::now);
        let owner = if inner.frames.is_empty() { inner.owner.take() } else { None };
        drop(inner);
        wake(owner);
        Poll::Ready(Some(chunk))
    }

    /// For the owner: ready once everything has been taken, or it has ended.
    pub fn poll_drained(&self, cx: &Context<'_>) -> Poll<()> {
        self.poll_owner(cx, |inner| inner.frames.is_empty())
    }

    /// For the owner: ready once there are stale chats and room to catch up, or it has ended.
    pub fn poll_stale(&self, cx: &Context<'_>) -> Poll<()> {
        self.poll_owner(cx, |inner| inner.frames.is_empty() && !inner.stale.is_empty())
    }

    /// For the owner: ready while fewer than `limit` requests are under way, or it has ended.
    pub fn poll_room(&self, cx: &Context<'_>, limit: usize) -> Poll<()> {
        self.poll_owner(cx, |inner| inner.in_flight < limit && !inner.is_full())
    }

    fn poll_owner(&self, cx: &Context<'_>, ready: impl Fn(&Inner) -> bool) -> Poll<()> {
        let mut inner = self.lock();
        if inner.ended || ready(&inner) {
            return Poll::Ready(());
        }
        inner.owner = Some(cx.waker().clone());
        Poll::Pending
    }

    /// A request has gone on its way.
    pub fn begin(&self) {
        self.lock().in_flight += 1;
    }

    /// A request is done, and answered if it wants an answer.
    pub fn answer(&self, frame: Option<Bytes>) {
        let mut inner = self.lock();
        inner.in_flight = inner.in_flight.saturating_sub(1);
        let ended = inner.ended;
        let waker = frame.filter(|_| !ended).and_then(|frame| inner.put(frame));
        let owner = inner.owner.take();
        drop(inner);
        wake(waker);
        wake(owner);
    }

    /// Keeps back a chat's events from `from` on, until [`Outbox::release`].
    pub fn hold(&self, chat: ChatId, from: Rev) {
        let mut inner = self.lock();
        if !inner.ended {
            let stale = inner.stale.entry(chat).or_insert(Stale { from, seen: Rev(0) });
            stale.from = stale.from.min(from);
        }
    }

    /// The chats whose events are kept back, with the first missing change, at most `limit`.
    pub fn stale(&self, limit: usize) -> Vec<(ChatId, Rev)> {
        let inner = self.lock();
        inner.stale.iter().take(limit).map(|(chat, stale)| (*chat, stale.from)).collect()
    }

    /// The reader has a chat up to `upto`, and there is more to read.
    pub fn advance(&self, chat: ChatId, upto: Rev) {
        if let Some(stale) = self.lock().stale.get_mut(&chat) {
            stale.from = stale.from.max(upto.next());
        }
    }

    /// The reader has a chat up to `upto`: live again, if nothing newer was kept back meanwhile.
    pub fn release(&self, chat: ChatId, upto: Rev) -> bool {
        let mut inner = self.lock();
        match inner.stale.get_mut(&chat) {
            Some(stale) if stale.seen > upto => {
                stale.from = stale.from.max(upto.next());
                false
            }
            _ => {
                inner.stale.remove(&chat);
                true
            }
        }
    }
}

impl Inner {
    /// Joins what waits behind `first` into one write: a backlog costs one call, not one per frame.
    fn gather(&mut self, first: Bytes) -> Bytes {
        let fits =
            |size: usize, next: Option<&Bytes>| next.is_some_and(|n| size + n.len() <= CHUNK);
        if !fits(first.len(), self.frames.front()) {
            return first;
        }
        let mut all = BytesMut::with_capacity(self.bytes.min(CHUNK));
        all.extend_from_slice(&first);
        while fits(all.len(), self.frames.front()) {
            if let Some(frame) = self.frames.pop_front() {
                all.extend_from_slice(&frame);
            }
        }
        all.freeze()
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

#[cfg(test)]
mod tests;
