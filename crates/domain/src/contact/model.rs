use crate::{ContactId, Note, Rev, Timestamp, UserBrief, UserId};

/// What two people have to do with each other: one row per pair, so that requests that cross, a block
/// and an answer at once meet at one lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Its id, also that of the request on its way.
    pub id: ContactId,
    /// The person with the lower id.
    pub lo: UserId,
    /// The other.
    pub hi: UserId,
    /// Since when they are friends.
    pub friends_since: Option<Timestamp>,
    /// A request that waits for an answer; never together with a friendship.
    pub request: Option<FriendRequest>,
    /// What concerns `lo` alone.
    pub lo_side: Side,
    /// What concerns `hi` alone.
    pub hi_side: Side,
}

/// A wish to be friends that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FriendRequest {
    /// Who asks.
    pub from: UserId,
    /// A few words with it.
    pub note: Option<Note>,
    /// When.
    pub at: Timestamp,
}

/// One person's side of a relation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Since when this person blocks the other.
    pub blocked_at: Option<Timestamp>,
    /// The change of this person's own stream that last touched what they see of it.
    pub rev: Rev,
}

impl Relation {
    /// The one of the two who isn't `user`.
    pub fn other(&self, user: UserId) -> UserId {
        if user == self.lo { self.hi } else { self.lo }
    }

    /// A person's side.
    pub fn side(&self, user: UserId) -> &Side {
        if user == self.lo { &self.lo_side } else { &self.hi_side }
    }

    /// The same, to change it.
    pub fn side_mut(&mut self, user: UserId) -> &mut Side {
        if user == self.lo { &mut self.lo_side } else { &mut self.hi_side }
    }

    /// Whether a person blocks the other.
    pub fn blocks(&self, user: UserId) -> bool {
        self.side(user).blocked_at.is_some()
    }

    /// Whether a block stands between them, whosever.
    pub fn is_blocked(&self) -> bool {
        self.blocks(self.lo) || self.blocks(self.hi)
    }

    /// What one of the two sees; `user` is the other. Nobody sees that they are blocked, and who
    /// blocks sees no request.
    pub fn seen_by(&self, viewer: UserId, user: UserBrief) -> Contact {
        let side = self.side(viewer);
        let request = self.request.as_ref().filter(|_| side.blocked_at.is_none());
        Contact {
            id: self.id,
            user,
            friends_since: self.friends_since,
            request: request.map(|request| ContactRequest {
                incoming: request.from != viewer,
                note: request.note.clone(),
                at: request.at,
            }),
            blocked_at: side.blocked_at,
            rev: side.rev,
        }
    }
}

/// A relation as one of the two sees it. Without friendship, request and block it is nothing (any more).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its id, the same for both; names the request too.
    pub id: ContactId,
    /// The other.
    pub user: UserBrief,
    /// Since when they are friends.
    pub friends_since: Option<Timestamp>,
    /// A request that waits for an answer.
    pub request: Option<ContactRequest>,
    /// Since when the viewer blocks the other.
    pub blocked_at: Option<Timestamp>,
    /// The change of the viewer's own stream that last touched it.
    pub rev: Rev,
}

impl Contact {
    /// Whether there is anything to show.
    pub fn is_empty(&self) -> bool {
        self.friends_since.is_none() && self.request.is_none() && self.blocked_at.is_none()
    }
}

/// A request as one of the two sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRequest {
    /// It waits for the viewer's answer.
    pub incoming: bool,
    /// A few words with it.
    pub note: Option<Note>,
    /// When it was made.
    pub at: Timestamp,
}

/// What happened to a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactChange {
    /// A request came, or is gone without a friendship.
    Request,
    /// They are friends now.
    Accepted,
    /// They are friends no more.
    Removed,
    /// The owner blocks the other, or does no longer.
    Block,
    /// The other's own account changed.
    Profile,
}

/// Which contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactFilter {
    /// Friends.
    Friends,
    /// Requests that wait for the person.
    Incoming,
    /// Requests that wait for the other.
    Outgoing,
    /// People whom the person blocks.
    Blocked,
    /// All of these.
    Any,
}
