use super::catch_up::catch_up;
use super::session::push;
use crate::Failure;
use crate::backend::Command;
use crate::identity::Services;
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
        Op::Sync(body) => match check(&body) {
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

fn parse_send(
    services: &Services,
    connection: &Connection,
    body: &wire::SendMessage,
) -> Result<SendMessage, Failure> {
    services.limits.message(connection.actor.user)?;
    Ok(SendMessage {
        chat: ChatId(body.chat_id),
        client_id: ClientId::parse(&body.client_id)?,
        text: MessageText::parse(&body.text)?,
        at: services.now(),
    })
}

fn send(services: &Services, connection: &Arc<Connection>, id: Option<u64>, cmd: SendMessage) {
    let actor = connection.actor;
    submit(services, connection, id, Lane::Chat(cmd.chat), move |tx| {
        message::send(tx, &actor, cmd.clone()).map(|sent| wire::SentAck::from(&sent))
    });
}

fn read(services: &Services, connection: &Arc<Connection>, id: Option<u64>, body: wire::MarkRead) {
    let actor = connection.actor;
    let cmd = MarkRead { chat: ChatId(body.chat_id), seq: Seq(body.seq), at: services.now() };
    submit(services, connection, id, Lane::Chat(cmd.chat), move |tx| {
        message::mark_read(tx, &actor, cmd).map(wire::ReadState::from)
    });
}

/// Puts a command into the writer's queue, to be answered from there.
fn submit<T, E>(
    services: &Services,
    connection: &Arc<Connection>,
    id: Option<u64>,
    lane: Lane,
    command: impl FnMut(&mut dyn Tx) -> Result<T, E> + Send + 'static,
) where
    T: Serialize + Send + 'static,
    E: Problem + From<StoreError> + Send + 'static,
{
    let outbox = Arc::clone(&connection.outbox);
    outbox.begin();
    let then = move |answer: Result<T, E>| {
        let text = match (id, answer) {
            (Some(id), Ok(ok)) => Some(wire::encode_ok(id, &ok)),
            (None, Ok(_)) => None,
            (id, Err(error)) => Some(wire::encode_error(id, &Failure::from(error).reply())),
        };
        outbox.answer(text.map(|text| frame::text(&text)));
    };
    services.database.submit(lane, Command::boxed(command, then));
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

fn refuse(connection: &Connection, id: Option<u64>, failure: &Failure) {
    connection.outbox.must(frame::text(&wire::encode_error(id, &failure.reply())));
}
