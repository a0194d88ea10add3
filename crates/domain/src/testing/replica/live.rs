use super::{Replica, View, keyed, plain, streamed, told};
use crate::chat::LARGE_ABOVE;
use crate::message::{Deletion, Pin, Reaction};
use crate::{
    ChatId, ChatSummary, Emoji, Event, Membership, Message, Rev, Role, Seq, Timestamp, UserId,
};

/// What became of a live event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was applied.
    Applied,
    /// It was known already, or is none of the viewer's business.
    Known,
    /// Something before it is missing: only a sync helps.
    Gap,
}

impl Replica {
    /// Takes in a live event as a client that follows all of its streams does.
    pub fn apply_event(&mut self, event: &Event) -> Heard {
        match event {
            Event::ChatNew { summary, joined } => self.comes_into(summary, joined),
            Event::MemberRemoved { chat, user, user_rev, .. } if *user == self.viewer.user => {
                let heard = self.next(*user_rev);
                if heard == Heard::Applied {
                    self.chats.remove(chat);
                    self.user_rev = *user_rev;
                }
                heard
            }
            Event::Contact { owner, contact, .. } if *owner == self.viewer.user => {
                let heard = self.next(contact.rev);
                if heard == Heard::Applied {
                    self.put_contact(contact);
                    self.user_rev = contact.rev;
                }
                heard
            }
            Event::UserChanged { user, .. } if user.id == self.viewer.user => {
                let heard = self.next(user.account_rev);
                if heard == Heard::Applied {
                    self.user_rev = user.account_rev;
                    self.account = Some(streamed((**user).clone()));
                }
                heard
            }
            Event::ReadAlone { chat, user, seq, at, user_rev } if *user == self.viewer.user => {
                self.reads_alone(*chat, *seq, *at, *user_rev)
            }
            Event::ChatMuted { owner, .. }
            | Event::MessageHidden { owner, .. }
            | Event::HistoryCleared { owner, .. }
            | Event::ChatKept { owner, .. }
            | Event::QuietChanged { owner, .. }
            | Event::Notified { owner, .. }
            | Event::NotificationsRead { owner, .. }
                if *owner == self.viewer.user =>
            {
                self.hears_own(event)
            }
            other => {
                let Some((chat, rev)) = other.chat() else { return Heard::Known };
                let viewer = self.viewer.user;
                let Some(view) = self.chats.get_mut(&chat) else { return Heard::Known };
                match next(view.rev, rev, view.pages_left) {
                    Heard::Applied => view.apply(other, rev, viewer),
                    heard => heard,
                }
            }
        }
    }

    /// Takes in the viewer's own cursor, which nobody else is told of.
    fn reads_alone(&mut self, chat: ChatId, seq: Seq, at: Timestamp, user_rev: Rev) -> Heard {
        let heard = self.next(user_rev);
        if heard != Heard::Applied {
            return heard;
        }
        let view = self.chats.get_mut(&chat).expect("theirs");
        if view.is_before_all(seq) {
            return Heard::Gap;
        }
        view.read_alone(self.viewer.user, seq, Some(at));
        view.me.user_rev = user_rev;
        self.user_rev = user_rev;
        Heard::Applied
    }

    /// Takes in what only the viewer hears.
    fn hears_own(&mut self, event: &Event) -> Heard {
        let rev = match event {
            Event::ChatMuted { rev, .. }
            | Event::MessageHidden { rev, .. }
            | Event::HistoryCleared { rev, .. }
            | Event::NotificationsRead { rev, .. } => *rev,
            Event::ChatKept { kept, .. } => kept.rev,
            Event::QuietChanged { settings, .. } => settings.rev,
            Event::Notified { notification, .. } => notification.rev,
            _ => return Heard::Known,
        };
        let heard = self.next(rev);
        if heard != Heard::Applied {
            return heard;
        }
        self.user_rev = rev;
        match event {
            Event::ChatMuted { chat, mute, .. } => {
                let view = self.chats.get_mut(chat).expect("theirs");
                (view.me.mute, view.me.user_rev) = (*mute, rev);
            }
            Event::MessageHidden { chat, seq, .. } => self.hide(*chat, *seq),
            Event::HistoryCleared { chat, seq, chat_rev, .. } => {
                let view = self.chats.get_mut(chat).expect("theirs");
                let (cleared_seq, cleared_rev) = (*seq, *chat_rev);
                let me = Membership { cleared_seq, cleared_rev, ..view.me.clone() };
                view.see_from(&me);
                (view.me.own_after, view.me.user_rev) = (0, rev);
            }
            Event::ChatKept { kept, .. } => {
                self.kept.insert(kept.chat, (**kept).clone());
            }
            Event::QuietChanged { settings, .. } => self.settings = (**settings).clone(),
            Event::Notified { unread, notification, .. } => {
                self.put_notification(notification);
                self.unread = *unread;
            }
            Event::NotificationsRead { ids, at, unread, .. } => {
                for id in ids {
                    let held = self.notifications.get_mut(id).expect("known before");
                    (held.read_at, held.rev) = (Some(*at), rev);
                }
                self.unread = *unread;
            }
            _ => {}
        }
        heard
    }

    fn next(&self, rev: Rev) -> Heard {
        next(self.user_rev, rev, self.pages_left)
    }

    fn comes_into(&mut self, summary: &ChatSummary, joined: &[(UserId, Rev)]) -> Heard {
        let mine = joined.iter().find(|(user, _)| *user == self.viewer.user);
        let Some((_, user_rev)) = mine else { return Heard::Known };
        let heard = self.next(*user_rev);
        if heard == Heard::Applied {
            let mut view = self.view_of(summary);
            let role = view.members.get(&self.viewer.user).map_or(Role::Member, |me| me.role);
            view.me.role = role;
            view.me.user = self.viewer.user;
            view.me.user_rev = *user_rev;
            self.chats.insert(summary.chat.id, view);
            self.user_rev = *user_rev;
        }
        heard
    }
}

/// Amid the pages of a stream nothing live is applied: it may change a part of what is still to come.
fn next(known: Rev, rev: Rev, pages_left: bool) -> Heard {
    match rev {
        rev if rev <= known => Heard::Known,
        rev if rev == known.next() && !pages_left => Heard::Applied,
        _ => Heard::Gap,
    }
}

impl View {
    fn apply(&mut self, event: &Event, rev: Rev, viewer: UserId) -> Heard {
        match event {
            Event::MessageNew { message } => self.hears(message, viewer),
            Event::MessageEdited { .. }
            | Event::MessageDeleted { .. }
            | Event::ReactionChanged { .. }
            | Event::PinChanged { .. } => self.changes(event, rev, viewer),
            Event::ChatChanged { chat, .. } => self.chat = told(chat),
            Event::MemberAdded { .. }
            | Event::MemberChanged { .. }
            | Event::MemberRemoved { .. } => {
                if !self.roster(event, rev, viewer) {
                    return Heard::Gap;
                }
            }
            Event::Read { user, seq, at, .. } => {
                if !self.reads((*user, *seq, *at), rev, viewer) {
                    return Heard::Gap;
                }
            }
            Event::ChatNew { .. }
            | Event::ReadAlone { .. }
            | Event::UserChanged { .. }
            | Event::Contact { .. }
            | Event::ChatMuted { .. }
            | Event::MessageHidden { .. }
            | Event::HistoryCleared { .. }
            | Event::ChatKept { .. }
            | Event::QuietChanged { .. }
            | Event::Notified { .. }
            | Event::NotificationsRead { .. }
            | Event::Veil { .. }
            | Event::JobsWaiting
            | Event::ReportsOpen { .. }
            | Event::Announced { .. }
            | Event::AnnouncementOver { .. }
            | Event::PushWanted
            | Event::SessionsRevoked { .. }
            | Event::AccountSuspended { .. } => {}
        }
        if let Some(line) = event.line() {
            self.put_line(line);
        }
        self.rev = rev;
        self.chat.rev = rev;
        Heard::Applied
    }

    /// Takes in who came, changed or went; false where the group is no longer large, and who else is in it
    /// was never told.
    fn roster(&mut self, event: &Event, rev: Rev, viewer: UserId) -> bool {
        match event {
            Event::MemberAdded { members, member_count, .. } => {
                self.members.extend(keyed(members));
                self.chat.member_count = *member_count;
            }
            Event::MemberChanged { member, .. } => {
                self.members.insert(member.user.id, plain(member));
                if member.user.id == viewer {
                    self.me.role = member.role;
                    self.me.rev = rev;
                }
            }
            Event::MemberRemoved { user, member_count, .. } => {
                if self.chat.is_large() && *member_count <= LARGE_ABOVE {
                    return false;
                }
                self.members.remove(user);
                self.chat.member_count = *member_count;
            }
            _ => {}
        }
        if self.chat.is_large() {
            self.members.clear();
        }
        true
    }

    /// Takes in somebody's cursor; false where how many own messages lie between is not known here.
    fn reads(
        &mut self,
        (user, seq, at): (UserId, Seq, Timestamp),
        rev: Rev,
        viewer: UserId,
    ) -> bool {
        if user == viewer {
            if self.is_before_all(seq) {
                return false;
            }
            let after = self.messages.range(seq.next()..);
            let own = after.filter(|(_, message)| message.sender == viewer).count();
            self.me.own_after = i64::try_from(own).expect("few");
            (self.me.read_seq, self.me.read_at, self.me.rev) = (seq, Some(at), rev);
        }
        if let Some(member) = self.members.get_mut(&user) {
            (member.read_seq, member.read_at, member.rev) = (seq, Some(at), rev);
        }
        true
    }

    /// What becomes of a message.
    fn changes(&mut self, event: &Event, rev: Rev, viewer: UserId) {
        match event {
            Event::MessageEdited { message } => {
                // What everybody is told doesn't say which reactions are the viewer's.
                let reactions = self.own(message.seq, &message.reactions);
                self.put(&Message { reactions, ..message.clone() });
            }
            Event::ReactionChanged { seq, user, emoji, on, reactions, .. } => {
                let mut all = self.own(*seq, reactions);
                for reaction in &mut all {
                    if *user == viewer && reaction.emoji == *emoji {
                        reaction.me = *on;
                    }
                }
                if let Some(held) = self.messages.get_mut(seq) {
                    held.rev = rev;
                    held.reactions = if held.hidden { Vec::new() } else { all };
                }
            }
            Event::MessageDeleted { seq, by, at, .. } => {
                if let Some(held) = self.messages.remove(seq) {
                    let left = held.clone().tombstone(rev, Deletion { by: *by, at: *at });
                    let left = if held.hidden { Message { rev, ..held } } else { left };
                    self.messages.insert(*seq, left);
                }
                self.erase_quotes(|quoted| quoted == *seq);
            }
            Event::PinChanged { seq, pinned, by, at, .. } => {
                if let Some(held) = self.messages.get_mut(seq) {
                    held.pinned = (*pinned && !held.hidden).then_some(Pin { by: *by, at: *at });
                    held.rev = rev;
                }
            }
            _ => {}
        }
    }

    fn hears(&mut self, message: &Message, viewer: UserId) {
        self.chat.last_seq = message.seq;
        self.chat.activity_at = self.chat.activity_at.max(message.sent_at);
        if message.sender == viewer {
            self.me.own_after += 1;
        }
        self.put(message);
    }

    /// Reactions as everybody is told of them, with which of them are known to be the viewer's.
    fn own(&self, seq: Seq, told: &[Reaction]) -> Vec<Reaction> {
        let held = self.messages.get(&seq).map_or(&[][..], |message| message.reactions.as_slice());
        let mine = |emoji: &Emoji| held.iter().any(|one| one.me && one.emoji == *emoji);
        told.iter().map(|one| Reaction { me: mine(&one.emoji), ..one.clone() }).collect()
    }
}
