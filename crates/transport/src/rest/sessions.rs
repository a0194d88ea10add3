//! Signing in and out, devices, socket tickets.

use crate::door::{Body, Guest, Signed, end_cookie, set_cookie};
use crate::identity::Services;
use crate::limits::Limit;
use crate::{Failure, Mail};
use actix_web::{HttpRequest, HttpResponse, web::Json};
use auth::{Credential, Kind, LoginError, Outcome, Password, SignIn, SignedIn, Which, find_login};
use domain::port::{Lane, StoreError, Tx};
use domain::{SessionId, Timestamp, User, UserId};
use std::sync::Arc;

/// What it takes to open a session inside a transaction, as often as that is tried.
pub(super) struct Grant {
    services: Arc<Services>,
    user_agent: String,
    kind: Kind,
    at: Timestamp,
}

/// `cookie`: none for tokens, else whether to stay signed in.
pub(super) fn grant(services: &Arc<Services>, guest: &Guest, cookie: Option<bool>) -> Grant {
    Grant {
        services: Arc::clone(services),
        user_agent: guest.user_agent.clone(),
        kind: cookie.map_or(Kind::Token, |remember| Kind::Cookie { remember }),
        at: services.now(),
    }
}

impl Grant {
    pub(super) fn run(
        &self,
        tx: &mut dyn Tx,
        user: UserId,
        verified_hash: Option<String>,
    ) -> Result<Option<SignedIn>, StoreError> {
        let cmd = SignIn {
            user,
            user_agent: self.user_agent.clone(),
            kind: self.kind,
            verified_hash,
            at: self.at,
        };
        self.services.identity.sessions.sign_in(tx, &cmd, &mut (self.services.random)())
    }
}

/// Somebody with a new session.
pub(super) struct Granted {
    pub(super) user: User,
    pub(super) signed_in: SignedIn,
}

impl Granted {
    /// 201 with tokens, or with a cookie.
    pub(super) fn answer(
        self,
        services: &Services,
        cookie: Option<bool>,
    ) -> Result<HttpResponse, Failure> {
        let mut response = HttpResponse::Created();
        let tokens = match self.signed_in.credential {
            Credential::Refresh(refresh) => {
                tokens(services, self.user, &self.signed_in.actor, refresh.into_exposed())?
            }
            Credential::Cookie(value) => {
                let policy = services.identity.sessions.policy();
                let remember = cookie.unwrap_or(false);
                let idle = if remember { policy.cookie_remember_ms } else { policy.cookie_idle_ms };
                let age = remember.then_some(policy.cookie_absolute_ms / 1_000);
                response.cookie(set_cookie(&services.options, value.expose(), age));
                wire::Tokens {
                    user: self.user.into(),
                    access_token: None,
                    refresh_token: None,
                    token_type: "Cookie".to_owned(),
                    expires_in: idle / 1_000,
                    csrf_token: Some(self.signed_in.csrf_token.into_exposed()),
                }
            }
        };
        Ok(response.json(tokens))
    }
}

fn tokens(
    services: &Services,
    user: User,
    actor: &domain::Actor,
    refresh: String,
) -> Result<wire::Tokens, Failure> {
    let (access, expires_in) = services.identity.access.issue(actor, services.now())?;
    Ok(wire::Tokens {
        user: user.into(),
        access_token: Some(access),
        refresh_token: Some(refresh),
        token_type: "Bearer".to_owned(),
        expires_in,
        csrf_token: None,
    })
}

/// Signs in with username or address.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions", request_body = wire::Login, security(()),
    responses((status = 201, body = wire::Tokens), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn login(
    guest: Guest,
    Body(body): Body<wire::Login>,
) -> Result<HttpResponse, Failure> {
    let services = guest.services();
    guest.limit(Limit::Login)?;
    services.limits.may_try(&body.login, guest.address)?;
    let password = Password::typed(&body.password)?;
    let login = body.login.clone();
    let found = services.database.read(move |read| find_login(read, &login)).await?;
    let hash = found.as_ref().map(|(_, hash)| hash.clone());
    // Verified for nobody too: the time tells nothing.
    let right = services.identity.pool.verify(password, hash.clone()).await?;
    let confirms = services.options.mail == Mail::Required;
    let waits = |user: &User| confirms && user.email_verified_at.is_none();
    // An address opens nothing before it is confirmed, so that registering with somebody's and trying it
    // tells nothing of them.
    let known = |user: &User| !(waits(user) && body.login.contains('@'));
    let Some((user, _)) = found.filter(|(user, _)| right && known(user)) else {
        services.limits.wrong_login(&body.login, guest.address);
        return Err(LoginError::Invalid.into());
    };
    // Told only to whoever knows the password.
    if waits(&user) {
        return Err(LoginError::Unconfirmed.into());
    }
    let cookie = body.cookie.then_some(body.remember);
    let grant = grant(services, &guest, cookie);
    let (id, code, now) = (user.id, body.totp, services.now());
    let inner = Arc::clone(services);
    let signed_in = services.database.write(Lane::User(id), move |tx| -> Result<_, LoginError> {
        // Told only to whoever knows the password.
        if tx.lock_user(id)?.is_some_and(|user| user.suspended_at.is_some()) {
            return Err(LoginError::Suspended);
        }
        inner.identity.second.pass(tx, id, code.as_deref(), now)?;
        grant.run(tx, id, hash.clone())?.ok_or(LoginError::Invalid)
    });
    let signed_in = signed_in.await.inspect_err(|failure| {
        if failure.code() == "totp_invalid" {
            services.limits.wrong_login(&body.login, guest.address);
        }
    })?;
    // Only now: whoever knows the password alone gets no more tries at the second step.
    services.limits.right_login(&body.login, guest.address);
    Granted { user, signed_in }.answer(services, cookie)
}

/// Exchanges a refresh token for the next pair.
#[utoipa::path(post, path = "/api/v1/sessions/refresh", tag = "sessions", request_body = wire::Refresh, security(()),
    responses((status = 200, body = wire::Tokens), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn refresh(
    guest: Guest,
    Body(body): Body<wire::Refresh>,
) -> Result<Json<wire::Tokens>, Failure> {
    let services = guest.services();
    let (inner, now) = (Arc::clone(services), services.now());
    let outcome = services.database.write(Lane::Any, move |tx| {
        let outcome = inner.identity.sessions.refresh(tx, &body.refresh_token, now)?;
        let user = match &outcome {
            Outcome::Refreshed(refreshed) => tx.user(refreshed.actor.user)?,
            Outcome::Reused(_) => None,
        };
        Ok::<_, auth::RefreshError>((outcome, user))
    });
    let (outcome, user) = outcome.await?;
    let refreshed = outcome.into_result()?;
    let user = user.ok_or_else(Failure::unauthenticated)?;
    let token = refreshed.refresh_token.into_exposed();
    tokens(services, user, &refreshed.actor, token).map(Json)
}

/// The person's signed-in devices.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions",
    responses((status = 200, body = wire::SessionList), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(signed: Signed) -> Result<Json<wire::SessionList>, Failure> {
    let services = Arc::clone(signed.services());
    let now = services.now();
    let all =
        signed.read(move |read, actor| services.identity.sessions.list(read, actor.user, now));
    let current = signed.actor.session;
    let items = all.await?.iter().map(|s| wire::Session::new(s, current)).collect();
    Ok(Json(wire::SessionList { items }))
}

/// Ends a device's session; its sockets close at once.
#[utoipa::path(delete, path = "/api/v1/sessions/{session_id}", tag = "sessions",
    params(("session_id" = String, Path, description = "A session's id, `current` or `others`")),
    responses((status = 204), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn end(signed: Signed, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let which = match request.match_info().get("session_id") {
        Some("current") => Which::Current,
        Some("others") => Which::Others,
        Some(id) => {
            Which::One(SessionId(id.parse().map_err(|_| Failure::from(auth::EndError::NotFound))?))
        }
        None => return Err(auth::EndError::NotFound.into()),
    };
    let services = Arc::clone(signed.services());
    let now = services.now();
    let lane = Lane::User(signed.actor.user);
    signed
        .write(lane, move |tx, actor| services.identity.sessions.end(tx, actor, which, now))
        .await?;
    let mut response = HttpResponse::NoContent();
    if which == Which::Current {
        response.cookie(end_cookie(&signed.services().options));
    }
    Ok(response.finish())
}

/// A ticket that opens one socket within 30 seconds.
#[utoipa::path(post, path = "/api/v1/socket-tickets", tag = "sessions",
    responses((status = 201, body = wire::Ticket), (status = "default", body = wire::Problem, content_type = "application/problem+json")))]
pub(crate) async fn ticket(signed: Signed) -> HttpResponse {
    let services = signed.services();
    let mut random = (services.random)();
    let ticket = services.identity.tickets.issue(signed.actor, services.now(), &mut random);
    std::future::ready(()).await;
    HttpResponse::Created().json(wire::Ticket { ticket: ticket.into_exposed(), expires_in: 30 })
}
