//! The files of a download, page by page.

use domain::Actor;
use domain::admin::AuditId;
use domain::contact::{self, ContactFilter};
use domain::invitation::InvitationId;
use domain::own::{Side, Trace, Trail};
use domain::port::{Read, StoreError};
use domain::report::ReportId;
use domain::{ChatId, ClientId, ContactId, NotificationId, SessionId};

/// Rows that are read at once: with the longest texts, of 32 KiB, two megabytes.
const PAGE: usize = 64;

/// The files of an export, and where the next page of each begins.
#[derive(Clone)]
pub(super) enum Place {
    Account,
    Usernames,
    SecondStep,
    Devices(Option<SessionId>),
    Settings,
    Subscriptions,
    Notifications(Option<NotificationId>),
    Invitations(Option<InvitationId>),
    Reports(Option<ReportId>),
    Contacts(Option<ContactId>),
    Chats(Option<ChatId>),
    Messages(Option<ClientId>),
    /// Of [`Trail::ALL`] the one at this place.
    Trails(usize, Option<Trace>),
    Deeds(Side, AuditId),
}

/// The file of a trail.
fn trail_file(trail: Trail) -> &'static str {
    match trail {
        Trail::Versions => "versions.jsonl",
        Trail::Reactions => "reactions.jsonl",
        Trail::Hidden => "hidden_messages.jsonl",
        Trail::Deletions => "deletions.jsonl",
        Trail::Pins => "pins.jsonl",
        Trail::Reads => "read_marks.jsonl",
        Trail::Kept => "kept_chats.jsonl",
        Trail::Changes => "group_changes.jsonl",
        Trail::Bans => "bans.jsonl",
        Trail::BansSet => "bans_set.jsonl",
        Trail::Requests => "join_requests.jsonl",
        Trail::Invited => "group_invitations.jsonl",
        Trail::Inviting => "group_invitations_made.jsonl",
        Trail::Codes => "join_codes.jsonl",
        Trail::Announcements => "announcements.jsonl",
        Trail::Letters => "letters.jsonl",
    }
}

impl Place {
    pub(super) fn file(&self) -> &'static str {
        match self {
            Self::Account => "account.jsonl",
            Self::Usernames => "usernames.jsonl",
            Self::SecondStep => "second_step.jsonl",
            Self::Devices(_) => "devices.jsonl",
            Self::Settings => "notification_settings.jsonl",
            Self::Subscriptions => "push_subscriptions.jsonl",
            Self::Notifications(_) => "notifications.jsonl",
            Self::Invitations(_) => "invitations.jsonl",
            Self::Reports(_) => "reports.jsonl",
            Self::Contacts(_) => "contacts.jsonl",
            Self::Chats(_) => "chats.jsonl",
            Self::Messages(_) => "messages.jsonl",
            Self::Trails(number, _) => Trail::ALL.get(*number).map_or("", |one| trail_file(*one)),
            Self::Deeds(..) => "audit_log.jsonl",
        }
    }
}

type Page = (Vec<u8>, Option<Place>);

/// A page of lines, and what comes after it.
pub(super) fn page(read: &mut dyn Read, actor: &Actor, place: &Place) -> Result<Page, StoreError> {
    match place {
        Place::Account | Place::Usernames | Place::SecondStep | Place::Devices(_) => {
            account(read, actor, place)
        }
        Place::Contacts(_) | Place::Chats(_) | Place::Messages(_) => people(read, actor, place),
        Place::Trails(..) | Place::Deeds(..) => traces(read, actor, place),
        place => told(read, actor, place),
    }
}

/// Who one is and how one signs in.
fn account(read: &mut dyn Read, actor: &Actor, place: &Place) -> Result<Page, StoreError> {
    let user = actor.user;
    Ok(match *place {
        Place::Usernames => {
            let names = read.handles_of(user)?.into_iter().map(wire::ExportedName::from);
            (lines(names), Some(Place::SecondStep))
        }
        Place::SecondStep => {
            let recovery_codes_left = read.recovery_codes(user)?;
            let step = read.second_factor(user)?.map(|factor| wire::ExportedSecondStep {
                confirmed_at: factor.confirmed_at.map(|at| at.0),
                recovery_codes_left,
            });
            (lines(step), Some(Place::Devices(None)))
        }
        Place::Devices(after) => {
            let all = read.devices(user, after, PAGE)?;
            let next = full(&all).map(|last| Place::Devices(Some(last.id)));
            let shown = all.into_iter().map(wire::ExportedDevice::from);
            (lines(shown), next.or(Some(Place::Settings)))
        }
        _ => {
            let account = read.user(user)?.map(wire::ExportedAccount::from);
            (lines(account), Some(Place::Usernames))
        }
    })
}

/// What one was told and what one asked for.
fn told(read: &mut dyn Read, actor: &Actor, place: &Place) -> Result<Page, StoreError> {
    let user = actor.user;
    Ok(match *place {
        Place::Settings => {
            let chosen = domain::quiet::settings(read, actor)?;
            (lines([wire::NotificationSettings::from(chosen)]), Some(Place::Subscriptions))
        }
        Place::Subscriptions => {
            let all =
                read.subscriptions_of(user)?.into_iter().map(wire::ExportedSubscription::from);
            (lines(all), Some(Place::Notifications(None)))
        }
        Place::Notifications(before) => {
            let all = read.notifications(user, before, PAGE)?;
            let next = full(&all).map(|last| Place::Notifications(Some(last.id)));
            let shown = all.into_iter().map(wire::Notification::from);
            (lines(shown), next.or(Some(Place::Invitations(None))))
        }
        Place::Invitations(before) => {
            let all = read.invitations(Some(user), before, PAGE)?;
            let next = full(&all).map(|last| Place::Invitations(Some(last.id)));
            let shown = all.into_iter().map(|one| wire::Invitation::new(one, None));
            (lines(shown), next.or(Some(Place::Reports(None))))
        }
        Place::Reports(before) => {
            let all = read.reports_by(user, before, PAGE)?;
            let next = full(&all).map(|last| Place::Reports(Some(last.id)));
            let shown = all.into_iter().map(wire::ExportedReport::from);
            (lines(shown), next.or(Some(Place::Contacts(None))))
        }
        _ => (Vec::new(), None),
    })
}

/// Whom one knows, where one is, and what one wrote.
fn people(read: &mut dyn Read, actor: &Actor, place: &Place) -> Result<Page, StoreError> {
    let user = actor.user;
    Ok(match place {
        Place::Contacts(after) => {
            let all = contact::list(read, actor, ContactFilter::Any, *after, PAGE)?;
            let next = full(&all).map(|last| Place::Contacts(Some(last.id)));
            (lines(all.into_iter().map(wire::Contact::from)), next.or(Some(Place::Chats(None))))
        }
        Place::Chats(after) => {
            let all = read.memberships_of(user, *after, PAGE)?;
            let next = full(&all).map(|(chat, _)| Place::Chats(Some(chat.id)));
            let shown = all.into_iter().map(wire::ExportedChat::from);
            (lines(shown), next.or(Some(Place::Messages(None))))
        }
        Place::Messages(after) => {
            let all = read.messages_by(user, after.as_ref(), PAGE)?;
            let next = full(&all).map(|last| Place::Messages(Some(last.client_id.clone())));
            let shown = all.into_iter().map(wire::Message::from);
            (lines(shown), next.or(Some(Place::Trails(0, None))))
        }
        _ => (Vec::new(), None),
    })
}

/// What else one left behind.
fn traces(read: &mut dyn Read, actor: &Actor, place: &Place) -> Result<Page, StoreError> {
    let user = actor.user;
    Ok(match place {
        Place::Trails(number, after) => {
            let Some(trail) = Trail::ALL.get(*number) else { return Ok((Vec::new(), None)) };
            let all = read.traces(user, *trail, after.as_ref(), PAGE)?;
            let next = full(&all).map(|last| Place::Trails(*number, Some(last.clone())));
            let shown = all.into_iter().map(wire::ExportedTrace::from);
            let more = number + 1 < Trail::ALL.len();
            let other =
                if more { Place::Trails(number + 1, None) } else { Place::Deeds(Side::Actor, 0) };
            (lines(shown), next.or(Some(other)))
        }
        Place::Deeds(side, after) => {
            let all = read.deeds(user, *side, *after, PAGE)?;
            let next = full(&all).map(|last| Place::Deeds(*side, last.id));
            let other = (*side == Side::Actor).then_some(Place::Deeds(Side::Subject, 0));
            let shown = all.into_iter().map(|entry| wire::ExportedDeed::new(entry, *side));
            (lines(shown), next.or(other))
        }
        _ => (Vec::new(), None),
    })
}

/// The last of a full page, after which there may be more.
fn full<T>(page: &[T]) -> Option<&T> {
    page.last().filter(|_| page.len() == PAGE)
}

fn lines<T: serde::Serialize>(rows: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut out = Vec::new();
    for row in rows {
        // Our types have string keys and no failing serializer.
        let _infallible = serde_json::to_writer(&mut out, &row);
        out.push(b'\n');
    }
    out
}
