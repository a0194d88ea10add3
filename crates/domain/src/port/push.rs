use super::StoreError;
use crate::push::{NewSubscription, Subscription, SubscriptionId, Target};
use crate::{Actor, ChatId, Seq, SessionId, Timestamp, UserId};

type Answer<T> = Result<T, StoreError>;

/// Questions about devices that want to be told.
pub trait PushRead {
    /// A device whose session lives.
    fn subscription(&mut self, id: SubscriptionId, now: Timestamp) -> Answer<Option<Subscription>>;
    /// The subscription of a session.
    fn subscription_of(&mut self, session: SessionId) -> Answer<Option<SubscriptionId>>;
    /// A person's subscriptions, by id; never more than [`crate::push::MAX_SUBSCRIPTIONS`].
    fn subscriptions_of(&mut self, user: UserId) -> Answer<Vec<Subscription>>;
    /// Devices with live sessions of the members of a chat who have not read up to a message, by id, after
    /// `after`, at most `limit`.
    fn push_targets(
        &mut self,
        message: (ChatId, Seq),
        now: Timestamp,
        after: SubscriptionId,
        limit: usize,
    ) -> Answer<Vec<Target>>;
    /// Devices with live sessions of a person.
    fn push_targets_of(&mut self, user: UserId, now: Timestamp) -> Answer<Vec<Target>>;
    /// Whether anybody wants to be told.
    fn has_subscriptions(&mut self) -> Answer<bool>;
}

/// Changes of devices that want to be told.
pub trait PushWrite {
    /// Stores the subscription of the actor's session in place of its last, of any of the same address, and
    /// of what exceeds [`crate::push::MAX_SUBSCRIPTIONS`]. The person's row is locked.
    fn put_subscription(&mut self, actor: &Actor, new: &NewSubscription) -> Answer<()>;
    /// Forgets the subscription of a session.
    fn drop_subscription_of(&mut self, session: SessionId) -> Answer<()>;
    /// Forgets a subscription.
    fn drop_subscription(&mut self, id: SubscriptionId) -> Answer<()>;
}
