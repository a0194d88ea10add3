//! What is handed out page by page as the reader takes it: one's own data, conversations.

use crate::Failure;
use crate::door::Signed;
use crate::identity::Services;
use bytes::Bytes;
use domain::port::{Read, StoreError};
use domain::{Actor, UserId};
use futures_util::{Stream, stream};
use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// Who exports something now: one at a time each.
#[derive(Default)]
pub(crate) struct Exports(Mutex<HashSet<UserId>>);

impl Exports {
    /// Takes a turn; false while the person has one already.
    fn begin(&self, user: UserId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(user)
    }

    fn end(&self, user: UserId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&user);
    }
}

/// A person's one export at a time. It is over when this is dropped, also because the reader went away.
pub(crate) struct Turn {
    services: Arc<Services>,
    actor: Actor,
}

impl Turn {
    pub(crate) fn take(signed: &Signed) -> Result<Self, Failure> {
        let (services, actor) = (Arc::clone(signed.services()), signed.actor);
        if services.exports.begin(actor.user) {
            Ok(Self { services, actor })
        } else {
            Err(Failure::export_busy())
        }
    }

    /// Reads a page by a read of its own, unless the session has ended.
    pub(crate) async fn read<T, E>(
        &self,
        page: impl FnOnce(&mut dyn Read, &Services, &Actor) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + From<StoreError> + Send + 'static,
    {
        let (services, actor) = (Arc::clone(&self.services), self.actor);
        services.check(actor).await?;
        let database = services.database.clone();
        database.read(move |read| page(read, &services, &actor)).await
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.services.exports.end(self.actor.user);
    }
}

/// The pieces that `step` makes one after the other, each when the one before was taken.
///
/// The answer has begun: all that can be told of a failure is that it breaks off, without the end that a
/// whole answer has.
pub(crate) fn pieces<S, F>(
    first: Option<S>,
    step: fn(S) -> F,
) -> impl Stream<Item = io::Result<Bytes>>
where
    F: Future<Output = Result<(Bytes, Option<S>), Failure>>,
{
    stream::try_unfold(first, move |state| async move {
        let Some(state) = state else { return Ok(None) };
        let broken = |failure: Failure| {
            tracing::debug!(code = failure.code(), "an export breaks off");
            io::Error::other(failure.to_string())
        };
        Box::pin(step(state)).await.map(Some).map_err(broken)
    })
}
