use domain::ChatId;
use domain::port::{Lane, Read, StoreError, StoreFault, Tx};
use std::sync::{Arc, mpsc};

/// A command that may be run again when the database asks for it.
pub type Write = Box<dyn FnMut(&mut dyn Tx) -> Result<(), StoreError> + Send>;

/// The data, as a worker needs it.
pub trait Data: Send + Sync + 'static {
    /// Runs a command in its lane and waits until it is on disk; blocks.
    ///
    /// # Errors
    /// The command's own, or when nothing was stored.
    fn write(&self, lane: Lane, command: Write) -> Result<(), StoreError>;
    /// Runs a query; blocks.
    ///
    /// # Errors
    /// When the database is away.
    fn read(&self, query: &mut dyn FnMut(&mut dyn Read)) -> Result<(), StoreError>;
}

/// The data for async callers: every call has a blocking thread of its own.
#[derive(Clone)]
pub struct Database(Arc<dyn Data>);

impl Database {
    /// The data behind it.
    pub fn new(data: Arc<dyn Data>) -> Self {
        Self(data)
    }

    /// Runs a command; dropping the future does not undo it.
    ///
    /// # Errors
    /// The command's own, or when nothing was stored.
    pub async fn write<T: Send + 'static>(
        &self,
        command: impl FnMut(&mut dyn Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_in(Lane::Any, command).await
    }

    /// The same of a command that locks a chat.
    ///
    /// # Errors
    /// The command's own, or when nothing was stored.
    pub async fn write_of<T: Send + 'static>(
        &self,
        chat: ChatId,
        command: impl FnMut(&mut dyn Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.write_in(Lane::Chat(chat), command).await
    }

    async fn write_in<T: Send + 'static>(
        &self,
        lane: Lane,
        mut command: impl FnMut(&mut dyn Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let data = Arc::clone(&self.0);
        blocking(move || {
            let (tell, told) = mpsc::channel();
            data.write(
                lane,
                Box::new(move |tx| {
                    let answer = command(tx)?;
                    // The receiver outlives the command: it waits for it.
                    drop(tell.send(answer));
                    Ok(())
                }),
            )?;
            // The last, if it had to run more than once.
            told.try_iter().last().ok_or_else(|| StoreError::lost("write"))
        })
        .await
    }

    /// Runs a query.
    ///
    /// # Errors
    /// The query's own, or when the database is away.
    pub async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&mut dyn Read) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let data = Arc::clone(&self.0);
        blocking(move || {
            let (mut query, mut answer) = (Some(query), None);
            data.read(&mut |read| answer = query.take().map(|query| query(read)))?;
            answer.unwrap_or_else(|| Err(StoreError::lost("read")))
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(StoreError::new("job", StoreFault::Broken, error)))
}
