//! Web Push: a browser that wants to be told while its page is closed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `PUT /users/me/push-subscriptions`: what the browser's `PushSubscription.toJSON()` says.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct PushSubscription {
    /// The push service's address for this browser.
    pub endpoint: String,
    /// The browser's keys.
    pub keys: PushKeys,
}

/// Keys of a browser, in base64url.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct PushKeys {
    /// Its public key: 65 bytes.
    pub p256dh: String,
    /// Its secret: 16 bytes.
    pub auth: String,
}

/// How this device is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PushState {
    /// For `applicationServerKey`, in base64url; null when the server tells nobody.
    pub public_key: Option<String>,
    /// This session's device is told.
    pub subscribed: bool,
}
