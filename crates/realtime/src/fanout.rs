use crate::hub::{Shown, Words};
use crate::{Hub, frame};
use bytes::Bytes;
use domain::chat::{LARGE_ABOVE, Line};
use domain::contact::{Contact, ContactChange};
use domain::port::EventSink;
use domain::rights::Audience;
use domain::{ChatId, ChatSummary, Event, Member, Message, Rev, User, UserId};
use std::sync::Arc;
use wire::Push;

/// Brings committed events to the sockets of this process.
///
/// Runs on the writer's thread, in commit order: so a removed member's sockets are unsubscribed
/// before the next event of the chat is looked at.
pub struct Fanout {
    hub: Arc<Hub>,
}

impl Fanout {
    /// A fan-out to the sockets of `hub`.
    pub fn new(hub: Arc<Hub>) -> Self {
        Self { hub }
    }

    fn tell(&self, event: Event) {
        match event {
            Event::MessageNew { message } => self.message(&message, new_message),
            Event::MessageEdited { message } => self.message(&message, edited_message),
            Event::ChatNew { summary, joined } => self.welcome(&summary, &joined),
            Event::MemberRemoved { chat, rev, user, member_count, .. } => {
                self.hub.resize(chat, member_count > LARGE_ABOVE);
                let frame = encode(push_of(event));
                self.hub.part(user, chat, rev, &frame);
                self.hub.event(chat, rev, &frame);
            }
            Event::MemberAdded { chat, rev, member_count, .. } => {
                self.hub.resize(chat, member_count > LARGE_ABOVE);
                self.hub.event(chat, rev, &encode(push_of(event)));
            }
            Event::UserChanged { user, visible, friends } => self.account(*user, visible, friends),
            Event::ReadAlone { user, .. } => self.hub.tell(user, &encode(read_alone(&event))),
            Event::Contact { owner, change, contact } => {
                self.hub.befriend(owner, contact.user.id, contact.friends_since.is_some());
                self.hub.tell(owner, &encode(Some(contact_push(change, *contact))));
            }
            Event::Notified { owner, .. }
            | Event::NotificationsRead { owner, .. }
            | Event::ChatMuted { owner, .. }
            | Event::MessageHidden { owner, .. }
            | Event::HistoryCleared { owner, .. }
            | Event::ChatKept { owner, .. }
            | Event::QuietChanged { owner, .. } => {
                self.hub.tell(owner, &encode(notice_push(event)));
            }
            Event::ReportsOpen { admins, open } => {
                let frame = encode(Some(Push::ReportsOpen { open }));
                for admin in admins {
                    self.hub.tell(admin, &frame);
                }
            }
            Event::Announced { announcement } => {
                let announcement = announcement.into();
                self.hub.everybody(&encode(Some(Push::Announcement { announcement })));
            }
            Event::AnnouncementOver { id } => {
                self.hub.everybody(&encode(Some(Push::AnnouncementOver { id })));
            }
            Event::Veil { a, b, veiled } => self.hub.veil(a, b, veiled),
            Event::SessionsRevoked { user, sessions } => {
                self.hub.revoke(user, &sessions, |session| {
                    encode(Some(Push::SessionRevoked { session_id: session.0 }))
                });
            }
            Event::AccountSuspended { user, sessions } => {
                self.hub.revoke(user, &sessions, |_| encode(Some(Push::AccountSuspended {})));
            }
            other => {
                if let Some((chat, rev)) = other.chat() {
                    self.hub.event(chat, rev, &encode(push_of(other)));
                }
            }
        }
    }

    /// Tells of a message, newcomers without what is from before they came.
    fn message(&self, message: &Message, push: fn(Message) -> Push) {
        let (chat, rev, seq) = (message.chat, message.rev, message.seq);
        let quoted = message.reply_to.as_ref().map(|quote| quote.seq);
        let write = |shown: Shown| {
            let message = message.clone();
            encode(Some(push(match shown {
                Shown::Whole => message,
                Shown::Unquoted => message.unquote(),
                Shown::Hidden => message.hide(),
            })))
        };
        self.hub.words(&Words { chat, rev, seq, quoted, write });
    }

    fn account(&self, user: User, visible: bool, friends: Vec<UserId>) {
        let (id, presence) = (user.id, user.privacy.presence);
        let seen = Box::new(wire::User { last_seen: None, ..user.brief().into() });
        let others = visible.then(|| {
            let (user_rev, account, contact) = (None, None, None);
            encode(Some(Push::UserChanged { user: seen.clone(), user_rev, account, contact }))
        });
        let (user_rev, account) = (Some(user.account_rev.0), Some(Box::new(user.into())));
        let own = Push::UserChanged { user: seen, user_rev, account, contact: None };
        self.hub.changed(id, &encode(Some(own)), others.as_ref());
        if visible {
            self.hub.set_presence(id, presence, friends);
        }
    }

    fn welcome(&self, summary: &ChatSummary, joined: &[(UserId, Rev)]) {
        let (chat, rev): (ChatId, Rev) = (summary.chat.id, summary.chat.rev);
        let whole = wire::Chat::from(summary.clone());
        for (user, user_rev) in joined {
            let mut seen = whole.clone();
            for member in &mut seen.members {
                let subject = UserId(member.user_id);
                let veiled = self.hub.is_veiled(*user, subject);
                member.online = !veiled && self.hub.shows(subject, *user);
                if veiled || (member.presence != Audience::Everyone && !member.online) {
                    member.last_seen = None;
                }
            }
            let role = seen.members.iter().find(|m| m.user_id == user.0).map(|m| m.role);
            seen.role = role.unwrap_or(wire::Role::Member);
            let push = Push::ChatNew {
                chat_id: chat.0,
                rev: rev.0,
                user_rev: user_rev.0,
                chat: Box::new(seen),
            };
            let first = summary.me.visible_from;
            self.hub.join(*user, &summary.chat, (rev, first), &encode(Some(push)));
        }
    }
}

impl EventSink for Fanout {
    fn deliver(&self, events: Vec<Event>) {
        for event in events {
            self.tell(event);
        }
    }

    fn flush(&self) {
        self.hub.wake();
    }
}

fn encode(push: Option<Push>) -> Bytes {
    push.map_or_else(Bytes::new, |push| frame::text(&wire::encode_event(&push)))
}

/// A cursor that only its person's devices hear of. It is no change of the chat, and may overtake some that
/// still wait for a slow reader: so it has no rev.
fn read_alone(event: &Event) -> Option<Push> {
    let Event::ReadAlone { chat, user, seq, at, user_rev } = *event else { return None };
    let (chat_id, user_id, user_rev) = (chat.0, user.0, Some(user_rev.0));
    Some(Push::Read { chat_id, rev: 0, user_id, seq: seq.0, at: at.0, user_rev })
}

fn contact_push(change: ContactChange, contact: Contact) -> Push {
    let user_rev = contact.rev.0;
    let contact: Box<wire::Contact> = Box::new(contact.into());
    match change {
        ContactChange::Request => Push::FriendRequest { user_rev, contact },
        ContactChange::Accepted => Push::FriendAccepted { user_rev, contact },
        ContactChange::Removed => Push::FriendRemoved { user_rev, contact },
        ContactChange::Block => Push::BlockChanged { user_rev, contact },
        ContactChange::Profile => Push::UserChanged {
            user: Box::new(contact.user.clone()),
            user_rev: Some(user_rev),
            account: None,
            contact: Some(contact),
        },
    }
}

/// What a person's own devices hear of notifications and of being left alone.
fn notice_push(event: Event) -> Option<Push> {
    match event {
        Event::Notified { unread, notification, .. } => Some(Push::NotificationNew {
            user_rev: notification.rev.0,
            unread,
            notification: Box::new((*notification).into()),
        }),
        Event::NotificationsRead { rev, ids, at, unread, .. } => Some(Push::NotificationRead {
            user_rev: rev.0,
            unread,
            ids: ids.into_iter().map(|id| id.0).collect(),
            at: at.0,
        }),
        Event::ChatMuted { chat, mute, rev, .. } => {
            Some(Push::ChatMuted { chat_id: chat.0, user_rev: rev.0, mute: mute.map(Into::into) })
        }
        Event::MessageHidden { chat, seq, rev, .. } => {
            Some(Push::MessageHidden { chat_id: chat.0, seq: seq.0, user_rev: rev.0 })
        }
        Event::HistoryCleared { chat, seq, chat_rev, rev, .. } => Some(Push::HistoryCleared {
            chat_id: chat.0,
            cleared_seq: seq.0,
            cleared_rev: chat_rev.0,
            user_rev: rev.0,
        }),
        Event::ChatKept { kept, .. } => {
            let (user_rev, kept) = (kept.rev.0, Box::new((*kept).into()));
            Some(Push::ChatKept { user_rev, kept })
        }
        Event::QuietChanged { settings, .. } => Some(Push::NotificationSettings {
            user_rev: settings.rev.0,
            settings: Box::new((*settings).into()),
        }),
        _ => None,
    }
}

/// A member as everybody in the chat may read it: without presence, which not everybody may.
fn plain(member: Member) -> wire::Member {
    wire::Member { last_seen: None, ..member.into() }
}

/// What a conversation shows of a change.
fn shown(line: Option<Box<Line>>) -> Option<Box<wire::Line>> {
    line.map(|line| Box::new((*line).into()))
}

fn new_message(message: Message) -> Push {
    let (chat_id, rev) = (message.chat.0, message.rev.0);
    Push::MessageNew { chat_id, rev, message: message.into() }
}

fn edited_message(message: Message) -> Push {
    let (chat_id, rev) = (message.chat.0, message.rev.0);
    Push::MessageEdited { chat_id, rev, message: wire::Message::from(message).for_all() }
}

/// An event as every member of its chat reads it; `None` for those that differ by reader.
pub fn push_of(event: Event) -> Option<Push> {
    let (chat, rev) = event.chat()?;
    let (chat_id, rev) = (chat.0, rev.0);
    Some(match event {
        Event::MessageNew { message } => new_message(message),
        Event::MessageEdited { .. }
        | Event::MessageDeleted { .. }
        | Event::ReactionChanged { .. }
        | Event::PinChanged { .. } => return life_push(event),
        Event::ChatChanged { chat, line } => {
            let title = chat.title.map(|title| title.as_str().to_owned());
            let info = Box::new((chat.info, chat.settings).into());
            Push::ChatChanged { chat_id, rev, title, info, line: shown(line) }
        }
        Event::MemberAdded { members, member_count, line, .. } => {
            let members = members.into_iter().map(plain).collect();
            Push::MemberAdded { chat_id, rev, members, member_count, line: shown(line) }
        }
        Event::MemberChanged { member, line, .. } => {
            Push::MemberChanged { chat_id, rev, member: plain(member), line: shown(line) }
        }
        Event::MemberRemoved { user, by, member_count, line, .. } => {
            let (user_id, by, line) = (user.0, by.0, shown(line));
            Push::MemberRemoved { chat_id, rev, user_id, by, member_count, line }
        }
        Event::Read { user, seq, at, .. } => {
            let (user_id, user_rev) = (user.0, None);
            Push::Read { chat_id, rev, user_id, seq: seq.0, at: at.0, user_rev }
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
        | Event::AccountSuspended { .. } => return None,
    })
}

/// What every member hears of what becomes of a message.
fn life_push(event: Event) -> Option<Push> {
    let (chat, rev) = event.chat()?;
    let (chat_id, rev) = (chat.0, rev.0);
    Some(match event {
        Event::MessageEdited { message } => edited_message(message),
        Event::MessageDeleted { seq, by, at, .. } => {
            Push::MessageDeleted { chat_id, rev, seq: seq.0, by: by.0, at: at.0 }
        }
        Event::ReactionChanged { seq, user, emoji, on, at, reactions, .. } => {
            let reactions = reactions.into_iter().map(|one| wire::Reaction::from(one).for_all());
            Push::ReactionChanged {
                chat_id,
                rev,
                seq: seq.0,
                user_id: user.0,
                emoji: emoji.as_str().to_owned(),
                on,
                at: at.0,
                reactions: reactions.collect(),
            }
        }
        Event::PinChanged { seq, pinned, by, at, .. } => {
            Push::PinChanged { chat_id, rev, seq: seq.0, pinned, by: by.0, at: at.0 }
        }
        _ => return None,
    })
}
