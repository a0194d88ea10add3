mod dress;
mod idle;

use crate::backend::Database;
use crate::identity::Services;
use crate::ways::{resource, show};
use crate::{Backend, Clock, Identity, Limits, Options, docs, pages, rest};
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, PayloadConfig};
use actix_web::{App, HttpResponse, HttpServer};
use dress::dress;
use idle::Idle;
use rand::rngs::ThreadRng;
use realtime::{Departed, Hub, Instant};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// How long a reader may leave data untaken before its socket is cut, by the kernel.
const STUCK: Duration = Duration::from_secs(10);
/// Over how many milliseconds reconnects are spread when this server goes away.
const SPREAD_MS: u64 = 2_000;

/// What the binary brings.
pub struct Parts {
    /// The data.
    pub backend: Arc<dyn Backend>,
    /// The connections.
    pub hub: Arc<Hub>,
    /// Who people are.
    pub identity: Identity,
    /// How often they may do what.
    pub limits: Limits,
    /// What this server is.
    pub options: Options,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where chance comes from.
    pub random: fn() -> ThreadRng,
}

/// A server that has been started.
pub struct Running {
    services: Arc<Services>,
    handle: ServerHandle,
    upkeep: tokio::task::JoinHandle<()>,
}

/// Starts to serve on a listener. Runs on the caller's runtime, which must be actix's.
///
/// # Errors
/// When the listener can't be used.
pub fn start(parts: Parts, listener: TcpListener) -> std::io::Result<Running> {
    let (workers, listener_options) = (parts.options.workers, parts.options.listener);
    let services = Arc::new(Services {
        database: Database::new(parts.backend, parts.options.readers),
        hub: parts.hub,
        identity: parts.identity,
        limits: parts.limits,
        exports: crate::exports::Exports::default(),
        options: parts.options,
        clock: parts.clock,
        random: parts.random,
    });
    let (shared, idle) = (Arc::clone(&services), Idle::default());
    let watching = idle.clone();
    let server = HttpServer::new(move || app(Arc::clone(&shared)))
        .workers(workers)
        .tcp_nodelay(true)
        .client_request_timeout(listener_options.header_time)
        .keep_alive(Duration::from_secs(25))
        .shutdown_timeout(5)
        .disable_signals()
        .on_connect(move |io, connection| {
            if let Some(stream) = io.downcast_ref::<actix_web::rt::net::TcpStream>() {
                // A zero window held open is cut too (Linux, tcp(7)); elsewhere the sweep closes it.
                let _unsupported = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(STUCK));
                watching.watch(stream, connection);
            }
        })
        .listen(listener)?
        .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let upkeep = actix_web::rt::spawn(upkeep(Arc::clone(&services), idle));
    Ok(Running { services, handle, upkeep })
}

impl Running {
    /// Stops: no new sockets and requests, good-bye to everybody, those under way are finished.
    pub async fn stop(self) {
        self.upkeep.abort();
        self.handle.pause().await;
        self.services.hub.go_away(SPREAD_MS);
        self.handle.stop(true).await;
        for departed in self.services.hub.departing() {
            note_departure(&self.services, departed).await;
        }
    }
}

/// Once a second: pings, presence, the slow and the dead; once a minute: sessions that ran out.
async fn upkeep(services: Arc<Services>, idle: Idle) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for tick in 1_u64.. {
        every.tick().await;
        idle.sweep(idle::QUIET);
        let ping_ms = i64::from(services.options.ping_ms);
        for departed in services.hub.tick(Instant::now(), ping_ms) {
            let services = Arc::clone(&services);
            // Owned by the runtime: the write is one row, and shutdown writes what is left itself.
            actix_web::rt::spawn(async move { note_departure(&services, departed).await });
        }
        if tick % 60 == 0 {
            services.limits.sweep();
            close_ended(&services).await;
        }
    }
}

async fn note_departure(services: &Services, departed: Departed) {
    let Departed { user, at } = departed;
    let lane = domain::port::Lane::User(user);
    if let Err(error) =
        services.database.write(lane, move |tx| domain::account::left(tx, user, at)).await
    {
        tracing::warn!(user.id = user.0, %error, "last seen was not stored");
    }
}

/// Sockets whose session has run out or was ended on another node.
async fn close_ended(services: &Services) {
    for actor in services.hub.actors() {
        if services
            .check(actor)
            .await
            .is_err_and(|failure| failure.class() == domain::Class::Unauthenticated)
        {
            services.hub.revoke(actor.user, &[actor.session], |session| {
                let push = wire::Push::SessionRevoked { session_id: session.0 };
                realtime::frame::text(&wire::encode_event(&push))
            });
        }
    }
}

fn app(
    services: Arc<Services>,
) -> App<
    impl actix_web::dev::ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl actix_web::body::MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let api =
        web::scope("/api/v1").configure(rest::routes).default_service(web::to(rest::nothing_here));
    App::new()
        .app_data(web::Data::from(services))
        .app_data(PayloadConfig::new(crate::door::MAX_BODY))
        .wrap(from_fn(dress))
        .service(api)
        .service(resource("/healthz", vec![show().to(healthz)]))
        .service(resource("/readyz", vec![show().to(readyz)]))
        .configure(docs::routes)
        .configure(pages::routes)
        .default_service(web::to(rest::nothing_here))
}

/// The process answers.
async fn healthz() -> HttpResponse {
    std::future::ready(HttpResponse::Ok().json(serde_json::json!({"status": "ok"}))).await
}

/// The process answers and so does its database.
async fn readyz(services: web::Data<Services>) -> Result<HttpResponse, crate::Failure> {
    services.database.ping().await?;
    Ok(HttpResponse::Ok().json(serde_json::json!({"status": "ok"})))
}
