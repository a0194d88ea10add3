//! People, sessions, chats and messages with everything filled in, made inside a transaction.

use crate::account::{Register, Standing, register};
use crate::chat::{CreateGroup, OpenDirect, create_group, open_direct};
use crate::message::{SendMessage, send};
use crate::port::{NewSession, Tx};
use crate::rights::Audience;
use crate::{
    Actor, ChatId, ClientId, DisplayName, Email, Handle, Message, MessageText, SessionId,
    Timestamp, Title, User, UserId,
};

/// When the people of tests come into the world: a day in 2026.
pub const START: Timestamp = Timestamp(1_790_000_000_000);
/// A day in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

/// What registers `name` with an address at example.org and `name` capitalised to be read.
pub fn registration(name: &str) -> Register {
    let mut shown = name.to_owned();
    shown[..1].make_ascii_uppercase();
    Register {
        handle: Handle::parse(name).expect("a username"),
        email: Email::parse(&format!("{name}@example.org")).expect("an address"),
        display_name: DisplayName::parse(&shown).expect("a display name"),
        password_hash: format!("hash of {name}"),
        standing: Standing::Member,
        at: START,
    }
}

/// A session of 30 days without a cookie.
pub fn new_session(user: UserId, at: Timestamp) -> NewSession {
    NewSession {
        user,
        at,
        idle_until: at.plus_ms(7 * DAY_MS),
        ends_at: at.plus_ms(30 * DAY_MS),
        user_agent: "Test/1".to_owned(),
        secret: vec![7; 32],
        cookie_hash: None,
    }
}

/// A person called `name`.
pub fn user(tx: &mut dyn Tx, name: &str) -> User {
    register(tx, registration(name)).expect("a free username")
}

/// A session of a person.
pub fn session(tx: &mut dyn Tx, user: UserId) -> SessionId {
    tx.insert_session(&new_session(user, START)).expect("a session")
}

/// A person called `name` who is signed in.
pub fn person(tx: &mut dyn Tx, name: &str) -> Actor {
    let user = user(tx, name).id;
    Actor { user, session: session(tx, user) }
}

/// The direct chat of two people.
pub fn direct(tx: &mut dyn Tx, actor: &Actor, with: UserId) -> ChatId {
    let cmd = OpenDirect { with, rule: Audience::Everyone, at: START };
    open_direct(tx, actor, cmd).expect("a direct chat").summary.chat.id
}

/// A group of `actor` and `members`.
pub fn group(tx: &mut dyn Tx, actor: &Actor, title: &str, members: &[UserId]) -> ChatId {
    let title = Title::parse(title).expect("a title");
    let cmd = CreateGroup { title, members: members.to_vec(), at: START };
    create_group(tx, actor, cmd).expect("a group").chat.id
}

/// A message whose client id is `client_id`.
pub fn message(
    tx: &mut dyn Tx,
    actor: &Actor,
    chat: ChatId,
    client_id: &str,
    text: &str,
) -> Message {
    let cmd = SendMessage {
        chat,
        client_id: ClientId::parse(client_id).expect("a client id"),
        text: MessageText::parse(text).expect("a text"),
        reply_to: None,
        at: START,
    };
    send(tx, actor, cmd).expect("a member").message
}
