use crate::Outbox;
use domain::{Actor, ChatId, Rev, Seq, UserId};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
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
    veils: Mutex<Veils>,
    /// The first messages that the person may read, where something may be before them.
    firsts: Mutex<HashMap<ChatId, (Rev, Seq)>>,
    /// Whether there is any such chat: most people have none.
    came_late: AtomicBool,
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

/// The people between whom and the connection's a block stands.
#[derive(Default)]
struct Veils {
    people: HashSet<UserId>,
    /// Changes that came while they were being read: they are newer than what was read, or agree with it.
    early: Option<HashMap<UserId, bool>>,
    loaded: bool,
}

impl Veils {
    fn set(&mut self, user: UserId, veiled: bool) {
        if veiled {
            self.people.insert(user);
        } else {
            self.people.remove(&user);
        }
    }
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
            veils: Mutex::default(),
            firsts: Mutex::default(),
            came_late: AtomicBool::new(false),
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

    fn veils(&self) -> MutexGuard<'_, Veils> {
        self.veils.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what was read of the blocks around this person.
    pub fn veil_from(&self, people: Vec<UserId>) {
        let mut veils = self.veils();
        veils.people = people.into_iter().collect();
        veils.loaded = true;
        for (user, veiled) in veils.early.take().unwrap_or_default() {
            veils.set(user, veiled);
        }
    }

    pub(crate) fn set_veil(&self, user: UserId, veiled: bool) {
        let mut veils = self.veils();
        if veils.loaded {
            veils.set(user, veiled);
        } else {
            veils.early.get_or_insert_default().insert(user, veiled);
        }
    }

    /// Takes in what was read of the first messages that the person may read, each with the rev of the
    /// membership row. As with chats the greater rev is the truth, whichever way round they happened.
    pub fn read_from(&self, firsts: Vec<(ChatId, Rev, Seq)>) {
        let mut known = self.firsts.lock().unwrap_or_else(PoisonError::into_inner);
        for (chat, rev, first) in firsts {
            if known.get(&chat).is_none_or(|(known, _)| *known <= rev) {
                known.insert(chat, (rev, first));
            }
        }
        let late = known.values().any(|(_, first)| *first > Seq(1));
        self.came_late.store(late, Ordering::Release);
    }

    /// The first message of a chat that the person may read.
    pub(crate) fn first_of(&self, chat: ChatId) -> Seq {
        if !self.came_late.load(Ordering::Acquire) {
            return Seq(1);
        }
        let known = self.firsts.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&chat).map_or(Seq(1), |(_, first)| *first)
    }

    /// Whether a block stands between this person and another.
    pub(crate) fn is_veiled(&self, user: UserId) -> bool {
        self.veils().people.contains(&user)
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
