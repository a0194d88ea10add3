//! Private servers, databases, browsers and bad networks for the tests of Tertulia.
//!
//! Everything lives on free loopback ports in folders of its own and ends with the test that
//! started it. What a server answers is held against its own published contract.
//!
//! ```no_run
//! # async fn example() {
//! let server = testkit::Server::sqlite().await;
//! let ana = server.person("ana").await;
//! assert_eq!(ana.client.me().await.unwrap().username, "ana");
//! # }
//! ```
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what a test can't have must stop it at once, and say where"
)]

mod authenticator;
mod browser;
mod chance;
mod contract;
mod devtools;
pub mod history;
mod log;
mod person;
mod postgres;
mod proxy;
mod push;
mod server;
mod smtp;
mod talk;

pub use authenticator::authenticator;
pub use browser::{Browser, Theme};
pub use chance::chance;
pub use contract::Contract;
pub use devtools::Devtools;
pub use person::{PASSWORD, Person};
pub use postgres::{Database, Postgres};
pub use proxy::Proxy;
pub use push::{PushBrowser, PushService, Pushed};
pub use server::{Backend, Options, Server, binary};
pub use smtp::{Letter, Smtp};
pub use talk::Talk;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long anything that will surely come may take on a busy machine.
pub const SOON: Duration = Duration::from_secs(15);
/// How long to watch for something that must not come.
pub const BRIEFLY: Duration = Duration::from_millis(250);

/// Waits until something holds, looking every 10 ms.
///
/// # Panics
/// When it does not hold within [`SOON`].
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let until = tokio::time::Instant::now() + SOON;
    while !holds().await {
        assert!(tokio::time::Instant::now() < until, "this never came about: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A port on 127.0.0.1 that nobody uses just now.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// A word that nobody else in this process was given.
pub fn unique() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("u{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Makes a test on every backend of each `async fn name(backend: Backend)`.
///
/// The crate that calls it needs tokio and the features `sqlite` and `postgres`.
#[macro_export]
macro_rules! on_every_backend {
    ($($name:ident)*) => {
        #[cfg(feature = "sqlite")]
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    Box::pin(super::$name($crate::Backend::Sqlite)).await;
                }
            )*
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if $crate::Postgres::available() {
                        Box::pin(super::$name($crate::Backend::Postgres)).await;
                    }
                }
            )*
        }
    };
}
