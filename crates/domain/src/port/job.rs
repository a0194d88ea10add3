use super::{StoreError, Tx};
use crate::{ChatId, Event, UserId};

/// Which commands must run in order: those of one lane do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Changes of one chat.
    Chat(ChatId),
    /// Changes of one person.
    User(UserId),
    /// Nothing to keep in order with.
    Any,
}

/// What becomes of a job's writes.
#[derive(Debug)]
pub enum Verdict {
    /// They are kept.
    Commit,
    /// They are undone, and those of its neighbours are not.
    Rollback,
    /// The store failed under the job: it is undone, and run again if the fault is
    /// [`super::StoreFault::Retry`].
    Failed(StoreError),
}

/// A command on its way to the writer.
///
/// `run` may be called again, after a [`Verdict::Failed`] or when its whole batch had to be undone, so
/// it must not give away what it needs.
/// `done` is called exactly once, on the writer's thread, after the COMMIT is on disk and the
/// events are delivered, or with the reason why nothing was stored. It must not block.
pub trait Job: Send {
    /// Runs the command.
    fn run(&mut self, tx: &mut dyn Tx) -> Verdict;
    /// Tells how it ended.
    fn done(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// Where committed events go: called in commit order, before any `done` of the batch.
pub trait EventSink: Send + Sync {
    /// Takes the events of one batch; must not block.
    fn deliver(&self, events: Vec<Event>);
    /// Called when every `done` of the batch has been called: a sink may wait until then to wake those
    /// who hear the events, so that an answer and the event of the same command leave together.
    fn flush(&self) {}
}

impl Verdict {
    /// The verdict on a command's answer: kept, refused by its own rules, or failed for now.
    pub fn of<T, E: crate::Problem>(answer: &Result<T, E>) -> Self {
        match answer {
            Ok(_) => Self::Commit,
            Err(error) if error.class() == crate::Class::Unavailable => {
                Self::Failed(StoreError::new("command", super::StoreFault::Retry, error))
            }
            Err(_) => Self::Rollback,
        }
    }
}
