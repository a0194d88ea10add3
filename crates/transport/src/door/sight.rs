//! What one person may see of others' coming and going.

use crate::identity::Services;
use domain::port::{Read, StoreError};
use domain::rights::Audience;
use domain::{Actor, UserId};

/// What one person may see of others' coming and going.
pub(crate) struct Sight {
    viewer: UserId,
    /// Those between whom and the viewer a block stands.
    veiled: Vec<UserId>,
    friends: Vec<UserId>,
}

impl Sight {
    pub(crate) fn read(read: &mut dyn Read, actor: &Actor) -> Result<Self, StoreError> {
        let viewer = actor.user;
        let (veiled, friends) = (read.veiled_from(viewer)?, read.friends_of(viewer)?);
        Ok(Self { viewer, veiled, friends })
    }

    /// Whether the viewer may know when somebody is there, as far as blocks and wishes go.
    fn sees(&self, user: UserId, presence: Audience) -> bool {
        let wished = match presence {
            Audience::Everyone | Audience::SharedGroup => true,
            Audience::Friends => self.friends.contains(&user),
            Audience::Nobody => false,
        };
        user == self.viewer || (wished && !self.veiled.contains(&user))
    }

    /// Fills in who of a chat's members is there now.
    pub(crate) fn show_chat(&self, services: &Services, mut chat: wire::Chat) -> wire::Chat {
        self.show(services, &mut chat.members);
        chat
    }

    /// The same for members alone.
    pub(crate) fn show(&self, services: &Services, members: &mut [wire::Member]) {
        for member in members {
            let user = UserId(member.user_id);
            let sees = self.sees(user, member.presence);
            member.online = sees && services.hub.shows(user, self.viewer);
            member.last_seen = member.last_seen.filter(|_| sees);
        }
    }

    /// The same for one person.
    pub(crate) fn show_user(&self, services: &Services, user: &mut wire::User) {
        let id = UserId(user.id);
        let sees = self.sees(id, user.presence);
        user.online = sees && services.hub.shows(id, self.viewer);
        user.last_seen = user.last_seen.filter(|_| sees);
    }
}
