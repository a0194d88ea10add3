//! Finding messages.

use super::page::{Paging, encode};
use crate::Failure;
use crate::door::{Params, Signed};
use crate::limits::Limit;
use actix_web::web::Json;
use domain::search::{self, MAX_PAGE, Place, Query, Request, Scope};
use domain::{ChatId, Seq, Timestamp, UserId};
use serde::Deserialize;

/// What `GET /search` takes.
#[derive(Deserialize)]
pub(crate) struct Sought {
    q: Option<String>,
    chat_id: Option<i64>,
    from: Option<i64>,
    before: Option<String>,
    after: Option<String>,
    has: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Finds messages of one's chats by what they say, the newest first.
///
/// Every word must occur, as a part of the text; a phrase in quotation marks as it is. Case, accents and
/// width don't count. Where one has no access nothing is found.
#[utoipa::path(get, path = "/api/v1/search", tag = "messages",
    params(
        ("q" = Option<String>, Query, description = "2 to 200 characters; one is enough where it is a word, like 猫"),
        ("chat_id" = Option<i64>, Query), ("from" = Option<i64>, Query, description = "Who wrote it"),
        ("before" = Option<String>, Query, description = "A time, or a date, in UTC: sent earlier"),
        ("after" = Option<String>, Query, description = "A time, or a date, in UTC: sent then or later"),
        ("has" = Option<String>, Query, description = "`link`: with a link; `q` may be missing then"),
        ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = wire::SearchPage), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn messages(
    signed: Signed,
    Params(sought): Params<Sought>,
) -> Result<Json<wire::SearchPage>, Failure> {
    let request = sought.request(signed.actor.user)?;
    signed.limit(Limit::Search, 1)?;
    let page = signed.read(move |read, actor| search::search(read, actor, &request)).await?;
    let place = |p: Place| encode(&format!("{}.{}.{}", p.at.0, p.chat.0, p.seq.0));
    Ok(Json(wire::SearchPage {
        items: page.found.into_iter().map(Into::into).collect(),
        next_cursor: page.next.map(place),
        complete: page.complete,
    }))
}

impl Sought {
    fn request(self, viewer: UserId) -> Result<Request, Failure> {
        let link = match self.has.as_deref() {
            None | Some("") => false,
            Some("link") => true,
            Some(_) => return Err(Failure::invalid("has", "has must be link")),
        };
        let query = Query::parse(self.q.as_deref().unwrap_or_default(), link)?;
        let paging = Paging::new(self.cursor, self.limit);
        let limit = paging.limit()?;
        if limit > MAX_PAGE {
            return Err(Failure::invalid("limit", format!("limit must be 1 to {MAX_PAGE}")));
        }
        let place =
            |(at, chat, seq)| Place { at: Timestamp(at), chat: ChatId(chat), seq: Seq(seq) };
        let scope = Scope {
            viewer,
            chat: self.chat_id.map(ChatId),
            from: self.from.map(UserId),
            since: time("after", self.after.as_deref())?,
            until: time("before", self.before.as_deref())?,
            after: paging.triple()?.map(place),
        };
        Ok(Request { query, scope, limit })
    }
}

/// A time, or the midnight in UTC with which a date begins.
fn time(field: &'static str, text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let wrong = || Failure::invalid(field, format!("{field} must be a time or a date"));
    wire::parse_time(text).map(Some).ok_or_else(wrong)
}
