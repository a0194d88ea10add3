//! Who sees whom: coming, going, and what people change about themselves.

use super::Hub;
use crate::connection::Hears;
use crate::{Connection, frame};
use bytes::Bytes;
use domain::rights::Audience;
use domain::{ChatId, Timestamp, UserId};
use std::collections::HashSet;
use std::sync::Arc;

impl Hub {
    /// Whether a viewer may know that a person is there, and they are.
    pub fn shows(&self, user: UserId, viewer: UserId) -> bool {
        self.is_online(user) && (user == viewer || self.visibility.shows(user, viewer))
    }

    /// Takes in what was read of who may see that a person is there.
    pub fn show_to(&self, user: UserId, presence: Audience, friends: Vec<UserId>) {
        self.visibility.learn(user, presence, friends);
    }

    /// Hands a person's changed account to themselves and, if others see it, to everybody who shares a chat
    /// with them.
    pub(crate) fn changed(&self, user: UserId, own: &Bytes, others: Option<&Bytes>) {
        self.tell(user, own);
        if let Some(frame) = others {
            self.each_near(user, &self.audience(user), |near| near.outbox.ephemeral(frame));
        }
    }

    /// Takes in who may see that a person is there from now on, and tells everybody near.
    pub(crate) fn set_presence(&self, user: UserId, presence: Audience, friends: Vec<UserId>) {
        self.visibility.set(user, presence, friends);
        self.each_near(user, &self.audience(user), |near| self.tell_one(near, user));
    }

    /// A friendship began or ended, which may change who of the two sees the other.
    pub(crate) fn befriend(&self, user: UserId, friend: UserId, is: bool) {
        if self.visibility.befriend(user, friend, is) {
            self.of(friend).iter().for_each(|near| self.tell_one(near, user));
        }
    }

    /// Tells one connection whether somebody is there, as far as it may know.
    fn tell_one(&self, near: &Connection, user: UserId) {
        let online = !near.is_veiled(user) && self.shows(user, near.actor.user);
        let push = wire::Push::Presence { user_id: user.0, online, last_seen: None };
        near.outbox.ephemeral(&frame::text(&wire::encode_event(&push)));
    }

    /// Hides two people's coming, going and typing from each other, or shows it again.
    pub(crate) fn veil(&self, a: UserId, b: UserId, veiled: bool) {
        for (user, other) in [(a, b), (b, a)] {
            let online = !veiled && self.shows(other, user);
            let push = wire::Push::Presence { user_id: other.0, online, last_seen: None };
            let frame = frame::text(&wire::encode_event(&push));
            for connection in self.of(user) {
                connection.set_veil(other, veiled);
                connection.outbox.ephemeral(&frame);
            }
        }
    }

    /// Tells a person's coming or going to everybody who shares one of `chats`, once each.
    pub(super) fn tell_presence(
        &self,
        user: UserId,
        last_seen: Option<Timestamp>,
        chats: &[ChatId],
    ) {
        let online = last_seen.is_none();
        let push =
            wire::Push::Presence { user_id: user.0, online, last_seen: last_seen.map(|t| t.0) };
        let frame = frame::text(&wire::encode_event(&push));
        self.each_near(user, chats, |near| {
            if self.visibility.shows(user, near.actor.user) {
                near.outbox.ephemeral(&frame);
            }
        });
    }

    /// Calls `tell` once for every connection of friends, and of others that hears one of `chats` that
    /// isn't large, unless a block stands.
    fn each_near(&self, user: UserId, chats: &[ChatId], tell: impl Fn(&Connection)) {
        let mut told = HashSet::new();
        let mut tell = |c: &Arc<Connection>| {
            if c.actor.user != user && !c.is_veiled(user) && told.insert(c.id) {
                tell(c);
            }
        };
        for chat in chats {
            if let Some(room) = self.chats.lock(chat).get(chat) {
                room.near().for_each(&mut tell);
            }
        }
        for friend in self.visibility.friends(user) {
            self.of(friend).iter().for_each(&mut tell);
        }
    }

    pub(super) fn audience(&self, user: UserId) -> Vec<ChatId> {
        for connection in self.of(user) {
            if let Hears::Chats(chats) = &*connection.hears() {
                return chats.keys().copied().collect();
            }
        }
        Vec::new()
    }
}
