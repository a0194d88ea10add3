use crate::engine::Engine;
use crate::open::{self, OpenError};
use crate::writer::{Counters, Writers};
use domain::Problem;
use domain::port::{EventSink, Job, Lane, Read, StoreError, StoreFault, Tx, Verdict};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{SyncSender, sync_channel};

/// How a store works.
#[derive(Clone, Copy, Debug)]
pub struct StoreOptions {
    /// Bring the schema up to date when opening.
    pub migrate: bool,
    /// Queries that may run at once.
    pub readers: usize,
    /// Writers at once on PostgreSQL; SQLite has one.
    pub lanes: usize,
    /// Jobs that may wait for each writer.
    pub queue: usize,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { migrate: true, readers: 4, lanes: 4, queue: 8_192 }
    }
}

/// How much has been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Jobs that wait for their answer now.
    pub queued: u64,
    /// Jobs that were answered.
    pub jobs: u64,
    /// Commits that they took.
    pub commits: u64,
}

/// A database that runs commands in batches. Clones are the same store.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Arc<dyn Engine>,
    writers: Writers,
    counters: Arc<Counters>,
}

impl Store {
    /// Opens a database by its URL, `sqlite:PATH` or `postgres://…`, and starts its writers.
    ///
    /// `sink` hears the events of every commit, in commit order, on a writer's thread.
    ///
    /// # Errors
    /// When the URL means nothing here, the database is away or newer than this binary.
    #[expect(clippy::needless_pass_by_value, reason = "the store keeps the sink")]
    pub fn open(
        url: &str,
        options: StoreOptions,
        sink: Arc<dyn EventSink>,
    ) -> Result<Self, OpenError> {
        let engine: Arc<dyn Engine> = open::open(url, options.readers, options.migrate)?.into();
        let counters = Arc::new(Counters::default());
        let count = options.lanes.clamp(1, engine.most_writers());
        let writers = Writers::start(&engine, count, options.queue, &sink, &counters)
            .map_err(|error| OpenError::away(engine.name(), &error))?;
        Ok(Self { inner: Arc::new(Inner { engine, writers, counters }) })
    }

    /// Puts a job into the queue of its lane; never blocks.
    ///
    /// When the queue is full or the store is shut down, the job is told so at once.
    pub fn submit(&self, lane: Lane, job: Box<dyn Job>) {
        self.inner.writers.submit(lane, job);
    }

    /// Runs a command and waits until it is on disk. Blocks; not for async threads.
    ///
    /// # Errors
    /// The command's own, or the store's as the command's.
    pub fn write<T, E>(
        &self,
        lane: Lane,
        command: impl FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Problem + From<StoreError> + Send + 'static,
    {
        let (tell, told) = sync_channel(1);
        self.submit(lane, Box::new(Waiting { command, answer: None, tell }));
        told.recv().unwrap_or_else(|_| {
            Err(StoreError::new("write", StoreFault::Unavailable, "the writer has stopped").into())
        })
    }

    /// Runs a query. Blocks; not for async threads. On SQLite it sees one snapshot throughout.
    ///
    /// # Errors
    /// When no reader is free in time or the database is away.
    pub fn read<T>(&self, query: impl FnOnce(&mut dyn Read) -> T) -> Result<T, StoreError> {
        let (mut query, mut answer) = (Some(query), None);
        self.inner.engine.read(&mut |read| answer = query.take().map(|query| query(read)))?;
        answer.ok_or_else(|| StoreError::lost("read"))
    }

    /// Whether the database answers. Blocks.
    ///
    /// # Errors
    /// When it doesn't.
    pub fn ping(&self) -> Result<(), StoreError> {
        self.read(|read| read.user_rev(domain::UserId(0)))?.map(drop)
    }

    /// The backend's name for people.
    pub fn backend_name(&self) -> &'static str {
        self.inner.engine.name()
    }

    /// How much has been done since it was opened.
    pub fn stats(&self) -> Stats {
        let counters = &self.inner.counters;
        let jobs = counters.jobs.load(Ordering::Relaxed);
        Stats {
            queued: counters.taken.load(Ordering::Relaxed).saturating_sub(jobs),
            jobs,
            commits: counters.commits.load(Ordering::Relaxed),
        }
    }

    /// Takes no more jobs, does those that wait, and ends the writers. The second time it does nothing.
    pub fn shutdown(&self) {
        self.inner.writers.shutdown();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.writers.shutdown();
    }
}

/// A command whose caller waits on a channel.
struct Waiting<F, T, E> {
    command: F,
    answer: Option<Result<T, E>>,
    tell: SyncSender<Result<T, E>>,
}

impl<F, T, E> Job for Waiting<F, T, E>
where
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send,
    T: Send,
    E: Problem + From<StoreError> + Send,
{
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        let answer = (self.command)(tx);
        let verdict = Verdict::of(&answer);
        self.answer = Some(answer);
        verdict
    }

    fn done(self: Box<Self>, outcome: Result<(), StoreError>) {
        let answer = match (outcome, self.answer) {
            (Ok(()), Some(answer)) => answer,
            (Ok(()), None) => Err(StoreError::lost("write").into()),
            (Err(error), _) => Err(error.into()),
        };
        // Whoever waited may have gone; the command is done all the same.
        drop(self.tell.send(answer));
    }
}
