use domain::job::{Lease, Outcome};
use std::future::Future;
use std::pin::Pin;

/// One try to do a job.
pub type Attempt<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// What does the jobs of one kind.
pub trait Kind: Send + Sync + 'static {
    /// The name that jobs of this kind bear.
    fn name(&self) -> &'static str;
    /// Does a job.
    ///
    /// It may be cut off, and it may run again after it succeeded: a node can die before it writes
    /// down that it did.
    fn run<'a>(&'a self, job: &'a Lease) -> Attempt<'a>;
}
