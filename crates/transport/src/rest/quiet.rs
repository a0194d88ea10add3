//! When somebody wants to be left alone.

use crate::Failure;
use crate::door::{Body, ChatPath, Guest, Signed};
use crate::limits::Limit;
use actix_web::{HttpRequest, HttpResponse, web::Json};
use domain::account::AccountError;
use domain::digest;
use domain::port::Lane;
use domain::quiet::{self, Mute, MuteChat, Settings, SettingsChange};
use domain::{ChatId, Timestamp};

/// Refuses to be silent until a time that is over.
fn ahead(mute: Option<wire::Mute>, now: Timestamp) -> Result<Option<Mute>, Failure> {
    let mute: Option<Mute> = mute.map(Into::into);
    match mute {
        Some(mute) if !mute.holds(now) => Err(Failure::invalid("until", "this time is over")),
        mute => Ok(mute),
    }
}

async fn set(signed: &Signed, chat: ChatId, mute: Option<Mute>) -> Result<Option<Mute>, Failure> {
    let cmd = MuteChat { chat, mute };
    signed.write(Lane::Chat(chat), move |tx, actor| quiet::mute_chat(tx, actor, cmd)).await
}

/// Wants to hear nothing of a chat for a while, or until that is taken back.
#[utoipa::path(put, path = "/api/v1/chats/{chat_id}/mute", tag = "notifications", params(("chat_id" = i64, Path)), request_body = wire::Mute,
    responses((status = 200, body = wire::MuteState), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn mute(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Body(body): Body<wire::Mute>,
) -> Result<Json<wire::MuteState>, Failure> {
    let mute = ahead(Some(body), signed.services().now())?;
    let mute = set(&signed, chat, mute).await?.map(Into::into);
    Ok(Json(wire::MuteState { mute }))
}

/// Hears of a chat again.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/mute", tag = "notifications", params(("chat_id" = i64, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn unmute(
    signed: Signed,
    ChatPath(chat): ChatPath,
) -> Result<HttpResponse, Failure> {
    set(&signed, chat, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// How one wants to hear of things.
#[utoipa::path(get, path = "/api/v1/users/me/notification-settings", tag = "notifications",
    responses((status = 200, body = wire::NotificationSettings), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn settings(signed: Signed) -> Result<Json<wire::NotificationSettings>, Failure> {
    Ok(Json(signed.read(quiet::settings).await?.into()))
}

/// Changes how one wants to hear of things; fields left out get what holds for who has chosen nothing.
#[utoipa::path(put, path = "/api/v1/users/me/notification-settings", tag = "notifications", request_body = wire::NotificationSettings,
    responses((status = 200, body = wire::NotificationSettings), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn change(
    signed: Signed,
    Body(body): Body<wire::NotificationSettings>,
) -> Result<Json<wire::NotificationSettings>, Failure> {
    ahead(body.mute, signed.services().now())?;
    let settings = Settings::try_from(body)?;
    let lane = Lane::User(signed.actor.user);
    let changed = signed.write(lane, move |tx, actor| {
        quiet::change_settings(tx, actor, SettingsChange { settings: settings.clone() })
    });
    Ok(Json(changed.await?.into()))
}

/// Ends somebody's digests by the link of one, as often as it is pressed (RFC 8058). A body is passed over.
#[utoipa::path(post, path = "/api/v1/unsubscriptions/{token}", tag = "notifications", security(()), params(("token" = String, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn unsubscribe(
    guest: Guest,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    guest.limit(Limit::Links)?;
    let services = guest.services();
    let token = request.match_info().get("token").unwrap_or_default();
    let user = services.identity.unsubscribe.whose(token).ok_or(AccountError::LinkInvalid)?;
    services.database.write(Lane::User(user), move |tx| digest::stop(tx, user)).await?;
    Ok(HttpResponse::NoContent().finish())
}
