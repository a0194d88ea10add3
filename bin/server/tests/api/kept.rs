//! Data that is older than a test: written into the database while the server is stopped.

use domain::account::{self, Register, Standing};
use domain::message::{self, SendMessage};
use domain::port::{EventSink, Lane, NewSession, StoreError, Tx};
use domain::{
    Actor, ChatId, ClientId, DisplayName, Email, Event, Handle, MessageText, SessionId, Timestamp,
    UserId,
};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use storage::{Store, StoreOptions};
use testkit::Server;

/// A day in milliseconds.
pub(crate) const DAY: i64 = 86_400_000;

struct Nobody;

impl EventSink for Nobody {
    fn deliver(&self, _: Vec<Event>) {}
}

/// Does something with the database of a stopped server, in one transaction.
pub(crate) async fn in_store<T: Send + 'static>(
    server: &Server,
    mut work: impl FnMut(&mut dyn Tx) -> T + Send + 'static,
) -> T {
    let url = server.database_url();
    let done = tokio::task::spawn_blocking(move || {
        let options = StoreOptions { readers: 1, lanes: 1, ..StoreOptions::default() };
        let store = Store::open(&url, options, Arc::new(Nobody)).unwrap();
        let done = store.write(Lane::Any, move |tx| Ok::<_, StoreError>(work(tx))).unwrap();
        store.shutdown();
        done
    });
    done.await.unwrap()
}

/// Now, as the server's clock has it.
#[expect(clippy::disallowed_methods, reason = "the rows must be of the time of a real server")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp(i64::try_from(since.as_millis()).unwrap())
}

/// Somebody with a confirmed address, last here `at`.
pub(crate) fn person(tx: &mut dyn Tx, name: &str, at: Timestamp) -> Actor {
    let email = Email::parse(&format!("{name}@example.org")).unwrap();
    let new = Register {
        handle: Handle::parse(name).unwrap(),
        email: email.clone(),
        display_name: DisplayName::parse(&name.to_uppercase()).unwrap(),
        password_hash: "none".to_owned(),
        standing: Standing::Member,
        at,
    };
    let user = account::register(tx, new).unwrap().id;
    tx.set_email(user, &email, Some(at)).unwrap();
    let session = NewSession {
        user,
        at,
        idle_until: at.plus_ms(30 * DAY),
        ends_at: at.plus_ms(90 * DAY),
        user_agent: "Test/1".to_owned(),
        secret: vec![7; 32],
        cookie_hash: None,
    };
    Actor { user, session: tx.insert_session(&session).unwrap() }
}

/// Somebody whom the server made.
pub(crate) fn known(user: i64) -> Actor {
    Actor { user: UserId(user), session: SessionId(0) }
}

/// Sends a message at a time.
pub(crate) fn say(tx: &mut dyn Tx, who: &Actor, chat: ChatId, id: &str, text: &str, at: Timestamp) {
    let (client_id, text) = (ClientId::parse(id).unwrap(), MessageText::parse(text).unwrap());
    let cmd = SendMessage { chat, client_id, text, reply_to: None, at };
    message::send(tx, who, cmd).unwrap();
}
