//! Who may do what to whom: one pure table.
//!
//! What two people are to each other ([`Tie`]), what one wants to do to the other ([`Deed`]) and whom the
//! other lets ([`Wishes`]) decide; nothing else does. docs/SECURITY.md shows the table, a test walks it.

use crate::port::{Read, StoreError};
use crate::{Actor, Privacy, UserId};

/// What the other is to somebody who wants something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tie {
    /// A friend.
    Friend,
    /// No friend, but in one of the same groups.
    SharesGroup,
    /// Neither.
    Stranger,
    /// Somebody who blocks the one who wants something.
    BlocksYou,
    /// Somebody whom the one who wants something blocks.
    BlockedByYou,
    /// Somebody who isn't here: suspended, away by their own wish, or deleted.
    Away,
}

/// What somebody wants to do to somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Open a direct chat, and write in it.
    Message,
    /// Ask to be friends.
    Request,
    /// Bring into a group.
    AddToGroup,
    /// Invite to a group.
    Invite,
    /// Call.
    Call,
    /// Mention, with a notification.
    Mention,
    /// See whether they are there.
    SeePresence,
    /// See when they were last there.
    SeeLastSeen,
    /// See how far they have read.
    SeeReadMarks,
    /// Find by name.
    Find,
}

/// Whom somebody lets do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Nobody.
    Nobody,
    /// Friends.
    Friends,
    /// Friends, and people in one of the same groups.
    SharedGroup,
    /// Everybody.
    #[default]
    Everyone,
}

/// What the other and the server allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wishes {
    /// Who may write to the person: the narrower of the server's rule and the person's.
    pub messages: Audience,
    /// Who may bring the person into groups at once.
    pub groups: Audience,
    /// Who sees whether they are there, and when they last were.
    pub presence: Audience,
    /// Whether others see how far they have read.
    pub read_receipts: bool,
}

impl Wishes {
    /// What a person allows where the server's rule for messages is `rule`.
    pub fn of(privacy: &Privacy, rule: Audience) -> Self {
        Self {
            messages: rule.min(privacy.messages),
            groups: privacy.groups,
            presence: privacy.presence,
            read_receipts: privacy.read_receipts,
        }
    }
}

impl Audience {
    /// Whether somebody with this tie is among them.
    pub fn includes(self, tie: Tie) -> bool {
        match tie {
            Tie::Friend => self >= Self::Friends,
            Tie::SharesGroup => self >= Self::SharedGroup,
            Tie::Stranger => self >= Self::Everyone,
            Tie::BlocksYou | Tie::BlockedByYou | Tie::Away => false,
        }
    }
}

/// Whether a deed is allowed.
///
/// A block forbids everything in both directions but two things: the one who is blocked may ask to be
/// friends (the question reaches nobody, and the answer is that of any other), and each finds the other
/// by name, because not finding would tell.
pub fn allows(deed: Deed, tie: Tie, wishes: Wishes) -> bool {
    match (tie, deed) {
        (Tie::BlocksYou | Tie::BlockedByYou, Deed::Find) | (Tie::BlocksYou, Deed::Request) => true,
        (Tie::BlocksYou | Tie::BlockedByYou | Tie::Away, _) => false,
        (_, Deed::Message | Deed::Call) => wishes.messages.includes(tie),
        (_, Deed::AddToGroup) => wishes.groups.includes(tie),
        (_, Deed::SeePresence | Deed::SeeLastSeen) => wishes.presence.includes(tie),
        (_, Deed::SeeReadMarks) => wishes.read_receipts,
        // Mentioning and seeing happen only where both are: in a chat, which a stranger's direct chat is too.
        _ => true,
    }
}

/// What `other` is to the actor now.
///
/// # Errors
/// Only the store's.
pub fn tie(read: &mut dyn Read, actor: &Actor, other: UserId) -> Result<Tie, StoreError> {
    if !read.user(other)?.is_some_and(|user| user.is_here()) {
        return Ok(Tie::Away);
    }
    let relation = read.relation(actor.user, other)?;
    if let Some(relation) = &relation {
        if relation.blocks(actor.user) {
            return Ok(Tie::BlockedByYou);
        }
        if relation.blocks(other) {
            return Ok(Tie::BlocksYou);
        }
        if relation.friends_since.is_some() {
            return Ok(Tie::Friend);
        }
    }
    let shared = read.share_group(actor.user, other)?;
    Ok(if shared { Tie::SharesGroup } else { Tie::Stranger })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Audience::{Everyone, Friends, Nobody, SharedGroup};

    const TIES: [Tie; 6] = [
        Tie::Friend,
        Tie::SharesGroup,
        Tie::Stranger,
        Tie::BlocksYou,
        Tie::BlockedByYou,
        Tie::Away,
    ];

    /// A row per deed (or audience), a column per tie in the order of `TIES`.
    fn row(cells: &str) -> Vec<bool> {
        cells.split_whitespace().map(|cell| cell == "yes").collect()
    }

    fn given(deed: Deed, wishes: Wishes) -> Vec<bool> {
        TIES.iter().map(|tie| allows(deed, *tie, wishes)).collect()
    }

    const OPEN: Wishes =
        Wishes { messages: Everyone, groups: Everyone, presence: Everyone, read_receipts: true };

    #[test]
    fn the_table_holds_cell_by_cell() {
        for (deed, cells) in [
            (Deed::Message, "yes yes yes no no no"),
            (Deed::Request, "yes yes yes yes no no"),
            (Deed::AddToGroup, "yes yes yes no no no"),
            (Deed::Invite, "yes yes yes no no no"),
            (Deed::Call, "yes yes yes no no no"),
            (Deed::Mention, "yes yes yes no no no"),
            (Deed::SeePresence, "yes yes yes no no no"),
            (Deed::SeeLastSeen, "yes yes yes no no no"),
            (Deed::SeeReadMarks, "yes yes yes no no no"),
            (Deed::Find, "yes yes yes yes yes no"),
        ] {
            assert_eq!(given(deed, OPEN), row(cells), "{deed:?}");
        }
    }

    #[test]
    fn wishes_narrow_who_may() {
        for (audience, cells) in [
            (Everyone, "yes yes yes no no no"),
            (SharedGroup, "yes yes no no no no"),
            (Friends, "yes no no no no no"),
            (Nobody, "no no no no no no"),
        ] {
            let writing = Wishes { messages: audience, ..OPEN };
            let seeing = Wishes { presence: audience, ..OPEN };
            assert_eq!(given(Deed::Message, writing), row(cells), "{audience:?}");
            assert_eq!(given(Deed::Call, writing), row(cells), "{audience:?}");
            let adding = Wishes { groups: audience, ..OPEN };
            assert_eq!(given(Deed::AddToGroup, adding), row(cells), "{audience:?}");
            assert_eq!(given(Deed::Invite, adding), row("yes yes yes no no no"), "{audience:?}");
            assert_eq!(given(Deed::SeePresence, seeing), row(cells), "{audience:?}");
            assert_eq!(given(Deed::SeeLastSeen, seeing), row(cells), "{audience:?}");
        }
        let alone = Wishes { read_receipts: false, ..OPEN };
        assert_eq!(given(Deed::SeeReadMarks, alone), row("no no no no no no"));
    }
}
