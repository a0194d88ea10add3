//! Requests over HTTP.

use crate::{ClientError, Exchange, Inspector};
use reqwest::header::HeaderMap;
use reqwest::{Method, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// Longest that an answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// Somebody at a server: a guest until [`Client::signed`].
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
    headers: Vec<(String, String)>,
    inspector: Option<Arc<dyn Inspector>>,
}

/// An answer as it came, whatever its status.
#[derive(Clone, Debug)]
pub struct Raw {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as JSON; null when it is none.
    pub body: Value,
    /// The body as text.
    pub text: String,
}

impl Raw {
    /// A header as text; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The media type without parameters.
    pub fn content_type(&self) -> &str {
        self.header("content-type").split(';').next().unwrap_or_default().trim()
    }

    /// The server's name of the problem; empty on good answers.
    pub fn code(&self) -> &str {
        self.body.get("code").and_then(Value::as_str).unwrap_or_default()
    }

    /// The body as `T`, or the problem.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, ClientError> {
        self.checked().and_then(|raw| Ok(serde_json::from_value(raw.body)?))
    }

    /// The same answer if it is a good one, else the problem.
    pub fn checked(self) -> Result<Self, ClientError> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        match serde_json::from_value(self.body) {
            Ok(problem) => Err(ClientError::Problem(Box::new(problem))),
            Err(_) => Err(ClientError::Unexpected { status: self.status, text: self.text }),
        }
    }
}

impl Client {
    /// A guest at the server of this address, like `http://127.0.0.1:8080`.
    pub fn new(base: impl Into<String>) -> Self {
        // The first to install one decides for the process; it is this one everywhere here.
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .tcp_nodelay(true)
            .build()
            .unwrap_or_default();
        let base = base.into().trim_end_matches('/').to_owned();
        Self { http, base, token: None, headers: Vec::new(), inspector: None }
    }

    /// The same with somebody who looks at everything that travels.
    #[must_use]
    pub fn inspected(mut self, inspector: Arc<dyn Inspector>) -> Self {
        self.inspector = Some(inspector);
        self
    }

    /// The same at the same server, signed in with an access token.
    #[must_use]
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// The same at the same server, signed in by what registering or logging in answered.
    #[must_use]
    pub fn signed(&self, tokens: &wire::Tokens) -> Self {
        Self { token: tokens.access_token.clone(), ..self.clone() }
    }

    /// The same with one more header on every request.
    #[must_use]
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.push((name.to_owned(), value.to_owned()));
        other
    }

    /// The address of the server.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The access token; none for guests.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Who looks at everything that travels, if anybody does.
    pub fn inspector(&self) -> Option<Arc<dyn Inspector>> {
        self.inspector.clone()
    }

    /// Asks the API, with a path like `/users/me`, and answers whatever comes.
    pub async fn request(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Raw, ClientError> {
        let body = body.map(|body| ("application/json", body.to_string().into_bytes()));
        self.fetch(method, &format!("/api/v1{path}"), body).await
    }

    /// Asks for a path from the server's root, with any body under any media type.
    pub async fn fetch(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, Vec<u8>)>,
    ) -> Result<Raw, ClientError> {
        let verb = Method::from_bytes(method.as_bytes())
            .map_err(|_| ClientError::Unusable(format!("method {method}")))?;
        let mut request = self.http.request(verb, format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some((content_type, bytes)) = body {
            if !content_type.is_empty() {
                request = request.header("content-type", content_type);
            }
            request = request.body(bytes);
        }
        let raw = read(request.send().await?).await?;
        if let Some(inspector) = &self.inspector {
            inspector.exchange(&Exchange {
                method,
                path,
                status: raw.status,
                content_type: raw.content_type(),
                body: &raw.body,
            });
        }
        Ok(raw)
    }

    /// Asks the API and reads the good answer.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.request("GET", path, None).await?.read()
    }

    /// Tells the API something and reads the good answer.
    pub(crate) async fn call<B: Serialize, T: DeserializeOwned>(
        &self,
        method: &str,
        path: &str,
        body: &B,
    ) -> Result<T, ClientError> {
        let body = serde_json::to_value(body)?;
        self.request(method, path, Some(body)).await?.read()
    }
}

async fn read(response: reqwest::Response) -> Result<Raw, ClientError> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ok(Raw { status, headers, body, text })
}
