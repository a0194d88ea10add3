use super::{GroupInfo, GroupSettings, Kept, LARGE_ABOVE, Line, MOST_IN_LIST, PastFor};
use crate::quiet::Mute;
use crate::{ChatId, Message, Rev, Seq, Timestamp, Title, UserBrief, UserId};

/// What sort of chat it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChatKind {
    /// Two people; one such chat per pair.
    Direct,
    /// Up to 10,000 people under a title.
    Group,
    /// One person alone, who keeps messages there; one such chat per person.
    Saved,
}

/// A chat's own row: the head of its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// Its id.
    pub id: ChatId,
    /// Direct or group.
    pub kind: ChatKind,
    /// The title of a group; `None` for direct chats.
    pub title: Option<Title>,
    /// What a group tells of itself; nothing for direct chats.
    pub info: GroupInfo,
    /// How a group is run; as usual for direct chats.
    pub settings: GroupSettings,
    /// The two people of a direct chat, the one of a saved chat twice; `None` for groups.
    pub pair: Option<Pair>,
    /// The newest change.
    pub rev: Rev,
    /// The change that last touched the chat's own fields: title, information, settings.
    pub meta_rev: Rev,
    /// The newest message; 0 while there is none.
    pub last_seq: Seq,
    /// How many people are in it now.
    pub member_count: i64,
    /// The change with which the group was last no longer large; 0 if it never was.
    pub roster_rev: Rev,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the newest message came, or it was made: the order of the chat list.
    pub activity_at: Timestamp,
}

/// The two people of a direct chat, and what keeps them from writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The person with the lower id; the same as the other in a chat with oneself.
    pub lo: UserId,
    /// The other.
    pub hi: UserId,
    /// What `lo` does to close the chat.
    pub lo_shuts: Shut,
    /// What `hi` does to close the chat.
    pub hi_shuts: Shut,
}

/// What one of the two people of a direct chat does to close it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shut {
    /// Blocks the other.
    pub blocks: bool,
    /// Is away by their own wish, or for good.
    pub gone: bool,
}

impl Pair {
    /// Whether one of the two blocks the other.
    pub fn blocks(&self, user: UserId) -> bool {
        if user == self.lo { self.lo_shuts.blocks } else { self.hi_shuts.blocks }
    }

    /// Whether nobody may write: a block stands, whosever, or one of the two is gone.
    pub fn is_closed(&self) -> bool {
        [self.lo_shuts, self.hi_shuts].iter().any(|shut| shut.blocks || shut.gone)
    }
}

impl Chat {
    /// Takes the next change number.
    pub fn take_rev(&mut self) -> Rev {
        self.rev = self.rev.next();
        self.rev
    }

    /// How many members come with the chat where it comes alone.
    pub fn most_shown(&self) -> usize {
        if self.is_large() { MOST_IN_LIST } else { usize::try_from(LARGE_ABOVE).unwrap_or(0) }
    }

    /// Whether there are too many members for each to hear everything of every other.
    pub fn is_large(&self) -> bool {
        self.member_count > LARGE_ABOVE
    }
}

/// What a member may do.
///
/// Ordered: a greater one may do whatever a lesser one may ([`super::permission`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads, writes, leaves.
    Member,
    /// Adds and removes people, changes the title.
    Admin,
    /// Makes admins and hands over; a group always has exactly one.
    Owner,
}

/// A person's row in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The chat.
    pub chat: ChatId,
    /// The person.
    pub user: UserId,
    /// What they may do.
    pub role: Role,
    /// The chat's change that last touched this row.
    pub rev: Rev,
    /// The person's own change that last touched what of this is for them alone: their being in the chat, how they
    /// mute and clear it, and how far they read where others aren't told.
    pub user_rev: Rev,
    /// When they came.
    pub joined_at: Timestamp,
    /// When they went; `None` while they are in.
    pub left_at: Option<Timestamp>,
    /// Everything up to here is read.
    pub read_seq: Seq,
    /// When the cursor last moved; `None` before the first time.
    pub read_at: Option<Timestamp>,
    /// How many of the messages after `read_seq` and `cleared_seq` are their own.
    pub own_after: i64,
    /// Everything up to here is gone for them: they cleared their history.
    pub cleared_seq: Seq,
    /// System lines up to this change of the chat are gone for them: they cleared their history.
    pub cleared_rev: Rev,
    /// For how long they want to hear nothing of it.
    pub mute: Option<Mute>,
    /// The first message that they may read.
    pub visible_from: Seq,
}

impl Membership {
    /// Somebody who comes in now and has nothing unread.
    pub fn fresh(chat: &Chat, user: UserId, role: Role, rev: Rev, at: Timestamp) -> Self {
        Self {
            chat: chat.id,
            user,
            role,
            rev,
            user_rev: Rev(0),
            joined_at: at,
            left_at: None,
            read_seq: chat.last_seq,
            read_at: None,
            own_after: 0,
            cleared_seq: Seq(0),
            cleared_rev: Rev(0),
            mute: None,
            visible_from: match chat.settings.history {
                PastFor::All => Seq(1),
                PastFor::FromJoining => chat.last_seq.next(),
            },
        }
    }

    /// In the chat now.
    pub fn is_current(&self) -> bool {
        self.left_at.is_none()
    }

    /// Everything up to here is read, or gone for them.
    pub fn seen(&self) -> Seq {
        self.read_seq.max(self.cleared_seq)
    }

    /// Messages after the cursor that are not their own.
    pub fn unread(&self, last_seq: Seq) -> i64 {
        (last_seq.0 - self.seen().0 - self.own_after).max(0)
    }

    /// Nothing up to here is there for them: they cleared it, or came after it.
    pub fn floor(&self) -> Seq {
        Seq(self.visible_from.0 - 1).max(self.cleared_seq)
    }

    /// Whether a system line of the chat is there for them.
    pub fn sees_line(&self, line: &Line) -> bool {
        let since_joining = self.visible_from == Seq(1) || line.at >= self.joined_at;
        line.rev > self.cleared_rev && since_joining
    }

    /// Whether a message of the chat is there for them.
    pub fn sees(&self, message: &Message) -> bool {
        message.seq > self.floor() && !message.hidden
    }
}

/// A person in a chat, as the others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserBrief,
    /// What they may do.
    pub role: Role,
    /// The chat's change that last touched this row.
    pub rev: Rev,
    /// When they came.
    pub joined_at: Timestamp,
    /// Gone: kept so that a sync can tell.
    pub left: bool,
    /// Everything up to here is read.
    pub read_seq: Seq,
    /// When the cursor last moved.
    pub read_at: Option<Timestamp>,
}

impl Member {
    /// Joins a row with the person it is about.
    pub fn new(row: &Membership, user: UserBrief) -> Self {
        Self {
            role: row.role,
            rev: row.rev,
            joined_at: row.joined_at,
            left: row.left_at.is_some(),
            // Whoever keeps it to themselves has read nothing, as far as others know.
            read_seq: if user.read_receipts { row.read_seq } else { Seq(0) },
            read_at: row.read_at.filter(|_| user.read_receipts),
            user,
        }
    }
}

/// A chat as one of its members sees it in their list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatSummary {
    /// The chat.
    pub chat: Chat,
    /// The viewer's row.
    pub me: Membership,
    /// The newest message, if any.
    pub last_message: Option<Message>,
    /// Everybody, by id; in lists and of a large group the first 10. `chat.member_count` counts all.
    pub members: Vec<Member>,
    /// What the viewer keeps of it for themselves.
    pub kept: Kept,
}

impl ChatSummary {
    /// Messages after the viewer's cursor that are not their own.
    pub fn unread(&self) -> i64 {
        self.me.unread(self.chat.last_seq)
    }
}

/// Where a page of the chat list ended: activity, then id, both descending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatCursor {
    /// The last chat's activity.
    pub activity_at: Timestamp,
    /// The last chat.
    pub chat: ChatId,
}
