use serde::{Deserialize, Serialize};

/// `[search]`
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Search {
    /// Whether this node keeps the index of messages; without it searches reach only the newest some thousand.
    pub(crate) index: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self { index: true }
    }
}
