//! A plain model of what one person sees, as a client keeps it: built from a snapshot, brought
//! forward by live events or by syncs. However it came there, it must agree with a new snapshot.

mod live;

pub use live::Heard;

use crate::chat::{self, ChatCursor, MAX_MEMBERS};
use crate::port::{Read, StoreError};
use crate::sync::{ChatChanges, UserChanges, chat_changes, user_changes};
use crate::{Actor, Chat, ChatId, ChatSummary, Member, Membership, Message, Rev, Seq, UserId};
use std::collections::BTreeMap;

/// What a person's client holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// Whose it is.
    pub viewer: Actor,
    /// How far their own stream has come.
    pub user_rev: Rev,
    /// Their chats.
    pub chats: BTreeMap<ChatId, View>,
}

/// One chat as a client holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// How far the chat's stream has come.
    pub rev: Rev,
    /// The chat.
    pub chat: Chat,
    /// The viewer's row.
    pub me: Membership,
    /// Who is in it; without when they were last there, which is no part of the stream.
    pub members: BTreeMap<UserId, Member>,
    /// The messages after `floor`.
    pub messages: BTreeMap<Seq, Message>,
    /// Older messages would have to be asked for.
    pub floor: Seq,
}

impl View {
    /// A chat as it comes new: its newest message, nothing older.
    fn fresh(summary: &ChatSummary) -> Self {
        Self {
            rev: summary.chat.rev,
            chat: summary.chat.clone(),
            me: summary.me.clone(),
            members: keyed(&summary.members),
            messages: summary.last_message.iter().map(|m| (m.seq, m.clone())).collect(),
            floor: Seq((summary.chat.last_seq.0 - 1).max(0)),
        }
    }
}

fn keyed(members: &[Member]) -> BTreeMap<UserId, Member> {
    members.iter().map(|member| (member.user.id, plain(member))).collect()
}

fn plain(member: &Member) -> Member {
    let mut member = member.clone();
    member.user.last_seen = None;
    member
}

impl Replica {
    /// A client that holds nothing yet.
    pub fn empty(viewer: Actor) -> Self {
        Self { viewer, user_rev: Rev(0), chats: BTreeMap::new() }
    }

    /// Everything that the viewer may see now.
    ///
    /// # Errors
    /// Only the store's.
    pub fn from_snapshot(read: &mut dyn Read, viewer: Actor) -> Result<Self, StoreError> {
        let mut replica = Self { user_rev: read.user_rev(viewer.user)?, ..Self::empty(viewer) };
        let mut cursor = None;
        loop {
            let page = chat::list(read, &viewer, cursor, 3)?;
            let Some(last) = page.last() else { return Ok(replica) };
            cursor = Some(ChatCursor { activity_at: last.chat.activity_at, chat: last.chat.id });
            for summary in page {
                let id = summary.chat.id;
                let mut view = View { floor: Seq(0), ..View::fresh(&summary) };
                view.members = keyed(&read.members(id, None, MAX_MEMBERS)?);
                let messages = read.messages(id, Seq(1), summary.chat.last_seq)?;
                view.messages = messages.into_iter().map(|m| (m.seq, m)).collect();
                replica.chats.insert(id, view);
            }
        }
    }

    /// Asks for one page of what was missed in each stream and applies it; true while there is
    /// more.
    ///
    /// # Errors
    /// Only the store's.
    pub fn sync_page(&mut self, read: &mut dyn Read, limit: usize) -> Result<bool, StoreError> {
        let since = self.user_rev;
        let changes = user_changes(read, &self.viewer, since, limit)?;
        assert!(!changes.more || changes.upto > since, "a page of the user stream goes on");
        let mut more = changes.more;
        self.apply_user_changes(&changes);
        let chats: Vec<(ChatId, Rev)> = self.chats.iter().map(|(id, v)| (*id, v.rev)).collect();
        for (id, since) in chats {
            match chat_changes(read, &self.viewer, id, since, limit)? {
                Some(changes) => {
                    assert!(!changes.more || changes.upto > since, "a page of a chat goes on");
                    more |= changes.more;
                    self.apply_chat_changes(&changes);
                }
                None => drop(self.chats.remove(&id)),
            }
        }
        Ok(more)
    }

    /// Asks until nothing is missed any more, `limit` rows of each kind at once.
    ///
    /// # Errors
    /// Only the store's.
    pub fn catch_up(&mut self, read: &mut dyn Read, limit: usize) -> Result<(), StoreError> {
        while self.sync_page(read, limit)? {}
        Ok(())
    }

    /// Takes in a page of the viewer's own stream.
    pub fn apply_user_changes(&mut self, changes: &UserChanges) {
        for chat in &changes.left {
            self.chats.remove(chat);
        }
        for summary in &changes.joined {
            // What is held already only needs the chat's own changes.
            self.chats.entry(summary.chat.id).or_insert_with(|| View::fresh(summary));
        }
        self.user_rev = changes.upto;
    }

    /// Takes in a page of a chat's stream; nothing for a chat that isn't held.
    pub fn apply_chat_changes(&mut self, changes: &ChatChanges) {
        let Some(view) = self.chats.get_mut(&changes.chat.id) else { return };
        if changes.reset {
            let first = changes.messages.first().map_or(changes.chat.last_seq.next(), |m| m.seq);
            view.floor = Seq(first.0 - 1);
            view.messages.clear();
            view.members.clear();
        } else if changes.upto < view.rev {
            return;
        }
        view.messages.extend(changes.messages.iter().map(|m| (m.seq, m.clone())));
        for member in &changes.members {
            if member.left {
                view.members.remove(&member.user.id);
            } else {
                view.members.insert(member.user.id, plain(member));
            }
        }
        view.chat = changes.chat.clone();
        view.me = changes.me.clone();
        view.rev = changes.upto;
    }

    /// Panics unless this is `truth`, less the older messages that this client never held.
    pub fn assert_agrees(&self, truth: &Self) {
        let mut truth = truth.clone();
        for (id, view) in &mut truth.chats {
            if let Some(held) = self.chats.get(id) {
                view.floor = view.floor.max(held.floor);
                view.messages.retain(|seq, _| *seq > held.floor);
            }
        }
        assert_eq!(self.user_rev, truth.user_rev, "the user stream");
        let ids = |replica: &Self| replica.chats.keys().copied().collect::<Vec<_>>();
        assert_eq!(ids(self), ids(&truth), "the chats held");
        for (id, view) in &self.chats {
            assert_eq!(view, &truth.chats[id], "chat {id}");
        }
    }
}
