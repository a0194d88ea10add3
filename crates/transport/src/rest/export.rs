//! A download of one's own data: a zip of JSON Lines, made page by page as the reader takes it.

mod archive;

use crate::Failure;
use crate::door::Signed;
use crate::exports::{Turn, pieces};
use crate::identity::Services;
use crate::limits::Limit;
use actix_web::HttpResponse;
use actix_web::http::header;
use archive::Archive;
use bytes::Bytes;
use domain::contact::{self, ContactFilter};
use domain::invitation::InvitationId;
use domain::port::{Read, StoreError};
use domain::report::ReportId;
use domain::{Actor, ChatId, ClientId, ContactId, NotificationId};

/// Rows that are read at once.
const PAGE: usize = 500;

/// Everything about oneself and all that one wrote.
///
/// One at a time per person; nothing is kept on the server, and memory doesn't grow with the amount.
#[utoipa::path(get, path = "/api/v1/users/me/export", tag = "account",
    responses((status = 200, content_type = "application/zip", description = "JSON Lines files in a zip"), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn export(signed: Signed) -> Result<HttpResponse, Failure> {
    let turn = Turn::take(&signed)?;
    signed.limit(Limit::Exports, 1)?;
    let work = Work { turn, at: Some(Place::Account), archive: Archive::new() };
    std::future::ready(()).await;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"tertulia-data.zip\""))
        .streaming(pieces(Some(work), step)))
}

/// The files of an export, and where the next page of each begins.
#[derive(Clone)]
enum Place {
    Account,
    Usernames,
    Devices,
    Settings,
    Subscriptions,
    Notifications(Option<NotificationId>),
    Invitations(Option<InvitationId>),
    Reports(Option<ReportId>),
    Contacts(Option<ContactId>),
    Chats(Option<ChatId>),
    Messages(Option<ClientId>),
}

impl Place {
    fn file(&self) -> &'static str {
        match self {
            Self::Account => "account.jsonl",
            Self::Usernames => "usernames.jsonl",
            Self::Devices => "devices.jsonl",
            Self::Settings => "notification_settings.jsonl",
            Self::Subscriptions => "push_subscriptions.jsonl",
            Self::Notifications(_) => "notifications.jsonl",
            Self::Invitations(_) => "invitations.jsonl",
            Self::Reports(_) => "reports.jsonl",
            Self::Contacts(_) => "contacts.jsonl",
            Self::Chats(_) => "chats.jsonl",
            Self::Messages(_) => "messages.jsonl",
        }
    }
}

struct Work {
    turn: Turn,
    /// What is read next; `None` when only the end of the archive is left.
    at: Option<Place>,
    archive: Archive,
}

/// Reads a page, packs it, and hands out what came of it.
async fn step(work: Work) -> Result<(Bytes, Option<Work>), Failure> {
    let Work { turn, at, archive } = work;
    let Some(place) = at else {
        return Ok((archive.finish()?, None));
    };
    let file = place.file();
    let read = turn.read(move |read, services, actor| page(read, services, actor, place));
    let (lines, at) = read.await?;
    let packed = tokio::task::spawn_blocking(move || archive.add(file, &lines));
    let (archive, bytes) = packed.await.map_err(|error| Failure::broken("export", &error))??;
    Ok((bytes, Some(Work { turn, at, archive })))
}

/// A page of lines, and what comes after it.
fn page(
    read: &mut dyn Read,
    services: &Services,
    actor: &Actor,
    place: Place,
) -> Result<(Vec<u8>, Option<Place>), StoreError> {
    let user = actor.user;
    Ok(match place {
        Place::Account => {
            let account: Option<wire::Account> = read.user(user)?.map(Into::into);
            (lines(account), Some(Place::Usernames))
        }
        Place::Usernames => {
            let names = read.handles_of(user)?.into_iter().map(wire::ExportedName::from);
            (lines(names), Some(Place::Devices))
        }
        Place::Devices => {
            let all = services.identity.sessions.list(read, user, services.now())?;
            let shown = all.iter().map(|session| wire::Session::new(session, actor.session));
            (lines(shown), Some(Place::Settings))
        }
        Place::Contacts(after) => {
            let all = contact::list(read, actor, ContactFilter::Any, after, PAGE)?;
            let next = full(&all).map(|last| Place::Contacts(Some(last.id)));
            (lines(all.into_iter().map(wire::Contact::from)), next.or(Some(Place::Chats(None))))
        }
        Place::Chats(after) => {
            let all = read.memberships_of(user, after, PAGE)?;
            let next = full(&all).map(|(chat, _)| Place::Chats(Some(chat.id)));
            let shown = all.into_iter().map(wire::ExportedChat::from);
            (lines(shown), next.or(Some(Place::Messages(None))))
        }
        Place::Messages(after) => {
            let all = read.messages_by(user, after.as_ref(), PAGE)?;
            let next = full(&all).map(|last| Place::Messages(Some(last.client_id.clone())));
            (lines(all.into_iter().map(wire::Message::from)), next)
        }
        place => told(read, actor, &place)?,
    })
}

/// The same of what one was told and what one asked for.
fn told(
    read: &mut dyn Read,
    actor: &Actor,
    place: &Place,
) -> Result<(Vec<u8>, Option<Place>), StoreError> {
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
