//! Who you are: passwords, tokens, sessions, CSRF and tickets of Tertulia.
//!
//! One session row stands behind every access token, refresh token and cookie. This crate decides
//! about them over the ports of `domain`; it knows no database, no HTTP, no clock and no source of
//! chance: time and randomness are arguments.
//!
//! ```
//! use domain::{Timestamp, UserId, port::{StoreError, Tx}};
//! use tertulia_auth::{
//!     AccessOptions, AccessTokens, Credential, Keys, Kind, Secret, SessionPolicy, Sessions, SignIn,
//! };
//!
//! fn let_in(tx: &mut dyn Tx, user: UserId, at: Timestamp) -> Result<(), StoreError> {
//!     let mut random = rand::make_rng::<rand::rngs::StdRng>();
//!     let keys = Keys::derive(&Secret::generate(&mut random));
//!     let sessions = Sessions::new(&keys, SessionPolicy::default());
//!     let tokens = AccessTokens::new(&keys, AccessOptions::default());
//!     let cmd = SignIn {
//!         user, at, kind: Kind::Token, user_agent: "my program".into(), verified_hash: None,
//!     };
//!     if let Some(signed_in) = sessions.sign_in(tx, &cmd, &mut random)? {
//!         let access = tokens.issue(&signed_in.actor, at);
//!         if let (Ok((token, expires_in)), Credential::Refresh(refresh)) =
//!             (access, signed_in.credential)
//!         {
//!             println!("{token} for {expires_in} s, then {}", refresh.expose());
//!         }
//!     }
//!     Ok(())
//! }
//! ```
//!
//! A login in four steps: [`find_login`] in a read, [`HashPool::verify`] outside of any transaction
//! (also for nobody), [`Sessions::sign_in`] in a write that checks that the hash is still the same,
//! [`AccessTokens::issue`] after COMMIT. A request: [`AccessTokens::verify`], then
//! [`SessionCache::check`]; or [`Sessions::cookie_session`] and, to change anything,
//! [`Sessions::csrf_matches`].
//!
//! **To add the next kind of token:** a key of its own label in `keys.rs`, a file named by what it
//! opens, an error with `class` and `code`, and a table test of every way to forge it.

mod access;
mod cache;
mod csrf;
#[cfg(test)]
mod fixture;
mod hash_pool;
mod invite;
mod keys;
mod link;
mod login;
mod opaque;
mod password;
mod policy;
mod refresh;
mod second;
mod session;
mod ticket;
mod unsubscribe;

pub use access::{AccessOptions, AccessTokens, TokenError};
pub use cache::{CacheOptions, Known, SessionCache};
pub use hash_pool::{HashError, HashPool, PoolOptions};
pub use invite::InviteCodes;
pub use keys::{Keys, MacKey, Secret, WeakSecret};
pub use link::LinkToken;
pub use login::{LoginError, find_login};
pub use opaque::Opaque;
pub use password::{BcryptFault, Hasher, Password, PasswordError};
pub use policy::SessionPolicy;
pub use rand::CryptoRng;
pub use refresh::{Outcome, RefreshError, Refreshed};
pub use second::{Enrolment, SecondFactorError, SecondFactors, renew};
pub use session::{Credential, EndError, Kind, Sessions, SignIn, SignedIn, Which};
pub use ticket::{TicketOptions, Tickets};
pub use unsubscribe::Unsubscribe;
