use super::table::Rule;
use crate::Failure;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest};
use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;
use std::time::Duration;

/// What a limit said.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) rule: Rule,
    /// How many more may come at once.
    pub(crate) left: u32,
    /// How long to wait, when this one may not.
    pub(crate) wait: Option<Duration>,
}

impl Taken {
    pub(crate) fn result(&self) -> Result<(), Failure> {
        self.wait.map_or(Ok(()), |wait| {
            let ms = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX);
            Err(Failure::rate_limited(ms.max(1)))
        })
    }

    /// Seconds until all of it is there again.
    fn reset(&self) -> u64 {
        let gone = u64::from(self.rule.rate.burst.saturating_sub(self.left));
        gone.saturating_mul(self.rule.rate.every_ms).div_ceil(1_000)
    }
}

/// The limits that one request met, for the headers of its answer.
#[derive(Clone, Default)]
pub(crate) struct Ledger(Rc<RefCell<Vec<Taken>>>);

impl Ledger {
    /// That of a request; made when there is none yet.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let mut extensions = request.extensions_mut();
        if let Some(ledger) = extensions.get::<Self>() {
            return ledger.clone();
        }
        let ledger = Self::default();
        extensions.insert(ledger.clone());
        ledger
    }

    /// Notes what a limit said, and says it.
    pub(crate) fn note(&self, taken: Option<Taken>) -> Result<(), Failure> {
        let Some(taken) = taken else { return Ok(()) };
        self.0.borrow_mut().push(taken);
        taken.result()
    }

    /// `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers-10: a list of the
    /// limits met, with quota and window in seconds, what is left and in how many seconds all is back.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let all = self.0.borrow();
        if all.is_empty() {
            return;
        }
        let (mut policy, mut state) = (String::new(), String::new());
        for (i, taken) in all.iter().enumerate() {
            let (comma, rule) = (if i == 0 { "" } else { ", " }, &taken.rule);
            let window = rule.rate.window().as_millis().div_ceil(1_000);
            let (name, burst) = (rule.name, rule.rate.burst);
            let _infallible = write!(policy, "{comma}\"{name}\";q={burst};w={window}");
            let (left, reset) = (taken.left, taken.reset());
            let _infallible = write!(state, "{comma}\"{name}\";r={left};t={reset}");
        }
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{Key, Limit, Limits};
    use domain::UserId;

    #[test]
    fn headers_tell_policy_and_state() {
        let limits = Limits::new(true, |rule| rule.rate, 0);
        let (ledger, key) = (Ledger::default(), Key::Person(UserId(1)));
        let mut headers = HeaderMap::new();
        ledger.write(&mut headers);
        assert_eq!(headers.len(), 0);
        ledger.note(limits.take(Limit::Api, &key, 1)).unwrap();
        ledger.note(limits.take(Limit::Groups, &key, 3)).unwrap();
        ledger.write(&mut headers);
        let text = |name: &str| headers.get(name).unwrap().to_str().unwrap();
        assert_eq!(text("ratelimit-policy"), r#""api";q=200;w=60, "groups";q=10;w=3600"#);
        assert_eq!(text("ratelimit"), r#""api";r=199;t=1, "groups";r=7;t=1080"#);
    }
}
