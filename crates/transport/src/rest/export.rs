//! A download of one's own data: a zip of JSON Lines, made page by page as the reader takes it.

mod archive;
mod pages;

use crate::Failure;
use crate::door::Signed;
use crate::identity::Services;
use crate::limits::Limit;
use actix_web::HttpResponse;
use actix_web::http::header;
use archive::Archive;
use bytes::Bytes;
use domain::{Actor, UserId};
use futures_util::stream;
use pages::{Place, page};
use std::io;
use std::sync::Arc;

/// Everything about oneself and all that one wrote.
///
/// One at a time per person; nothing is kept on the server, and memory doesn't grow with the amount.
#[utoipa::path(get, path = "/api/v1/users/me/export", tag = "account",
    responses((status = 200, content_type = "application/zip", description = "JSON Lines files in a zip"), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn export(signed: Signed) -> Result<HttpResponse, Failure> {
    let services = Arc::clone(signed.services());
    signed.limit(Limit::Exports, 1)?;
    let turn = Turn::take(&services, signed.actor.user)?;
    let work = Work { services, actor: signed.actor, _turn: turn, at: Some(Place::Account) };
    let archive = Archive::new();
    let pieces = stream::try_unfold(Some((work, archive)), |state| async move {
        let Some((work, archive)) = state else { return Ok(None) };
        // The answer has begun: all that can be told now is that it breaks off.
        Box::pin(step(work, archive))
            .await
            .map(Some)
            .map_err(|failure| io::Error::other(failure.to_string()))
    });
    std::future::ready(()).await;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"tertulia-data.zip\""))
        .streaming(pieces))
}

/// A person's one export at a time.
struct Turn {
    services: Arc<Services>,
    user: UserId,
}

impl Turn {
    fn take(services: &Arc<Services>, user: UserId) -> Result<Self, Failure> {
        if services.exports.begin(user) {
            Ok(Self { services: Arc::clone(services), user })
        } else {
            Err(Failure::rate_limited(5_000))
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.services.exports.end(self.user);
    }
}

struct Work {
    services: Arc<Services>,
    actor: Actor,
    _turn: Turn,
    /// What is read next; `None` when only the end of the archive is left.
    at: Option<Place>,
}

type Next = Option<(Work, Archive)>;

/// Reads a page, packs it, and hands out what came of it.
async fn step(mut work: Work, archive: Archive) -> Result<(Bytes, Next), Failure> {
    let Some(place) = work.at.take() else {
        return Ok((archive.finish()?, None));
    };
    let (actor, file) = (work.actor, place.file());
    let read = work.services.database.read(move |read| page(read, &actor, &place));
    let (lines, next) = read.await?;
    let packed = tokio::task::spawn_blocking(move || archive.add(file, &lines));
    let (archive, bytes) = packed.await.map_err(|error| Failure::broken("export", &error))??;
    work.at = next;
    Ok((bytes, Some((work, archive))))
}
