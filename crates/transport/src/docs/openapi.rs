use crate::rest::{
    accounts, admin, bans, chat_export, chats, codes, contacts, export, group_invitations,
    invitations, join, keeping, life, me, members, messages, notifications, passwords, pins, push,
    quiet, reactions, reports, search, second, server, sessions, sync, users,
};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// Every route of the API.
#[derive(OpenApi)]
#[openapi(
    info(title = "Tertulia", description = "Chat over HTTP. The socket is described in /api/asyncapi.json."),
    paths(
        accounts::register,
        sessions::login, sessions::refresh, sessions::list, sessions::end, sessions::ticket,
        users::find, users::suggestions, users::one,
        me::account, me::update, me::privacy, me::deactivate, me::delete, export::export,
        second::state, second::begin, second::confirm, second::end, second::codes,
        passwords::change_password, passwords::change_email, passwords::ask_reset, passwords::reset,
        passwords::ask_confirmation, passwords::confirm,
        contacts::all, contacts::requests, contacts::request, contacts::answer, contacts::cancel,
        contacts::friends, contacts::remove, contacts::blocks, contacts::block, contacts::unblock,
        keeping::keep, keeping::draft, keeping::forget,
        chats::list, chats::create, chats::one, chats::edit,
        chat_export::one, chat_export::all,
        members::list, members::add, members::remove, members::set_role,
        bans::list, bans::ban, bans::lift,
        codes::list, codes::create, codes::revoke, codes::qr,
        join::join, join::preview, join::enter, join::requests, join::decide, join::browse,
        group_invitations::list, group_invitations::answer,
        messages::list, messages::send, messages::mark_read,
        life::edit, life::delete, life::clear, life::versions, life::readers,
        pins::list, pins::pin, pins::unpin, reactions::list, reactions::add, reactions::remove,
        notifications::list, notifications::read,
        push::state, push::put, push::delete,
        quiet::mute, quiet::unmute, quiet::settings, quiet::change, quiet::unsubscribe,
        sync::sync, search::messages,
        server::about, server::settings, server::change,
        reports::create, reports::list, reports::decide, reports::announcements,
        reports::announce, reports::take_back,
        invitations::create, invitations::own, invitations::all, invitations::revoke,
        crate::socket::upgrade::upgrade,
        admin::users::list, admin::users::create, admin::users::one, admin::users::suspend,
        admin::users::restore, admin::users::promote, admin::users::demote, admin::users::sessions,
        admin::users::log_out, admin::users::delete, second::take_away, admin::audit::list,
        admin::passwords::reset, admin::jobs::list, admin::jobs::retry, admin::jobs::remove,
        admin::statistics::show,
    ),
    components(schemas(wire::Problem)),
    modifiers(&Security),
    security(("bearer" = []), ("cookie" = [])),
)]
pub(crate) struct Api;

struct Security;

impl Modify for Security {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let components = api.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let cookie = ApiKeyValue::new("tertulia_session");
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}
