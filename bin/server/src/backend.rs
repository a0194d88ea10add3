use domain::port::{Job, Lane, Read, StoreError};
use storage::Store;

/// The store as transport and the worker ask for it.
pub(crate) struct StoreBackend(pub(crate) Store);

impl notify::Data for StoreBackend {
    fn write(&self, lane: Lane, command: notify::Write) -> Result<(), StoreError> {
        self.0.write(lane, command)
    }

    fn read(&self, query: &mut dyn FnMut(&mut dyn Read)) -> Result<(), StoreError> {
        self.0.read(|read| query(read))
    }
}

impl transport::Backend for StoreBackend {
    fn submit(&self, lane: Lane, job: Box<dyn Job>) {
        self.0.submit(lane, job);
    }

    fn read(&self, query: &mut dyn FnMut(&mut dyn Read)) -> Result<(), StoreError> {
        self.0.read(|read| query(read))
    }

    fn ping(&self) -> Result<(), StoreError> {
        self.0.ping()
    }
}
