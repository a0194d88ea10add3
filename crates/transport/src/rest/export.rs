//! A download of one's own data: a zip of JSON Lines, made page by page as the reader takes it.

mod archive;
mod pages;

use crate::Failure;
use crate::door::Signed;
use crate::exports::{Turn, pieces};
use crate::limits::Limit;
use actix_web::HttpResponse;
use actix_web::http::header;
use archive::Archive;
use bytes::Bytes;
use pages::{Place, page};

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
    let read = turn.read(move |read, _, actor| page(read, actor, &place));
    let (lines, at) = read.await?;
    let packed = tokio::task::spawn_blocking(move || archive.add(file, &lines));
    let (archive, bytes) = packed.await.map_err(|error| Failure::broken("export", &error))??;
    Ok((bytes, Some(Work { turn, at, archive })))
}
