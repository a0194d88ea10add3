use super::model::{JobId, NewJob};
use crate::Event;
use crate::port::{StoreError, Tx};

/// Takes on a job together with whatever else the transaction does; `None` when it is known already.
///
/// The workers hear of it once the transaction has been committed.
///
/// # Errors
/// Only the store's.
pub fn enqueue(tx: &mut dyn Tx, new: &NewJob) -> Result<Option<JobId>, StoreError> {
    let id = tx.insert_job(new)?;
    if id.is_some() {
        tx.emit(Event::JobsWaiting);
    }
    Ok(id)
}
