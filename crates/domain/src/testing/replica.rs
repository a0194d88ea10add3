//! A plain model of what one person sees, as a client keeps it: built from a snapshot, brought
//! forward by live events or by syncs. However it came there, it must agree with a new snapshot.

mod live;
mod view;

pub use live::Heard;
pub use view::View;

use crate::chat::{self, ChatCursor, Kept, MAX_MEMBERS};
use crate::contact::{self, Contact, ContactFilter};
use crate::notification::{self, MAX_KEPT, Notification};
use crate::port::{Read, StoreError};
use crate::quiet::{self, Settings};
use crate::rights::Audience;
use crate::sync::{ChatChanges, Roster, UserChanges, chat_changes, user_changes};
use crate::{
    Actor, Chat, ChatId, ChatSummary, DisplayName, Handle, Member, NotificationId, Rev, Seq, User,
    UserBrief, UserId,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a person's client holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replica {
    /// Whose it is.
    pub viewer: Actor,
    /// How far their own stream has come.
    pub user_rev: Rev,
    /// The last sync of it left something for the next page.
    pub pages_left: bool,
    /// Their chats.
    pub chats: BTreeMap<ChatId, View>,
    /// Friends, requests and blocks.
    pub contacts: BTreeMap<UserId, Contact>,
    /// Their own account, without what is no part of the stream; `None` before anything was told of it.
    pub account: Option<User>,
    /// What they were told apart from messages.
    pub notifications: BTreeMap<NotificationId, Notification>,
    /// How much of it is unread.
    pub unread: i64,
    /// How they want to hear of things.
    pub settings: Settings,
    /// What they deleted for themselves, also in chats that they have left.
    pub hidden: BTreeSet<(ChatId, Seq)>,
    /// What they keep of chats, also of those that they have left.
    pub kept: BTreeMap<ChatId, Kept>,
}

/// A chat without who blocks whom, and since when it is small, which are no part of its stream.
fn told(chat: &Chat) -> Chat {
    Chat { pair: None, roster_rev: Rev(0), ..chat.clone() }
}

/// Somebody by their number alone.
fn unnamed(brief: &UserBrief) -> UserBrief {
    UserBrief {
        id: brief.id,
        handle: Handle::from_stored(String::new()),
        display_name: DisplayName::from_stored(String::new()),
        last_seen: None,
        status: None,
        presence: Audience::Everyone,
        read_receipts: true,
        deleted: false,
    }
}

/// An account without what changes beside its stream.
fn streamed(user: User) -> User {
    User { last_seen: None, rev: Rev(0), ..user }
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
        Self {
            viewer,
            user_rev: Rev(0),
            pages_left: false,
            chats: BTreeMap::new(),
            contacts: BTreeMap::new(),
            notifications: BTreeMap::new(),
            unread: 0,
            settings: Settings::default(),
            account: None,
            hidden: BTreeSet::new(),
            kept: BTreeMap::new(),
        }
    }

    /// Everything that the viewer may see now.
    ///
    /// # Errors
    /// Only the store's.
    pub fn from_snapshot(read: &mut dyn Read, viewer: Actor) -> Result<Self, StoreError> {
        let mut replica = Self { user_rev: read.user_rev(viewer.user)?, ..Self::empty(viewer) };
        replica.read_contacts(read)?;
        replica.account = read.user(viewer.user)?.filter(|u| u.account_rev > Rev(0)).map(streamed);
        replica.read_notifications(read)?;
        replica.settings = quiet::settings(read, &viewer)?;
        let hidden = read.changed_hidden(viewer.user, Rev(0), replica.user_rev, 100_000)?;
        replica.hidden = hidden.into_iter().map(|one| (one.chat, one.seq)).collect();
        let kept = read.changed_kept(viewer.user, Rev(0), replica.user_rev, 100_000)?;
        replica.kept = kept.into_iter().map(|one| (one.chat, one)).collect();
        let mut cursor = None;
        loop {
            let page = chat::list(read, &viewer, cursor, 3)?;
            let Some(last) = page.last() else { return Ok(replica) };
            cursor = Some(ChatCursor { activity_at: last.chat.activity_at, chat: last.chat.id });
            for summary in page {
                let id = summary.chat.id;
                let mut view = replica.view_of(&summary);
                view.floor = view.me.floor();
                if !summary.chat.is_large() {
                    view.members = keyed(&read.members(id, None, MAX_MEMBERS)?);
                }
                let (from, last) = (view.floor.next(), summary.chat.last_seq);
                let messages = read.messages(viewer.user, id, from, last)?;
                view.messages = messages.into_iter().map(|m| (m.seq, m)).collect();
                view.lines_after = Rev(0);
                let lines = read.changed_lines(id, Rev(0), summary.chat.rev, usize::MAX)?;
                for line in &lines {
                    view.put_line(line);
                }
                replica.chats.insert(id, view);
            }
        }
    }

    /// A chat as it comes new, with what the viewer deleted in it for themselves before.
    fn view_of(&self, summary: &ChatSummary) -> View {
        let own = self.hidden.iter().filter(|(chat, _)| *chat == summary.chat.id);
        View { hidden: own.map(|(_, seq)| *seq).collect(), ..View::fresh(summary) }
    }

    /// The viewer deleted a message for themselves.
    fn hide(&mut self, chat: ChatId, seq: Seq) {
        self.hidden.insert((chat, seq));
        if let Some(view) = self.chats.get_mut(&chat) {
            view.hide(seq);
        }
    }

    fn read_contacts(&mut self, read: &mut dyn Read) -> Result<(), StoreError> {
        use ContactFilter::{Blocked, Friends, Incoming, Outgoing};
        for filter in [Friends, Incoming, Outgoing, Blocked] {
            let mut after = None;
            loop {
                let page = contact::list(read, &self.viewer, filter, after, 2)?;
                let Some(last) = page.last() else { break };
                after = Some(last.id);
                for contact in &page {
                    self.put_contact(contact);
                }
            }
        }
        Ok(())
    }

    fn read_notifications(&mut self, read: &mut dyn Read) -> Result<(), StoreError> {
        let mut before = None;
        loop {
            let page = notification::list(read, &self.viewer, before, 3)?;
            self.unread = page.unread;
            let Some(last) = page.notifications.last() else { return Ok(()) };
            before = Some(last.id);
            for notification in &page.notifications {
                self.put_notification(notification);
            }
        }
    }

    /// As many are held as are kept: the oldest goes.
    fn put_notification(&mut self, notification: &Notification) {
        let mut notification = notification.clone();
        // Who it was stays; what they are called is told elsewhere when it changes.
        notification.actor = notification.actor.map(|actor| unnamed(&actor));
        self.notifications.insert(notification.id, notification);
        if self.notifications.len() > MAX_KEPT {
            self.notifications.pop_first();
        }
    }

    fn put_contact(&mut self, contact: &Contact) {
        let mut contact = contact.clone();
        contact.user.last_seen = None;
        if contact.is_empty() {
            self.contacts.remove(&contact.user.id);
        } else {
            self.contacts.insert(contact.user.id, contact);
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
                    // A client isn't told of chats in which nothing changed.
                    if changes.upto != since || changes.reset {
                        self.apply_chat_changes(&changes);
                    }
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
        for one in &changes.hidden {
            self.hide(one.chat, one.seq);
        }
        for one in &changes.kept {
            self.kept.insert(one.chat, one.clone());
        }
        for summary in &changes.joined {
            // What is held already only needs the chat's own changes.
            let fresh = self.view_of(summary);
            let held = self.chats.entry(summary.chat.id).or_insert(fresh);
            (held.me.mute, held.me.user_rev) = (summary.me.mute, summary.me.user_rev);
            held.see_from(&summary.me);
            if held.rev == summary.chat.rev {
                // Nothing of the chat itself will come that says how far the viewer has read.
                held.me = summary.me.clone();
            } else if summary.me.read_seq > held.me.read_seq {
                held.read_alone(self.viewer.user, summary.me.read_seq, summary.me.read_at);
            }
        }
        for contact in &changes.contacts {
            self.put_contact(contact);
        }
        if let Some(user) = &changes.account {
            self.account = Some(streamed((**user).clone()));
        }
        for notification in &changes.notifications {
            self.put_notification(notification);
        }
        self.unread = changes.unread;
        if let Some(settings) = &changes.settings {
            self.settings = settings.clone();
        }
        self.user_rev = changes.upto;
        self.pages_left = changes.more;
    }

    /// Takes in a page of a chat's stream; nothing for a chat that isn't held.
    pub fn apply_chat_changes(&mut self, changes: &ChatChanges) {
        let Some(view) = self.chats.get_mut(&changes.chat.id) else { return };
        if changes.reset {
            let first = changes.messages.first().map_or(changes.chat.last_seq.next(), |m| m.seq);
            view.floor = Seq(first.0 - 1);
            view.messages.clear();
            view.lines.clear();
            view.lines_after = changes.upto;
        } else if changes.upto < view.rev {
            return;
        }
        view.see_from(&changes.me);
        for message in &changes.messages {
            view.put(message);
        }
        if changes.roster != Roster::Changed {
            view.members.clear();
        }
        let kept = changes.members.iter().filter(|_| changes.roster != Roster::Large);
        for member in kept {
            if member.left {
                view.members.remove(&member.user.id);
            } else {
                view.members.insert(member.user.id, plain(member));
            }
        }
        for line in &changes.lines {
            view.put_line(line);
        }
        view.chat = told(&changes.chat);
        view.me = changes.me.clone();
        view.rev = changes.upto;
        view.pages_left = changes.more;
    }

    /// Panics unless this is `truth`, less the older messages that this client never held.
    pub fn assert_agrees(&self, truth: &Self) {
        let mut truth = truth.clone();
        for (id, view) in &mut truth.chats {
            if let Some(held) = self.chats.get(id) {
                view.floor = view.floor.max(held.floor);
                view.messages.retain(|seq, _| *seq > held.floor);
                view.lines_after = view.lines_after.max(held.lines_after);
                view.lines.retain(|rev, _| *rev > held.lines_after);
            }
        }
        assert_eq!(self.user_rev, truth.user_rev, "the user stream");
        assert_eq!(self.contacts, truth.contacts, "the contacts");
        assert_eq!(self.account, truth.account, "the own account");
        assert_eq!(self.notifications, truth.notifications, "the notifications");
        assert_eq!(self.unread, truth.unread, "the unread ones");
        assert_eq!(self.settings, truth.settings, "the settings");
        assert_eq!(self.kept, truth.kept, "what is kept of chats");
        assert_eq!(self.hidden, truth.hidden, "what is deleted for oneself");
        let ids = |replica: &Self| replica.chats.keys().copied().collect::<Vec<_>>();
        assert_eq!(ids(self), ids(&truth), "the chats held");
        for (id, view) in &self.chats {
            assert_eq!(view, &truth.chats[id], "chat {id}");
        }
    }
}
