//! Reports and announcements.

use super::page::{Paging, cut};
use crate::Failure;
use crate::door::{Administrator, AsAdmin, Body, Params, Signed, number};
use crate::limits::Limit;
use actix_web::{HttpRequest, HttpResponse, web::Json};
use domain::announcement::{self, AnnounceError};
use domain::port::Lane;
use domain::report::{self, About, NewReport, Reason, ReportError, ReportState, Reports};
use domain::{ChatId, MessageText, Note, Seq, UserId};
use serde::Deserialize;

fn note_of(text: Option<&str>) -> Result<Option<Note>, Failure> {
    let text = text.filter(|text| !text.trim().is_empty());
    Ok(text.map(Note::parse).transpose()?)
}

/// Reports a person or a message to the administrators. The same again is the same report (200).
#[utoipa::path(post, path = "/api/v1/reports", tag = "reports", request_body = wire::NewReport,
    responses((status = 201, body = wire::ReportMade), (status = 200, body = wire::ReportMade), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    signed: Signed,
    Body(body): Body<wire::NewReport>,
) -> Result<HttpResponse, Failure> {
    signed.limit(Limit::Reports, 1)?;
    let about = match (body.user_id, body.chat_id, body.seq) {
        (Some(user), None, None) => About::Person(UserId(user)),
        (None, Some(chat), Some(seq)) => About::Message(ChatId(chat), Seq(seq)),
        _ => return Err(Failure::invalid("user_id", "give user_id, or chat_id and seq")),
    };
    let unknown = || Failure::invalid("reason", "there is no such reason");
    let reason = Reason::named(&body.reason).ok_or_else(unknown)?;
    let (note, at) = (note_of(body.note.as_deref())?, signed.services().now());
    let new = NewReport { about, reason, note, at };
    let made = signed
        .write(Lane::User(signed.actor.user), move |tx, actor| report::report(tx, actor, &new));
    let (made, new) = made.await?;
    let mut response = if new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(response.json(wire::ReportMade { id: made.id }))
}

/// Which reports a list answers.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    #[default]
    Open,
    Resolved,
    Dismissed,
}

/// What `GET /admin/reports` takes.
#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    state: State,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Reports, newest first, with the words that they are about.
#[utoipa::path(get, path = "/api/v1/admin/reports", tag = "admin",
    params(("state" = Option<String>, Query, description = "`open` (default), `resolved` or `dismissed`"),
        ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::ReportList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    AsAdmin(administrator, Params(which)): AsAdmin<Params<Which>>,
) -> Result<Json<wire::ReportList>, Failure> {
    let paging = Paging::new(which.cursor, which.limit);
    let (limit, before) = (paging.limit()?, paging.number()?);
    let state = match which.state {
        State::Open => ReportState::Open,
        State::Resolved => ReportState::Resolved,
        State::Dismissed => ReportState::Dismissed,
    };
    let found = administrator
        .read(move |read, actor| report::list(read, actor, state, before, limit + 1))
        .await?;
    let mut page = found;
    let next_cursor = cut(&mut page.items, limit, |one| one.id.to_string());
    Ok(Json(wire::ReportList::new(page, next_cursor)))
}

/// Decides a report.
#[utoipa::path(put, path = "/api/v1/admin/reports/{report_id}", tag = "admin",
    params(("report_id" = i64, Path)), request_body = wire::Decide,
    responses((status = 200, body = wire::ReportList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn decide(
    AsAdmin(administrator, Body(body)): AsAdmin<Body<wire::Decide>>,
    request: HttpRequest,
) -> Result<Json<wire::ReportList>, Failure> {
    let id = number(&request, "report_id").ok_or(ReportError::NotFound)?;
    let state = match body.state {
        wire::Decision::Resolved => ReportState::Resolved,
        wire::Decision::Dismissed => ReportState::Dismissed,
    };
    let note = note_of(body.note.as_deref())?;
    let decided = administrator.write(move |tx, by| {
        let one = report::decide(tx, by, id, state, note.as_ref())?;
        let people = [Some(one.reporter), Some(one.subject), one.decided_by];
        let mut people: Vec<UserId> = people.into_iter().flatten().collect();
        people.sort_unstable();
        people.dedup();
        let people = tx.users(&people)?;
        let open = tx.count_reports(None)?;
        Ok::<_, ReportError>(Reports { items: vec![one], people, open })
    });
    Ok(Json(wire::ReportList::new(decided.await?, None)))
}

/// What everybody is told at the moment.
#[utoipa::path(get, path = "/api/v1/announcements", tag = "server",
    responses((status = 200, body = wire::AnnouncementList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn announcements(signed: Signed) -> Result<Json<wire::AnnouncementList>, Failure> {
    let now = signed.services().now();
    let found = signed.read(move |read, _| announcement::announcements(read, now)).await?;
    Ok(Json(wire::AnnouncementList { items: found.into_iter().map(Into::into).collect() }))
}

/// Tells everybody something, at once and until it ends.
#[utoipa::path(post, path = "/api/v1/admin/announcements", tag = "admin", request_body = wire::Announce,
    responses((status = 201, body = wire::Announcement), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn announce(
    AsAdmin(administrator, Body(body)): AsAdmin<Body<wire::Announce>>,
) -> Result<HttpResponse, Failure> {
    let text = MessageText::parse(&body.text)?;
    let lasts = body.expires_in.saturating_mul(1_000).clamp(-1, i64::MAX / 4);
    let made = administrator
        .write(move |tx, by| announcement::announce(tx, by, &text, by.at.plus_ms(lasts)));
    Ok(HttpResponse::Created().json(wire::Announcement::from(made.await?)))
}

/// Takes an announcement back.
#[utoipa::path(delete, path = "/api/v1/admin/announcements/{announcement_id}", tag = "admin",
    params(("announcement_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn take_back(
    administrator: Administrator,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let id = number(&request, "announcement_id").ok_or(AnnounceError::NotFound)?;
    administrator.write(move |tx, by| announcement::take_back(tx, by, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
