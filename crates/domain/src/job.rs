//! Work that is done after the transaction that caused it: a row in that transaction, then a worker.
//!
//! A job is taken on lease: whoever holds it does it and says how it went. A lease that runs out, because
//! its holder died, is given to the next; so a job runs at least once, and must do no harm when it runs
//! twice. The number of the attempt tells a holder that came too late.

mod enqueue;
mod model;
mod work;

pub use enqueue::enqueue;
pub use model::{JobFilter, JobId, JobState, Lease, NewJob, Progress, Queued};
pub use work::{Outcome, RETRIES, delay_ms, lease, next_due, report, tidy};
