//! A thin WebSocket client.

use crate::Outcome;
use crate::frame::{Line, lines};
use futures_util::{SinkExt, StreamExt};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// An open socket that has been greeted.
pub(crate) struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Opens a socket with a token and waits for the server's `hello`.
    pub(crate) async fn open(address: SocketAddr, token: &str) -> Outcome<Self> {
        Self::open_from(Ipv4Addr::LOCALHOST, address, token).await
    }

    /// The same from an address of one's choice: each has ports for some 28,000 connections.
    pub(crate) async fn open_from(
        source: Ipv4Addr,
        address: SocketAddr,
        token: &str,
    ) -> Outcome<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(source.into(), 0))?;
        let stream = socket.connect(address).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{address}/api/v1/ws").into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("Authorization", format!("Bearer {token}").parse()?);
        headers.insert("Sec-WebSocket-Protocol", "tertulia.v1".parse()?);
        // The default takes 128 KiB per connection.
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let opened =
            tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await?;
        let mut socket = Self { stream: opened.0 };
        socket.next().await?;
        Ok(socket)
    }

    /// Sends a frame of text.
    pub(crate) async fn send(&mut self, text: String) -> Outcome {
        Ok(self.stream.send(Message::Text(text.into())).await?)
    }

    /// The next frame of text.
    pub(crate) async fn next(&mut self) -> Outcome<Utf8Bytes> {
        loop {
            match self.stream.next().await.ok_or("the socket ended")?? {
                Message::Text(text) => return Ok(text),
                Message::Close(frame) => return Err(format!("closed: {frame:?}").into()),
                _ => {}
            }
        }
    }

    /// Reads until a frame has an envelope that matches; an error from the server ends it.
    pub(crate) async fn until(&mut self, mut wanted: impl FnMut(Line) -> bool) -> Outcome {
        loop {
            let text = self.next().await?;
            let mut met = false;
            for line in lines(&text) {
                if line == Line::Error {
                    return Err(format!("the server said {text}").into());
                }
                met |= wanted(line);
            }
            if met {
                return Ok(());
            }
        }
    }

    /// Says goodbye and waits for the server's goodbye, not for the end of the connection.
    pub(crate) async fn close(mut self) -> Outcome {
        self.stream.close(None).await?;
        while let Some(Ok(frame)) = self.stream.next().await {
            if frame.is_close() {
                break;
            }
        }
        Ok(())
    }
}
