use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use bytes::Bytes;
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// How long a connection may be without a request, half-sent ones included.
///
/// actix times the head of a connection's first request and forgets that of the next ones.
pub(super) const QUIET: Duration = Duration::from_secs(27);

/// Connections, watched for those that hold a place and ask nothing.
#[derive(Clone, Default)]
pub(super) struct Idle(Arc<Mutex<Vec<Weak<Watch>>>>);

/// One connection.
pub(super) struct Watch(Mutex<State>);

struct State {
    /// To cut it with; gone once it is a socket, which has its own rules.
    stream: Option<socket2::Socket>,
    /// Requests under way, their answers included.
    busy: usize,
    since: Instant,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Idle {
    /// Watches a new connection.
    pub(super) fn watch(&self, stream: &TcpStream, connection: &mut Extensions) {
        // Without a second handle it can't be cut: that happens when there are no more files to open.
        let stream = socket2::SockRef::from(stream).try_clone().ok();
        let watch = Arc::new(Watch(Mutex::new(State { stream, busy: 0, since: Instant::now() })));
        lock(&self.0).push(Arc::downgrade(&watch));
        connection.insert(watch);
    }

    /// Cuts those who have been quiet for longer than `most`.
    pub(super) fn sweep(&self, most: Duration) {
        lock(&self.0).retain(|watch| watch.upgrade().is_some_and(|watch| watch.stays(most)));
    }
}

impl Watch {
    fn stays(&self, most: Duration) -> bool {
        let state = lock(&self.0);
        if state.busy > 0 || state.since.elapsed() <= most {
            return state.stream.is_some();
        }
        if let Some(stream) = &state.stream {
            // It may have ended by itself meanwhile.
            let _ended = stream.shutdown(Shutdown::Both);
        }
        false
    }

    /// It has become a socket.
    pub(super) fn release(&self) {
        lock(&self.0).stream = None;
    }
}

/// A request under way.
pub(super) struct Busy(Arc<Watch>);

impl Busy {
    pub(super) fn new(watch: &Arc<Watch>) -> Self {
        lock(&watch.0).busy += 1;
        Self(Arc::clone(watch))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut state = lock(&self.0.0);
        state.busy -= 1;
        state.since = Instant::now();
    }
}

/// An answer that counts as under way until all of it is handed over.
pub(super) struct Answer {
    pub(super) body: BoxBody,
    pub(super) busy: Option<Busy>,
}

impl MessageBody for Answer {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(cx)
    }

    fn try_into_bytes(mut self) -> Result<Bytes, Self> {
        match std::mem::replace(&mut self.body, BoxBody::new(())).try_into_bytes() {
            Ok(bytes) => Ok(bytes),
            Err(body) => Err(Self { body, busy: self.busy.take() }),
        }
    }
}
