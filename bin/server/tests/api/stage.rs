//! What most tests begin with.

use client::{Client, ClientError, Raw, Socket};
use serde_json::{Value, json};
use testkit::{Backend, Options, PASSWORD, Person, Postgres, SOON, Server};

/// Whether this backend can be had here; says so when not.
pub(crate) fn can_run(backend: Backend) -> bool {
    backend == Backend::Sqlite || Postgres::available()
}

/// A usual server.
pub(crate) async fn serve(backend: Backend) -> Server {
    Server::start(Options::on(backend)).await
}

/// A server with Ana and Ben, who have a chat.
pub(crate) async fn ana_and_ben(backend: Backend) -> (Server, Person, Person, i64) {
    let server = serve(backend).await;
    let [ana, ben] = server.people(["ana", "ben"]).await;
    let chat = ana.direct(ben.id).await.unwrap().id;
    (server, ana, ben, chat)
}

/// The body that registers somebody, with fields replaced.
pub(crate) fn registration(name: &str, with: &Value) -> Value {
    let mut body =
        json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
    let fields = body.as_object_mut().unwrap();
    fields.extend(with.as_object().cloned().unwrap_or_default());
    body
}

/// Asks the API and answers whatever comes.
pub(crate) async fn ask(client: &Client, method: &str, path: &str, body: Value) -> Raw {
    let body = (!body.is_null()).then_some(body);
    client.request(method, path, body).await.expect("an answer")
}

/// The same where only status and code matter.
pub(crate) async fn code(client: &Client, method: &str, path: &str, body: Value) -> (u16, String) {
    let raw = ask(client, method, path, body).await;
    (raw.status, raw.code().to_owned())
}

/// Panics unless a call was refused like this.
pub(crate) fn refused<T: std::fmt::Debug>(call: Result<T, ClientError>, status: u16, code: &str) {
    match call {
        Err(ClientError::Problem(problem)) => {
            assert_eq!((problem.status, problem.code.as_str()), (status, code));
        }
        other => panic!("expected {status} {code}, got {other:?}"),
    }
}

/// Panics unless the socket answered with this error.
pub(crate) fn refused_there<T: std::fmt::Debug>(call: Result<T, ClientError>, code: &str) {
    match call {
        Err(ClientError::Reply(error)) => assert_eq!(error.code, code),
        other => panic!("expected {code}, got {other:?}"),
    }
}

/// Waits for the close of a socket and answers its code.
pub(crate) async fn closed_with(socket: &mut Socket) -> u16 {
    let closed = socket.until_closed(SOON).await.expect("the socket closes");
    closed.code.unwrap_or_default()
}

/// Somebody in a browser: signed in by cookie, with the token for writes.
pub(crate) struct Page {
    /// With the cookie on every request.
    pub(crate) client: Client,
    /// The cookie as `name=value`.
    pub(crate) cookie: String,
    /// For `X-CSRF-Token`.
    pub(crate) csrf: String,
    /// The whole header `Set-Cookie`.
    pub(crate) set_cookie: String,
}

impl Page {
    /// The same with the token for writes on every request.
    pub(crate) fn writing(&self) -> Client {
        self.client.with_header("x-csrf-token", &self.csrf)
    }
}

/// Signs in as a browser would.
pub(crate) async fn page(guest: &Client, login: &str) -> Page {
    let body = json!({"login": login, "password": PASSWORD, "cookie": true});
    let raw = ask(guest, "POST", "/sessions", body).await;
    assert_eq!(raw.status, 201, "{}", raw.text);
    let set_cookie = raw.header("set-cookie").to_owned();
    let cookie = set_cookie.split(';').next().unwrap().to_owned();
    let csrf = raw.body["csrf_token"].as_str().unwrap().to_owned();
    assert!(raw.body.get("access_token").is_none(), "no tokens within reach of scripts");
    Page { client: guest.with_header("cookie", &cookie), cookie, csrf, set_cookie }
}
