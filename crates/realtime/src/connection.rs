use crate::Outbox;
use domain::{Actor, ChatId, Rev};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// One connection of this process.
pub type ConnId = u64;

/// A signed-in socket: who it is, what it hears, what waits for it.
pub struct Connection {
    /// Its number.
    pub id: ConnId,
    /// Who is at the other end.
    pub actor: Actor,
    /// What waits for the socket.
    pub outbox: std::sync::Arc<Outbox>,
    pub(crate) hears: Mutex<Hears>,
    opened: Instant,
    /// Milliseconds after `opened`, of the last bytes from the other side.
    heard_ms: AtomicI64,
    /// The same, of the last ping to the other side.
    pinged_ms: AtomicI64,
}

/// What a connection hears, and what happened to that while it was still being read.
pub(crate) enum Hears {
    /// The chats are being read; membership changes that come meanwhile are kept by chat.
    Loading(HashMap<ChatId, (Rev, bool)>),
    /// These chats.
    Chats(HashMap<ChatId, Rev>),
}

impl Connection {
    pub(crate) fn new(
        id: ConnId,
        actor: Actor,
        outbox: std::sync::Arc<Outbox>,
        now: Instant,
    ) -> Self {
        Self {
            id,
            actor,
            outbox,
            hears: Mutex::new(Hears::Loading(HashMap::new())),
            opened: now,
            heard_ms: AtomicI64::new(0),
            pinged_ms: AtomicI64::new(0),
        }
    }

    pub(crate) fn hears(&self) -> MutexGuard<'_, Hears> {
        self.hears.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this connection hears a chat now.
    pub fn hears_chat(&self, chat: ChatId) -> bool {
        matches!(&*self.hears(), Hears::Chats(chats) if chats.contains_key(&chat))
    }

    /// Bytes came from the other side.
    pub fn heard(&self, now: Instant) {
        self.heard_ms.store(self.ms(now), Ordering::Relaxed);
    }

    /// Milliseconds since bytes last came.
    pub(crate) fn silent_ms(&self, now: Instant) -> i64 {
        self.ms(now) - self.heard_ms.load(Ordering::Relaxed)
    }

    /// Whether `every_ms` have passed since the last ping and the last bytes; if so it counts as pinged.
    pub(crate) fn ping_due(&self, now: Instant, every_ms: i64) -> bool {
        let now = self.ms(now);
        // A few milliseconds off per connection, so that pings don't come in bursts.
        let jitter = i64::try_from(self.id % 64).unwrap_or(0) * every_ms / 640;
        let last =
            self.pinged_ms.load(Ordering::Relaxed).max(self.heard_ms.load(Ordering::Relaxed));
        let due = now - last >= every_ms - jitter;
        if due {
            self.pinged_ms.store(now, Ordering::Relaxed);
        }
        due
    }

    fn ms(&self, now: Instant) -> i64 {
        i64::try_from(now.saturating_duration_since(self.opened).as_millis()).unwrap_or(i64::MAX)
    }
}
