use super::is_cross_site;
use super::signed::services;
use crate::Failure;
use crate::identity::Services;
use crate::limits::{Key, Ledger, Limit};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::Class;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Deref;
use std::sync::Arc;

/// Anybody: for the few routes that need no session.
///
/// Writes from other sites' pages are refused here too, so that nobody is signed in unawares.
pub struct Visitor {
    services: Arc<Services>,
    ledger: Ledger,
    /// Where the request comes from.
    pub address: IpAddr,
    /// How the browser or program calls itself.
    pub user_agent: String,
}

impl Visitor {
    pub(crate) fn services(&self) -> &Arc<Services> {
        &self.services
    }

    /// Counts against a limit of this address.
    pub(crate) fn limit(&self, limit: Limit) -> Result<(), Failure> {
        self.ledger.note(self.services.limits.take(limit, &Key::address(self.address), 1))
    }
}

impl FromRequest for Visitor {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(enter(request))
    }
}

/// A visitor who asks the API: counted by their address.
pub struct Guest(Visitor);

impl Deref for Guest {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.0
    }
}

impl FromRequest for Guest {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let counted = |visitor: Visitor| visitor.limit(Limit::Guest).map(|()| Self(visitor));
        ready(enter(request).and_then(counted))
    }
}

fn enter(request: &HttpRequest) -> Result<Visitor, Failure> {
    let services = services(request)?;
    if !request.method().is_safe() && is_cross_site(request, &services.options) {
        let detail = "this request did not come from our own page";
        return Err(Failure::new(Class::Forbidden, "csrf", detail));
    }
    let agent = request.headers().get("user-agent").and_then(|value| value.to_str().ok());
    let user_agent = agent.unwrap_or_default().to_owned();
    let (address, ledger) = (origin_address(request, &services), Ledger::of(request));
    Ok(Visitor { services, ledger, address, user_agent })
}

/// Where a request comes from. Forwarding headers are believed from configured proxies alone.
pub(crate) fn origin_address(request: &HttpRequest, services: &Services) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    services.options.proxies.origin(peer, request.headers())
}
