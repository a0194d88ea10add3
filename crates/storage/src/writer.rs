//! The group-commit writer: a queue, a thread, one transaction for all that waits.

use crate::engine::{Engine, Undo, WriteConn};
use domain::Event;
use domain::port::{EventSink, Job, Lane, StoreError, StoreFault, Verdict};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

/// Most jobs of one commit.
const BATCH: usize = 256;
/// How often a job is tried when the database says that the same again may work.
const TRIES: usize = 4;
/// When somebody who was refused may come back, in milliseconds.
const RETRY_AFTER_MS: u32 = 250;

enum Order {
    Do(Lane, Box<dyn Job>),
    Stop,
}

/// What the writers have done.
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) taken: AtomicU64,
    pub(crate) jobs: AtomicU64,
    pub(crate) commits: AtomicU64,
}

/// The writers' queues and threads.
pub(crate) struct Writers {
    queues: Vec<SyncSender<Order>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    counters: Arc<Counters>,
    /// Held while a job goes in, so that none can come behind the last order and be forgotten.
    closed: RwLock<bool>,
    next: AtomicU64,
}

impl Writers {
    pub(crate) fn start(
        engine: &Arc<dyn Engine>,
        count: usize,
        queue: usize,
        sink: &Arc<dyn EventSink>,
        counters: &Arc<Counters>,
    ) -> std::io::Result<Self> {
        let (mut queues, mut threads) = (Vec::new(), Vec::new());
        for number in 0..count {
            let (sender, orders) = sync_channel(queue);
            let writer = Writer {
                engine: Arc::clone(engine),
                sink: Arc::clone(sink),
                counters: Arc::clone(counters),
            };
            let thread = std::thread::Builder::new().name(format!("writer-{number}"));
            threads.push(thread.spawn(move || writer.work(&orders))?);
            queues.push(sender);
        }
        let (threads, closed) = (Mutex::new(threads), RwLock::new(false));
        let counters = Arc::clone(counters);
        Ok(Self { queues, threads, counters, closed, next: AtomicU64::new(0) })
    }

    pub(crate) fn submit(&self, lane: Lane, job: Box<dyn Job>) {
        if let Err((job, error)) = self.take(lane, job) {
            job.done(Err(error));
        }
    }

    fn take(&self, lane: Lane, job: Box<dyn Job>) -> Result<(), (Box<dyn Job>, StoreError)> {
        let closed = self.closed.read().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = self.queue(lane).filter(|_| !*closed) else {
            return Err((job, stopped()));
        };
        match queue.try_send(Order::Do(lane, job)) {
            Err(TrySendError::Full(Order::Do(_, job))) => Err((job, full())),
            Err(TrySendError::Disconnected(Order::Do(_, job))) => Err((job, stopped())),
            Ok(()) | Err(_) => {
                self.counters.taken.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    fn queue(&self, lane: Lane) -> Option<&SyncSender<Order>> {
        let number = match lane {
            Lane::Chat(chat) => chat.0.unsigned_abs(),
            Lane::User(user) => user.0.unsigned_abs(),
            Lane::Any => self.next.fetch_add(1, Ordering::Relaxed),
        };
        let count = u64::try_from(self.queues.len()).unwrap_or(1).max(1);
        self.queues.get(usize::try_from(number % count).unwrap_or(0))
    }

    pub(crate) fn shutdown(&self) {
        *self.closed.write().unwrap_or_else(PoisonError::into_inner) = true;
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        if threads.is_empty() {
            return;
        }
        for queue in &self.queues {
            // Waits for room: what was taken is done first.
            let _gone = queue.send(Order::Stop);
        }
        for thread in threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a writer ended in a panic");
            }
        }
    }
}

fn stopped() -> StoreError {
    StoreError::new("submit", StoreFault::Unavailable, "the store is shut down")
}

fn full() -> StoreError {
    let fault = StoreFault::Full { retry_after_ms: RETRY_AFTER_MS };
    StoreError::new("submit", fault, "the writer's queue is full")
}

struct Writer {
    engine: Arc<dyn Engine>,
    sink: Arc<dyn EventSink>,
    counters: Arc<Counters>,
}

type Done = (Box<dyn Job>, Result<(), StoreError>);

/// Why a batch came to nothing, with its jobs.
struct Undone {
    jobs: Vec<Box<dyn Job>>,
    error: StoreError,
    /// COMMIT itself failed: nobody knows what is on disk.
    doubtful: bool,
}

/// The order in which rows are locked, on every node: two batches then never wait for each other's
/// chats. The sort is stable, so that a lane keeps its order.
fn lock_order(lane: Lane) -> i64 {
    match lane {
        Lane::Chat(chat) => chat.0,
        Lane::User(_) | Lane::Any => i64::MIN,
    }
}

impl Writer {
    fn work(self, orders: &Receiver<Order>) {
        let mut conn = None;
        let mut stop = false;
        while !stop {
            let Ok(first) = orders.recv() else { return };
            let mut batch = Vec::new();
            let mut next = Some(first);
            while let Some(order) = next {
                match order {
                    Order::Do(lane, job) => batch.push((lane, job)),
                    Order::Stop => stop = true,
                }
                next = if batch.len() < BATCH || stop { orders.try_recv().ok() } else { None };
            }
            if !batch.is_empty() {
                batch.sort_by_key(|(lane, _)| lock_order(*lane));
                self.batch(&mut conn, batch.into_iter().map(|(_, job)| job).collect());
            }
        }
    }

    /// Runs a batch in one transaction, first without savepoints: they cost more than a small command
    /// does, and few commands fail once they have written. If one does, all run again with savepoints;
    /// what can't be done together even so is done one by one.
    fn batch(&self, conn: &mut Option<Box<dyn WriteConn>>, jobs: Vec<Box<dyn Job>>) {
        let alone = jobs.len() == 1;
        let mut outcome = self.transact(conn, jobs, Undo::Whole);
        // After a failed fsync the same bytes may seem to be on disk without being there: what was in
        // doubt is never tried again on its owner's behalf.
        if let Err(Undone { jobs, error, doubtful: false }) = outcome {
            if alone || error.fault == StoreFault::Unavailable {
                outcome = Err(Undone { jobs, error, doubtful: false });
            } else {
                tracing::debug!(%error, jobs = jobs.len(), "batch undone; again with savepoints");
                outcome = self.transact(conn, jobs, Undo::Each);
            }
        }
        match outcome {
            Ok(again) => self.one_by_one(conn, again),
            Err(Undone { jobs, error, doubtful })
                if error.fault == StoreFault::Retry
                    || (!alone && !doubtful && error.fault != StoreFault::Unavailable) =>
            {
                tracing::debug!(%error, jobs = jobs.len(), "batch undone; its jobs run one by one");
                self.one_by_one(conn, jobs);
            }
            Err(Undone { jobs, error, .. }) => self.answer(refuse(jobs, &error)),
        }
    }

    /// Runs jobs in transactions of their own; once the database is away, the rest is refused.
    fn one_by_one(&self, conn: &mut Option<Box<dyn WriteConn>>, jobs: Vec<Box<dyn Job>>) {
        let mut jobs = jobs.into_iter();
        while let Some(job) = jobs.next() {
            self.persist(conn, job);
            if conn.is_none()
                && let Err(error) = connected(self.engine.as_ref(), conn)
            {
                return self.answer(refuse(jobs.collect(), &error));
            }
        }
    }

    /// Runs one job, again when the database says that may work.
    fn persist(&self, conn: &mut Option<Box<dyn WriteConn>>, job: Box<dyn Job>) {
        let mut job = Some(job);
        for attempt in 1..=TRIES {
            let Some(this) = job.take() else { return };
            match self.transact(conn, vec![this], Undo::Whole) {
                Ok(mut again) => job = again.pop(),
                Err(Undone { mut jobs, error, .. }) => {
                    if error.fault != StoreFault::Retry || attempt == TRIES {
                        return self.answer(refuse(jobs, &error));
                    }
                    job = jobs.pop();
                }
            }
        }
        if let Some(job) = job {
            let error = StoreError::new("job", StoreFault::Retry, "tried too often");
            self.answer(vec![(job, Err(error))]);
        }
    }

    /// One transaction: answers the jobs that should be tried again by themselves.
    fn transact(
        &self,
        slot: &mut Option<Box<dyn WriteConn>>,
        mut jobs: Vec<Box<dyn Job>>,
        undo: Undo,
    ) -> Result<Vec<Box<dyn Job>>, Undone> {
        let conn = match connected(self.engine.as_ref(), slot) {
            Ok(conn) => conn,
            Err(error) => return Err(Undone { jobs, error, doubtful: false }),
        };
        if let Err(error) = conn.begin() {
            *slot = None;
            return Err(Undone { jobs, error, doubtful: false });
        }
        let alone = jobs.len() == 1;
        let (mut events, mut fates): (Vec<Event>, Vec<Fate>) = (Vec::new(), Vec::new());
        let mut undone = None;
        for job in &mut jobs {
            let mut ran = conn.run(job.as_mut(), undo);
            let fate = fate_of(ran.verdict);
            // What is to run again goes before those behind it in its lane: all are undone.
            if ran.poisoned || (!alone && matches!(fate, Fate::Again(_))) {
                // A lone job that fails by its own rules has been told all it needs to know.
                undone = Some(fate);
                break;
            }
            events.append(&mut ran.events);
            fates.push(fate);
        }
        if let Some(fate) = undone {
            if conn.rollback().is_err() {
                *slot = None;
            }
            return self.give_up(jobs, alone, fate);
        }
        if let Err(error) = conn.commit() {
            // Nobody knows what is on disk: the connection is dropped, nothing is acknowledged.
            *slot = None;
            return Err(Undone { jobs, error, doubtful: true });
        }
        self.counters.commits.fetch_add(1, Ordering::Relaxed);
        self.tell(|sink| sink.deliver(events));
        let again = self.settle(jobs, fates);
        self.tell(|sink| sink.flush());
        Ok(again)
    }

    /// After an undone transaction: a lone job that was refused is answered, all else runs again.
    fn give_up(
        &self,
        jobs: Vec<Box<dyn Job>>,
        alone: bool,
        fate: Fate,
    ) -> Result<Vec<Box<dyn Job>>, Undone> {
        match fate {
            Fate::Settled(outcome) if alone => {
                self.answer(jobs.into_iter().map(|job| (job, outcome.clone())).collect());
                Ok(Vec::new())
            }
            Fate::Again(error) | Fate::Settled(Err(error)) => {
                Err(Undone { jobs, error, doubtful: false })
            }
            Fate::Settled(Ok(())) => {
                let error =
                    StoreError::new("batch", StoreFault::Retry, "a job could not be undone alone");
                Err(Undone { jobs, error, doubtful: false })
            }
        }
    }

    /// Answers the jobs of a committed batch, and gives back those to be tried again.
    fn settle(&self, jobs: Vec<Box<dyn Job>>, fates: Vec<Fate>) -> Vec<Box<dyn Job>> {
        let (mut done, mut again) = (Vec::with_capacity(jobs.len()), Vec::new());
        for (job, fate) in jobs.into_iter().zip(fates) {
            match fate {
                Fate::Settled(outcome) => done.push((job, outcome)),
                Fate::Again(_) => again.push(job),
            }
        }
        self.answer(done);
        again
    }

    fn tell(&self, what: impl FnOnce(&dyn EventSink)) {
        let told = catch_unwind(AssertUnwindSafe(|| what(self.sink.as_ref())));
        if told.is_err() {
            tracing::error!("the event sink panicked; readers will catch up");
        }
    }

    fn answer(&self, done: Vec<Done>) {
        self.counters.jobs.fetch_add(u64::try_from(done.len()).unwrap_or(0), Ordering::Relaxed);
        for (job, outcome) in done {
            if catch_unwind(AssertUnwindSafe(|| job.done(outcome))).is_err() {
                tracing::error!("a job panicked while it was told how it ended");
            }
        }
    }
}

/// What is to become of a job.
enum Fate {
    Settled(Result<(), StoreError>),
    /// The same again may work.
    Again(StoreError),
}

fn fate_of(verdict: Verdict) -> Fate {
    match verdict {
        Verdict::Commit | Verdict::Rollback => Fate::Settled(Ok(())),
        Verdict::Failed(error) if error.fault == StoreFault::Retry => Fate::Again(error),
        Verdict::Failed(error) => Fate::Settled(Err(error)),
    }
}

fn refuse(jobs: Vec<Box<dyn Job>>, error: &StoreError) -> Vec<Done> {
    tracing::warn!(%error, jobs = jobs.len(), "nothing was stored");
    jobs.into_iter().map(|job| (job, Err(error.clone()))).collect()
}

fn connected<'a>(
    engine: &dyn Engine,
    slot: &'a mut Option<Box<dyn WriteConn>>,
) -> Result<&'a mut (dyn WriteConn + 'static), StoreError> {
    let conn = match slot.take() {
        Some(conn) => conn,
        None => engine.writer()?,
    };
    Ok(slot.insert(conn).as_mut())
}

#[cfg(test)]
mod tests;
