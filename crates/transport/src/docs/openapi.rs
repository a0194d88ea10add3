use crate::rest::{accounts, chats, members, messages, sessions, sync, users};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// Every route of the API.
#[derive(OpenApi)]
#[openapi(
    info(title = "Tertulia", description = "Chat over HTTP. The socket is described in /api/asyncapi.json."),
    paths(
        accounts::register,
        sessions::login, sessions::refresh, sessions::list, sessions::end, sessions::ticket,
        users::find, users::me, users::one,
        chats::list, chats::create, chats::one, chats::rename,
        members::list, members::add, members::remove,
        messages::list, messages::send, messages::mark_read,
        sync::sync,
        crate::socket::upgrade::upgrade,
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
