use crate::error::{Class, Problem};

/// A store that could not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{operation}: {cause}")]
pub struct StoreError {
    /// What was asked.
    pub operation: &'static str,
    /// What kind of failure it is.
    pub fault: StoreFault,
    /// The backend's own words; for logs, never for clients.
    pub cause: String,
}

/// What went wrong in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// A unique or foreign key said no; the constraint or its columns.
    Conflict(String),
    /// The queue is full: try again after so many milliseconds.
    Full {
        /// When to try again.
        retry_after_ms: u32,
    },
    /// A deadlock or lock time-out: the same again may work.
    Retry,
    /// The database is away or is shutting down.
    Unavailable,
    /// Anything else: a fault of ours or of the disk.
    Broken,
}

impl StoreError {
    /// A failure of `operation` told by the backend.
    pub fn new(operation: &'static str, fault: StoreFault, cause: impl std::fmt::Display) -> Self {
        Self { operation, fault, cause: cause.to_string() }
    }

    /// A row that must be there within this transaction is not.
    pub fn lost(operation: &'static str) -> Self {
        Self::new(operation, StoreFault::Broken, "a row of this transaction is missing")
    }
}

impl Problem for StoreError {
    fn class(&self) -> Class {
        match self.fault {
            StoreFault::Full { .. } => Class::Overloaded,
            StoreFault::Retry | StoreFault::Unavailable => Class::Unavailable,
            StoreFault::Conflict(_) | StoreFault::Broken => Class::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self.class() {
            Class::Overloaded => "overloaded",
            Class::Unavailable => "unavailable",
            _ => "internal",
        }
    }

    fn retry_after_ms(&self) -> Option<u32> {
        match self.fault {
            StoreFault::Full { retry_after_ms } => Some(retry_after_ms),
            StoreFault::Retry | StoreFault::Unavailable => Some(1_000),
            StoreFault::Conflict(_) | StoreFault::Broken => None,
        }
    }
}
