use crate::Options;
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

/// Over TLS the name carries the browser's promise: `Secure`, this host only, path `/`.
fn cookie_name(options: &Options) -> &'static str {
    if options.is_https() { "__Host-tertulia" } else { "tertulia_session" }
}

/// The session cookie's value.
pub(crate) fn read_cookie(request: &HttpRequest, options: &Options) -> Option<String> {
    request.cookie(cookie_name(options)).map(|cookie| cookie.value().to_owned())
}

/// A cookie for a new session; without `max_age_s` it ends with the browser.
pub(crate) fn set_cookie(
    options: &Options,
    value: &str,
    max_age_s: Option<i64>,
) -> Cookie<'static> {
    let mut cookie = base(options, value.to_owned());
    if let Some(seconds) = max_age_s {
        cookie.set_max_age(Duration::seconds(seconds));
    }
    cookie
}

/// A cookie that makes the browser forget it.
pub(crate) fn end_cookie(options: &Options) -> Cookie<'static> {
    let mut cookie = base(options, String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

fn base(options: &Options, value: String) -> Cookie<'static> {
    Cookie::build(cookie_name(options), value)
        .path("/")
        .http_only(true)
        .secure(options.is_https())
        .same_site(SameSite::Lax)
        .finish()
}
