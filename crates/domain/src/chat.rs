//! Chats, who is in them, and the commands that make and change them.

mod ban;
mod code;
mod create;
mod edit;
mod invite;
mod join;
mod keep;
mod line;
mod list;
mod members;
mod model;
pub mod permission;
mod roles;
mod settings;

pub use ban::{Ban, BanMember, ban, bans, lift_ban};
pub use code::{
    JoinCode, LONGEST_MS, MOST_CODES, MOST_USES, MakeCode, Preview, USUAL_MS, codes, make_code,
    revoke_code,
};
pub use create::{
    CreateError, CreateGroup, OpenDirect, Opened, create_group, open_direct, open_saved,
};
pub use edit::{EditGroup, edit_group};
pub use invite::{AnswerInvitation, GroupInvitation, GroupInvitationId, answer_invitation};
pub use join::{
    AnswerJoin, Join, JoinError, JoinRequest, Joined, MOST_REQUESTS, PublicGroup, answer_join,
    join, join_public, join_requests, preview,
};
pub use keep::{Draft, KeepChat, KeepError, Kept, MAX_DRAFTS, MAX_PINNED, keep};
pub use line::{Changed, Line, LineKind, MAX_LINES, NewLine};
pub use list::{list, member_page, named_members, pinned, summary};
pub(crate) use members::depart;
pub use members::{AddMembers, Added, MemberError, RemoveMember, add_members, remove_member};
pub use model::{Chat, ChatCursor, ChatKind, ChatSummary, Member, Membership, Pair, Role, Shut};
pub use roles::{SetRole, set_role};
pub use settings::{GroupInfo, GroupSettings, PastFor, SLOWEST_S, SettingsPatch, Who};

/// Most members of a group, its owner included.
pub const MAX_MEMBERS: usize = 10_000;
/// A group with more members is large: its members are asked for page by page, and are not told who reads,
/// types, comes and goes.
pub const LARGE_ABOVE: i64 = 200;
/// Most members that come with a chat in a list, and with a large group anywhere.
pub const MOST_IN_LIST: usize = 10;
/// Most people that one request adds.
pub const MAX_ADDED: usize = 100;
