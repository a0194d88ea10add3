use super::{Endpoint, SubscriptionId};
use crate::port::{StoreError, Tx};
use crate::{Actor, Event, SessionId, Timestamp, UserId};

/// Most subscriptions of one person; a newer one drives out the oldest.
pub const MAX_SUBSCRIPTIONS: usize = 20;

/// A device that wants to be told.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its number.
    pub id: SubscriptionId,
    /// Whose.
    pub user: UserId,
    /// Where.
    pub endpoint: Endpoint,
    /// The browser's public key, a point of P-256 as 65 bytes.
    pub public_key: Vec<u8>,
    /// The browser's secret for this subscription, 16 bytes.
    pub secret: Vec<u8>,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its address is a secret too.
        f.debug_struct("Subscription").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The actor's device wants to be told.
#[derive(Clone)]
pub struct NewSubscription {
    /// Where.
    pub endpoint: Endpoint,
    /// The browser's public key.
    pub public_key: Vec<u8>,
    /// The browser's secret.
    pub secret: Vec<u8>,
    /// Now.
    pub at: Timestamp,
}

/// Keeps the subscription of the actor's session in place of any before, and of whoever used the same
/// browser before.
///
/// # Errors
/// Only the store's.
pub fn subscribe(tx: &mut dyn Tx, actor: &Actor, new: &NewSubscription) -> Result<(), StoreError> {
    tx.lock_user(actor.user)?;
    tx.put_subscription(actor, new)?;
    tx.emit(Event::PushWanted);
    Ok(())
}

/// Forgets the subscription of the actor's session; none is no error.
///
/// # Errors
/// Only the store's.
pub fn unsubscribe(tx: &mut dyn Tx, session: SessionId) -> Result<(), StoreError> {
    tx.drop_subscription_of(session)
}

/// Forgets a subscription that its push service knows no more.
///
/// # Errors
/// Only the store's.
pub fn drop_subscription(tx: &mut dyn Tx, id: SubscriptionId) -> Result<(), StoreError> {
    tx.drop_subscription(id)
}
