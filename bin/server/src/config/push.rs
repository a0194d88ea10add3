use serde::{Deserialize, Serialize};

/// `[push]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Push {
    /// Whether closed pages are told, through the push services of their browsers.
    pub(crate) enabled: bool,
    /// Whom a push service may write to: `mailto:…`; the public address when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact: Option<String>,
    /// Also calls `http` and addresses of this machine and its network; for tests.
    pub(crate) allow_private: bool,
}

impl Default for Push {
    fn default() -> Self {
        Self { enabled: true, contact: None, allow_private: false }
    }
}
