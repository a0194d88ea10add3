//! A thin HTTP/1.1 client: one connection, one request at a time, next to no cost.

use crate::Outcome;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A connection that is kept open.
pub(crate) struct Http {
    stream: BufReader<TcpStream>,
    /// The header lines of every request.
    head: String,
    line: String,
    body: Vec<u8>,
}

impl Http {
    /// Connects; with a token, every request is that person's.
    pub(crate) async fn connect(address: SocketAddr, token: Option<&str>) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut head = format!("Host: {address}\r\n");
        if let Some(token) = token {
            head.push_str("Authorization: Bearer ");
            head.push_str(token);
            head.push_str("\r\n");
        }
        Ok(Self { stream: BufReader::new(stream), head, line: String::new(), body: Vec::new() })
    }

    /// Asks and answers the body; anything but 2xx is an error.
    pub(crate) async fn get(&mut self, path: &str) -> Outcome<&[u8]> {
        let request = format!("GET /api/v1{path} HTTP/1.1\r\n{}\r\n", self.head);
        self.exchange(path, request.as_bytes()).await
    }

    /// Sends a body and reads the answer's.
    pub(crate) async fn post<B: Serialize + Sync, A: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &B,
    ) -> Outcome<A> {
        Ok(serde_json::from_slice(self.send("POST", path, body).await?)?)
    }

    /// Puts a body there; anything but 2xx is an error.
    pub(crate) async fn put<B: Serialize + Sync>(&mut self, path: &str, body: &B) -> Outcome {
        self.send("PUT", path, body).await.map(drop)
    }

    async fn send<B: Serialize + Sync>(
        &mut self,
        method: &str,
        path: &str,
        body: &B,
    ) -> Outcome<&[u8]> {
        let body = serde_json::to_string(body)?;
        let request = format!(
            "{method} /api/v1{path} HTTP/1.1\r\n{}Content-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        );
        self.exchange(path, request.as_bytes()).await
    }

    /// Asks and reads the body to its end without keeping it; anything but 2xx is an error.
    pub(crate) async fn pass(&mut self, path: &str) -> Outcome<Passed> {
        let request = format!("GET /api/v1{path} HTTP/1.1\r\n{}\r\n", self.head);
        let head = self.ask(request.as_bytes()).await?;
        if !head.chunked || !head.is_good() {
            self.whole(&head).await?;
            let body = self.good(path, &head)?;
            return Ok(Passed::default().and(body));
        }
        let mut passed = Passed::default();
        loop {
            self.body.clear();
            if !self.read_chunk().await? {
                return Ok(passed);
            }
            passed = passed.and(&self.body);
        }
    }

    async fn exchange(&mut self, path: &str, request: &[u8]) -> Outcome<&[u8]> {
        let head = self.ask(request).await?;
        self.whole(&head).await?;
        self.good(path, &head)
    }

    /// Sends a request and reads the head of the answer.
    async fn ask(&mut self, request: &[u8]) -> Outcome<Head> {
        self.stream.get_mut().write_all(request).await?;
        let status = self.read_line().await?.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut head = Head { status, length: 0, chunked: false };
        loop {
            let line = self.read_line().await?.to_ascii_lowercase();
            match line.split_once(':') {
                Some(("content-length", value)) => head.length = value.trim().parse()?,
                Some(("transfer-encoding", value)) => head.chunked = value.trim() == "chunked",
                Some(_) => {}
                None => return Ok(head),
            }
        }
    }

    /// Reads the whole body.
    async fn whole(&mut self, head: &Head) -> Outcome {
        self.body.clear();
        if !head.chunked {
            return self.read_exact(head.length).await;
        }
        while self.read_chunk().await? {}
        Ok(())
    }

    fn good(&self, path: &str, head: &Head) -> Outcome<&[u8]> {
        if head.is_good() {
            Ok(&self.body)
        } else {
            let body = String::from_utf8_lossy(&self.body);
            Err(format!("{path}: {} {body}", head.status).into())
        }
    }

    async fn read_line(&mut self) -> Outcome<&str> {
        self.line.clear();
        if self.stream.read_line(&mut self.line).await? == 0 {
            return Err("the server closed the connection".into());
        }
        Ok(self.line.trim_end())
    }

    async fn read_exact(&mut self, length: usize) -> Outcome {
        let from = self.body.len();
        self.body.resize(from + length, 0);
        let rest = self.body.get_mut(from..).unwrap_or_default();
        self.stream.read_exact(rest).await?;
        Ok(())
    }

    /// Appends one chunk to the body; false after the last.
    async fn read_chunk(&mut self) -> Outcome<bool> {
        let length = usize::from_str_radix(self.read_line().await?, 16)?;
        self.read_exact(length).await?;
        self.read_line().await?;
        Ok(length > 0)
    }
}

/// What stands before the body of an answer.
struct Head {
    status: String,
    length: usize,
    chunked: bool,
}

impl Head {
    fn is_good(&self) -> bool {
        self.status.starts_with('2')
    }
}

/// A body that was read and not kept.
#[derive(Clone, Copy, Default)]
pub(crate) struct Passed {
    /// How long it was.
    pub(crate) bytes: u64,
    /// How many lines it had.
    pub(crate) lines: u64,
}

impl Passed {
    fn and(self, part: &[u8]) -> Self {
        let ends = part.split(|byte| *byte == b'\n').skip(1).count();
        let more = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Self { bytes: self.bytes + more(part.len()), lines: self.lines + more(ends) }
    }
}
