//! Looking at everything that travels, to log it or to hold it against the contract.

use serde_json::Value;

/// One request over HTTP and its answer.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// The path as it was asked for, with its query.
    pub path: &'a str,
    /// The status of the answer.
    pub status: u16,
    /// The media type of the answer, without parameters.
    pub content_type: &'a str,
    /// The answer as JSON; null when it is none.
    pub body: &'a Value,
}

/// Sees every exchange and every frame of a client.
pub trait Inspector: Send + Sync {
    /// An HTTP answer has come.
    fn exchange(&self, exchange: &Exchange<'_>);

    /// An envelope has come over the socket; `answers` is the op that it answers, where known.
    fn received(&self, envelope: &Value, answers: Option<&str>);
}
