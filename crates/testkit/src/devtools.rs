//! The `DevTools` protocol, spoken with a page itself: events, and many commands on the way at once.

use client::tungstenite::Message;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::{WebSocketStream, client_async};

/// Longest that an answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A connection to one page.
pub struct Devtools {
    socket: WebSocketStream<TcpStream>,
    last: u64,
    answered: u64,
    events: Vec<Value>,
}

impl Devtools {
    /// Connects to the page behind this address, like `ws://127.0.0.1:9222/devtools/page/7F…`.
    pub(crate) async fn connect(url: &str) -> Self {
        let address = url.trim_start_matches("ws://").split('/').next().unwrap_or_default();
        let stream = TcpStream::connect(address).await.expect("the page listens");
        stream.set_nodelay(true).expect("small frames go at once");
        let (socket, _) = client_async(url, stream).await.expect("the page answers");
        Self { socket, last: 0, answered: 0, events: Vec::new() }
    }

    /// Sends a command and waits for its answer.
    ///
    /// # Panics
    /// When the page says no, or nothing for a minute.
    pub async fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.tell(method, params).await;
        let until = Instant::now() + PATIENCE;
        loop {
            let mut frame =
                self.next(until).await.unwrap_or_else(|| panic!("{method} is answered"));
            if frame["id"] == id {
                assert!(frame.get("error").is_none(), "{method}: {}", frame["error"]);
                return frame["result"].take();
            }
        }
    }

    /// Sends a command whose answer nobody waits for; the number of it.
    pub async fn tell(&mut self, method: &str, params: Value) -> u64 {
        self.last += 1;
        let frame = json!({"id": self.last, "method": method, "params": params});
        self.socket.send(Message::text(frame.to_string())).await.expect("the page is there");
        self.last
    }

    /// How many commands are not answered yet.
    pub fn waiting(&self) -> u64 {
        self.last - self.answered
    }

    /// Takes in what comes until then.
    pub async fn listen(&mut self, until: Instant) {
        while self.next(until).await.is_some() {}
    }

    /// Waits for an event of this name.
    ///
    /// # Panics
    /// When there is none for a minute.
    pub async fn wait_for(&mut self, event: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.events.iter().any(|one| one["method"] == event) {
            assert!(self.next(until).await.is_some(), "{event} comes");
        }
    }

    /// The events that came since the last look.
    pub fn events(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.events)
    }

    /// What an expression is in the page.
    pub async fn value(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut answer = self.ask("Runtime.evaluate", params).await;
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    async fn next(&mut self, until: Instant) -> Option<Value> {
        let message = timeout_at(until, self.socket.next()).await.ok()?;
        let message = message.expect("the page stays").expect("the page can be understood");
        let frame: Value = serde_json::from_str(message.to_text().unwrap_or_default()).ok()?;
        if frame.get("id").is_some() {
            self.answered += 1;
        } else {
            self.events.push(frame.clone());
        }
        Some(frame)
    }
}
