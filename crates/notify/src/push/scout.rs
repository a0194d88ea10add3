//! Finds out, after the commit and off the writer's thread, who is to be told.

use super::Push;
use super::kind::Errand;
use crate::{Data, Database};
use domain::job::{NewJob, enqueue};
use domain::notification::Kind;
use domain::port::StoreError;
use domain::push::{Occasion, SubscriptionId, audience};
use domain::{ChatId, Event, Seq, Timestamp, UserId};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// Most chats with news that wait to be looked at, and most other occasions.
const WAITING: usize = 10_000;
/// What comes within this time is looked at together: of a chat only the newest message.
const GATHER: Duration = Duration::from_millis(250);
/// How often to look whether anybody subscribed at another node.
const LOOK: Duration = Duration::from_secs(30);
/// Occasions that are looked at in one question, and jobs that are written in one command.
const AT_ONCE: usize = 100;

/// What happened and has not been looked at. Clones are the same watch.
///
/// Best effort: what exceeds its bounds is dropped and counted, and a crash loses what waits. The list of
/// notifications and the unread counts don't depend on it.
#[derive(Clone, Default)]
pub struct Watch(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Nobody subscribed as far as this node knows: nothing needs to be kept.
    wanted: AtomicBool,
    /// A std mutex: it is held for a few instructions, on the writer's thread.
    waiting: Mutex<Waiting>,
    bell: Notify,
    dropped: AtomicU64,
}

#[derive(Default)]
struct Waiting {
    /// The newest message of each chat.
    chats: HashMap<ChatId, (Seq, UserId)>,
    others: Vec<Occasion>,
}

impl Watch {
    /// Takes note of an event; never blocks.
    pub fn note(&self, event: &Event) {
        match event {
            Event::PushWanted => {
                self.0.wanted.store(true, Ordering::Relaxed);
                self.0.bell.notify_one();
            }
            Event::MessageNew { message } if self.is_wanted() => {
                let waiting = &mut *self.waiting();
                let room = waiting.chats.len() < WAITING;
                if room || waiting.chats.contains_key(&message.chat) {
                    waiting.chats.insert(message.chat, (message.seq, message.sender));
                } else {
                    self.0.dropped.fetch_add(1, Ordering::Relaxed);
                }
                self.0.bell.notify_one();
            }
            // A mention comes with its message.
            Event::Notified { owner, notification, .. }
                if self.is_wanted()
                    && !matches!(notification.kind, Kind::Mention | Kind::Reply) =>
            {
                let waiting = &mut *self.waiting();
                if waiting.others.len() < WAITING {
                    let (user, notification) = (*owner, notification.id);
                    waiting.others.push(Occasion::Notice { user, notification });
                } else {
                    self.0.dropped.fetch_add(1, Ordering::Relaxed);
                }
                self.0.bell.notify_one();
            }
            _ => {}
        }
    }

    /// Occasions that were dropped because too many waited.
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }

    fn is_wanted(&self) -> bool {
        self.0.wanted.load(Ordering::Relaxed)
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Vec<Occasion> {
        let Waiting { chats, others } = std::mem::take(&mut *self.waiting());
        let messages =
            chats.into_iter().map(|(chat, (seq, sender))| Occasion::Message { chat, seq, sender });
        messages.chain(others).collect()
    }
}

/// Whether a person has a socket open on this node.
pub(crate) type IsThere = Arc<dyn Fn(UserId) -> bool + Send + Sync>;

/// Looks at what happened and takes on the jobs; started once.
pub struct Scout {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Scout {
    /// Starts on the caller's runtime.
    pub fn start(
        data: Arc<dyn Data>,
        watch: Watch,
        is_there: IsThere,
        now: fn() -> Timestamp,
    ) -> Self {
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let post = Post { database: Database::new(data), is_there, now };
        Self { stop, task: tokio::spawn(stand(post, watch, stopped)) }
    }

    /// Stops; what waits is dropped.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the scout ended badly");
        }
    }
}

struct Post {
    database: Database,
    is_there: IsThere,
    now: fn() -> Timestamp,
}

async fn stand(post: Post, watch: Watch, mut stopped: watch::Receiver<bool>) {
    loop {
        if !watch.is_wanted() {
            match post.database.read(|read| read.has_subscriptions()).await {
                Ok(any) => watch.0.wanted.store(any, Ordering::Relaxed),
                Err(error) => tracing::warn!(%error, "subscriptions not looked for"),
            }
        }
        tokio::select! {
            // The sender lives as long as whoever may stop it.
            _ = stopped.changed() => return,
            () = watch.0.bell.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
        tokio::time::sleep(GATHER).await;
        for occasions in watch.take().chunks(AT_ONCE) {
            if let Err(error) = post.send_out(occasions.to_vec()).await {
                tracing::warn!(%error, "nobody was told");
            }
        }
    }
}

impl Post {
    async fn send_out(&self, occasions: Vec<Occasion>) -> Result<(), StoreError> {
        let (now, is_there) = ((self.now)(), Arc::clone(&self.is_there));
        let found = self.database.read(move |read| {
            let mut errands: Vec<(SubscriptionId, Occasion)> = Vec::new();
            for occasion in occasions {
                let devices = audience(read, &occasion, now, &*is_there)?;
                errands.extend(devices.into_iter().map(|device| (device, occasion)));
            }
            Ok(errands)
        });
        for errands in found.await?.chunks(AT_ONCE) {
            let jobs: Vec<NewJob> = errands.iter().map(|(id, what)| job(*id, what, now)).collect();
            let take_on = move |tx: &mut dyn domain::port::Tx| {
                jobs.iter().try_for_each(|job| enqueue(tx, job).map(drop))
            };
            self.database.write(take_on).await?;
        }
        Ok(())
    }
}

fn job(device: SubscriptionId, occasion: &Occasion, now: Timestamp) -> NewJob {
    let errand = Errand::new(device, occasion);
    let payload = serde_json::to_string(&errand).unwrap_or_default();
    NewJob { kind: Push::NAME, key: errand.key(), payload, run_at: now, at: now }
}
