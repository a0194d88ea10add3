use crate::backend::Database;
use crate::identity::Services;
use crate::{Backend, Clock, Identity, Limits, Options, docs, pages, rest};
use actix_web::dev::{ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, PayloadConfig};
use actix_web::{App, HttpResponse, HttpServer};
use rand::rngs::ThreadRng;
use realtime::{Departed, Hub, Instant};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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
    let workers = parts.options.workers;
    let services = Arc::new(Services {
        database: Database::new(parts.backend, parts.options.readers),
        hub: parts.hub,
        identity: parts.identity,
        limits: parts.limits,
        options: parts.options,
        clock: parts.clock,
        random: parts.random,
    });
    let shared = Arc::clone(&services);
    let server = HttpServer::new(move || app(Arc::clone(&shared)))
        .workers(workers)
        .tcp_nodelay(true)
        .client_request_timeout(Duration::from_secs(5))
        .keep_alive(Duration::from_secs(75))
        .shutdown_timeout(5)
        .disable_signals()
        .on_connect(|io, _| {
            if let Some(stream) = io.downcast_ref::<actix_web::rt::net::TcpStream>() {
                // A zero window held open is cut too (Linux, tcp(7)); elsewhere the sweep closes it.
                let _unsupported = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(STUCK));
            }
        })
        .listen(listener)?
        .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let upkeep = actix_web::rt::spawn(upkeep(Arc::clone(&services)));
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
async fn upkeep(services: Arc<Services>) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for tick in 1_u64.. {
        every.tick().await;
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
        .service(web::resource("/healthz").route(web::get().to(healthz)))
        .service(web::resource("/readyz").route(web::get().to(readyz)))
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

/// What no page of ours needs is not allowed to any.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The page to try the API on styles itself inline; it runs no inline script.
const DOCS_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Gives every request an id and every response its security headers.
async fn dress(
    request: ServiceRequest,
    next: Next<impl actix_web::body::MessageBody>,
) -> Result<ServiceResponse<impl actix_web::body::MessageBody>, actix_web::Error> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let docs = request.path().starts_with("/api/docs");
    let private = request.path().starts_with("/api/v1");
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let mut response = next.call(request).await?;
    tracing::debug!(request.id = id, %method, path, status = response.status().as_u16(), "request");
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "no-referrer");
    put(header::CONTENT_SECURITY_POLICY, if docs { DOCS_CSP } else { CSP });
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if private {
        put(header::CACHE_CONTROL, "no-store");
    }
    headers.insert(HeaderName::from_static("x-request-id"), HeaderValue::from(id));
    Ok(response)
}
