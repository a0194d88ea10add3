use super::catch_up::catch_up;
use super::change;
use super::session::push;
use crate::Failure;
use crate::backend::Command;
use crate::door::Late;
use crate::identity::Services;
use crate::limits::{Key, Limit};
use crate::rest::sync::check;
use domain::message::{self, MarkRead, SendMessage};
use domain::port::{Lane, StoreError, Tx};
use domain::{ChatId, Class, ClientId, MessageText, Problem, Rev, Seq};
use realtime::{Connection, Instant, frame};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use wire::{ClientFrame, Op, Push};

/// How often one socket may say that somebody is typing in one chat.
const TYPING_EVERY: Duration = Duration::from_secs(1);

/// When this socket last said that somebody is typing, and where.
#[derive(Default)]
pub(super) struct Typing {
    last: Option<(ChatId, Instant)>,
}

impl Typing {
    fn is_due(&mut self, chat: ChatId, now: Instant) -> bool {
        let soon = |(last, at): (ChatId, Instant)| last == chat && now - at < TYPING_EVERY;
        if self.last.is_some_and(soon) {
            return false;
        }
        self.last = Some((chat, now));
        true
    }
}

/// Carries out one envelope.
///
/// Commands are answered from the writer's thread once they are on disk; the socket reads on.
///
/// # Errors
/// Only when the database is away in the middle of a sync.
pub(super) async fn handle(
    services: &Arc<Services>,
    connection: &Arc<Connection>,
    typing: &mut Typing,
    line: &[u8],
) -> Result<(), Failure> {
    let frame = match ClientFrame::parse(line) {
        Ok(frame) => frame,
        Err(error) => {
            let failure = Failure::new(Class::Invalid, error.code, error.detail);
            refuse(connection, error.id, &failure);
            return Ok(());
        }
    };
    let id = frame.id;
    match frame.op {
        Op::Send(body) => match parse_send(services, connection, &body) {
            Ok(cmd) => send(services, connection, id, cmd),
            Err(failure) => refuse(connection, id, &failure),
        },
        Op::Edit(body) => match change::edit(services, connection, &body) {
            Ok(cmd) => change::submit_edit(services, connection, id, cmd),
            Err(failure) => refuse(connection, id, &failure),
        },
        Op::Delete(body) => match change::limited(services, connection) {
            Ok(()) => change::delete(services, connection, id, body),
            Err(failure) => refuse(connection, id, &failure),
        },
        Op::React(body) => change::react(services, connection, id, &body, true),
        Op::Unreact(body) => change::react(services, connection, id, &body, false),
        Op::Read(body) => read(services, connection, id, body),
        Op::Typing(body) => tell_typing(services, connection, typing, ChatId(body.chat_id)),
        Op::Ping => agree(connection, id),
        Op::Auth(_) => {
            let failure = Failure::new(
                Class::Conflict,
                "already_authenticated",
                "this socket knows who it is",
            );
            refuse(connection, id, &failure);
        }
        Op::Sync(body) => match may_sync(services, connection, &body) {
            Ok(()) => {
                for (chat, since) in &body.chats {
                    connection.outbox.hold(ChatId(*chat), Rev(since.saturating_add(1)));
                }
                catch_up(services, connection, body.user).await?;
                agree(connection, id);
                connection.outbox.must(push(&Push::Synced {}));
            }
            Err(failure) => refuse(connection, id, &failure),
        },
    }
    Ok(())
}

/// A sync costs as much as a request.
fn may_sync(
    services: &Services,
    connection: &Connection,
    body: &wire::SyncRequest,
) -> Result<(), Failure> {
    services.limits.check(Limit::Api, &Key::Person(connection.actor.user))?;
    check(body)
}

fn parse_send(
    services: &Services,
    connection: &Connection,
    body: &wire::SendMessage,
) -> Result<SendMessage, Failure> {
    let (user, chat) = (connection.actor.user, ChatId(body.chat_id));
    services.limits.check(Limit::Messages, &Key::Person(user))?;
    services.limits.check(Limit::ChatMessages, &Key::Talk(user, chat))?;
    Ok(SendMessage {
        chat,
        client_id: ClientId::parse(&body.client_id)?,
        text: MessageText::parse(&body.text)?,
        reply_to: body.reply_to.map(Seq),
        at: services.now(),
    })
}

fn send(services: &Arc<Services>, connection: &Arc<Connection>, id: Option<u64>, cmd: SendMessage) {
    let actor = connection.actor;
    submit(services, connection, id, Lane::Chat(cmd.chat), move |tx| {
        message::send(tx, &actor, cmd.clone()).map(|sent| wire::SentAck::from(&sent))
    });
}

fn read(
    services: &Arc<Services>,
    connection: &Arc<Connection>,
    id: Option<u64>,
    body: wire::MarkRead,
) {
    let actor = connection.actor;
    let cmd = MarkRead { chat: ChatId(body.chat_id), seq: Seq(body.seq), at: services.now() };
    submit(services, connection, id, Lane::Chat(cmd.chat), move |tx| {
        message::mark_read(tx, &actor, cmd).map(wire::ReadState::from)
    });
}

/// Puts a command into the writer's queue, to be answered from there; nothing is done any more for a
/// session that has ended by then.
pub(super) fn submit<T, E>(
    services: &Arc<Services>,
    connection: &Arc<Connection>,
    id: Option<u64>,
    lane: Lane,
    mut command: impl FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
) where
    T: Serialize + Send + 'static,
    E: Problem + From<StoreError> + Send + 'static,
{
    let outbox = Arc::clone(&connection.outbox);
    outbox.begin();
    let (actor, inner) = (connection.actor, Arc::clone(services));
    let alive = move |tx: &mut dyn Tx| {
        if inner.has_ended(&actor) {
            return Err(Late::Over);
        }
        command(tx).map_err(Late::Own)
    };
    let then = move |answer: Result<T, Late<E>>| {
        let text = match (id, answer) {
            (Some(id), Ok(ok)) => Some(wire::encode_ok(id, &ok)),
            (None, Ok(_)) => None,
            (id, Err(error)) => Some(wire::encode_error(id, &Failure::from(error).reply())),
        };
        outbox.answer(text.map(|text| frame::text(&text)));
    };
    services.database.submit(lane, Command::boxed(alive, then));
}

/// Tells the others of a chat that this person is typing; dropped when they aren't in it.
fn tell_typing(services: &Services, connection: &Connection, typing: &mut Typing, chat: ChatId) {
    if connection.hears_chat(chat) && typing.is_due(chat, Instant::now()) {
        let user = connection.actor.user;
        let event = push(&Push::Typing { chat_id: chat.0, user_id: user.0 });
        services.hub.ephemeral(chat, user, &event);
    }
}

fn agree(connection: &Connection, id: Option<u64>) {
    #[derive(Serialize)]
    struct Nothing {}
    if let Some(id) = id {
        connection.outbox.must(frame::text(&wire::encode_ok(id, &Nothing {})));
    }
}

pub(super) fn refuse(connection: &Connection, id: Option<u64>, failure: &Failure) {
    connection.outbox.must(frame::text(&wire::encode_error(id, &failure.reply())));
}
