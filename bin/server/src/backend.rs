use domain::port::{Job, Lane, Read, StoreError};
use storage::Store;

/// The store as transport asks for it.
pub(crate) struct StoreBackend(pub(crate) Store);

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
