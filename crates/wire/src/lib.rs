//! What travels: REST bodies, WebSocket frames and problem codes.
//!
//! Types here are the public contract; `domain`'s are not serialised. Each has a `From` of its
//! counterpart. The crate knows no HTTP server, no socket and no database: the same types serve
//! the server, the Rust client and the documentation (OpenAPI and AsyncAPI schemas).
//!
//! ```
//! let frame = br#"{"id":7,"op":"read.set","chat_id":4,"seq":12}"#;
//! let frame = tertulia_wire::ClientFrame::parse(frame).expect("a known op");
//! assert_eq!(frame.id, Some(7));
//! ```
//!
//! **To add the next frame:** a struct in `op.rs` or a variant in `event.rs`, its `From`, its line in
//! `transport`'s AsyncAPI document; a test in CI fails until the contract has it.

mod account;
mod chat;
mod event;
mod message;
mod op;
mod problem;
mod session;
mod sync;
mod time;
mod user;

pub use account::{Register, Tokens};
pub use chat::{AddMembers, Chat, ChatList, ChatPatch, Kind, Member, MemberList, NewChat, Role};
pub use event::{
    Authenticated, Hello, Limits, Push, ReplyError, ServerInfo, encode_error, encode_event,
    encode_ok,
};
pub use message::{History, Message, NewMessage, ReadSet, ReadState, Sent, SentAck};
pub use op::{Auth, ClientFrame, FrameError, MarkRead, Op, SendMessage, SyncOp, TypingOp};
pub use problem::Problem;
pub use session::{Login, Refresh, Session, SessionList, Ticket};
pub use sync::{ChatSync, SyncPage, SyncRequest, UserSync};
pub use time::rfc3339;
pub use user::{Account, User, UserList};

/// Largest frame and largest message of the socket, in bytes.
pub const MAX_FRAME: usize = 64 * 1024;
/// Default and largest number of items of a page.
pub const PAGE: (usize, usize) = (50, 200);
/// The socket's subprotocol.
pub const SUBPROTOCOL: &str = "tertulia.v1";
