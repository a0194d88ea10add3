//! Chats, who is in them, and the commands that make and change them.

mod ban;
mod create;
mod edit;
mod list;
mod members;
mod model;
pub mod permission;
mod roles;
mod settings;

pub use ban::{Ban, BanMember, ban, bans, lift_ban};
pub use create::{CreateError, CreateGroup, OpenDirect, Opened, create_group, open_direct};
pub use edit::{EditGroup, edit_group};
pub use list::{list, member_page, summary};
pub(crate) use members::depart;
pub use members::{AddMembers, MemberError, RemoveMember, add_members, remove_member};
pub use model::{Chat, ChatCursor, ChatKind, ChatSummary, Member, Membership, Pair, Role, Shut};
pub use roles::{SetRole, set_role};
pub use settings::{GroupInfo, GroupSettings, PastFor, SLOWEST_S, SettingsPatch, Who};

/// Most members of a group, its owner included.
pub const MAX_MEMBERS: usize = 1_000;
/// Most people that one request adds.
pub const MAX_ADDED: usize = 100;
