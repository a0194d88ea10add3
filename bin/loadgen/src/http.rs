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

    async fn exchange(&mut self, path: &str, request: &[u8]) -> Outcome<&[u8]> {
        self.stream.get_mut().write_all(request).await?;
        let status = self.read_line().await?.split(' ').nth(1).unwrap_or_default().to_owned();
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.read_line().await?.to_ascii_lowercase();
            match line.split_once(':') {
                Some(("content-length", value)) => length = value.trim().parse()?,
                Some(("transfer-encoding", value)) => chunked = value.trim() == "chunked",
                Some(_) => {}
                None => break,
            }
        }
        self.body.clear();
        if chunked {
            self.read_chunks().await?;
        } else {
            self.read_exact(length).await?;
        }
        if status.starts_with('2') {
            Ok(&self.body)
        } else {
            let body = String::from_utf8_lossy(&self.body);
            Err(format!("{path}: {status} {body}").into())
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

    async fn read_chunks(&mut self) -> Outcome {
        loop {
            let length = usize::from_str_radix(self.read_line().await?, 16)?;
            self.read_exact(length).await?;
            self.read_line().await?;
            if length == 0 {
                return Ok(());
            }
        }
    }
}
