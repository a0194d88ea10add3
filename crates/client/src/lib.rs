//! The Rust client of Tertulia: REST, the socket, and a copy of one's chats that stays whole.
//!
//! It speaks the types of `wire` and knows nothing of the server's insides, so programs and tests
//! use the same door as everybody.
//!
//! ```no_run
//! # async fn example() -> Result<(), client::ClientError> {
//! let guest = client::Client::new("http://127.0.0.1:8080");
//! let tokens = guest.login("ana", "correct horse battery").await?;
//! let ana = guest.signed(&tokens);
//! for chat in ana.chats().await?.items {
//!     let sent = ana.send(chat.id, "hello-1", "Hello!").await?;
//!     assert_eq!(sent.message.chat_id, chat.id);
//! }
//! # Ok(())
//! # }
//! ```

mod account;
mod chat;
mod contact;
mod error;
mod http;
mod inspect;
mod message;
mod notification;
mod replica;
mod socket;

pub use error::{ClientError, Closed};
pub use http::{Client, Raw};
pub use inspect::{Exchange, Inspector};
pub use replica::{ChatCopy, Replica};
pub use socket::{Auth, Socket};
pub use tokio_tungstenite::tungstenite;
