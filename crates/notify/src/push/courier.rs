//! Carries sealed messages to push services, and to nobody else.

use domain::push::{Reach, is_public};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, StatusCode, redirect};
use std::net::SocketAddr;
use std::time::Duration;

/// How long a push service keeps what it can't deliver, in seconds.
const TTL: &str = "86400";
/// How long one call may take.
const CALL: Duration = Duration::from_secs(15);

/// How a courier works.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Which addresses it calls.
    pub reach: Reach,
}

/// An HTTP client that follows no redirect and calls no address of our own network.
#[derive(Clone, Debug)]
pub struct Courier {
    client: Client,
}

/// What a push service said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It took the message.
    Taken,
    /// It knows the subscription no more.
    Gone,
    /// It may take it later.
    Later(String),
    /// It will never take it.
    Refused(String),
}

/// What is carried.
pub(super) struct Letter<'a> {
    pub(super) endpoint: &'a str,
    pub(super) proof: String,
    pub(super) urgency: &'static str,
    /// Replaces what waits under the same topic.
    pub(super) topic: String,
    pub(super) body: Vec<u8>,
}

impl Courier {
    /// A courier.
    ///
    /// # Errors
    /// When the client can't be made, as without any trusted certificate.
    pub fn new(options: Options) -> Result<Self, reqwest::Error> {
        // The first to install one decides for the process; it is this one everywhere here.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(CALL)
            .connect_timeout(Duration::from_secs(5))
            .dns_resolver(Guarded(options.reach))
            .https_only(options.reach == Reach::Public)
            .build()?;
        Ok(Self { client })
    }

    pub(super) async fn carry(&self, letter: Letter<'_>) -> Answer {
        let sent = self
            .client
            .post(letter.endpoint)
            .header("Authorization", letter.proof)
            .header("Content-Encoding", "aes128gcm")
            .header("Content-Type", "application/octet-stream")
            .header("TTL", TTL)
            .header("Urgency", letter.urgency)
            .header("Topic", letter.topic)
            .body(letter.body)
            .send();
        match sent.await {
            // What it says beyond the status is not read: it may be anything and of any size.
            Ok(answer) => judge(answer.status()),
            // Without the address, which is a secret of the subscription.
            Err(error) => Answer::Later(error.without_url().to_string()),
        }
    }
}

fn judge(status: StatusCode) -> Answer {
    match status.as_u16() {
        200..=299 => Answer::Taken,
        404 | 410 => Answer::Gone,
        408 | 425 | 429 | 500..=599 => Answer::Later(format!("the push service said {status}")),
        _ => Answer::Refused(format!("the push service said {status}")),
    }
}

/// Resolves names, and keeps to itself what isn't public: judged here, so that the address that is called is the
/// one that was judged.
struct Guarded(Reach);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let open = |address: &SocketAddr| reach == Reach::Anywhere || is_public(address.ip());
            let allowed: Vec<SocketAddr> = found.filter(open).collect();
            if allowed.is_empty() {
                return Err("this name leads to no public address".into());
            }
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_judged_by_their_status() {
        for (status, want) in [
            (200, "Taken"),
            (201, "Taken"),
            (404, "Gone"),
            (410, "Gone"),
            (429, "Later"),
            (503, "Later"),
            (301, "Refused"),
            (400, "Refused"),
            (413, "Refused"),
        ] {
            let got = format!("{:?}", judge(StatusCode::from_u16(status).unwrap()));
            assert!(got.starts_with(want), "{status}: {got}");
        }
    }

    #[tokio::test]
    async fn names_that_lead_inside_are_not_called() {
        let guarded = Guarded(Reach::Public);
        let refused = guarded.resolve("localhost".parse().unwrap()).await;
        assert!(refused.is_err());
        let open = Guarded(Reach::Anywhere).resolve("localhost".parse().unwrap()).await;
        assert!(open.unwrap().all(|address| address.ip().is_loopback()));
    }
}
