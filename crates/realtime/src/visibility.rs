use crate::shard::Sharded;
use domain::UserId;
use domain::rights::Audience;
use std::collections::{HashMap, HashSet};

/// Who sees that a person is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SeenBy {
    /// Everybody who shares a chat with them, and their friends.
    Everyone,
    Friends,
    Nobody,
}

impl From<Audience> for SeenBy {
    fn from(presence: Audience) -> Self {
        match presence {
            Audience::Everyone | Audience::SharedGroup => Self::Everyone,
            Audience::Friends => Self::Friends,
            Audience::Nobody => Self::Nobody,
        }
    }
}

/// One person's wish, and their friends.
struct Wish {
    seen_by: SeenBy,
    friends: HashSet<UserId>,
}

/// What is known of one person.
enum Known {
    /// It is being read; friendships that began or ended meanwhile.
    Loading(HashMap<UserId, bool>),
    Is(Wish),
}

/// Who sees whom: known for everybody who is connected, and for nobody else.
pub(crate) struct Visibility {
    people: Sharded<UserId, Known>,
}

impl Visibility {
    pub(crate) fn new() -> Self {
        Self { people: Sharded::new() }
    }

    /// A connection opens: from here on changes are noted.
    pub(crate) fn expect(&self, user: UserId) {
        let mut people = self.people.lock(&user);
        people.entry(user).or_insert_with(|| Known::Loading(HashMap::new()));
    }

    /// Takes in what was read since [`Visibility::expect`].
    pub(crate) fn learn(&self, user: UserId, presence: Audience, friends: Vec<UserId>) {
        let mut people = self.people.lock(&user);
        if let Some(Known::Loading(changes)) = people.get(&user) {
            let mut wish = wish(presence, friends);
            for (friend, is) in changes {
                wish.befriend(*friend, *is);
            }
            people.insert(user, Known::Is(wish));
        }
    }

    /// A wish changed.
    pub(crate) fn set(&self, user: UserId, presence: Audience, friends: Vec<UserId>) {
        if let Some(known) = self.people.lock(&user).get_mut(&user) {
            *known = Known::Is(wish(presence, friends));
        }
    }

    /// A friendship began or ended. Answers whether that changed who sees whom.
    pub(crate) fn befriend(&self, user: UserId, friend: UserId, is: bool) -> bool {
        match self.people.lock(&user).get_mut(&user) {
            Some(Known::Loading(changes)) => {
                changes.insert(friend, is);
                false
            }
            Some(Known::Is(wish)) => wish.befriend(friend, is),
            None => false,
        }
    }

    /// A person has gone, and everybody was told.
    pub(crate) fn forget(&self, user: UserId) {
        self.people.lock(&user).remove(&user);
    }

    /// The friends of somebody who is connected.
    pub(crate) fn friends(&self, user: UserId) -> Vec<UserId> {
        match self.people.lock(&user).get(&user) {
            Some(Known::Is(wish)) => wish.friends.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether `viewer` may know that `user`, who is connected, is there. While that isn't known: no.
    pub(crate) fn shows(&self, user: UserId, viewer: UserId) -> bool {
        match self.people.lock(&user).get(&user) {
            Some(Known::Is(wish)) => wish.includes(viewer),
            _ => false,
        }
    }
}

fn wish(presence: Audience, friends: Vec<UserId>) -> Wish {
    Wish { seen_by: presence.into(), friends: friends.into_iter().collect() }
}

impl Wish {
    fn includes(&self, viewer: UserId) -> bool {
        match self.seen_by {
            SeenBy::Everyone => true,
            SeenBy::Friends => self.friends.contains(&viewer),
            SeenBy::Nobody => false,
        }
    }

    /// Answers whether that changes who sees them.
    fn befriend(&mut self, friend: UserId, is: bool) -> bool {
        let changed = if is { self.friends.insert(friend) } else { self.friends.remove(&friend) };
        changed && self.seen_by == SeenBy::Friends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: UserId = UserId(1);
    const BEN: UserId = UserId(2);
    const EVE: UserId = UserId(3);

    #[test]
    fn nobody_is_shown_before_their_wish_is_known() {
        let all = Visibility::new();
        assert!(!all.shows(ANA, BEN));
        all.expect(ANA);
        assert!(!all.shows(ANA, BEN));
        all.learn(ANA, Audience::Everyone, vec![]);
        assert!(all.shows(ANA, BEN));
        all.forget(ANA);
        assert!(!all.shows(ANA, BEN));
    }

    #[test]
    fn friendships_that_change_while_reading_count() {
        let all = Visibility::new();
        all.expect(ANA);
        all.befriend(ANA, BEN, false);
        all.befriend(ANA, EVE, true);
        all.learn(ANA, Audience::Friends, vec![BEN]);
        assert_eq!((all.shows(ANA, BEN), all.shows(ANA, EVE)), (false, true));
        // A second connection reads again, older than what came since.
        all.befriend(ANA, EVE, false);
        all.learn(ANA, Audience::Friends, vec![EVE]);
        assert!(!all.shows(ANA, EVE));
    }

    #[test]
    fn friends_mean_nothing_to_who_shows_nobody_or_everybody() {
        let all = Visibility::new();
        all.expect(ANA);
        all.learn(ANA, Audience::Nobody, vec![BEN]);
        assert!(!all.befriend(ANA, EVE, true));
        assert!(!all.shows(ANA, BEN) && !all.shows(ANA, EVE));
        all.set(ANA, Audience::Everyone, vec![]);
        assert!(all.shows(ANA, BEN));
    }
}
