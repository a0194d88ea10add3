//! Codes that let people into groups.

use crate::Failure;
use crate::door::{Body, ChatPath, Signed};
use crate::limits::Limit;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Json, Path};
use domain::chat::{self, JoinCode, MakeCode, USUAL_MS};
use domain::port::Lane;
use domain::{ChatId, CodeText};
use qrcode::{Color, QrCode};
use rand::Rng;
use std::fmt::Write;

/// Makes a code that lets people into a group.
#[utoipa::path(post, path = "/api/v1/chats/{chat_id}/join-codes", tag = "groups", params(("chat_id" = i64, Path)), request_body = wire::NewJoinCode,
    responses((status = 201, body = wire::JoinCode), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    signed: Signed,
    ChatPath(chat): ChatPath,
    Body(body): Body<wire::NewJoinCode>,
) -> Result<HttpResponse, Failure> {
    signed.limit(Limit::Invitations, 1)?;
    let services = signed.services();
    let mut random = [0; CodeText::LENGTH];
    (services.random)().fill_bytes(&mut random);
    let at = services.now();
    let lasts = body.expires_in_s.map_or(USUAL_MS, |s| s.saturating_mul(1_000));
    let cmd = MakeCode {
        chat,
        code: CodeText::of(random),
        expires_at: at.plus_ms(lasts.clamp(-1, i64::MAX / 4)),
        max_uses: body.max_uses,
        approval: body.approval,
        at,
    };
    let made = signed
        .write(Lane::Chat(chat), move |tx, actor| chat::make_code(tx, actor, cmd.clone()))
        .await?;
    Ok(HttpResponse::Created().json(shown(&signed, &made)))
}

fn shown(signed: &Signed, code: &JoinCode) -> wire::JoinCode {
    wire::JoinCode::new(code, &signed.services().options.base_url)
}

async fn open(signed: &Signed, chat: ChatId) -> Result<Vec<JoinCode>, Failure> {
    let now = signed.services().now();
    signed.read(move |read, actor| chat::codes(read, actor, chat, now)).await
}

/// The codes of a group that let people in, newest first; for those who may bring people in.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/join-codes", tag = "groups", params(("chat_id" = i64, Path)),
    responses((status = 200, body = wire::JoinCodeList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    signed: Signed,
    ChatPath(chat): ChatPath,
) -> Result<Json<wire::JoinCodeList>, Failure> {
    let codes = open(&signed, chat).await?;
    let items = codes.iter().map(|code| shown(&signed, code)).collect();
    Ok(Json(wire::JoinCodeList { items }))
}

/// Takes a code back: one's own, or anybody's by an admin.
#[utoipa::path(delete, path = "/api/v1/chats/{chat_id}/join-codes/{code}", tag = "groups",
    params(("chat_id" = i64, Path), ("code" = String, Path)),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn revoke(
    signed: Signed,
    ChatPath(chat): ChatPath,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let (_, typed) = path.into_inner();
    let lane = Lane::Chat(chat);
    signed.write(lane, move |tx, actor| chat::revoke_code(tx, actor, chat, &typed)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The link of a code as a picture to be scanned.
#[utoipa::path(get, path = "/api/v1/chats/{chat_id}/join-codes/{code}/qr", tag = "groups",
    params(("chat_id" = i64, Path), ("code" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml", description = "A QR code"), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn qr(
    signed: Signed,
    ChatPath(chat): ChatPath,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let typed = CodeText::parse(&path.1);
    let codes = open(&signed, chat).await?;
    let code = codes.into_iter().find(|code| Some(&code.code) == typed.as_ref());
    let code = code.ok_or_else(|| Failure::from(chat::MemberError::NoSuchCode))?;
    let svg = picture(&shown(&signed, &code).link)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("image/svg+xml")
        .body(svg))
}

/// Black squares on white, with the quiet margin of four that scanners want.
fn picture(text: &str) -> Result<String, Failure> {
    let code = QrCode::new(text).map_err(|error| Failure::broken("QR code", &error))?;
    let side = code.width() + 8;
    let mut squares = String::new();
    for (place, color) in code.to_colors().iter().enumerate() {
        if *color == Color::Dark {
            let (x, y) = (place % code.width() + 4, place / code.width() + 4);
            let _infallible = write!(squares, "M{x} {y}h1v1h-1z");
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path d=\"{squares}\"/></svg>"
    ))
}
