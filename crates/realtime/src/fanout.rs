use crate::{Hub, frame};
use bytes::Bytes;
use domain::port::EventSink;
use domain::{ChatId, ChatSummary, Event, Rev, UserId};
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
            Event::ChatNew { summary, joined } => self.welcome(&summary, &joined),
            Event::MemberRemoved { chat, rev, user, .. } => {
                let frame = encode(push_of(event));
                self.hub.part(user, chat, rev, &frame);
                self.hub.event(chat, rev, &frame);
            }
            Event::SessionsRevoked { user, sessions } => {
                self.hub.revoke(user, &sessions, |session| {
                    encode(Some(Push::SessionRevoked { session_id: session.0 }))
                });
            }
            other => {
                if let Some((chat, rev)) = other.chat() {
                    self.hub.event(chat, rev, &encode(push_of(other)));
                }
            }
        }
    }

    fn welcome(&self, summary: &ChatSummary, joined: &[(UserId, Rev)]) {
        let (chat, rev): (ChatId, Rev) = (summary.chat.id, summary.chat.rev);
        let mut seen = wire::Chat::from(summary.clone());
        for member in &mut seen.members {
            member.online = self.hub.is_online(UserId(member.user_id));
        }
        for (user, user_rev) in joined {
            let role = seen.members.iter().find(|m| m.user_id == user.0).map(|m| m.role);
            seen.role = role.unwrap_or(wire::Role::Member);
            let push = Push::ChatNew {
                chat_id: chat.0,
                rev: rev.0,
                user_rev: user_rev.0,
                chat: Box::new(seen.clone()),
            };
            self.hub.join(*user, chat, rev, &encode(Some(push)));
        }
    }
}

impl EventSink for Fanout {
    fn deliver(&self, events: Vec<Event>) {
        for event in events {
            self.tell(event);
        }
    }
}

fn encode(push: Option<Push>) -> Bytes {
    push.map_or_else(Bytes::new, |push| frame::text(&wire::encode_event(&push)))
}

/// An event as every member of its chat reads it; `None` for those that differ by reader.
pub fn push_of(event: Event) -> Option<Push> {
    let (chat, rev) = event.chat()?;
    let (chat_id, rev) = (chat.0, rev.0);
    Some(match event {
        Event::MessageNew { message } => Push::MessageNew { chat_id, rev, message: message.into() },
        Event::ChatChanged { chat } => {
            let title = chat.title.map(|title| title.as_str().to_owned());
            Push::ChatChanged { chat_id, rev, title }
        }
        Event::MemberAdded { members, .. } => {
            let members = members.into_iter().map(Into::into).collect();
            Push::MemberAdded { chat_id, rev, members }
        }
        Event::MemberChanged { member, .. } => {
            Push::MemberChanged { chat_id, rev, member: member.into() }
        }
        Event::MemberRemoved { user, by, .. } => {
            Push::MemberRemoved { chat_id, rev, user_id: user.0, by: by.0 }
        }
        Event::Read { user, seq, at, .. } => {
            Push::Read { chat_id, rev, user_id: user.0, seq: seq.0, at: at.0 }
        }
        Event::ChatNew { .. } | Event::SessionsRevoked { .. } => return None,
    })
}
