use super::guest::origin_address;
use super::{Late, Sight, is_cross_site, read_cookie};
use crate::Failure;
use crate::identity::Services;
use crate::limits::{Key, Ledger, Limit};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use domain::port::{Lane, Read, StoreError, Tx};
use domain::{Actor, Class, Problem, Session};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Who asks, and by what they proved it.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The person and their session.
    pub actor: Actor,
    /// The session, when it was proved by cookie.
    pub cookie: Option<Session>,
}

/// Somebody who is signed in.
pub struct Signed {
    services: Arc<Services>,
    ledger: Ledger,
    /// The person and their session.
    pub actor: Actor,
}

impl Signed {
    /// Counts `n` against a limit of this person.
    pub(crate) fn limit(&self, limit: Limit, n: usize) -> Result<(), Failure> {
        self.limit_by(limit, &Key::Person(self.actor.user), n)
    }

    /// The same by another key.
    pub(crate) fn limit_by(&self, limit: Limit, key: &Key, n: usize) -> Result<(), Failure> {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        self.ledger.note(self.services.limits.take(limit, key, n))
    }

    pub(crate) fn services(&self) -> &Arc<Services> {
        &self.services
    }

    /// Asks the database on behalf of the actor.
    pub(crate) async fn read<T, E>(
        &self,
        query: impl FnOnce(&mut dyn Read, &Actor) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + From<StoreError> + Send + 'static,
    {
        let actor = self.actor;
        self.services.database.read(move |read| query(read, &actor)).await
    }

    /// The same, together with what the actor may see of others' coming and going.
    pub(crate) async fn read_seeing<T, E>(
        &self,
        query: impl FnOnce(&mut dyn Read, &Actor) -> Result<T, E> + Send + 'static,
    ) -> Result<(T, Sight), Failure>
    where
        T: Send + 'static,
        E: Into<Failure> + From<StoreError> + Send + 'static,
    {
        self.read(move |read, actor| {
            let answer = query(read, actor)?;
            Ok::<_, E>((answer, Sight::read(read, actor)?))
        })
        .await
    }

    /// What the actor may see of others' coming and going.
    pub(crate) async fn sight(&self) -> Result<Sight, Failure> {
        self.read(Sight::read).await
    }

    /// Runs a command on behalf of the actor; answers once it is on disk.
    ///
    /// Nothing is done for a session that ended meanwhile: its end is known here before whoever ended
    /// it gets an answer.
    pub(crate) async fn write<T, E>(
        &self,
        lane: Lane,
        mut command: impl FnMut(&mut dyn Tx, &Actor) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Failure>
    where
        T: Send + 'static,
        E: Problem + From<StoreError> + Send + 'static,
    {
        let (actor, services) = (self.actor, Arc::clone(&self.services));
        let alive = move |tx: &mut dyn Tx| {
            if services.has_ended(&actor) {
                return Err(Late::Over);
            }
            command(tx, &actor).map_err(Late::Own)
        };
        self.services.database.write(lane, alive).await
    }
}

impl FromRequest for Signed {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let services = services(&request)?;
            let ledger = Ledger::of(&request);
            let proof = match prove(&services, &request).await {
                Err(failure) if failure.class() == Class::Unauthenticated => {
                    // Who is nobody counts by address, however often they try to be somebody.
                    let from = Key::address(origin_address(&request, &services));
                    ledger.note(services.limits.take(Limit::Guest, &from, 1))?;
                    return Err(failure);
                }
                proof => proof?,
            };
            guard_write(&services, &request, &proof)?;
            let signed = Self { services, ledger, actor: proof.actor };
            signed.limit(Limit::Api, 1).map(|()| signed)
        })
    }
}

pub(crate) fn services(request: &HttpRequest) -> Result<Arc<Services>, Failure> {
    let services = request.app_data::<web::Data<Services>>();
    let services = services.ok_or_else(|| Failure::broken("services", &"not configured"))?;
    Ok(Arc::clone(services))
}

/// The token after `Bearer`, if that scheme is used.
pub(crate) fn bearer_of(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

async fn prove(services: &Arc<Services>, request: &HttpRequest) -> Result<Proof, Failure> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        let token = bearer_of(request).ok_or_else(Failure::unauthenticated)?;
        let actor = services.bearer(token).await?;
        return Ok(Proof { actor, cookie: None });
    }
    let cookie = read_cookie(request, &services.options).ok_or_else(Failure::unauthenticated)?;
    services.cookie(cookie).await?.ok_or_else(Failure::unauthenticated)
}

/// A browser sends the cookie with whatever any page makes it send: writes must show that they are
/// ours, by where they come from and by a token that other origins can't read.
fn guard_write(services: &Services, request: &HttpRequest, proof: &Proof) -> Result<(), Failure> {
    let Some(session) = &proof.cookie else {
        return Ok(());
    };
    if request.method().is_safe() {
        return Ok(());
    }
    let token = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok());
    let token_ok = token.is_some_and(|t| services.identity.sessions.csrf_matches(session, t));
    if token_ok && !is_cross_site(request, &services.options) {
        return Ok(());
    }
    Err(Failure::new(Class::Forbidden, "csrf", "this request did not come from our own page"))
}
