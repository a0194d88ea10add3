//! REST under `/api/v1`: one file per resource, one small function per route.

pub(crate) mod accounts;
pub(crate) mod chats;
pub(crate) mod members;
pub(crate) mod messages;
mod page;
pub(crate) mod sessions;
pub(crate) mod sync;
pub(crate) mod users;

use crate::Failure;
use actix_web::http::StatusCode;
use actix_web::web::{ServiceConfig, delete, get, patch, post, put, resource};
use actix_web::{HttpResponse, ResponseError};
use domain::Class;

/// Every route of the API, below its prefix.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let mut route = |path: &str, methods: Vec<actix_web::Route>| {
        let all = methods.into_iter().fold(resource(path), actix_web::Resource::route);
        config.service(all.default_service(actix_web::web::to(wrong_method)));
    };
    route("/accounts", vec![post().to(accounts::register)]);
    route("/sessions", vec![get().to(sessions::list), post().to(sessions::login)]);
    route("/sessions/refresh", vec![post().to(sessions::refresh)]);
    route("/sessions/{session_id}", vec![delete().to(sessions::end)]);
    route("/socket-tickets", vec![post().to(sessions::ticket)]);
    route("/users", vec![get().to(users::find)]);
    route("/users/me", vec![get().to(users::me)]);
    route("/users/{user_id}", vec![get().to(users::one)]);
    route("/chats", vec![get().to(chats::list), post().to(chats::create)]);
    route("/chats/{chat_id}", vec![get().to(chats::one), patch().to(chats::rename)]);
    route("/chats/{chat_id}/members", vec![get().to(members::list), post().to(members::add)]);
    route("/chats/{chat_id}/members/{user_id}", vec![delete().to(members::remove)]);
    route("/chats/{chat_id}/messages", vec![get().to(messages::list), post().to(messages::send)]);
    route("/chats/{chat_id}/read", vec![put().to(messages::mark_read)]);
    route("/sync", vec![post().to(sync::sync)]);
    route("/ws", vec![get().to(crate::socket::upgrade::upgrade)]);
}

/// The answer to a known path with another method.
pub(crate) async fn wrong_method() -> HttpResponse {
    std::future::ready(()).await;
    Failure::new(Class::Invalid, "method_not_allowed", "this path has other methods")
        .with_status(StatusCode::METHOD_NOT_ALLOWED)
        .error_response()
}

/// The answer to a path that isn't there.
pub(crate) async fn nothing_here() -> HttpResponse {
    std::future::ready(()).await;
    Failure::not_found().error_response()
}
