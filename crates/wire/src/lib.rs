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
mod admin;
mod chat;
mod chat_export;
mod contact;
mod event;
mod export;
mod group;
mod hello;
mod invitation;
mod job;
mod join;
mod keep;
mod life;
mod line;
mod mail;
mod message;
mod notification;
mod op;
mod problem;
mod profile;
mod push;
mod quiet;
mod report;
mod search;
mod second;
mod session;
mod statistics;
mod sync;
mod time;
mod user;

pub use account::{Register, Tokens};
pub use admin::{
    AdminSessionList, AdminUser, AdminUserList, AuditEntry, AuditList, AuditTarget, NewUser,
};
pub use chat::{
    AddMembers, AddedMembers, Chat, ChatList, ChatPatch, Kind, Member, MemberList, NewChat, Role,
    RoleChange,
};
pub use chat_export::ExportFormat;
pub use contact::{
    Answer, Contact, ContactList, FriendAnswer, FriendRequest, FriendRequestList, NewFriendRequest,
    PendingRequest, RequestState,
};
pub use event::{Push, encode_error, encode_event, encode_ok};
pub use export::{
    ExportedAccount, ExportedChat, ExportedDeed, ExportedDevice, ExportedName, ExportedReport,
    ExportedSecondStep, ExportedSubscription, ExportedTrace,
};
pub use group::{Ban, BanList, GroupInfo, GroupSettings, GroupSettingsPatch, PastFor, Who};
pub use hello::{Authenticated, Hello, Limits, ServerInfo};
pub use invitation::{
    Invitation, InvitationList, MadeInvitation, NewInvitation, Registration, Server, Settings,
    SettingsPatch,
};
pub use job::{Job, JobList};
pub use join::{
    GroupInvitation, GroupInvitationList, JoinAnswer, JoinBy, JoinCode, JoinCodeList, JoinDecision,
    JoinPending, JoinPreview, JoinRequest, JoinRequestList, NewJoinCode, PublicGroup,
    PublicGroupList,
};
pub use keep::{ChatKept, Draft, Kept, KeptPatch, NewDraft};
pub use life::{
    MessagePatch, PinList, Reacting, ReactingList, Reaction, ReactionState, ReadBy, ReaderList,
    Version, VersionList,
};
pub use line::{Changed, Line, LineKind};
pub use mail::{
    EmailChange, LetterRequest, NewResetLink, PasswordChange, PasswordReset, ResetLink, Unconfirmed,
};
pub use message::{History, Message, NewMessage, Quote, ReadSet, ReadState, Sent, SentAck};
pub use notification::{
    Notification, NotificationKind, NotificationList, NotificationState, NotificationsToRead,
    SecurityNotice,
};
pub use op::{
    Auth, ClientFrame, EditMessage, FrameError, MarkRead, MessageRef, Op, ReactionOp, SendMessage,
    SyncOp, TypingOp,
};
pub use problem::{Problem, ReplyError};
pub use profile::{
    Audience, Confirm, Privacy, PrivacyPatch, Profile, ProfilePatch, Suggestion, SuggestionList,
};
pub use push::{PushKeys, PushState, PushSubscription};
pub use quiet::{Day, Digest, DoNotDisturb, Mute, MuteState, NotificationSettings};
pub use report::{
    Announce, Announcement, AnnouncementList, Decide, Decision, NewReport, Report, ReportList,
    ReportMade,
};
pub use search::{FoundChat, FoundMessage, FoundPerson, Mark, SearchPage, Snippet};
pub use second::{ConfirmTwice, NewTotp, RecoveryCodes, TotpCode, TwoFactor};
pub use session::{Login, Refresh, Session, SessionList, Ticket};
pub use statistics::{
    ChatStatistics, DayStatistics, MessageStatistics, Statistics, StorageStatistics, UserStatistics,
};
pub use sync::{ChatSync, Roster, SyncPage, SyncRequest, UserSync, WHOLE_ROSTER};
pub use time::{parse as parse_time, rfc3339};
pub use user::{Account, Status, User, UserList};

/// Largest frame and largest message of the socket, in bytes.
pub const MAX_FRAME: usize = 64 * 1024;
/// Default and largest number of items of a page.
pub const PAGE: (usize, usize) = (50, 200);
/// The socket's subprotocol.
pub const SUBPROTOCOL: &str = "tertulia.v1";
