//! What the domain asks of whoever keeps the data.
//!
//! [`Read`] answers questions, [`Tx`] also writes; both are made of small traits by subject. All are
//! synchronous and called inside one transaction; nothing here commits. Lists have the order that
//! each method names. Rows come back only when they exist: look-ups answer `Option`.

mod account;
mod admin;
mod digest;
mod error;
mod group;
mod job;
mod keep;
mod life;
mod line;
mod mail;
mod notification;
mod own;
mod policy;
mod push;
mod queue;
mod read;
mod report;
mod search;
mod second;
mod statistics;
mod write;

pub use account::{AccountRead, AccountWrite};
pub use admin::{AdminRead, AdminWrite};
pub use digest::{DigestRead, DigestWrite};
pub use error::{StoreError, StoreFault};
pub use group::{GroupRead, GroupWrite};
pub use job::{EventSink, Job, Lane, Verdict};
pub use keep::{KeepRead, KeepWrite};
pub use life::{LifeRead, LifeWrite};
pub use line::{LineRead, LineWrite};
pub use mail::{LinkRead, LinkWrite};
pub use notification::{NotificationRead, NotificationWrite};
pub use own::OwnRead;
pub use policy::{PolicyRead, PolicyWrite};
pub use push::{PushRead, PushWrite};
pub use queue::{JobRead, JobWrite};
pub use read::{ChatRead, ContactRead, MessageRead, Read, SendContext, SessionRead, UserRead};
pub use report::{ReportRead, ReportWrite};
pub use search::{SearchRead, SearchWrite};
pub use second::{SecondFactor, SecondFactorRead, SecondFactorWrite};
pub use statistics::{StatisticsRead, StatisticsWrite};
pub use write::{ChatWrite, ContactWrite, MessageWrite, NewSession, SessionWrite, Tx, UserWrite};
