//! A socket down to its bytes: it reads when told to, with buffers as small as TCP has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use client::Client;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;

/// What came.
pub(crate) enum Came {
    /// A text frame.
    Text(Vec<u8>),
    /// The server hung up, with this code if it said one.
    End(Option<u16>),
}

/// An open socket.
pub(crate) struct Tap {
    stream: TcpStream,
    bytes: Vec<u8>,
    at: usize,
}

impl Tap {
    /// Opens a socket as this client, with a receive buffer of so many bytes or the usual one.
    pub(crate) async fn open(client: &Client, buffer: Option<u32>) -> Self {
        let address = client.base().trim_start_matches("http://").parse().expect("an address");
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(bytes) = buffer {
            socket.set_recv_buffer_size(bytes).expect("a small buffer");
        }
        let mut stream = socket.connect(address).await.expect("a connection");
        let request = format!(
            "GET /api/v1/ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\n\
             Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {}\r\n\
             Sec-WebSocket-Protocol: {}\r\nAuthorization: Bearer {}\r\n\r\n",
            STANDARD.encode([7; 16]),
            wire::SUBPROTOCOL,
            client.token().unwrap_or_default()
        );
        stream.write_all(request.as_bytes()).await.expect("a request");
        let mut tap = Self { stream, bytes: Vec::new(), at: 0 };
        tap.answer().await;
        tap
    }

    async fn answer(&mut self) {
        loop {
            let end = self.bytes.windows(4).position(|part| part == b"\r\n\r\n");
            if let Some(end) = end {
                assert!(self.bytes.starts_with(b"HTTP/1.1 101 "), "the upgrade is refused");
                self.at = end + 4;
                return;
            }
            assert!(self.more().await, "the connection ended");
        }
    }

    /// The next text frame, or the end. Pings are answered on the way.
    pub(crate) async fn next(&mut self) -> Came {
        loop {
            while let Some((kind, payload)) = self.frame() {
                match kind {
                    TEXT => return Came::Text(payload),
                    CLOSE => {
                        let code = payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                        return Came::End(code);
                    }
                    PING => self.pong().await,
                    _ => {}
                }
            }
            if !self.more().await {
                return Came::End(None);
            }
        }
    }

    /// The pushes of a text frame.
    pub(crate) fn envelopes(text: &[u8]) -> Vec<Value> {
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).expect("JSON")).collect()
    }

    /// Cuts a whole frame from what was read.
    fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let rest = &self.bytes[self.at..];
        let (kind, short) = (rest.first()? & 0x0f, rest.get(1)? & 0x7f);
        let (header, length) = match short {
            126 => (4, u64::from(u16::from_be_bytes(*rest.get(2..4)?.first_chunk()?))),
            127 => (10, u64::from_be_bytes(*rest.get(2..10)?.first_chunk()?)),
            short => (2, u64::from(short)),
        };
        let end = header + usize::try_from(length).expect("a length");
        let payload = rest.get(header..end)?.to_vec();
        self.at += end;
        Some((kind, payload))
    }

    async fn more(&mut self) -> bool {
        self.bytes.drain(..self.at);
        self.at = 0;
        let mut part = vec![0; 64 * 1024];
        let Ok(n @ 1..) = self.stream.read(&mut part).await else { return false };
        self.bytes.extend_from_slice(&part[..n]);
        true
    }

    async fn pong(&mut self) {
        // Masked with zeros, which change nothing. A server that is gone shows when reading.
        let _sent = self.stream.write_all(&[0x8a, 0x80, 0, 0, 0, 0]).await;
    }
}
