//! Conversations as files, made page by page as the reader takes them.

use crate::Failure;
use crate::door::{ChatPath, Params, Signed};
use crate::exports::{Turn, pieces};
use crate::limits::Limit;
use actix_web::HttpResponse;
use actix_web::http::header;
use bytes::Bytes;
use domain::ChatId;
use domain::message::{Export, Exported, HistoryError};
use futures_util::{StreamExt, stream};
use serde::Deserialize;
use wire::ExportFormat;

/// What both routes take.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    format: ExportFormat,
}

/// What one sees of a chat, as a file.
///
/// One export at a time per person. It ends where the chat ended when it began. Whoever loses the chat or their session
/// meanwhile gets no more: the answer breaks off, without the end of a whole one.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/export", tag = "messages",
    params(("chat_id" = i64, Path), ("format" = inline(wire::ExportFormat), Query)),
    responses((status = 200, content((String = "text/csv"), (String = "application/jsonl")), description = "The file"), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Params(Wanted { format }): Params<Wanted>,
) -> Result<HttpResponse, Failure> {
    begin(&signed, Exported::One(chat), format).await
}

/// What one sees of all one's chats, as a file.
///
/// As with one chat; a chat that one leaves before its turn is passed over.
#[utoipa::path(get, path = "/api/v1/export", tag = "messages",
    params(("format" = inline(wire::ExportFormat), Query)),
    responses((status = 200, content((String = "text/csv"), (String = "application/jsonl")), description = "The file"), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn all(
    signed: Signed,
    Params(Wanted { format }): Params<Wanted>,
) -> Result<HttpResponse, Failure> {
    begin(&signed, Exported::All, format).await
}

/// Answers with a file, or why there is none: its first page is read before.
async fn begin(
    signed: &Signed,
    what: Exported,
    format: ExportFormat,
) -> Result<HttpResponse, Failure> {
    let turn = Turn::take(signed)?;
    let export = turn.read(move |read, _, actor| Export::begin(read, actor, what)).await?;
    let (first, next) = Box::pin(step(Work { turn, format, export })).await?;
    signed.limit(Limit::ChatExports, 1)?;
    let head = Bytes::from_static(format.head().as_bytes());
    let begun = stream::iter([Ok(head), Ok(first)]);
    let day = wire::rfc3339(signed.services().now());
    let name = name(what, day.get(..10).unwrap_or_default(), format);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, format.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming(begun.chain(pieces(next, step))))
}

/// People's words stay out of it: it is read by browsers, shells and file systems.
fn name(what: Exported, day: &str, format: ExportFormat) -> String {
    let which = match what {
        Exported::One(ChatId(chat)) => format!("chat-{chat}"),
        Exported::All => "chats".to_owned(),
    };
    format!("tertulia-{which}-{day}.{}", format.extension())
}

struct Work {
    turn: Turn,
    format: ExportFormat,
    export: Export,
}

/// Reads a page and writes it down.
async fn step(work: Work) -> Result<(Bytes, Option<Work>), Failure> {
    let Work { turn, format, mut export } = work;
    let (bytes, export) = turn
        .read(move |read, _, actor| {
            let page = export.page(read, actor)?;
            let bytes = page.map(|page| format.page(page)).unwrap_or_default();
            Ok::<_, HistoryError>((bytes, export))
        })
        .await?;
    let next = (!export.is_over()).then_some(Work { turn, format, export });
    Ok((bytes.into(), next))
}
