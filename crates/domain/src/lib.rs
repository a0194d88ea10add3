//! What chat is: ids, entities, rules, commands, queries, events and ports.
//!
//! This crate knows no database, no network, no clock and no async runtime. A command is a plain
//! function over [`port::Tx`], a query one over [`port::Read`]; time and randomness are arguments.
//! Whoever implements the ports can run them: `tertulia-storage` does so over SQLite and PostgreSQL.
//!
//! ```
//! use tertulia_domain::{Actor, ChatId, ClientId, MessageText, Timestamp, message::{self, SendMessage}};
//!
//! fn say(tx: &mut dyn tertulia_domain::port::Tx, actor: &Actor, chat: ChatId, now: Timestamp) {
//!     let text = MessageText::parse("Good evening").expect("short enough");
//!     let client_id = ClientId::parse("b4f6").expect("visible ASCII");
//!     let sent = message::send(tx, actor, SendMessage { chat, client_id, text, reply_to: None, at: now });
//!     println!("{:?}", sent.map(|s| s.message.seq));
//! }
//! ```
//!
//! **To add the next command:** a file named by the verb in the module of its aggregate, a function
//! over `&mut dyn Tx` that checks first and writes last and emits an [`Event`]; a row in the
//! module's error enum with `class` and `code`; a case in `testing::conformance`.

pub mod account;
pub mod admin;
pub mod announcement;
pub mod chat;
pub mod contact;
pub mod digest;
mod error;
mod event;
mod id;
pub mod invitation;
pub mod job;
pub mod mail;
pub mod message;
pub mod notification;
pub mod own;
pub mod policy;
pub mod port;
pub mod push;
pub mod quiet;
pub mod report;
pub mod rights;
pub mod search;
pub mod session;
pub mod sync;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
mod time;
pub mod user;

pub use chat::{Chat, ChatKind, ChatSummary, Member, Membership, Role};
pub use error::{Class, Problem};
pub use event::Event;
pub use id::{Actor, ChatId, ClientId, ContactId, NotificationId, Rev, Seq, SessionId, UserId};
pub use message::Message;
pub use session::Session;
pub use text::{
    Bio, CodeText, Color, Description, DisplayName, Email, Emoji, Handle, InvalidText, Language,
    MessageText, Note, Rules, SearchText, StatusText, TimeZone, Title,
};
pub use time::{Day, Timestamp};
pub use user::{Privacy, Profile, Status, User, UserBrief};
