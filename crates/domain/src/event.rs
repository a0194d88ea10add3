//! What the world may learn once a command has been committed.

use crate::{Chat, ChatId, ChatSummary, Member, Message, Rev, Seq, SessionId, Timestamp, UserId};

/// A durable change, told after COMMIT in commit order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A message for every member of its chat.
    MessageNew {
        /// The message; its `rev` is the event's.
        message: Message,
    },
    /// A chat that these people did not have before; they hear it from here on.
    ChatNew {
        /// The chat as each of them sees it: nothing unread.
        summary: Box<ChatSummary>,
        /// Who got it, each with the new `rev` of their own stream.
        joined: Vec<(UserId, Rev)>,
    },
    /// The chat's own fields changed, for every member.
    ChatChanged {
        /// The chat after the change; its `rev` is the event's.
        chat: Chat,
    },
    /// People came into a group; for those who were there before, and for the new.
    MemberAdded {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// Who, ordered by id.
        members: Vec<Member>,
    },
    /// Somebody's role changed.
    MemberChanged {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// The member after it.
        member: Member,
    },
    /// Somebody left or was removed. They hear this and nothing after it.
    MemberRemoved {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// Who went.
        user: UserId,
        /// Who did it; the same person when they left.
        by: UserId,
        /// The new `rev` of their own stream.
        user_rev: Rev,
    },
    /// Somebody's read cursor moved on.
    Read {
        /// Where.
        chat: ChatId,
        /// The change.
        rev: Rev,
        /// Whose cursor.
        user: UserId,
        /// Everything up to here is read.
        seq: Seq,
        /// When.
        at: Timestamp,
    },
    /// These sessions ended: their sockets close at once.
    SessionsRevoked {
        /// Whose.
        user: UserId,
        /// Which.
        sessions: Vec<SessionId>,
    },
}

impl Event {
    /// The chat whose members hear this; `None` for a person's own events.
    pub fn chat(&self) -> Option<(ChatId, Rev)> {
        match self {
            Self::MessageNew { message } => Some((message.chat, message.rev)),
            Self::ChatNew { summary, .. } => Some((summary.chat.id, summary.chat.rev)),
            Self::ChatChanged { chat } => Some((chat.id, chat.rev)),
            Self::MemberAdded { chat, rev, .. }
            | Self::MemberChanged { chat, rev, .. }
            | Self::MemberRemoved { chat, rev, .. }
            | Self::Read { chat, rev, .. } => Some((*chat, *rev)),
            Self::SessionsRevoked { .. } => None,
        }
    }
}
