//! Web Push: where the devices of people who are away want to be told, who is told, and what.
//!
//! Told is at best once and best effort: the list of notifications and the unread counts are the truth.

mod audience;
mod content;
mod endpoint;
mod subscribe;

pub use audience::{Occasion, Target, audience};
pub use content::{Content, Told, content};
pub use endpoint::{Endpoint, Reach, is_public};
pub use subscribe::{
    MAX_SUBSCRIPTIONS, NewSubscription, Subscription, drop_subscription, subscribe, unsubscribe,
};

/// The number of a subscription; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriptionId(pub i64);
