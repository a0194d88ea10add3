use super::is_cross_site;
use super::signed::services;
use crate::Failure;
use crate::identity::Services;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::Class;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

/// Anybody: for the few routes that need no session.
///
/// Writes from other sites' pages are refused here too, so that nobody is signed in unawares.
pub struct Guest {
    services: Arc<Services>,
    /// Where the request comes from.
    pub address: IpAddr,
    /// How the browser or program calls itself.
    pub user_agent: String,
}

impl Guest {
    pub(crate) fn services(&self) -> &Arc<Services> {
        &self.services
    }
}

impl FromRequest for Guest {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(enter(request))
    }
}

fn enter(request: &HttpRequest) -> Result<Guest, Failure> {
    let services = services(request)?;
    if !request.method().is_safe() && is_cross_site(request, &services.options) {
        let detail = "this request did not come from our own page";
        return Err(Failure::new(Class::Forbidden, "csrf", detail));
    }
    let agent = request.headers().get("user-agent").and_then(|value| value.to_str().ok());
    Ok(Guest { services, address: peer(request), user_agent: agent.unwrap_or_default().to_owned() })
}

/// The address of the other end. Forwarding headers are never believed.
pub(crate) fn peer(request: &HttpRequest) -> IpAddr {
    request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip())
}
