//! REST under `/api/v1`: one file per resource, one small function per route.

pub(crate) mod accounts;
pub(crate) mod admin;
pub(crate) mod bans;
pub(crate) mod chat_export;
pub(crate) mod chats;
pub(crate) mod codes;
mod confirm;
pub(crate) mod contacts;
pub(crate) mod export;
pub(crate) mod group_invitations;
pub(crate) mod invitations;
pub(crate) mod join;
pub(crate) mod keeping;
pub(crate) mod life;
pub(crate) mod me;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod notifications;
mod page;
pub(crate) mod passwords;
pub(crate) mod pins;
pub(crate) mod push;
pub(crate) mod quiet;
pub(crate) mod reactions;
pub(crate) mod reports;
pub(crate) mod search;
pub(crate) mod second;
pub(crate) mod server;
pub(crate) mod sessions;
pub(crate) mod sync;
pub(crate) mod users;

use crate::Failure;
use crate::ways::{Way, delete, get, patch, post, put, resource};
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, ResponseError};

/// Takes a path and its methods.
type Add<'a> = &'a mut dyn FnMut(&str, Vec<Way>);

/// Every route of the API, below its prefix.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let mut route = |path: &str, ways: Vec<Way>| {
        config.service(resource(path, ways));
    };
    account_routes(&mut route);
    people_routes(&mut route);
    chat_routes(&mut route);
    admin_routes(&mut route);
}

/// Accounts, sessions, and what is one's own.
fn account_routes(route: Add<'_>) {
    route("/server", vec![get().to(server::about)]);
    route("/accounts", vec![post().to(accounts::register)]);
    route("/sessions", vec![get().to(sessions::list), post().to(sessions::login)]);
    route("/sessions/refresh", vec![post().to(sessions::refresh)]);
    route("/sessions/{session_id}", vec![delete().to(sessions::end)]);
    route("/socket-tickets", vec![post().to(sessions::ticket)]);
    route(
        "/users/me",
        vec![get().to(me::account), patch().to(me::update), delete().to(me::delete)],
    );
    route("/users/me/export", vec![get().to(export::export)]);
    route(
        "/users/me/totp",
        vec![
            get().to(second::state),
            post().to(second::begin),
            put().to(second::confirm),
            delete().to(second::end),
        ],
    );
    route("/users/me/recovery-codes", vec![post().to(second::codes)]);
    route("/users/me/password", vec![put().to(passwords::change_password)]);
    route("/users/me/email", vec![put().to(passwords::change_email)]);
    route("/password-resets", vec![post().to(passwords::ask_reset)]);
    route("/password-resets/{token}", vec![put().to(passwords::reset)]);
    route("/email-confirmations", vec![post().to(passwords::ask_confirmation)]);
    route("/email-confirmations/{token}", vec![put().to(passwords::confirm)]);
    route(
        "/users/me/notification-settings",
        vec![get().to(quiet::settings), put().to(quiet::change)],
    );
    route(
        "/users/me/push-subscriptions",
        vec![get().to(push::state), put().to(push::put), delete().to(push::delete)],
    );
    route("/notifications", vec![get().to(notifications::list)]);
    route("/notifications/read", vec![put().to(notifications::read)]);
    route("/unsubscriptions/{token}", vec![post().to(quiet::unsubscribe)]);
    route("/users/me/privacy", vec![put().to(me::privacy)]);
    route("/users/me/deactivation", vec![post().to(me::deactivate)]);
}

/// People, and what one has to do with them.
fn people_routes(route: Add<'_>) {
    route("/users", vec![get().to(users::find)]);
    route("/users/suggestions", vec![get().to(users::suggestions)]);
    route("/users/{user_id}", vec![get().to(users::one)]);
    route("/invitations", vec![get().to(invitations::own), post().to(invitations::create)]);
    route("/invitations/{invitation_id}", vec![delete().to(invitations::revoke)]);
    route("/reports", vec![post().to(reports::create)]);
    route("/announcements", vec![get().to(reports::announcements)]);
    route("/contacts", vec![get().to(contacts::all)]);
    route("/friend-requests", vec![get().to(contacts::requests), post().to(contacts::request)]);
    route(
        "/friend-requests/{request_id}",
        vec![put().to(contacts::answer), delete().to(contacts::cancel)],
    );
    route("/friends", vec![get().to(contacts::friends)]);
    route("/friends/{user_id}", vec![delete().to(contacts::remove)]);
    route("/blocks", vec![get().to(contacts::blocks)]);
    route("/blocks/{user_id}", vec![put().to(contacts::block), delete().to(contacts::unblock)]);
}

/// Chats, messages, sync and the socket.
fn chat_routes(route: Add<'_>) {
    route("/chats", vec![get().to(chats::list), post().to(chats::create)]);
    route("/chats/{chat_id}", vec![get().to(chats::one), patch().to(chats::edit)]);
    route("/chats/{chat_id}/export", vec![get().to(chat_export::one)]);
    route("/export", vec![get().to(chat_export::all)]);
    route("/chats/{chat_id}/members", vec![get().to(members::list), post().to(members::add)]);
    route(
        "/chats/{chat_id}/members/{user_id}",
        vec![put().to(join::enter), patch().to(members::set_role), delete().to(members::remove)],
    );
    route("/chats/{chat_id}/join-codes", vec![get().to(codes::list), post().to(codes::create)]);
    route("/chats/{chat_id}/join-codes/{code}", vec![delete().to(codes::revoke)]);
    route("/chats/{chat_id}/join-codes/{code}/qr", vec![get().to(codes::qr)]);
    route("/chats/{chat_id}/join-requests", vec![get().to(join::requests)]);
    route("/chats/{chat_id}/join-requests/{user_id}", vec![put().to(join::decide)]);
    route("/join", vec![post().to(join::join)]);
    route("/join/{code}", vec![get().to(join::preview)]);
    route("/group-invitations", vec![get().to(group_invitations::list)]);
    route("/group-invitations/{invitation_id}", vec![put().to(group_invitations::answer)]);
    route("/groups", vec![get().to(join::browse)]);
    route("/chats/{chat_id}/bans", vec![get().to(bans::list)]);
    route("/chats/{chat_id}/bans/{user_id}", vec![put().to(bans::ban), delete().to(bans::lift)]);
    route("/chats/{chat_id}/messages", vec![get().to(messages::list), post().to(messages::send)]);
    route(
        "/chats/{chat_id}/messages/{seq}",
        vec![patch().to(life::edit), delete().to(life::delete)],
    );
    route("/chats/{chat_id}/messages/{seq}/history", vec![get().to(life::versions)]);
    route(
        "/chats/{chat_id}/messages/{seq}/pin",
        vec![put().to(pins::pin), delete().to(pins::unpin)],
    );
    route("/chats/{chat_id}/history", vec![delete().to(life::clear)]);
    route("/chats/{chat_id}/pins", vec![get().to(pins::list)]);
    route("/chats/{chat_id}/messages/{seq}/readers", vec![get().to(life::readers)]);
    route("/chats/{chat_id}/messages/{seq}/reactions", vec![get().to(reactions::list)]);
    route(
        "/chats/{chat_id}/messages/{seq}/reactions/{emoji}",
        vec![put().to(reactions::add), delete().to(reactions::remove)],
    );
    route("/chats/{chat_id}/read", vec![put().to(messages::mark_read)]);
    route("/chats/{chat_id}/kept", vec![patch().to(keeping::keep)]);
    route("/chats/{chat_id}/draft", vec![put().to(keeping::draft), delete().to(keeping::forget)]);
    route("/chats/{chat_id}/mute", vec![put().to(quiet::mute), delete().to(quiet::unmute)]);
    route("/search", vec![get().to(search::messages)]);
    route("/sync", vec![post().to(sync::sync)]);
    route("/ws", vec![get().to(crate::socket::upgrade::upgrade)]);
}

/// What administrators do.
fn admin_routes(route: Add<'_>) {
    route("/admin/users", vec![get().to(admin::users::list), post().to(admin::users::create)]);
    route(
        "/admin/users/{user_id}",
        vec![get().to(admin::users::one), delete().to(admin::users::delete)],
    );
    route(
        "/admin/users/{user_id}/suspension",
        vec![put().to(admin::users::suspend), delete().to(admin::users::restore)],
    );
    route(
        "/admin/users/{user_id}/admin",
        vec![put().to(admin::users::promote), delete().to(admin::users::demote)],
    );
    route(
        "/admin/users/{user_id}/sessions",
        vec![get().to(admin::users::sessions), delete().to(admin::users::log_out)],
    );
    route("/admin/users/{user_id}/totp", vec![delete().to(second::take_away)]);
    route("/admin/users/{user_id}/password-reset", vec![post().to(admin::passwords::reset)]);
    route("/admin/jobs", vec![get().to(admin::jobs::list)]);
    route("/admin/jobs/{job_id}", vec![delete().to(admin::jobs::remove)]);
    route("/admin/jobs/{job_id}/retry", vec![post().to(admin::jobs::retry)]);
    route("/admin/invitations", vec![get().to(invitations::all)]);
    route("/admin/reports", vec![get().to(reports::list)]);
    route("/admin/reports/{report_id}", vec![put().to(reports::decide)]);
    route("/admin/announcements", vec![post().to(reports::announce)]);
    route("/admin/announcements/{announcement_id}", vec![delete().to(reports::take_back)]);
    route("/admin/settings", vec![get().to(server::settings), patch().to(server::change)]);
    route("/admin/audit-log", vec![get().to(admin::audit::list)]);
    route("/admin/statistics", vec![get().to(admin::statistics::show)]);
}

/// The answer to a path that isn't there.
pub(crate) async fn nothing_here() -> HttpResponse {
    std::future::ready(()).await;
    Failure::not_found().error_response()
}
