use crate::Failure;
use domain::port::{Job, Lane, Read, StoreError, Tx, Verdict};
use domain::{Problem, Timestamp};
use std::sync::Arc;
use tokio::sync::{Semaphore, oneshot};

/// The data, as transport needs it.
pub trait Backend: Send + Sync + 'static {
    /// Puts a command into the writer's queue; never blocks. `done` tells how it ended.
    fn submit(&self, lane: Lane, job: Box<dyn Job>);
    /// Runs a query on this thread; blocks.
    ///
    /// # Errors
    /// When the database is away.
    fn read(&self, query: &mut dyn FnMut(&mut dyn Read)) -> Result<(), StoreError>;
    /// Whether the database answers; blocks.
    ///
    /// # Errors
    /// When it doesn't.
    fn ping(&self) -> Result<(), StoreError>;
}

/// Where time comes from.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The backend behind a bounded number of threads, for async callers.
#[derive(Clone)]
pub(crate) struct Database {
    backend: Arc<dyn Backend>,
    readers: Arc<Semaphore>,
}

impl Database {
    pub(crate) fn new(backend: Arc<dyn Backend>, readers: usize) -> Self {
        Self { backend, readers: Arc::new(Semaphore::new(readers)) }
    }

    pub(crate) fn submit(&self, lane: Lane, job: Box<dyn Job>) {
        self.backend.submit(lane, job);
    }

    /// Runs a query off the actix threads. Waiting for a free reader is async and bounded by the
    /// number of requests; dropping the future lets a running query end.
    pub(crate) async fn read<T, E>(
        &self,
        query: impl FnOnce(&mut dyn Read) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + From<StoreError> + Send + 'static,
    {
        let permit = self.readers.clone().acquire_owned().await.map_err(|_| Failure::stopping())?;
        let backend = Arc::clone(&self.backend);
        let answer = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let (mut query, mut answer) = (Some(query), None);
            backend.read(&mut |read| answer = query.take().map(|query| query(read)))?;
            answer.unwrap_or_else(|| Err(StoreError::lost("read").into()))
        });
        answer.await.map_err(|error| Failure::broken("read", &error))?.map_err(Into::into)
    }

    /// Runs a command in the writer and answers once it is on disk.
    ///
    /// `command` may run again when the database asks for it, so it keeps what it needs.
    pub(crate) async fn write<T, E>(
        &self,
        lane: Lane,
        command: impl FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Problem + From<StoreError> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        // The receiver is gone when the requester is: the command is done all the same.
        let then = move |answer| drop(tell.send(answer));
        self.submit(lane, Command::boxed(command, then));
        told.await.map_err(|_| Failure::stopping())?.map_err(Failure::from)
    }

    pub(crate) async fn ping(&self) -> Result<(), Failure> {
        let backend = Arc::clone(&self.backend);
        let answer = tokio::task::spawn_blocking(move || backend.ping());
        answer.await.map_err(|error| Failure::broken("ping", &error))?.map_err(Failure::from)
    }
}

/// A command with what to do once its fate is known.
pub(crate) struct Command<F, D, T, E> {
    run: F,
    then: D,
    answer: Option<Result<T, E>>,
}

impl<F, D, T, E> Command<F, D, T, E>
where
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    D: FnOnce(Result<T, E>) + Send + 'static,
    T: Send + 'static,
    E: Problem + From<StoreError> + Send + 'static,
{
    pub(crate) fn boxed(run: F, then: D) -> Box<dyn Job> {
        Box::new(Self { run, then, answer: None })
    }
}

impl<F, D, T, E> Job for Command<F, D, T, E>
where
    F: FnMut(&mut dyn Tx) -> Result<T, E> + Send,
    D: FnOnce(Result<T, E>) + Send,
    T: Send,
    E: Problem + From<StoreError> + Send,
{
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict {
        let answer = (self.run)(tx);
        let verdict = Verdict::of(&answer);
        self.answer = Some(answer);
        verdict
    }

    fn done(self: Box<Self>, outcome: Result<(), StoreError>) {
        let answer = match (outcome, self.answer) {
            (Ok(()), Some(answer)) => answer,
            (Ok(()), None) => Err(StoreError::lost("command").into()),
            (Err(error), _) => Err(error.into()),
        };
        (self.then)(answer);
    }
}
