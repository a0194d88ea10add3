mod near;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use words::{Shown, Words};

use crate::connection::Hears;
use crate::presence::Changes;
use crate::room::Room;
use crate::shard::Sharded;
use crate::visibility::Visibility;
use crate::{Close, ConnId, Connection, Departed, Outbox, frame};
use bytes::Bytes;
use domain::{Actor, Chat, ChatId, Rev, Seq, SessionId, Timestamp, UserId};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;
use std::time::Instant;

/// Silence after which a socket counts as dead, in milliseconds.
const DEAD_MS: i64 = 60_000;
/// A reader that takes nothing for this long is closed as too slow, in milliseconds.
const STUCK_MS: u128 = 8_000;

/// The connections of this process, by chat and by person.
///
/// Lock order: a connection's `hears`, then a part of `chats` or `users`, then `asleep`, then an outbox.
pub struct Hub {
    chats: Sharded<ChatId, Room>,
    users: Sharded<UserId, Vec<Arc<Connection>>>,
    presence: Changes,
    visibility: Visibility,
    /// The readers with events to write who have not been woken yet.
    asleep: Mutex<Vec<Waker>>,
    next: AtomicU64,
    open: AtomicUsize,
}

impl Default for Hub {
    fn default() -> Self {
        Self::new()
    }
}

impl Hub {
    /// A hub with nobody in it.
    pub fn new() -> Self {
        Self {
            chats: Sharded::new(),
            users: Sharded::new(),
            presence: Changes::default(),
            visibility: Visibility::new(),
            asleep: Mutex::default(),
            next: AtomicU64::new(1),
            open: AtomicUsize::new(0),
        }
    }

    /// Takes in a socket. From here on membership changes are noted for it; it hears chats from
    /// [`Hub::subscribe`] on. Read the person's chats from the database in between, not before.
    pub fn open(&self, actor: Actor, now: Instant) -> Arc<Connection> {
        self.adopt(actor, Arc::default(), now)
    }

    /// The same for a socket that has an outbox already.
    pub fn adopt(&self, actor: Actor, outbox: Arc<Outbox>, now: Instant) -> Arc<Connection> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection::new(id, actor, outbox, now));
        self.visibility.expect(actor.user);
        let mut users = self.users.lock(&actor.user);
        let all = users.entry(actor.user).or_default();
        all.push(Arc::clone(&connection));
        let first = all.len() == 1;
        drop(users);
        self.open.fetch_add(1, Ordering::Relaxed);
        if first {
            self.presence.came(actor.user);
        }
        connection
    }

    /// Makes a connection hear `chats`, each with the rev of the membership row as it was read; `large` are
    /// the large groups among them.
    ///
    /// Changes that came between [`Hub::open`] and here are newer or older than what was read; the
    /// greater rev is the truth, whichever way round they happened.
    pub fn subscribe(
        &self,
        connection: &Arc<Connection>,
        chats: Vec<(ChatId, Rev)>,
        large: &[ChatId],
    ) {
        let mut hears = connection.hears();
        let Hears::Loading(changes) = &mut *hears else {
            return;
        };
        let changes = std::mem::take(changes);
        let mut chats: HashMap<ChatId, Rev> = chats.into_iter().collect();
        for (chat, (rev, joined)) in changes {
            if chats.get(&chat).is_none_or(|read| *read < rev) {
                if joined {
                    chats.insert(chat, rev);
                } else {
                    chats.remove(&chat);
                }
            }
        }
        for chat in chats.keys() {
            self.enter(*chat, connection, large.contains(chat));
        }
        *hears = Hears::Chats(chats);
    }

    /// Forgets a socket.
    pub fn close(&self, connection: &Arc<Connection>, at: Timestamp) {
        let heard = std::mem::replace(&mut *connection.hears(), Hears::Chats(HashMap::new()));
        let audience: Vec<ChatId> = match heard {
            Hears::Chats(chats) => chats.into_keys().collect(),
            Hears::Loading(_) => Vec::new(),
        };
        for chat in &audience {
            self.leave(*chat, connection.id);
        }
        let user = connection.actor.user;
        let mut users = self.users.lock(&user);
        let Some(all) = users.get_mut(&user) else {
            return;
        };
        let before = all.len();
        all.retain(|other| other.id != connection.id);
        let (gone, last) = (before - all.len(), all.is_empty());
        if last {
            users.remove(&user);
        }
        drop(users);
        self.open.fetch_sub(gone, Ordering::Relaxed);
        if last && gone > 0 {
            self.presence.went(user, at, audience);
        }
    }

    /// Whether a group is large is known better where somebody hears it: events tell.
    fn enter(&self, chat: ChatId, connection: &Arc<Connection>, large: bool) {
        let mut chats = self.chats.lock(&chat);
        chats.entry(chat).or_insert_with(|| Room::new(large)).enter(connection);
    }

    /// Takes in whether a group is large.
    pub(crate) fn resize(&self, chat: ChatId, large: bool) {
        if let Some(room) = self.chats.lock(&chat).get_mut(&chat) {
            room.large = large;
        }
    }

    fn leave(&self, chat: ChatId, id: ConnId) {
        let mut chats = self.chats.lock(&chat);
        if let Some(all) = chats.get_mut(&chat) {
            all.leave(id);
            if all.is_empty() {
                chats.remove(&chat);
            }
        }
    }

    /// How many sockets are open.
    pub fn connections(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// How many people have at least one socket open.
    pub fn people(&self) -> usize {
        self.users.each().map(|part| part.len()).sum()
    }

    /// How many sockets one person has open.
    pub fn connections_of(&self, user: UserId) -> usize {
        self.users.lock(&user).get(&user).map_or(0, Vec::len)
    }

    /// Whether a person has at least one socket open.
    pub fn is_online(&self, user: UserId) -> bool {
        self.users.lock(&user).contains_key(&user)
    }

    /// Hands a durable event of a chat to everybody who hears it. They may sleep until [`Hub::wake`].
    pub fn event(&self, chat: ChatId, rev: Rev, frame: &Bytes) {
        if let Some(all) = self.chats.lock(&chat).get(&chat) {
            let readers = all.all().filter_map(|hears| hears.outbox.event(chat, rev, frame));
            self.asleep.lock().unwrap_or_else(PoisonError::into_inner).extend(readers);
        }
    }

    /// Wakes those who have events to write: later is better, as what came in meanwhile goes with them.
    pub fn wake(&self) {
        let readers =
            std::mem::take(&mut *self.asleep.lock().unwrap_or_else(PoisonError::into_inner));
        readers.into_iter().for_each(Waker::wake);
    }

    /// Hands something that may be lost, and comes from `except`, to the others who hear a chat that isn't
    /// large; not to those between whom and `except` a block stands.
    pub fn ephemeral(&self, chat: ChatId, except: UserId, frame: &Bytes) {
        if let Some(all) = self.chats.lock(&chat).get(&chat) {
            let hear = |c: &&Arc<Connection>| c.actor.user != except && !c.is_veiled(except);
            for connection in all.near().filter(hear) {
                connection.outbox.ephemeral(frame);
            }
        }
    }

    fn of(&self, user: UserId) -> Vec<Arc<Connection>> {
        self.users.lock(&user).get(&user).cloned().unwrap_or_default()
    }

    /// Makes a person's sockets hear a chat from the change on, and the words from the message on; each gets
    /// `frame` first.
    pub(crate) fn join(&self, user: UserId, chat: &Chat, (rev, first): (Rev, Seq), frame: &Bytes) {
        let (chat, large) = (chat.id, chat.is_large());
        for connection in self.of(user) {
            connection.read_from(vec![(chat, rev, first)]);
            let mut hears = connection.hears();
            match &mut *hears {
                Hears::Loading(changes) => {
                    changes.insert(chat, (rev, true));
                }
                Hears::Chats(chats) => {
                    connection.outbox.must(frame.clone());
                    if chats.insert(chat, rev).is_none() {
                        self.enter(chat, &connection, large);
                    }
                }
            }
        }
    }

    /// Makes a person's sockets hear a chat no more, as of `rev`; `frame` is the last they hear.
    pub(crate) fn part(&self, user: UserId, chat: ChatId, rev: Rev, frame: &Bytes) {
        for connection in self.of(user) {
            let mut hears = connection.hears();
            match &mut *hears {
                Hears::Loading(changes) => {
                    changes.insert(chat, (rev, false));
                }
                Hears::Chats(chats) => {
                    if chats.remove(&chat).is_some() {
                        self.leave(chat, connection.id);
                        connection.outbox.release(chat, Rev(i64::MAX));
                        connection.outbox.must(frame.clone());
                    }
                }
            }
        }
    }

    /// Hands a person's own event to all their sockets. One that is still being opened reads it from the
    /// database.
    pub(crate) fn tell(&self, user: UserId, frame: &Bytes) {
        for connection in self.of(user) {
            if matches!(&*connection.hears(), Hears::Chats(_)) {
                connection.outbox.must(frame.clone());
            }
        }
    }

    /// Hands something to everybody who is connected.
    pub(crate) fn everybody(&self, frame: &Bytes) {
        for part in self.users.each() {
            part.values().flatten().for_each(|connection| connection.outbox.must(frame.clone()));
        }
    }

    /// Whether a block stands between two people, as far as the sockets of the first know.
    pub(crate) fn is_veiled(&self, viewer: UserId, subject: UserId) -> bool {
        self.of(viewer).iter().any(|connection| connection.is_veiled(subject))
    }

    /// Closes the sockets of ended sessions.
    pub fn revoke(&self, user: UserId, sessions: &[SessionId], frame: impl Fn(SessionId) -> Bytes) {
        for connection in self.of(user) {
            if sessions.contains(&connection.actor.session) {
                let over = Close::new(4401, "session over");
                // In one step: other lanes' events are on their way meanwhile.
                connection.outbox.close_after(frame(connection.actor.session), &over);
            }
        }
    }

    /// Every person with a session that has a socket open, once each.
    pub fn actors(&self) -> Vec<Actor> {
        let mut actors = HashSet::new();
        for part in self.users.each() {
            actors.extend(part.values().flatten().map(|connection| connection.actor));
        }
        actors.into_iter().collect()
    }

    /// Says good-bye to everybody: code 1001 and when to come back, spread over `spread_ms`.
    pub fn go_away(&self, spread_ms: u64) {
        for part in self.users.each() {
            for connection in part.values().flatten() {
                let ms = 200 + connection.id.wrapping_mul(7919) % spread_ms.max(1);
                let reason = format!("going away; reconnect_ms={ms}");
                connection.outbox.close(&Close::new(1001, reason));
            }
        }
    }

    /// Once a second: pings, closes the dead and the stuck, tells who came and went.
    ///
    /// Answers those who have gone, for the database.
    pub fn tick(&self, now: Instant, ping_ms: i64) -> Vec<Departed> {
        for part in self.users.each() {
            for connection in part.values().flatten() {
                beat(connection, now, ping_ms);
            }
        }
        let (came, went) = self.presence.tick();
        for user in came {
            self.tell_presence(user, None, &self.audience(user));
        }
        let told = |(departed, audience): (Departed, Vec<ChatId>)| {
            self.tell_presence(departed.user, Some(departed.at), &audience);
            if !self.is_online(departed.user) {
                self.visibility.forget(departed.user);
            }
            departed
        };
        went.into_iter().map(told).collect()
    }

    /// Those who are on their way out, at once: for shutdown.
    pub fn departing(&self) -> Vec<Departed> {
        self.presence.flush()
    }
}

fn beat(connection: &Connection, now: Instant, ping_ms: i64) {
    let outbox = &connection.outbox;
    let stuck = outbox.stuck_since().map_or(0, |at| now.saturating_duration_since(at).as_millis());
    if stuck > STUCK_MS {
        outbox.close(&Close::new(4408, "too slow"));
    } else if connection.silent_ms(now) > DEAD_MS {
        outbox.abandon();
    } else if connection.ping_due(now, ping_ms) {
        outbox.ephemeral(&frame::ping());
    }
}
