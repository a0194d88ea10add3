use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;
use realtime::Outbox;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// An outbox as the body of the upgrade's response.
pub(crate) struct OutboxBody {
    outbox: Arc<Outbox>,
    /// The body that `actix-ws` made: when it is dropped, reading ends too.
    _reading: BoxBody,
}

impl OutboxBody {
    pub(crate) fn new(outbox: Arc<Outbox>, reading: BoxBody) -> Self {
        Self { outbox, _reading: reading }
    }
}

impl MessageBody for OutboxBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.outbox.poll_drain(cx).map(|chunk| chunk.map(Ok))
    }
}

impl Drop for OutboxBody {
    /// The connection is gone, however it went.
    fn drop(&mut self) {
        self.outbox.abandon();
    }
}
