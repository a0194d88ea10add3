use crate::backend::Database;
use crate::door::Proof;
use crate::exports::Exports;
use crate::{Clock, Failure, Limits, Options};
use auth::{
    AccessTokens, HashPool, InviteCodes, Known, SecondFactors, SessionCache, Sessions, Tickets,
    Unsubscribe,
};
use domain::port::StoreError;
use domain::{Actor, Session, SessionId, Timestamp};
use rand::rngs::ThreadRng;
use realtime::Hub;
use std::sync::Arc;

/// Everything that proves who somebody is.
pub struct Identity {
    /// Access tokens.
    pub access: AccessTokens,
    /// Sessions, refresh tokens, cookies, CSRF tokens.
    pub sessions: Sessions,
    /// Single-use tickets of sockets.
    pub tickets: Tickets,
    /// Second steps of signing in.
    pub second: SecondFactors,
    /// The codes of invitations.
    pub codes: InviteCodes,
    /// Links that end digests.
    pub unsubscribe: Unsubscribe,
    /// Which sessions live, as far as this node knows.
    pub cache: Arc<SessionCache>,
    /// Where passwords are hashed.
    pub pool: HashPool,
}

/// What the doors share. Handlers see it only through `door`.
pub(crate) struct Services {
    pub(crate) database: Database,
    pub(crate) hub: Arc<Hub>,
    pub(crate) identity: Identity,
    pub(crate) limits: Limits,
    pub(crate) exports: Exports,
    pub(crate) options: Options,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: fn() -> ThreadRng,
}

impl Services {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Who holds an access token, if its session lives.
    pub(crate) async fn bearer(&self, token: &str) -> Result<Actor, Failure> {
        let now = self.now();
        let actor = self.identity.access.verify(token, now)?;
        self.check(actor).await.map(|()| actor)
    }

    /// Whether an actor's session lives: from the cache, else from the database.
    pub(crate) async fn check(&self, actor: Actor) -> Result<(), Failure> {
        let over = || Failure::from(auth::TokenError::Expired);
        match self.identity.cache.check(actor, self.now()) {
            Known::Live => return Ok(()),
            Known::Dead => return Err(over()),
            Known::Ask => {}
        }
        let session = self.session(actor.session).await?.ok_or_else(over)?;
        let live = session.user == actor.user && self.identity.cache.learn(&session, self.now());
        if live { Ok(()) } else { Err(over()) }
    }

    /// Whether an actor's session is known to have ended; costs no question.
    pub(crate) fn has_ended(&self, actor: &Actor) -> bool {
        self.identity.cache.check(*actor, self.now()) == Known::Dead
    }

    async fn session(&self, id: SessionId) -> Result<Option<Session>, Failure> {
        self.database.read(move |read| read.session(id)).await
    }

    /// Who holds a cookie, if its session lives; notes the use once a minute.
    pub(crate) async fn cookie(self: &Arc<Self>, cookie: String) -> Result<Option<Proof>, Failure> {
        let now = self.now();
        let services = Arc::clone(self);
        let found = self
            .database
            .read(move |read| services.identity.sessions.cookie_session(read, &cookie, now));
        let Some(session) = found.await? else {
            return Ok(None);
        };
        if !self.identity.cache.learn(&session, now) {
            return Ok(None);
        }
        if self.identity.sessions.touch_due(&session, now).is_some() {
            self.touch(session.id, now).await?;
        }
        let actor = Actor { user: session.user, session: session.id };
        Ok(Some(Proof { actor, cookie: Some(session) }))
    }

    async fn touch(self: &Arc<Self>, session: SessionId, now: Timestamp) -> Result<(), Failure> {
        let services = Arc::clone(self);
        let touch = move |tx: &mut dyn domain::port::Tx| -> Result<(), StoreError> {
            services.identity.sessions.touch(tx, session, now)
        };
        self.database.write(domain::port::Lane::Any, touch).await
    }
}
