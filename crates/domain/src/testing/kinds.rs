//! The kinds of things that are told, by name, so that a test can say that it saw them all.

use crate::Event;
use crate::chat::LineKind;
use crate::contact::ContactChange;
use crate::notification::Kind;
use std::collections::BTreeSet;

/// Lists the kinds of something and names one: a kind that is missing here doesn't compile.
macro_rules! kinds {
    ($($list:ident, $name:ident: $of:ident { $($kind:ident)+ })+) => {$(
        const $list: &[&str] = &[$(concat!(stringify!($of), "::", stringify!($kind))),+];

        /// Its kind by name.
        pub fn $name(one: &$of) -> &'static str {
            match one {
                $($of::$kind { .. } => concat!(stringify!($of), "::", stringify!($kind)),)+
            }
        }
    )+};
}

kinds! {
    EVENTS, event: Event {
        MessageNew MessageEdited MessageDeleted ReactionChanged PinChanged ChatNew ChatChanged MemberAdded
        MemberChanged MemberRemoved Read ReadAlone UserChanged Contact Veil ChatMuted MessageHidden
        HistoryCleared ChatKept QuietChanged Notified NotificationsRead PushWanted JobsWaiting ReportsOpen
        Announced AnnouncementOver SessionsRevoked AccountSuspended
    }
    LINES, line: LineKind { Created Joined Added Left Removed Banned Role Edited }
    CONTACTS, contact: ContactChange { Request Accepted Removed Block Profile }
    NOTICES, notice: Kind {
        FriendRequest FriendAccepted AddedToGroup GroupInvitation JoinRequest Mention Reply SignIn
        PasswordChanged SignedOut
    }
}

/// The kinds of an event, and of what it brings.
pub fn of(event: &Event) -> impl Iterator<Item = &'static str> {
    let line = event.line().map(|one| line(&one.kind));
    let more = match event {
        Event::Contact { change, .. } => Some(contact(change)),
        Event::Notified { notification, .. } => Some(notice(&notification.kind)),
        _ => None,
    };
    [Some(self::event(event)), line, more].into_iter().flatten()
}

/// Every kind that there is.
pub fn all() -> BTreeSet<&'static str> {
    [EVENTS, LINES, CONTACTS, NOTICES].concat().into_iter().collect()
}
