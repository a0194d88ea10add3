use super::{Replica, View, keyed, plain};
use crate::{ChatSummary, Event, Message, Rev, Role, UserId};

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
                let heard = next(self.user_rev, *user_rev);
                if heard == Heard::Applied {
                    self.chats.remove(chat);
                    self.user_rev = *user_rev;
                }
                heard
            }
            Event::SessionsRevoked { .. } => Heard::Known,
            other => {
                let Some((chat, rev)) = other.chat() else { return Heard::Known };
                let viewer = self.viewer.user;
                let Some(view) = self.chats.get_mut(&chat) else { return Heard::Known };
                match next(view.rev, rev) {
                    Heard::Applied => view.apply(other, rev, viewer),
                    heard => heard,
                }
            }
        }
    }

    fn comes_into(&mut self, summary: &ChatSummary, joined: &[(UserId, Rev)]) -> Heard {
        let mine = joined.iter().find(|(user, _)| *user == self.viewer.user);
        let Some((_, user_rev)) = mine else { return Heard::Known };
        let heard = next(self.user_rev, *user_rev);
        if heard == Heard::Applied {
            let mut view = View::fresh(summary);
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

fn next(known: Rev, rev: Rev) -> Heard {
    match rev {
        rev if rev <= known => Heard::Known,
        rev if rev == known.next() => Heard::Applied,
        _ => Heard::Gap,
    }
}

impl View {
    fn apply(&mut self, event: &Event, rev: Rev, viewer: UserId) -> Heard {
        match event {
            Event::MessageNew { message } => self.hears(message, viewer),
            Event::ChatChanged { chat } => self.chat = chat.clone(),
            Event::MemberAdded { members, .. } => {
                self.members.extend(keyed(members));
                self.chat.member_count += i64::try_from(members.len()).expect("few");
            }
            Event::MemberChanged { member, .. } => {
                self.members.insert(member.user.id, plain(member));
                if member.user.id == viewer {
                    self.me.role = member.role;
                    self.me.rev = rev;
                }
            }
            Event::MemberRemoved { user, .. } => {
                self.members.remove(user);
                self.chat.member_count -= 1;
            }
            Event::Read { user, seq, at, .. } => {
                if *user == viewer {
                    if *seq < self.floor {
                        // How many own messages lie between is not known here.
                        return Heard::Gap;
                    }
                    let after = self.messages.range(seq.next()..);
                    let own = after.filter(|(_, message)| message.sender == viewer).count();
                    self.me.own_after = i64::try_from(own).expect("few");
                    (self.me.read_seq, self.me.read_at, self.me.rev) = (*seq, Some(*at), rev);
                }
                if let Some(member) = self.members.get_mut(user) {
                    (member.read_seq, member.read_at, member.rev) = (*seq, Some(*at), rev);
                }
            }
            Event::ChatNew { .. } | Event::SessionsRevoked { .. } => {}
        }
        self.rev = rev;
        self.chat.rev = rev;
        Heard::Applied
    }

    fn hears(&mut self, message: &Message, viewer: UserId) {
        self.chat.last_seq = message.seq;
        self.chat.activity_at = self.chat.activity_at.max(message.sent_at);
        if message.sender == viewer {
            self.me.own_after += 1;
        }
        self.messages.insert(message.seq, message.clone());
    }
}
