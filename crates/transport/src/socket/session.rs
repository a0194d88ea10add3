use super::catch_up::catch_up;
use super::ops::{self, Typing};
use super::upgrade::seat;
use crate::Failure;
use crate::identity::Services;
use crate::limits::{Flood, Seat};
use actix_web::error::PayloadError;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, MessageStream, ProtocolError};
use domain::chat::LARGE_ABOVE;
use domain::port::StoreError;
use domain::rights::Audience;
use domain::{Class, MessageText};
use futures_util::Stream;
use realtime::{Close, Connection, Instant, Outbox, frame};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use wire::{ClientFrame, Hello, Limits, Op, Push, ServerInfo};

/// How long a socket may stay without saying who it is.
const AUTH_TIME: Duration = Duration::from_secs(5);
/// Requests of one socket that may be under way at once.
const IN_FLIGHT: usize = 64;

/// A socket as it comes in.
pub(super) enum Entry {
    /// Nobody yet: the first frame must say.
    Stranger(Arc<Outbox>),
    /// Somebody.
    Known(Arc<Connection>),
}

impl Entry {
    pub(super) fn outbox(&self) -> &Arc<Outbox> {
        match self {
            Self::Stranger(outbox) => outbox,
            Self::Known(connection) => &connection.outbox,
        }
    }
}

/// Lives as long as the socket: says hello, reads frames, catches up, leaves.
///
/// `_place` is the socket's among those of its address.
pub(super) async fn run(
    services: Arc<Services>,
    entry: Entry,
    frames: MessageStream,
    _place: Option<Seat>,
) {
    let mut frames = frames
        .max_frame_size(wire::MAX_FRAME)
        .aggregate_continuations()
        .max_continuation_size(wire::MAX_FRAME);
    let (outbox, flood) = (Arc::clone(entry.outbox()), services.limits.flood());
    let (connection, way) = match entry {
        Entry::Known(connection) => (connection, Way::Upgrade),
        Entry::Stranger(_) => {
            outbox.must(push(&hello(&services, None)));
            let known = introduce(&services, &outbox, &flood, &mut frames);
            let Ok(Some((id, connection))) = tokio::time::timeout(AUTH_TIME, known).await else {
                outbox.close(&Close::new(4401, "nobody said who this is"));
                return;
            };
            (connection, Way::Frame(id))
        }
    };
    let present = Present { services: &services, connection };
    let incoming = Incoming { frames: &mut frames, flood: &flood };
    if serve(&services, &present.connection, way, incoming).await.is_err() {
        outbox.close(&Close::new(1013, "the database is away; try again"));
    }
}

/// What comes in, and how much of it may.
struct Incoming<'a> {
    frames: &'a mut AggregatedMessageStream,
    flood: &'a Flood,
}

/// Whether this was one envelope too many: then the socket is closed.
fn floods(outbox: &Outbox, flood: &Flood) -> bool {
    let too_much = flood.is_too_much();
    if too_much {
        outbox.close(&Close::new(4429, "too much at once; wait a little"));
    }
    too_much
}

/// A connection that leaves the hub when its socket ends, however it ends.
struct Present<'a> {
    services: &'a Services,
    connection: Arc<Connection>,
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.services.hub.close(&self.connection, self.services.now());
    }
}

/// Waits for the frame `auth`; anything else is answered with an error.
async fn introduce(
    services: &Arc<Services>,
    outbox: &Arc<Outbox>,
    flood: &Flood,
    frames: &mut AggregatedMessageStream,
) -> Option<(Option<u64>, Arc<Connection>)> {
    loop {
        let text = match next(outbox, frames, |_, _| Poll::Pending).await {
            Next::Text(_) | Next::Other if floods(outbox, flood) => return None,
            Next::Text(text) => text,
            Next::Other => continue,
            Next::Stale | Next::End => return None,
        };
        let (id, failure) = match ClientFrame::parse(text.trim().as_bytes()) {
            Ok(ClientFrame { id, op: Op::Auth(auth) }) => {
                match services.bearer(&auth.token).await {
                    Ok(actor) => {
                        return seat(services, actor, Arc::clone(outbox)).map(|seat| (id, seat));
                    }
                    Err(failure) => (id, failure),
                }
            }
            Ok(frame) => (frame.id, Failure::unauthenticated()),
            Err(error) => (error.id, Failure::new(Class::Invalid, error.code, error.detail)),
        };
        outbox.must(frame::text(&wire::encode_error(id, &failure.reply())));
    }
}

/// How a socket said who it is.
enum Way {
    /// With the upgrade.
    Upgrade,
    /// By the frame `auth`, with its id.
    Frame(Option<u64>),
}

async fn serve(
    services: &Arc<Services>,
    connection: &Arc<Connection>,
    way: Way,
    incoming: Incoming<'_>,
) -> Result<(), Failure> {
    let (user, outbox) = (connection.actor.user, &connection.outbox);
    let read = services.database.read(move |read| {
        let presence = read.user(user)?.map_or(Audience::Nobody, |user| user.privacy.presence);
        let (veiled, friends) = (read.veiled_from(user)?, read.friends_of(user)?);
        let (chats, large) = (read.chat_ids_of(user)?, read.large_chats_of(user)?);
        // After the chats: what is heard of them from here on is known with where it begins.
        let firsts = read.firsts_of(user)?;
        Ok::<_, StoreError>((chats, large, firsts, veiled, presence, friends))
    });
    let (chats, large, firsts, veiled, presence, friends) = read.await?;
    connection.read_from(firsts);
    connection.veil_from(veiled);
    services.hub.show_to(user, presence, friends);
    services.hub.subscribe(connection, chats, &large);
    match way {
        Way::Upgrade => outbox.must(push(&hello(services, Some(connection)))),
        Way::Frame(Some(id)) => {
            let session_id = connection.actor.session.0;
            let who = wire::Authenticated { user_id: user.0, session_id };
            outbox.must(frame::text(&wire::encode_ok(id, &who)));
        }
        Way::Frame(None) => {}
    }
    let mut typing = Typing::default();
    loop {
        match next(outbox, incoming.frames, Outbox::poll_stale).await {
            Next::Text(text) => {
                connection.heard(Instant::now());
                for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
                    poll_fn(|cx| outbox.poll_room(cx, IN_FLIGHT)).await;
                    if outbox.is_ended() || floods(outbox, incoming.flood) {
                        return Ok(());
                    }
                    ops::handle(services, connection, &mut typing, line.as_bytes()).await?;
                }
            }
            Next::Other if floods(outbox, incoming.flood) => return Ok(()),
            Next::Other => connection.heard(Instant::now()),
            Next::Stale => catch_up(services, connection, None).await?,
            Next::End => return Ok(()),
        }
    }
}

/// What a socket's owner wakes up for.
enum Next {
    Text(String),
    /// A sign of life that asks for nothing.
    Other,
    /// Chats wait to be caught up with.
    Stale,
    End,
}

async fn next(
    outbox: &Outbox,
    frames: &mut AggregatedMessageStream,
    stale: impl Fn(&Outbox, &Context<'_>) -> Poll<()>,
) -> Next {
    poll_fn(|cx| {
        if outbox.is_ended() {
            return Poll::Ready(Next::End);
        }
        if let Poll::Ready(item) = Pin::new(&mut *frames).poll_next(cx) {
            return Poll::Ready(read(outbox, item));
        }
        if stale(outbox, cx).is_ready() && !outbox.is_ended() {
            return Poll::Ready(Next::Stale);
        }
        Poll::Pending
    })
    .await
}

fn read(outbox: &Outbox, item: Option<Result<AggregatedMessage, ProtocolError>>) -> Next {
    match item {
        Some(Ok(AggregatedMessage::Text(text))) => return Next::Text(text.to_string()),
        Some(Ok(AggregatedMessage::Ping(payload))) => {
            outbox.ephemeral(&frame::pong(&payload));
            return Next::Other;
        }
        Some(Ok(AggregatedMessage::Pong(_))) => return Next::Other,
        Some(Ok(AggregatedMessage::Binary(_))) => {
            outbox.close(&Close::new(1003, "text frames only"));
        }
        Some(Ok(AggregatedMessage::Close(_))) => outbox.close(&Close::new(1000, "")),
        Some(Err(error)) => outbox.close(&close_for(&error)),
        None => outbox.abandon(),
    }
    Next::End
}

/// The close code of RFC 6455, 7.4.1, for what came in.
fn close_for(error: &ProtocolError) -> Close {
    let too_big = || Close::new(1009, "a message has at most 64 KiB");
    let ProtocolError::Io(error) = error else {
        let overflow = matches!(error, ProtocolError::Overflow);
        return if overflow { too_big() } else { Close::new(1002, "protocol error") };
    };
    // The library has no variants for these: what lies inside tells them apart.
    let cause = error.get_ref();
    if matches!(cause, Some(cause) if cause.is::<std::str::Utf8Error>()) {
        return Close::new(1007, "text must be UTF-8");
    }
    let ours = matches!(cause, Some(cause) if !cause.is::<PayloadError>());
    if ours && error.kind() == std::io::ErrorKind::Other {
        return too_big();
    }
    Close::new(1002, "protocol error")
}

/// A push as a frame.
pub(super) fn push(push: &Push) -> bytes::Bytes {
    frame::text(&wire::encode_event(push))
}

fn hello(services: &Services, known: Option<&Connection>) -> Push {
    Push::Hello(Hello {
        v: 1,
        feature_level: 1,
        server: ServerInfo {
            name: "tertulia".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            id: services.options.server_id.clone(),
        },
        limits: Limits {
            frame_bytes: wire::MAX_FRAME,
            text_chars: MessageText::MAX_CHARS,
            text_bytes: MessageText::MAX_BYTES,
            edit_window_s: services.options.edit_window_s,
            whole_roster: LARGE_ABOVE,
        },
        ping_interval_ms: services.options.ping_ms,
        user_id: known.map(|connection| connection.actor.user.0),
        session_id: known.map(|connection| connection.actor.session.0),
    })
}
