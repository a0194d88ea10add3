use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use transport::{RULES, Rule};

/// `[limits]`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Whether rate limits hold; off for load tests.
    pub(crate) enabled: bool,
    /// Most sockets of one person.
    pub(crate) sockets_per_user: usize,
    /// Most sockets of one address.
    pub(crate) sockets_per_address: usize,
    /// The rates, by the names of limits.
    pub(crate) rates: BTreeMap<String, Rate>,
}

/// `[limits.rates.NAME]`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rate {
    /// How many at once; 0 for no limit.
    pub(crate) burst: u32,
    /// After how many milliseconds there is one more.
    pub(crate) every_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let rate = |rule: &Rule| Rate { burst: rule.rate.burst, every_ms: rule.rate.every_ms };
        let rates = RULES.iter().map(|rule| (rule.name.to_owned(), rate(rule))).collect();
        Self { enabled: true, sockets_per_user: 20, sockets_per_address: 100, rates }
    }
}

impl Limits {
    /// A name that no limit has.
    pub(super) fn unknown(&self) -> Option<&str> {
        let known = |name: &str| RULES.iter().any(|rule| rule.name == name);
        self.rates.keys().map(String::as_str).find(|name| !known(name))
    }

    /// The limits in force.
    pub(crate) fn build(&self) -> transport::Limits {
        let rate = |rule: &Rule| {
            let set = self.rates.get(rule.name);
            set.map_or(rule.rate, |set| transport::Rate {
                burst: set.burst,
                every_ms: set.every_ms,
            })
        };
        transport::Limits::new(self.enabled, rate, self.sockets_per_address)
    }
}
