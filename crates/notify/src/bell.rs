use std::sync::Arc;
use tokio::sync::Notify;

/// Wakes the worker: rung after every commit that left work for it.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes the worker, or keeps it from going to sleep. Never blocks.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    pub(crate) async fn rung(&self) {
        self.0.notified().await;
    }
}
