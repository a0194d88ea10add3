//! One socket: requests with their answers, and pushes in the order in which they came.

use crate::{Client, ClientError, Closed, Inspector};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, Request};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// Longest that an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a socket says who it is.
#[derive(Clone, Debug)]
pub enum Auth {
    /// An access token in the header of the upgrade.
    Bearer(String),
    /// A ticket in the address.
    Ticket(String),
    /// An access token in the first frame.
    Frame(String),
    /// Not at all, or by a cookie among the extra headers.
    None,
}

/// An open socket. It reads only while one of its methods is awaited.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    inbox: VecDeque<Value>,
    asked: HashMap<u64, String>,
    last_id: u64,
    closed: Option<Closed>,
    inspector: Option<Arc<dyn Inspector>>,
}

impl Client {
    /// Opens a socket as this client: with its token, or as a guest.
    pub async fn socket(&self) -> Result<Socket, ClientError> {
        let auth = self.token().map_or(Auth::None, |token| Auth::Bearer(token.to_owned()));
        self.socket_with(auth, &[]).await
    }

    /// Opens a socket at this client's server with another proof and extra headers.
    pub async fn socket_with(
        &self,
        auth: Auth,
        headers: &[(&str, &str)],
    ) -> Result<Socket, ClientError> {
        Socket::open(self.base(), auth, headers, self.inspector()).await
    }
}

impl Socket {
    /// Opens a socket at the server of this address, like `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// [`ClientError::Problem`] when the server refuses the upgrade.
    pub async fn connect(
        base: &str,
        auth: Auth,
        headers: &[(&str, &str)],
    ) -> Result<Self, ClientError> {
        Self::open(base, auth, headers, None).await
    }

    async fn open(
        base: &str,
        auth: Auth,
        headers: &[(&str, &str)],
        inspector: Option<Arc<dyn Inspector>>,
    ) -> Result<Self, ClientError> {
        let unusable = || ClientError::Unusable(format!("address {base}"));
        let address = base.strip_prefix("http://").ok_or_else(unusable)?.trim_end_matches('/');
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let request = upgrade(address, &auth, headers)?;
        let stream = match client_async(request, stream).await {
            Ok((stream, _)) => stream,
            Err(error) => return Err(refusal(error)),
        };
        let (inbox, asked) = (VecDeque::new(), HashMap::new());
        let mut socket = Self { stream, inbox, asked, last_id: 0, closed: None, inspector };
        if let Auth::Frame(token) = auth {
            socket.request(json!({"op": "auth", "token": token})).await?;
        }
        Ok(socket)
    }

    /// Asks something and waits for its answer; pushes that come meanwhile are kept.
    ///
    /// # Errors
    /// [`ClientError::Reply`] when the server says no, [`ClientError::Closed`] when it hangs up.
    pub async fn request(&mut self, op: Value) -> Result<Value, ClientError> {
        let id = self.ask(op).await?;
        self.answer(id).await
    }

    /// Asks something without waiting; the id is for [`Socket::answer`].
    pub async fn ask(&mut self, mut op: Value) -> Result<u64, ClientError> {
        self.last_id += 1;
        let id = self.last_id;
        let name = op.get("op").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(fields) = op.as_object_mut() {
            fields.insert("id".to_owned(), json!(id));
        }
        self.asked.insert(id, name);
        self.send_raw(&op.to_string()).await?;
        Ok(id)
    }

    /// Waits for the answer to an earlier [`Socket::ask`].
    pub async fn answer(&mut self, id: u64) -> Result<Value, ClientError> {
        let until = Instant::now() + PATIENCE;
        let ours = |envelope: &Value| envelope.get("id").and_then(Value::as_u64) == Some(id);
        let mut envelope = self.take(ours, until, PATIENCE).await?;
        if let Some(error) = envelope.get_mut("error") {
            return Err(ClientError::Reply(serde_json::from_value(error.take())?));
        }
        Ok(envelope.get_mut("ok").map(Value::take).unwrap_or_default())
    }

    /// Sends text as it is, in one frame.
    pub async fn send_raw(&mut self, text: &str) -> Result<(), ClientError> {
        self.send_message(Message::text(text)).await
    }

    /// Sends a frame of any sort.
    pub async fn send_message(&mut self, message: Message) -> Result<(), ClientError> {
        self.stream.send(message).await.map_err(|error| ClientError::Socket(Box::new(error)))
    }

    /// The next push as JSON, kept ones first.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] when none came, [`ClientError::Closed`] when none will.
    pub async fn next_event(&mut self, patience: Duration) -> Result<Value, ClientError> {
        let until = Instant::now() + patience;
        self.take(|envelope| envelope.get("ev").is_some(), until, patience).await
    }

    /// The next push of this name; others that come before it are dropped.
    pub async fn next_named(&mut self, ev: &str, patience: Duration) -> Result<Value, ClientError> {
        let until = Instant::now() + patience;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let event = self.next_event(left).await?;
            if event.get("ev").and_then(Value::as_str) == Some(ev) {
                return Ok(event);
            }
        }
    }

    /// The next envelope of any sort, kept ones first.
    pub async fn next_frame(&mut self, patience: Duration) -> Result<Value, ClientError> {
        self.take(|_| true, Instant::now() + patience, patience).await
    }

    /// Reads until the socket closes, and says how; everything that still came is kept.
    pub async fn until_closed(&mut self, patience: Duration) -> Result<Closed, ClientError> {
        let until = Instant::now() + patience;
        loop {
            match self.fill(until, patience).await {
                Ok(()) => {}
                Err(ClientError::Closed(closed)) => return Ok(closed),
                Err(error) => return Err(error),
            }
        }
    }

    /// How the socket closed; none while it is open as far as was read.
    pub fn closed(&self) -> Option<&Closed> {
        self.closed.as_ref()
    }

    /// The TCP connection beneath, to be rude with it.
    pub fn tcp(&self) -> &TcpStream {
        self.stream.get_ref()
    }

    /// The same, to write what no frame should hold.
    pub fn tcp_mut(&mut self) -> &mut TcpStream {
        self.stream.get_mut()
    }

    /// Says goodbye and waits for the server's.
    pub async fn close(mut self) -> Result<Closed, ClientError> {
        self.send_message(Message::Close(None)).await?;
        self.until_closed(PATIENCE).await
    }

    async fn take(
        &mut self,
        wanted: impl Fn(&Value) -> bool,
        until: Instant,
        patience: Duration,
    ) -> Result<Value, ClientError> {
        let mut looked = 0;
        loop {
            let found = self.inbox.iter().skip(looked).position(&wanted);
            if let Some(envelope) = found.and_then(|at| self.inbox.remove(looked + at)) {
                return Ok(envelope);
            }
            looked = self.inbox.len();
            self.fill(until, patience).await?;
        }
    }

    /// Reads one message into the inbox.
    async fn fill(&mut self, until: Instant, patience: Duration) -> Result<(), ClientError> {
        if let Some(closed) = &self.closed {
            return Err(ClientError::Closed(closed.clone()));
        }
        let read = timeout_at(until, self.stream.next()).await;
        let closed = match read.map_err(|_| ClientError::Timeout(patience))? {
            Some(Ok(Message::Text(text))) => return self.keep(&text),
            Some(Ok(Message::Close(Some(frame)))) => {
                Closed { code: Some(frame.code.into()), reason: frame.reason.to_string() }
            }
            Some(Ok(Message::Close(None))) => Closed { code: Some(1005), ..Closed::default() },
            Some(Ok(_)) => return Ok(()),
            Some(Err(error)) => Closed { code: None, reason: error.to_string() },
            None => Closed::default(),
        };
        self.closed = Some(closed.clone());
        Err(ClientError::Closed(closed))
    }

    /// Keeps the envelopes of a frame, which newlines part.
    fn keep(&mut self, text: &str) -> Result<(), ClientError> {
        for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
            let envelope: Value = serde_json::from_str(line)?;
            let id = envelope.get("id").and_then(Value::as_u64);
            let op = id.and_then(|id| self.asked.remove(&id));
            if let Some(inspector) = &self.inspector {
                inspector.received(&envelope, op.as_deref());
            }
            self.inbox.push_back(envelope);
        }
        Ok(())
    }
}

fn upgrade(
    address: &str,
    auth: &Auth,
    headers: &[(&str, &str)],
) -> Result<Request<()>, ClientError> {
    let query = match auth {
        Auth::Ticket(ticket) => format!("?ticket={ticket}"),
        _ => String::new(),
    };
    let unusable = |what: &str| ClientError::Unusable(what.to_owned());
    let url = format!("ws://{address}/api/v1/ws{query}");
    let mut request =
        url.into_client_request().map_err(|error| ClientError::Socket(error.into()))?;
    let all = request.headers_mut();
    all.insert("sec-websocket-protocol", HeaderValue::from_static(wire::SUBPROTOCOL));
    if let Auth::Bearer(token) = auth {
        let value = HeaderValue::try_from(format!("Bearer {token}"));
        all.insert("authorization", value.map_err(|_| unusable("token"))?);
    }
    for (name, value) in headers {
        let value = HeaderValue::try_from(*value).map_err(|_| unusable(value))?;
        all.insert(HeaderName::try_from(*name).map_err(|_| unusable(name))?, value);
    }
    Ok(request)
}

/// Why the server did not let the socket in.
fn refusal(error: Error) -> ClientError {
    let Error::Http(response) = error else {
        return ClientError::Socket(Box::new(error));
    };
    let status = response.status().as_u16();
    let body = response.into_body().unwrap_or_default();
    if let Ok(problem) = serde_json::from_slice(&body) {
        return ClientError::Problem(Box::new(problem));
    }
    let text = String::from_utf8_lossy(&body).into_owned();
    ClientError::Unexpected { status, text }
}
