//! Threads of their own for password hashing, so that a storm of logins delays no message.

use crate::password::{BcryptFault, Hasher, Password};
use domain::{Class, Problem};
use rand::CryptoRng;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

type Work = Box<dyn FnOnce() + Send>;

/// How big a [`HashPool`] is.
#[derive(Clone, Copy, Debug)]
pub struct PoolOptions {
    /// Threads, at least 1; best half of the cores.
    pub threads: usize,
    /// How many passwords may wait; one more is refused.
    pub queue: usize,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self { threads: 1, queue: 64 }
    }
}

/// Why the pool gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many passwords are waiting.
    #[error("too many people are signing in")]
    Overloaded,
    /// The pool is shutting down.
    #[error("the server is shutting down")]
    Stopped,
    /// bcrypt failed, or its thread panicked.
    #[error("password hashing failed: {0}")]
    Broken(String),
}

impl HashError {
    /// When trying again may help, in ms.
    pub const RETRY_AFTER_MS: u32 = 2_000;
}

impl Problem for HashError {
    fn class(&self) -> Class {
        match self {
            Self::Overloaded => Class::Overloaded,
            Self::Stopped => Class::Unavailable,
            Self::Broken(_) => Class::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Overloaded => "overloaded",
            Self::Stopped => "unavailable",
            Self::Broken(_) => "internal",
        }
    }
}

impl From<BcryptFault> for HashError {
    fn from(fault: BcryptFault) -> Self {
        Self::Broken(fault.to_string())
    }
}

/// Hashes passwords on threads of its own; dropping it ends them.
///
/// What still waits then is answered [`HashError::Stopped`]; the drop blocks for one hash at most.
pub struct HashPool {
    hasher: Arc<Hasher>,
    line: Arc<Line>,
    random: Mutex<Box<dyn CryptoRng + Send>>,
    threads: Vec<JoinHandle<()>>,
}

impl HashPool {
    /// Starts the threads; `random` makes the salts.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        hasher: Hasher,
        options: &PoolOptions,
        random: Box<dyn CryptoRng + Send>,
    ) -> std::io::Result<Self> {
        let mut pool = Self {
            hasher: Arc::new(hasher),
            line: Arc::new(Line::new(options.queue)),
            random: Mutex::new(random),
            threads: Vec::new(),
        };
        for number in 0..options.threads.max(1) {
            let line = Arc::clone(&pool.line);
            let thread = std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || line.work())?;
            pool.threads.push(thread);
        }
        Ok(pool)
    }

    /// Hashes a new password.
    ///
    /// Dropping the future skips the work unless it has begun.
    ///
    /// # Errors
    /// When the pool is full or stopped.
    pub async fn hash(&self, password: Password) -> Result<String, HashError> {
        let mut salt = [0; 16];
        self.random.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut salt);
        let answer = self.submit(move |hasher| hasher.hash_with(&password, salt))?;
        Ok(self.receive(answer).await??)
    }

    /// Whether the password is the one behind `stored`; always false, and as slow, for `None`.
    ///
    /// Dropping the future skips the work unless it has begun.
    ///
    /// # Errors
    /// When the pool is full or stopped, or `stored` is no hash.
    pub async fn verify(
        &self,
        password: Password,
        stored: Option<String>,
    ) -> Result<bool, HashError> {
        let answer = self.submit(move |hasher| hasher.verify(&password, stored.as_deref()))?;
        Ok(self.receive(answer).await??)
    }

    /// The same work on the calling thread, for programs without a runtime.
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// How many passwords wait for a thread.
    pub fn waiting(&self) -> usize {
        self.line.lock().waiting.len()
    }

    async fn receive<T>(&self, answer: oneshot::Receiver<T>) -> Result<T, HashError> {
        answer.await.map_err(|_| {
            if self.line.lock().closed {
                HashError::Stopped
            } else {
                HashError::Broken("its thread panicked".to_owned())
            }
        })
    }

    fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Hasher) -> T + Send + 'static,
    ) -> Result<oneshot::Receiver<T>, HashError> {
        let (tell, answer) = oneshot::channel();
        let hasher = Arc::clone(&self.hasher);
        self.line.push(Box::new(move || {
            // Whoever went away while waiting costs nothing.
            if !tell.is_closed() {
                drop(tell.send(work(&hasher)));
            }
        }))?;
        Ok(answer)
    }
}

impl Drop for HashPool {
    fn drop(&mut self) {
        self.line.close();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a password thread had panicked");
            }
        }
    }
}

impl std::fmt::Debug for HashPool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HashPool").field("threads", &self.threads.len()).finish_non_exhaustive()
    }
}

/// The passwords that wait, oldest first.
struct Line {
    state: Mutex<Waiting>,
    changed: Condvar,
    limit: usize,
}

struct Waiting {
    waiting: VecDeque<Work>,
    closed: bool,
}

impl Line {
    fn new(limit: usize) -> Self {
        let state = Mutex::new(Waiting { waiting: VecDeque::new(), closed: false });
        Self { state, changed: Condvar::new(), limit }
    }

    /// No code of others runs under this lock, so a poisoned one is as good.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, work: Work) -> Result<(), HashError> {
        let mut state = self.lock();
        if state.closed {
            return Err(HashError::Stopped);
        }
        if state.waiting.len() >= self.limit {
            return Err(HashError::Overloaded);
        }
        state.waiting.push_back(work);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    fn next(&self) -> Option<Work> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(work) = state.waiting.pop_front() {
                return Some(work);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn work(&self) {
        while let Some(work) = self.next() {
            // The work owns all it touches, so nothing half-changed outlives a panic.
            if catch_unwind(AssertUnwindSafe(work)).is_err() {
                tracing::error!("hashing a password panicked; the thread goes on");
            }
        }
    }

    fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let unanswered = std::mem::take(&mut state.waiting);
        drop(state);
        drop(unanswered);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests;
