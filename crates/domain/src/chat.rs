//! Chats, who is in them, and the commands that make and change them.

mod create;
mod list;
mod members;
mod model;
pub mod permission;
mod rename;
mod roles;

pub use create::{CreateError, CreateGroup, OpenDirect, Opened, create_group, open_direct};
pub use list::{list, member_page, summary};
pub(crate) use members::depart;
pub use members::{AddMembers, MemberError, RemoveMember, add_members, remove_member};
pub use model::{Chat, ChatCursor, ChatKind, ChatSummary, Member, Membership, Pair, Role, Shut};
pub use rename::{Rename, rename};
pub use roles::{SetRole, set_role};

/// Most members of a group, its owner included.
pub const MAX_MEMBERS: usize = 1_000;
/// Most people that one request adds.
pub const MAX_ADDED: usize = 100;
