use serde::{Deserialize, Serialize};

/// `[messages]`
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Messages {
    /// For how many seconds a message may be edited; 0 never, -1 for ever.
    pub(crate) edit_window_s: i64,
}

impl Default for Messages {
    fn default() -> Self {
        Self { edit_window_s: 900 }
    }
}
