use crate::Options;
use actix_web::HttpRequest;
use actix_web::http::header;

/// Whether an `Origin` is our own: the configured one, else exactly the host that was asked.
pub(crate) fn origin_allowed(request: &HttpRequest, options: &Options) -> bool {
    let Some(origin) = text(request, header::ORIGIN.as_str()) else {
        return false;
    };
    if options.public_url.as_ref().is_some_and(|url| origin == url.trim_end_matches('/')) {
        return true;
    }
    let Some(host) = text(request, header::HOST.as_str()) else {
        return false;
    };
    let scheme = if options.is_https() { "https://" } else { "http://" };
    origin.strip_prefix(scheme).is_some_and(|rest| rest.eq_ignore_ascii_case(host))
}

/// Whether a browser says that another site's page sent this.
///
/// Programs send neither header and are not meant: without a cookie there is nothing to ride on.
pub(crate) fn is_cross_site(request: &HttpRequest, options: &Options) -> bool {
    if text(request, "sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return true;
    }
    request.headers().contains_key(header::ORIGIN) && !origin_allowed(request, options)
}

fn text<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}
