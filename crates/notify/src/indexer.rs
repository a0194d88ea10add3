//! Keeps the index of messages, after the commits and off the writer's thread.

use crate::{Data, Database};
use domain::port::StoreError;
use domain::search::{due, keep, plan};
use domain::{ChatId, Event};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often to see which chats are due.
const ROUND: Duration = Duration::from_secs(1);
/// How long a change waits for others of its chat: each makes a block of 256 messages anew.
const WAIT: Duration = Duration::from_secs(5);
/// So many changes don't wait.
const ENOUGH: u32 = 64;
/// How often all chats are looked through: for other nodes' changes, and those that were not noted.
const LOOK: Duration = Duration::from_mins(2);
/// Chats that are noted; of more it is only known that there are.
const NOTED: usize = 10_000;
/// Chats that are asked for at once.
const PAGE: usize = 200;
/// After each step the index rests for so many times as long as that took: a fourth of a core is all it
/// ever takes.
const REST: u32 = 3;

/// Chats whose index lacks something. Clones are the same list.
///
/// It only says where to look first. What the index lacks stands in the database, and a search looks at that
/// itself.
#[derive(Clone, Default)]
pub struct Backlog(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    chats: HashMap<ChatId, (u32, Since)>,
    overflown: bool,
}

/// When a chat was first seen to wait.
type Since = Option<Instant>;

impl Backlog {
    /// Takes note of an event; never blocks.
    pub fn note(&self, event: &Event) {
        let chat = match event {
            Event::MessageNew { message } | Event::MessageEdited { message } => message.chat,
            Event::MessageDeleted { chat, .. } => *chat,
            _ => return,
        };
        let waiting = &mut *self.waiting();
        if waiting.chats.len() >= NOTED && !waiting.chats.contains_key(&chat) {
            waiting.overflown = true;
            return;
        }
        waiting.chats.entry(chat).or_default().0 += 1;
    }

    /// Takes the chats that are due at `now`.
    fn due(&self, now: Instant) -> Vec<ChatId> {
        let waiting = &mut *self.waiting();
        let due = |_: &ChatId, (count, since): &mut (u32, Since)| {
            let since = *since.get_or_insert(now);
            *count >= ENOUGH || now.duration_since(since) >= WAIT
        };
        waiting.chats.extract_if(due).map(|(chat, _)| chat).collect()
    }

    fn overflown(&self) -> bool {
        std::mem::take(&mut self.waiting().overflown)
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps the index up to date; started once. Several nodes may: a step that comes second does nothing.
pub struct Indexer {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Indexer {
    /// Starts on the caller's runtime; looks through all chats first.
    pub fn start(data: Arc<dyn Data>, backlog: Backlog) -> Self {
        let (stop, stopped) = watch::channel(false);
        let desk = Desk { database: Database::new(data), stopped };
        Self { stop, task: tokio::spawn(desk.work(backlog)) }
    }

    /// Stops; what the index lacks is found at the next start.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the indexer ended badly");
        }
    }
}

struct Desk {
    database: Database,
    stopped: watch::Receiver<bool>,
}

impl Desk {
    async fn work(mut self, backlog: Backlog) {
        let mut looked: Option<Instant> = None;
        loop {
            // The monotonic clock measures pauses only.
            let now = Instant::now();
            let look = looked.is_none_or(|looked| now.duration_since(looked) >= LOOK);
            let done = if look || backlog.overflown() {
                looked = Some(now);
                self.look_through().await
            } else {
                self.index(backlog.due(now)).await
            };
            if let Err(error) = done {
                tracing::warn!(%error, "messages not indexed; searches look at them themselves");
            }
            if self.pause(ROUND).await {
                return;
            }
        }
    }

    /// Indexes whatever chat lacks something.
    async fn look_through(&mut self) -> Result<(), StoreError> {
        let mut after = ChatId(0);
        loop {
            let chats = self.database.read(move |read| due(read, after, PAGE)).await?;
            let Some(last) = chats.last() else { return Ok(()) };
            after = *last;
            self.index(chats).await?;
            if *self.stopped.borrow() {
                return Ok(());
            }
        }
    }

    async fn index(&mut self, chats: Vec<ChatId>) -> Result<(), StoreError> {
        for chat in chats {
            loop {
                let begun = Instant::now();
                let Some(step) = self.database.read(move |read| plan(read, chat)).await? else {
                    break;
                };
                let kept = self.database.write_of(chat, move |tx| keep(tx, &step)).await?;
                if self.pause(begun.elapsed() * REST).await {
                    return Ok(());
                }
                if !kept {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Waits; answers whether it is time to stop.
    async fn pause(&mut self, time: Duration) -> bool {
        if *self.stopped.borrow() {
            return true;
        }
        tokio::select! {
            // The sender lives as long as whoever may stop it.
            _ = self.stopped.changed() => true,
            () = tokio::time::sleep(time) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Rev, Seq, Timestamp, UserId};

    fn deleted(chat: i64) -> Event {
        let (chat, rev, seq) = (ChatId(chat), Rev(1), Seq(1));
        Event::MessageDeleted { chat, rev, seq, by: UserId(1), at: Timestamp(0) }
    }

    #[test]
    fn chats_wait_for_more_but_not_for_long() {
        let (backlog, start) = (Backlog::default(), Instant::now());
        backlog.note(&deleted(1));
        (0..ENOUGH).for_each(|_| backlog.note(&deleted(2)));
        assert_eq!(backlog.due(start), [ChatId(2)]);
        assert_eq!(backlog.due(start + WAIT / 2), []);
        assert_eq!(backlog.due(start + WAIT), [ChatId(1)]);
        assert_eq!(backlog.due(start + WAIT * 2), []);
    }

    #[test]
    fn too_many_chats_are_looked_for() {
        let backlog = Backlog::default();
        (0..10_001).for_each(|chat| backlog.note(&deleted(chat)));
        assert!(backlog.overflown() && !backlog.overflown());
        assert_eq!(backlog.waiting().chats.len(), NOTED);
    }
}
